"""What the commands with a screen share about walks in processes of their own."""

import logging
from functools import partial

import pytest

from coach.cli import running
from coach.cli.running import WHY_HERE, diary_services, settled
from coach.services.detached import WhyNotDetached, why_not_detached
from coach.services.diary import Diary


@pytest.fixture
def diary(home):
    with Diary(None) as opened:
        yield opened


def on(monkeypatch, system, **environ):
    monkeypatch.setattr(running, "why_not_detached", partial(why_not_detached, environ=environ, system=system))


def test_only_a_screen_has_walks_in_a_process_of_their_own_and_only_where_that_can_be(diary, monkeypatch):
    on(monkeypatch, "linux")
    assert diary_services(diary, None, for_screen=True)._detached is not None
    assert diary_services(diary, None, for_screen=False)._detached is None
    on(monkeypatch, "darwin")
    assert diary_services(diary, None, for_screen=True)._detached is None


@pytest.mark.parametrize(("level", "debug"), [(logging.DEBUG, True), (logging.WARNING, False)])
def test_a_host_writes_a_log_when_this_program_does(diary, monkeypatch, level, debug):
    on(monkeypatch, "linux")
    monkeypatch.setattr(logging.getLogger(), "level", level)
    logging.getLogger()._cache.clear()
    assert diary_services(diary, None, for_screen=True)._detached._debug is debug


def test_a_screen_says_at_its_beginning_why_a_walk_ends_with_its_window(diary, monkeypatch):
    on(monkeypatch, "linux")
    assert settled(diary, diary_services(diary, None, for_screen=True)) == ""
    on(monkeypatch, "darwin")
    assert settled(diary, diary_services(diary, None, for_screen=True)) == WHY_HERE[WhyNotDetached.MACOS]


def test_a_disk_that_takes_no_file_has_the_walk_in_the_process_of_its_screen_and_says_so(diary, monkeypatch):
    on(monkeypatch, "linux")
    (diary.folders.data / "walk.lock").mkdir(parents=True)
    services = diary_services(diary, None, for_screen=True)
    assert services._detached is None
    assert settled(diary, services) == WHY_HERE[WhyNotDetached.NO_PLACE]


def test_every_reason_has_its_words_for_one_line_of_a_screen():
    assert set(WHY_HERE) == set(WhyNotDetached)
    assert all(len(words) <= 100 and "\n" not in words for words in WHY_HERE.values())
