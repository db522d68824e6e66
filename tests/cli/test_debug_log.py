"""The log of `--debug`: everything that is logged, in a file of the owner's own that does not grow for ever."""

import logging
import os
import sys
from logging.handlers import RotatingFileHandler

import pytest

from coach.cli import debug_log
from coach.cli.debug_log import HOST_LOG, KEPT, MOST_BYTES, start_log
from coach.errors import StoreError, StoreProblem


@pytest.fixture
def root():
    """The root logger, as it was again after the test."""
    logger = logging.getLogger()
    before, level = list(logger.handlers), logger.level
    yield logger
    for handler in set(logger.handlers) - set(before):
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(level)


def test_everything_is_written_with_its_time_its_level_and_who_says_it(home, root):
    path = start_log(None)
    assert path == home / "logs" / "coach.log"
    logging.getLogger("bleak.backends").debug("a notification of Zoë's strap")
    said = path.read_text(encoding="utf-8")
    assert said.endswith(" DEBUG bleak.backends: a notification of Zoë's strap\n")
    assert said[:4].isdecimal()


def test_the_log_lies_among_the_persons_own_things_and_is_the_owners_alone(home, root):
    path = start_log("Ann")
    assert path == home / "people" / "Ann" / "logs" / "coach.log"
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_every_file_of_it_is_the_owners_alone_whatever_the_umask(home, root, monkeypatch, umask):
    monkeypatch.setattr(debug_log, "MOST_BYTES", 2000)
    (home / "logs").mkdir(parents=True)
    (home / "logs" / "coach.log").write_text("of an earlier version\n", encoding="utf-8")
    (home / "logs" / "coach.log").chmod(0o644)
    before = os.umask(umask)
    try:
        path = start_log(None)
        assert path.stat().st_mode & 0o077 == 0
        for number in range(400):
            logging.getLogger("coach").debug("line %d", number)
    finally:
        os.umask(before)
    files = list(path.parent.iterdir())
    assert len(files) == KEPT + 1
    assert {oct(item.stat().st_mode & 0o777) for item in files} == {"0o600"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
def test_a_pipe_in_its_place_is_not_waited_for(home, root):
    (home / "logs").mkdir(parents=True)
    os.mkfifo(home / "logs" / "coach.log")
    with pytest.raises(StoreError) as caught:
        start_log(None)
    assert caught.value.problem is StoreProblem.LOG_NOT_WRITTEN


def test_an_earlier_log_is_gone_on_with(home, root):
    start_log(None)
    logging.getLogger("coach").debug("first")
    path = start_log(None)
    assert "first" in path.read_text(encoding="utf-8")


def test_it_grows_to_twenty_megabytes_at_most(home, root, monkeypatch):
    assert MOST_BYTES * (KEPT + 1) <= 20_000_000
    monkeypatch.setattr(debug_log, "MOST_BYTES", 2000)
    path = start_log(None)
    (handler,) = [item for item in root.handlers if isinstance(item, RotatingFileHandler)]
    for number in range(400):
        handler.handle(logging.LogRecord("coach", logging.DEBUG, "", 0, f"line {number}", None, None))
    files = sorted(item.name for item in path.parent.iterdir())
    assert files == ["coach.log", *(f"coach.log.{number}" for number in range(1, KEPT + 1))]
    assert sum(item.stat().st_size for item in path.parent.iterdir()) <= 2000 * (KEPT + 1)
    assert "line 399" in path.read_text(encoding="utf-8")


def test_a_walks_own_process_has_another_file(home, root):
    assert start_log(None, HOST_LOG) != start_log(None)


def test_a_log_that_cannot_be_written_is_said_with_the_systems_words(home, root):
    (home / "logs").parent.mkdir(parents=True)
    (home / "logs").write_text("no folder", encoding="utf-8")
    with pytest.raises(StoreError) as caught:
        start_log(None)
    assert caught.value.problem is StoreProblem.LOG_NOT_WRITTEN
    assert caught.value.path == str(home / "logs" / "coach.log")
    assert caught.value.detail
