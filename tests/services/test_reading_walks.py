"""Walks of other programs as recordings of ours, before anything is written."""

import gzip
import os
import pickle
from datetime import UTC, datetime, timedelta

import pytest

from coach import errors
from coach.errors import CoachError, RecordingProblem
from coach.formats.coach_recording import recorded
from coach.services import reading_walks
from coach.services.reading_walks import Order, ReadWalk, Refused, read_file, start_of
from coach.session.activity import Activity
from coach.session.flaws import FlawKind
from coach.session.inputs import EndReason, Reading, SessionEnded
from coach.session.line_codec import Header
from coach.session.plan import SessionPlan
from coach.session.recording import parse_recording
from tests.support.fit_bytes import fit_file
from tests.support.watch_files import MORNING, fit_walk, put

ORDER = Order("2026-11-29T10:00:00Z 1", "2026-11-29T10:00:00Z", SessionPlan.from_json({}).to_json(), {})
DRY = Order("", "2026-11-29T10:00:00Z", {}, {}, is_dry=True)


def unwatched(_done):
    pass


def read(path, order=ORDER):
    return list(read_file(path, order, unwatched))


def test_a_watchs_walk_becomes_a_recording_with_all_that_the_file_says(tmp_path):
    (walk,) = read(put(tmp_path, "walk.fit", fit_walk(distance_m=1500.0)))
    parsed = parse_recording(walk.recording())
    assert parsed.flaws == ()
    assert parsed.header.started_at == "2026-11-23T06:31:04.000Z"
    source = dict(parsed.header.source)
    assert (source["kind"], source["format"], source["file"]) == ("file", "fit", "walk.fit")
    assert (source["imported_at"], source["import"]) == (ORDER.imported_at, ORDER.import_id)
    assert parsed.header.session["workout"] == "free"
    assert parsed.inputs[-1] == SessionEnded(at_s=1200.0, reason=EndReason.FINISHED)
    assert sum(isinstance(item, Reading) for item in parsed.inputs) == walk.tally.readings == 241
    assert walk.heard.analysis.last_s == walk.lasts_s == 1200.0
    assert str(tmp_path) not in walk.recording().decode()


def test_a_dry_run_only_counts(tmp_path):
    (walk,) = read(put(tmp_path, "walk.fit", fit_walk()), DRY)
    assert (walk.tally.readings, walk.content, walk.heard) == (241, b"", None)


def test_what_it_takes_the_place_of_stands_in_its_header(tmp_path):
    (walk,) = read(put(tmp_path, "walk.fit", fit_walk()))
    assert parse_recording(walk.recording(("2026-11-23-0731",))).header.source["replaces"] == ["2026-11-23-0731"]
    assert "replaces" not in parse_recording(walk.recording()).header.source


@pytest.mark.parametrize("packed", [False, True], ids=["as it is", "packed"])
def test_a_recording_of_ours_stays_byte_for_byte(tmp_path, packed):
    header = Header("2026-11-23T06:31:04Z", source={"kind": "strap"}, extra={"utc_offset_s": -3600})
    data = recorded(Activity(header, (Reading(at_s=1.0, bpm=120), SessionEnded(at_s=60.0)))) + b"\nno line of ours"
    name = "2026-11-23-0531.jsonl"
    (walk,) = read(put(tmp_path, f"{name}.gz", gzip.compress(data)) if packed else put(tmp_path, name, data))
    assert (walk.recording(), walk.recording(("other",))) == (data, data)
    assert walk.started_at.isoformat() == "2026-11-23T05:31:04-01:00"


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2026-07-01T12:00:00Z", "Europe/Berlin", "2026-07-01T14:00:00+02:00"),
        ("2026-12-01T12:00:00+00:00", "Europe/Berlin", "2026-12-01T13:00:00+01:00"),
        ("2026-12-01T12:00:00+05:45", "Europe/Berlin", "2026-12-01T12:00:00+05:45"),
        ("2026-07-01T12:00:00", "Europe/Berlin", "2026-07-01T12:00:00+02:00"),
        ("2026-12-01T12:00:00", "America/St_Johns", "2026-12-01T12:00:00-03:30"),
        ("", "UTC", None),
        ("yesterday", "UTC", None),
        ("1989-12-31T00:00:00Z", "UTC", None),
        ("9999-12-31T23:59:59Z", "Asia/Tokyo", None),
    ],
)
def test_a_start_is_in_the_walkers_zone_of_that_day(in_zone, text, zone, expected):
    in_zone(zone)
    found = start_of(Header(text))
    assert (None if found is None else found.isoformat()) == expected


@pytest.mark.parametrize("text", ["2026-12-01T12:00:00Z", "2026-12-01T20:00:00+08:00", "2026-12-01T20:00:00"])
def test_a_zone_that_the_file_names_beside_the_start_is_the_walkers(in_zone, text):
    in_zone("Europe/Berlin")
    found = start_of(Header(text, extra={"utc_offset_s": 28800}))
    assert found.isoformat() == "2026-12-01T20:00:00+08:00"
    for senseless in ("far", 225, 1e9):  # some watches differ from themselves by some minutes
        assert start_of(Header(text, extra={"utc_offset_s": senseless})) == start_of(Header(text))


def test_a_walk_without_a_date_takes_that_of_its_file_and_says_so(tmp_path):
    path = put(tmp_path, "walk.fit", fit_file(*(("record", {"timestamp": at, "heart_rate": 120}) for at in range(9))))
    changed = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    os.utime(path, (changed.timestamp(), changed.timestamp()))
    (walk,) = read(path)
    assert walk.started_at == changed - timedelta(seconds=walk.lasts_s)
    assert FlawKind.NO_DATE in {flaw.kind for flaw in walk.flaws}
    assert walk.header.source["undated"] is True


@pytest.mark.parametrize("order", [ORDER, DRY], ids=["import", "dry run"])
def test_a_walk_without_a_date_is_never_in_the_future(tmp_path, order):
    path = put(tmp_path, "walk.fit", fit_file(*(("record", {"timestamp": at, "heart_rate": 120}) for at in range(9))))
    os.utime(path, (4e9, 4e9))
    (walk,) = read(path, order)
    assert walk.started_at + timedelta(seconds=walk.lasts_s) == datetime(2026, 11, 29, 10, 0, tzinfo=UTC)


def test_what_is_no_walk_is_refused_with_its_reason(tmp_path):
    (nothing,) = read(put(tmp_path, "notes.txt", b"hello"))
    (gone,) = read(tmp_path / "gone.fit")
    assert (nothing.error.problem, gone.error.problem) == (
        RecordingProblem.UNKNOWN_FORMAT,
        RecordingProblem.UNREADABLE,
    )


def test_a_fault_of_ours_costs_one_file(tmp_path, monkeypatch):
    def fails(*_given):
        raise ZeroDivisionError

    monkeypatch.setattr(reading_walks, "computed", fails)
    (refused,) = read(put(tmp_path, "walk.fit", fit_walk()))
    assert refused.error.problem is RecordingProblem.OUR_FAULT


def test_a_walk_can_be_sent_to_another_process(tmp_path):
    (walk,) = read(put(tmp_path, "walk.fit", fit_walk()))
    there = pickle.loads(pickle.dumps(walk))  # noqa: S301 - our own
    assert isinstance(there, ReadWalk)
    assert there.recording() == walk.recording()
    assert there.heard.rebuilt(tmp_path / "a.jsonl") == walk.heard.rebuilt(tmp_path / "a.jsonl")


def an_error(kind):
    """An error of a class, with whatever its facts are."""
    made = kind.__new__(kind, "words")
    made.__dict__.update({"problem": "facts", "name": "walk.fit"})
    return made


@pytest.mark.parametrize(
    "kind",
    [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, CoachError)],
)
def test_every_error_can_be_sent_to_another_process(kind):
    there = pickle.loads(pickle.dumps(Refused("walk.fit", "fit", an_error(kind)))).error  # noqa: S301 - our own
    assert (type(there), str(there), vars(there)) == (kind, "words", {"problem": "facts", "name": "walk.fit"})


def test_the_start_of_a_morning(tmp_path):
    (walk,) = read(put(tmp_path, "walk.fit", fit_walk(MORNING)))
    assert walk.started_at == MORNING


def test_progress_is_heard_of_while_the_engine_works(tmp_path):
    path, seen = put(tmp_path, "walk.fit", fit_walk(minutes=100, every_s=2)), []
    list(read_file(path, ORDER, seen.append))
    assert seen[-1] == path.stat().st_size
    assert len(seen) >= 4
