"""Recordings that others take the place of: names, sameness, and what a strange header may not do."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.services.computed import computed
from coach.services.set_aside import (
    are_same,
    covers_half,
    doubles,
    finish_undone,
    header_of,
    is_as_imported,
    is_free,
    replaced_by,
)
from coach.session.activity import Activity
from coach.session.inputs import Reading, SessionEnded
from coach.session.line_codec import Header, dump_header
from tests.support.recorded_walks import days, record

START = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
MINUTES = st.integers(0, 200).map(lambda count: timedelta(minutes=count))


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.replaced", "jsonl.undone", "answers.jsonl"])
def test_a_name_that_a_walk_has_or_had_is_not_free(tmp_path, ending):
    assert is_free(tmp_path, "2026-11-23-0731")
    (tmp_path / f"2026-11-23-0731.{ending}").write_text("", encoding="utf-8")
    assert not is_free(tmp_path, "2026-11-23-0731")
    assert is_free(tmp_path, "2026-11-23-0731-2")


@given(MINUTES, MINUTES, MINUTES)
def test_the_same_walk_is_the_same_from_both_sides_and_with_itself(later, first, second):
    one, other = (START, START + first), (START + later, START + later + second)
    assert are_same(*one, *other) is are_same(*other, *one)
    assert are_same(*one, *one) is (first > timedelta(0))
    shared = min(one[1], other[1]) - max(one[0], other[0])
    assert are_same(*one, *other) is (shared > timedelta(0) and shared / min(first, second) > 0.5)


@given(MINUTES, MINUTES, MINUTES)
def test_of_two_that_are_one_the_longer_has_half_of_the_shorter(later, first, second):
    one, other = (START, START + first), (START + later, START + later + second)
    if are_same(*one, *other):
        longer, shorter = (one, other) if first >= second else (other, one)
        assert covers_half(*longer, *shorter)
        shared = min(one[1], other[1]) - max(one[0], other[0])
        assert covers_half(*shorter, *longer) is (shared / max(first, second) >= 0.5)


def walk(recorded, folder, name, source, started=START, minutes=20):
    """A recording in the folder, and in the history."""
    header = Header(started.isoformat(), source=source, extra={"utc_offset_s": 0})
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.jsonl"
    readings = tuple(Reading(at_s=float(at), bpm=120) for at in range(0, minutes * 60, 5))
    path.write_text(f"{dump_header(header)}\n", encoding="utf-8")
    found = computed(Activity(header, (*readings, SessionEnded(at_s=minutes * 60.0))))
    recorded.diary.history.rebuild([found.rebuilt(path)])
    return found.rebuilt(path), path


FILE = {"kind": "file", "format": "fit"}


def test_a_foreign_header_names_no_walk_of_ours_and_no_other_walk(recorded, home):
    """A recording from a stranger may say what it likes."""
    folder = home / "data" / "recordings"
    walk(recorded, folder, "ours", {"kind": "strap"})
    walk(recorded, folder, "same", FILE)
    walk(recorded, folder, "other", FILE, START + timedelta(days=1))
    names = ["ours", "same", "other", "../ours", 7, None]
    walk(recorded, folder, "strange", {**FILE, "replaces": names}, START + timedelta(minutes=1))
    walk(recorded, folder, "quiet", {**FILE, "replaces": "same"})
    pairs = {(one.session_id, other.session_id) for one, other in doubles(recorded.diary.history.sessions())}
    assert {loser for _, loser in pairs} == {"same", "strange", "quiet"}
    assert {"ours", "strange"} <= {winner for winner, loser in pairs if loser == "same"}


@pytest.mark.parametrize(
    ("short_one", "expected"),
    [({**FILE, "import": "1"}, [("long", "short")]), ({"kind": "strap"}, [])],
    ids=["imported first", "ours"],
)
def test_a_short_walk_replaces_no_long_one(recorded, home, short_one, expected):
    folder = home / "data" / "recordings"
    walk(recorded, folder, "short", short_one, START + timedelta(minutes=5), 2)
    walk(recorded, folder, "long", {**FILE, "import": "2"}, minutes=60)
    pairs = [(one.session_id, other.session_id) for one, other in doubles(recorded.diary.history.sessions())]
    assert pairs == expected


def test_only_names_in_the_folder_are_brought_back(tmp_path):
    inside = tmp_path / "recordings"
    inside.mkdir()
    (tmp_path / "out.jsonl.replaced").write_text("", encoding="utf-8")
    (inside / "in.jsonl.replaced").write_text("", encoding="utf-8")
    header = Header("", source={"replaces": ["../out", "in", "gone", 3, str(tmp_path / "out")]})
    assert [path.name for path in replaced_by(inside, header)] == ["in.jsonl.replaced"]
    assert list(replaced_by(inside, None)) == []


def test_a_walk_of_ours_is_never_as_imported(diary, recorded, home):
    record(home, ago=days(1))
    recorded.settle()
    (session,) = diary.history.sessions()
    assert not is_as_imported(home / "data" / "recordings", session)


def test_what_is_no_recording_has_no_header(tmp_path):
    (tmp_path / "a.jsonl").write_text("no header\n", encoding="utf-8")
    assert [header_of(tmp_path / name) for name in ("a.jsonl", "gone.jsonl", ".")] == [None] * 3


def test_an_undo_that_has_lost_its_header_still_ends(diary, home):
    folder = home / "data" / "recordings"
    folder.mkdir(parents=True)
    undone = folder / "walk.jsonl.undone"
    undone.write_text("", encoding="utf-8")
    finish_undone(diary.history, folder, undone)
    assert list(folder.iterdir()) == []
