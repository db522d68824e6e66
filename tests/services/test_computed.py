"""A recording that the engine has heard, as the history takes it."""

from datetime import UTC, datetime, timedelta

from coach.services.computed import computed, imported_from, is_empty
from coach.session.activity import Activity
from coach.session.inputs import Reading, SessionEnded
from coach.session.line_codec import Header
from coach.session.plan import SessionPlan

STARTED = datetime(2026, 11, 23, 7, 31, 4, tzinfo=UTC)
READINGS = tuple(Reading(at_s=float(second), bpm=124) for second in range(700))


def heard(*inputs, source=None, **extra):
    header = Header(STARTED.isoformat(), source=source or {"kind": "strap"}, extra={"utc_offset_s": 3600, **extra})
    return computed(Activity(header, inputs))


def test_a_walk_begins_and_ends_in_the_walkers_zone(tmp_path):
    rebuilt = heard(*READINGS, SessionEnded(at_s=700.0)).rebuilt(tmp_path / "2026-11-23-0831.jsonl")
    assert rebuilt.session.started_at.isoformat() == "2026-11-23T08:31:04+01:00"
    assert rebuilt.ended_at - rebuilt.session.started_at == timedelta(seconds=700)
    assert (rebuilt.session.session_id, rebuilt.source, is_empty(rebuilt)) == ("2026-11-23-0831", None, False)


def test_a_recording_without_a_date_has_that_of_its_file(tmp_path):
    path = tmp_path / "walk.jsonl"
    path.write_text("", encoding="utf-8")
    found = computed(Activity(Header(""), READINGS))
    ended = found.rebuilt(path).ended_at
    assert ended == datetime.fromtimestamp(path.stat().st_mtime, UTC)


def test_what_a_file_says_of_how_it_felt_is_the_recordings_own_word(tmp_path):
    said = heard(*READINGS, felt={"rpe": 4, "pain_after": 99, "strange": []})
    assert said.rebuilt(tmp_path / "walk.jsonl").felt.rpe == 4
    assert said.rebuilt(tmp_path / "walk.jsonl").felt.pain_after is None
    assert heard(*READINGS, felt="7").rebuilt(tmp_path / "walk.jsonl").felt.rpe is None


def test_only_a_file_of_another_program_is_imported():
    assert imported_from(Header("", source={"kind": "file", "format": "fit"})) == {"kind": "file", "format": "fit"}
    assert [imported_from(Header("", source=source)) for source in ({}, {"kind": "strap"}, {"kind": 7})] == [None] * 3


def test_a_strap_test_without_a_reading_is_nothing(tmp_path):
    found = computed(Activity(Header(STARTED.isoformat(), session=SessionPlan.from_json({}).to_json()), ()))
    assert is_empty(found.rebuilt(tmp_path / "walk.jsonl"))
