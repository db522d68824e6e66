"""A terminal for each test, and a COACH_HOME of its own."""

import pytest


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def terminal(home):
    from tests.terminal.terminal import Terminal  # not importable where there is no POSIX  # noqa: PLC0415

    opened = []

    def start(*arguments, **size):
        opened.append(Terminal(*arguments, **size))
        return opened[-1]

    yield start
    for item in opened:
        item.close()
