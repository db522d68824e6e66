"""Draws the README's picture of the page: `python -m benchmarks.page_picture [FOLDER]` (docs/ by default).

It needs Playwright and a Chromium (Debian's package, or the one that $CHROMIUM names).
"""

import asyncio
import os
import shutil
import sys
from pathlib import Path

from msgspec.structs import replace
from playwright.async_api import async_playwright

from benchmarks.screenshots import PICTURES, Still, moment_of
from coach.clock import monotonic_s
from coach.session.snapshot import SessionSnapshot
from coach.web.access import Access
from coach.web.app import page_files
from coach.web.feed import Feed
from coach.web.glance import glance
from coach.web.serving import Serving

TABLET = {"width": 1280, "height": 800}


class Lasting(Still):
    """One moment whose time goes on: the page shows no walk whose time stands still."""

    def __init__(self, view: SessionSnapshot) -> None:
        super().__init__(view)
        self._began_s = monotonic_s()

    @property
    def latest(self) -> SessionSnapshot:
        """The moment, with the present time."""
        return replace(self._view, at_s=self._view.at_s + monotonic_s() - self._began_s)


async def draw() -> bytes:
    """Return the page on a tablet, as PNG."""
    [picture] = [one for one in PICTURES if one.name == "walk-in-zone"]
    feed = Feed(glance)
    feed.follow(Lasting(await moment_of(picture)))
    serving = Serving(feed, Access(), page_files())
    serving.open()
    running = asyncio.create_task(serving.run())
    async with async_playwright() as driver:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = await driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page(viewport=TABLET, color_scheme="dark")
        await page.goto(serving.address_with_code())
        await page.locator("#digits g path").first.wait_for(state="attached")
        png = await page.screenshot()
        await browser.close()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return png


def main() -> None:
    """Write the picture."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "docs"
    (folder / "screen-tablet.png").write_bytes(asyncio.run(draw()))


if __name__ == "__main__":
    main()
