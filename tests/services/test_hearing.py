"""Recordings heard again: in their order, by one process and by several, whatever is in them."""

import os
import signal

import pytest

from coach.errors import CoachError, RecordingError, RecordingProblem
from coach.services import hearing
from coach.services.hearing import WORTH_A_PROCESS, hear, heard_each
from coach.services.workers import Mark
from coach.store.packer import pack_away
from tests.support.recorded_walks import days, record


@pytest.fixture
def paths(home):
    """As many as are worth two processes; some are packed, and some are nothing."""
    folder = home / "data" / "recordings"
    found = [folder / f"{record(home, ago=days(ago), minutes=ago)}.jsonl" for ago in range(1, 2 * WORTH_A_PROCESS - 1)]
    for path in found[::3]:
        assert pack_away(path)
    garbage = folder / "garbage.jsonl"
    garbage.write_bytes(b"\0\1\2")
    return [*found, garbage, folder / "gone.jsonl"]


def said(found):
    """What was found, in words to compare."""
    if isinstance(found, CoachError):
        return type(found), vars(found)
    return found.header.started_at, found.analysis, found.look.summary, found.look.trace.bpm.tobytes()


def test_several_processes_hear_what_one_hears_in_the_same_order(paths, monkeypatch):
    alone = [(path, said(hear(path))) for path in paths]
    for count in (1, 2, 3):
        monkeypatch.setattr(hearing, "cores", lambda count=count: count)
        assert [(path, said(found)) for path, found in heard_each(paths)] == alone


def test_few_recordings_are_heard_here(paths, monkeypatch):
    monkeypatch.setattr(hearing, "side_by_side", pytest.fail)
    assert len(list(heard_each(paths[: 2 * WORTH_A_PROCESS - 1]))) == 2 * WORTH_A_PROCESS - 1


def test_what_a_process_leaves_undone_is_heard_here(paths, monkeypatch):
    def lost(_work, items, _on_progress, _count):
        for number in range(len(items)):
            yield from ((number, Mark.LOST), (number, Mark.DONE))

    monkeypatch.setattr(hearing, "cores", lambda: 2)
    monkeypatch.setattr(hearing, "side_by_side", lost)
    assert [said(found) for _, found in heard_each(paths)] == [said(hear(path)) for path in paths]


def test_a_fault_of_coach_is_said_of_the_one_recording(home, monkeypatch):
    path = home / "data" / "recordings" / f"{record(home, ago=days(1), minutes=1)}.jsonl"

    def failing(_recording):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(hearing, "computed", failing)
    found = hear(path)
    assert isinstance(found, RecordingError)
    assert (found.problem, found.name) == (RecordingProblem.OUR_FAULT, path.name)
    assert "oh" in found.detail


@pytest.mark.skipif(os.name != "posix", reason="names are text there")
def test_a_name_that_is_no_text_is_none(tmp_path):
    found = hear(tmp_path / "bad\udcff.jsonl")
    assert isinstance(found, RecordingError)
    assert found.problem is RecordingProblem.NAME_NOT_TEXT


def test_it_ends_its_processes_when_nobody_listens_any_more(paths, monkeypatch):
    monkeypatch.setattr(hearing, "cores", lambda: 2)
    before = signal.getsignal(signal.SIGINT)
    each = heard_each(paths)
    next(each)
    each.close()
    assert signal.getsignal(signal.SIGINT) is before
