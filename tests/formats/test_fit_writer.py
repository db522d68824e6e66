"""FIT files as other people's parsers and Coach itself read them: what went in comes out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coach.domain.programme.felt import SCALE, Felt
from coach.errors import FormatError
from coach.formats import fit_writer
from coach.formats.fit import read_fit
from coach.formats.fit_writer import EPOCH, LATEST
from coach.formats.laid_out import LONGEST_TAIL_S
from coach.formats.whole_seconds import whole_seconds
from coach.formats.written_walk import SPORTS
from coach.session.inputs import LapMarked, Paused, Reading, Resumed, SpeedReading
from coach.session.recording import parse_recording
from tests.support.exports import BEGAN, by_fitdecode, by_fitparse, marks_of, readings_of, walk_of
from tests.support.saying import raises_saying
from tests.support.sessions import ANYTHING, notification

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures").glob("*.jsonl"))
PARSERS = [by_fitdecode, by_fitparse]
WALK_S = 30_000
"""A reader by the record would take too long over days."""

STEPS = [(0.0, "warm_up"), (4.0, "effort"), (8.0, "recovery"), (12.0, "cool_down"), (16.0, "afterwards")]
SMALL = [
    *(SpeedReading(at_s=float(second), speed_mps=1.5, extra={"source": "belt"}) for second in range(4)),
    notification(4, 118, (0.5, 0.514)),
    notification(5, 119, (0.5,) * 7),
    notification(6, 0),
    Paused(at_s=7.0),
    notification(8, 90, (0.6,)),
    Resumed(at_s=10.0),
    notification(13, 121),
    notification(20, 255),
]
WALK = walk_of(SMALL, laps=STEPS, felt=Felt(rpe=4, note="a secret", pain_after=3))
UTC_BEGAN = BEGAN.astimezone(UTC).replace(microsecond=0)


def write(walk):
    return fit_writer.write(walk).data


def naive(second):
    return (UTC_BEGAN + timedelta(seconds=second)).replace(tzinfo=None)


def second_of(time):
    return int((time.replace(tzinfo=UTC) - UTC_BEGAN).total_seconds())


def of(messages, name):
    return [values for each, values in messages if each == name]


def rates(messages):
    return {second_of(item["timestamp"]): item["heart_rate"] for item in of(messages, "record") if "heart_rate" in item}


def intervals(messages):
    """In ms, by the second of the record that follows them."""
    found, waiting = {}, []
    for name, values in messages:
        if name == "hrv":
            waiting += [round(rr_s * 1000) for rr_s in values["time"] if rr_s is not None]
        elif name == "record" and waiting:
            found[second_of(values["timestamp"])], waiting = waiting, []
    assert not waiting
    return found


@pytest.fixture(scope="module", params=PARSERS, ids=lambda read: read.__name__)
def messages(request):
    return request.param(write(WALK))


def test_the_order_is_that_of_an_activity_file(messages):
    names = [name for name, _ in messages]
    assert names[:4] == ["file_id", "file_creator", "device_info", "event"]
    assert names[-8:] == ["event", *["lap"] * 5, "session", "activity"]
    assert [names.count(name) for name in ("file_id", "session", "activity")] == [1, 1, 1]
    made = messages[0][1]
    assert (made["type"], made["manufacturer"]) == ("activity", "development")
    assert second_of(made["time_created"]) == 0


def test_heart_rates_and_intervals_stand_at_their_seconds_and_nowhere_else(messages):
    assert rates(messages) == {4: 118, 5: 119, 8: 90, 13: 121}
    assert intervals(messages) == {4: [500, 514], 5: [500] * 7, 8: [600]}
    assert [second_of(item["timestamp"]) for item in of(messages, "record")] == [*range(9), *range(10, 21)]


def test_the_timer_starts_and_stops(messages):
    told = [(second_of(item["timestamp"]), item["event"], item["event_type"]) for item in of(messages, "event")]
    assert told == [
        (0, "timer", "start"),
        (7, "timer", "stop_all"),
        (10, "timer", "start"),
        (20, "timer", "stop_all"),
    ]


def test_laps_are_the_steps(messages):
    told = [
        (second_of(item["start_time"]), second_of(item["timestamp"]), item["intensity"]) for item in of(messages, "lap")
    ]
    assert told == [
        (0, 4, "warmup"),
        (4, 8, "active"),
        (8, 12, "recovery"),
        (12, 16, "cooldown"),
        (16, 20, "recovery"),
    ]
    second, third, *_ = of(messages, "lap")[1:]
    assert (second["total_elapsed_time"], second["total_timer_time"]) == (4.0, 3.0)
    assert (second["avg_heart_rate"], second["max_heart_rate"]) == (118, 119)
    assert "avg_heart_rate" not in third  # its only one was in the pause


def test_the_session_has_the_sums(messages):
    (session,) = of(messages, "session")
    assert (session["sport"], session["sub_sport"], session["num_laps"]) == ("walking", "treadmill", 5)
    assert (session["total_elapsed_time"], session["total_timer_time"]) == (20.0, 17.0)
    assert (session["avg_heart_rate"], session["max_heart_rate"]) == (119, 121)
    assert session["total_distance"] == 4.5
    assert session["workout_rpe"] == 40
    assert "workout_feel" not in session  # Coach does not ask it
    (activity,) = of(messages, "activity")
    assert (activity["num_sessions"], activity["type"], activity["total_timer_time"]) == (1, "manual", 17.0)
    assert activity["timestamp"].replace(tzinfo=None) == naive(20)
    assert activity["local_timestamp"].replace(tzinfo=None) == naive(20 + 3600)


def test_speed_and_distance_stand_where_they_are_known(messages):
    told = [(second_of(item["timestamp"]), item["distance"]) for item in of(messages, "record") if "distance" in item]
    assert told == [(0, 0.0), (1, 1.5), (2, 3.0), (3, 4.5)]
    speeds = [item["enhanced_speed"] for item in of(messages, "record") if "enhanced_speed" in item]
    assert speeds == [1.5] * 4


@pytest.mark.parametrize("read", PARSERS, ids=lambda read: read.__name__)
@pytest.mark.parametrize(
    ("felt", "told"),
    [
        (Felt(distance_m=90.0), (90.0, 1.5, "generic")),
        (Felt(belt_speed_mps=1.25), (75.0, 1.25, "treadmill")),
        (Felt(distance_m=90_000.0), (90_000.0, None, "generic")),
    ],
)
def test_what_the_walker_typed_is_the_sessions_where_nothing_was_measured(read, felt, told):
    messages = read(write(walk_of([Reading(at_s=60.0, bpm=100)], laps=[(0.0, ""), (20.0, "")], felt=felt)))
    (session,) = of(messages, "session")
    assert (session["total_distance"], session.get("enhanced_avg_speed"), session["sub_sport"]) == told
    assert sum(lap["total_distance"] for lap in of(messages, "lap")) == told[0]


@pytest.mark.parametrize("read", PARSERS, ids=lambda read: read.__name__)
@pytest.mark.parametrize(
    ("source", "sport"),
    [
        ({"kind": "strap", "sport": "cycling"}, "walking"),
        ({"kind": "file"}, "generic"),
        ({"kind": "file", "sport": "rowing"}, "generic"),
        ({"kind": "file", "sport": ["running"]}, "generic"),
        *(({"kind": "file", "sport": sport}, sport) for sport in SPORTS),
    ],
)
def test_an_imported_walk_keeps_its_sport(read, source, sport):
    messages = read(write(walk_of([Reading(at_s=1.0, bpm=100)], source=source)))
    assert [item["sport"] for name in ("lap", "session") for item in of(messages, name)] == [sport] * 2


def test_only_walks_and_runs_are_on_a_treadmill():
    felt = Felt(belt_speed_mps=1.0)
    for sport, kind in [("running", "treadmill"), ("cycling", "generic"), ("", "generic")]:
        walk = walk_of([Reading(at_s=9.0, bpm=100)], felt=felt, source={"kind": "file", "sport": sport})
        assert of(by_fitparse(write(walk)), "session")[0]["sub_sport"] == kind


def test_nothing_private_is_in_it():
    data = write(WALK)
    assert b"secret" not in data
    for read in PARSERS:
        for _, values in read(data):
            assert not {"serial_number", "position_lat", "position_long", "friendly_name"} & set(values)


def test_chiptime_finds_nothing_that_a_site_would_refuse():
    from chiptime import parse  # noqa: PLC0415 - slow to load
    from chiptime.validate import validate  # noqa: PLC0415

    data = write(WALK)
    for platform in ("strict-spec", "garmin-connect", "strava"):
        assert validate(data, platform) == []
    found = parse(data, mode="strict")
    assert (found.ok, list(found.warnings), list(found.provenance)) == (True, [], [])
    (session,) = found.activity.sessions
    told = list(session.records.stream("heart_rate").values)
    assert [bpm for bpm in told if bpm is not None] == [118, 119, 90, 121]
    assert told.count(None) == len(told) - 4


def test_coach_reads_it_as_it_wrote_it():
    back = read_fit(write(WALK))
    assert readings_of(back) == [(4, 118, (500, 514)), (5, 119, (500,) * 7), (8, 90, (600,)), (13, 121, ())]
    assert marks_of(back) == [
        (LapMarked, 4.0),
        (Paused, 7.0),
        (LapMarked, 8.0),
        (Resumed, 10.0),
        (LapMarked, 12.0),
        (LapMarked, 16.0),
    ]
    assert (back.lasts_s, back.distance_m, back.felt.rpe, back.flaws) == (20.0, 4.5, 4, ())
    assert datetime.fromisoformat(back.header.started_at) == UTC_BEGAN


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
@pytest.mark.parametrize("read", PARSERS, ids=lambda read: read.__name__)
def test_every_fixture_is_read_with_what_went_in(path, read):
    walk = walk_of(parse_recording(path.read_bytes()).inputs)
    kept = whole_seconds(walk)
    messages = read(write(walk))
    assert rates(messages) == {item.second: item.bpm for item in kept.seconds if item.bpm}
    assert intervals(messages) == {item.second: list(item.rr_ms) for item in kept.seconds if item.rr_ms}
    (session,) = of(messages, "session")
    assert session["total_elapsed_time"] == kept.whole.to_s


@pytest.mark.parametrize("read", PARSERS, ids=lambda read: read.__name__)
def test_a_drifting_strap_loses_no_heart_rate(read):
    early_s = (0.12, -0.15, 0.05, -0.08, 0.15)
    inputs = [Reading(at_s=round(1 + n * 1.005 + early_s[n % 5], 3), bpm=90 + n % 30) for n in range(600)]
    assert list(rates(read(write(walk_of(inputs)))).values()) == [item.bpm for item in inputs]


def test_a_walk_without_anything_is_a_file_all_the_same():
    messages = by_fitdecode(write(walk_of([])))
    assert [len(of(messages, name)) for name in ("record", "lap", "session", "activity")] == [1, 1, 1, 1]
    assert "avg_heart_rate" not in of(messages, "session")[0]


def test_hours_without_a_heart_rate_keep_their_place():
    inputs = [
        Reading(at_s=0.0, bpm=100),
        Reading(at_s=7200.0, bpm=101),
        Paused(at_s=7201.0),
        Reading(at_s=14_000.0, bpm=90),
        Resumed(at_s=20_000.0),
        Reading(at_s=20_001.0, bpm=102),
    ]
    back = read_fit(write(walk_of(inputs)))
    assert [item[:2] for item in readings_of(back)] == [(0, 100), (7200, 101), (14_000, 90), (20_001, 102)]
    assert marks_of(back) == [(Paused, 7201.0), (Resumed, 20_000.0)]
    assert back.flaws == ()


def test_a_pause_of_days_stays_one():
    inputs = [Reading(at_s=0.0, bpm=100), Paused(at_s=1.0), Resumed(at_s=300_000.0), Reading(at_s=300_001.0, bpm=99)]
    back = read_fit(write(walk_of(inputs)))
    assert marks_of(back) == [(Paused, 1.0), (Resumed, 300_000.0)]
    assert back.flaws == ()


@pytest.mark.parametrize("began", [EPOCH, LATEST, LATEST - timedelta(seconds=59), datetime(2199, 12, 31, tzinfo=UTC)])
def test_a_date_that_fit_cannot_say_is_refused(began):
    with raises_saying(FormatError, "no room for a date"):
        write(walk_of([Reading(at_s=60.0, bpm=100)], began=began))


def test_the_last_date_that_fit_can_say_is_taken():
    began = LATEST - timedelta(seconds=60)
    assert readings_of(read_fit(write(walk_of([Reading(at_s=60.0, bpm=100)], began=began))))


def kept_by_the_reader(walk):
    """What a second's record gives back: Coach takes the newest 15 s of intervals, as from any watch."""
    for item in walk.seconds:
        if item.bpm is not None:
            newest = [ms for place, ms in enumerate(item.rr_ms) if sum(item.rr_ms[place:]) <= 15_000]
            yield float(item.second), item.bpm, tuple(newest)


@settings(max_examples=40)
@given(ANYTHING, st.lists(st.floats(0.0, 2000.0), max_size=4), st.none() | st.sampled_from(SCALE))
@example([], [], 0)
@example([Paused(at_s=1.0), Reading(at_s=3.0, bpm=100), Resumed(at_s=4.0)], [], None)
def test_export_then_import_is_the_identity_in_what_fit_keeps(inputs, marks, rpe):
    inputs = [item for item in inputs if item.at_s <= WALK_S]
    walk = walk_of(inputs, laps=[(at_s, "") for at_s in sorted({0.0, *marks})], felt=Felt(rpe=rpe))
    kept = whole_seconds(walk)
    back = read_fit(write(walk))
    assert readings_of(back) == list(kept_by_the_reader(kept))
    resumed = kept.pauses[:-1] if kept.ends_paused else kept.pauses
    ending = kept.pauses[len(resumed) :]
    expected = [
        *((Paused, float(pause.from_s)) for pause in ending if pause.from_s < kept.whole.to_s - LONGEST_TAIL_S),
        *((LapMarked, float(lap.from_s)) for lap in kept.laps[1:]),
        *((Paused, float(pause.from_s)) for pause in resumed),
        *((Resumed, float(pause.to_s)) for pause in resumed),
    ]
    assert sorted(marks_of(back), key=str) == sorted(expected, key=str)
    assert (back.lasts_s, back.felt.rpe) == (kept.whole.to_s, rpe)
    assert datetime.fromisoformat(back.header.started_at) == UTC_BEGAN
    assert back.flaws == ()


def test_the_count_of_heart_rates_is_the_files_own():
    assert fit_writer.write(WALK).readings == 4
    crowded = walk_of([Reading(at_s=at_s, bpm=bpm) for at_s, bpm in ((1.0, 100), (1.5, 0), (2.0, 101), (2.0, 102))])
    assert fit_writer.write(crowded).readings == len(rates(by_fitparse(write(crowded)))) == 2
    assert fit_writer.write(walk_of([Reading(at_s=1.0, bpm=255)])).readings == 0


@settings(max_examples=15)
@given(ANYTHING)
def test_whatever_is_recorded_others_read_it_and_a_gap_has_no_value(inputs):
    inputs = [item for item in inputs if item.at_s <= WALK_S / 10]
    walk = walk_of(inputs)
    kept = {item.second: item.bpm for item in whole_seconds(walk).seconds if item.bpm}
    written = fit_writer.write(walk)
    for read in PARSERS:
        assert rates(read(written.data)) == kept
    assert written.readings == len(kept)
