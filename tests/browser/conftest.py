"""A real browser, once for all tests of this folder; without one they are skipped."""

import os
import shutil

import pytest
import pytest_asyncio

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium():
    playwright = pytest.importorskip("playwright.async_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium here: install Debian's package, or name one in CHROMIUM")
    async with playwright.async_playwright() as driver:
        # Without a sandbox, since CI runs as root; the pages are our own.
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()
