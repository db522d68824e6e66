import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.programme.felt import Felt
from coach.domain.totals.distance import GAP_S
from coach.errors import FormatError
from coach.formats import fit
from coach.formats.document import Document
from coach.formats.fit import read_fit, sniff
from coach.formats.laid_out import LONGEST_STRIDE_S, STRIDE_S
from coach.limits import LATEST_S
from coach.session.engine import SessionEngine
from coach.session.flaws import FlawKind
from coach.session.inputs import LapMarked, Paused, Reading, Resumed, SpeedReading
from coach.session.plan import SessionPlan
from tests.support.fit_bytes import START, STOP_ALL, TIMER, fit_file, seconds
from tests.support.saying import flaws_of, raises_saying

BEGAN = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
DAY_S = 24 * 3600
YEAR_S = 365 * DAY_S
FILE_ID = ("file_id", {"type": 4, "manufacturer": 1})


def at(second: int) -> int:
    return seconds(BEGAN + timedelta(seconds=second))


def record(second: int, bpm: int | None = None, **values: int):
    return "record", {"timestamp": at(second), **({} if bpm is None else {"heart_rate": bpm}), **values}


def timer(second: int, event_type: int):
    return "event", {"timestamp": at(second), "event": TIMER, "event_type": event_type}


def hrv(*rr_ms: int):
    return "hrv", {"time": [*rr_ms, *[0xFFFF] * (5 - len(rr_ms))]}


def test_heart_rates_and_speeds_become_inputs():
    activity = read_fit(fit_file(FILE_ID, record(0, 100, speed=1400), record(1, 0), record(3, enhanced_speed=1500)))
    assert activity.header.started_at == "2026-11-23T07:30:00Z"
    assert activity.header.source == {"maker": "garmin"}
    assert flaws_of(activity) == ()
    assert activity.inputs == (
        Reading(at_s=0, bpm=100),
        SpeedReading(at_s=0, speed_mps=1.4),
        Reading(at_s=1, bpm=0),
        SpeedReading(at_s=3, speed_mps=1.5),
    )


def test_the_invalid_value_is_no_heart_rate():
    assert read_fit(fit_file(record(0, 0xFF), record(1, 90))).inputs == (Reading(at_s=1, bpm=90),)


def test_intervals_belong_to_the_next_heart_rate():
    activity = read_fit(fit_file(record(0, 100), hrv(600, 610), record(1, 100), hrv(590), record(2), record(3, 101)))
    assert [item.rr_s for item in activity.inputs] == [(), (0.6, 0.61), (0.59,)]


def test_intervals_after_the_last_record_belong_to_it():
    activity = read_fit(fit_file(hrv(600, 620), record(0, 100), hrv(610)))
    assert activity.inputs == (Reading(at_s=0, bpm=100, rr_s=(0.6, 0.62, 0.61)),)


def test_intervals_that_all_stand_at_the_end_are_laid_end_to_end():
    records = [record(second, 100) for second in range(4)]
    activity = read_fit(fit_file(*records, hrv(800, 900, 1000)))
    assert [item.rr_s for item in activity.inputs] == [(), (0.8,), (0.9,), (1.0,)]


def test_intervals_without_any_heart_rate_spoil_nothing():
    activity = read_fit(fit_file(hrv(600), record(0, speed=1000), hrv(600)))
    assert activity.inputs == (SpeedReading(at_s=0, speed_mps=1.0),)


def test_intervals_that_waited_over_a_gap_are_none_of_the_next_heart_rate():
    gap = [item for second in range(1, 60) for item in (hrv(1000), record(second))]
    activity = read_fit(fit_file(record(0, 100), *gap, hrv(900), record(61, 90)))
    assert activity.inputs[-1] == Reading(at_s=61, bpm=90, rr_s=(*[1.0] * 14, 0.9))


def distance_m(*messages):
    """What a session makes of the file's speeds."""
    engine = SessionEngine(SessionPlan.from_json({}))
    for item in read_fit(fit_file(*messages)).inputs:
        engine.receive(item)
    return engine.summary(engine.now_s).distance_m


def travelled(second: int, metres: float, **values: int):
    return record(second, 100, distance=round(metres * 100), **values)


def test_the_distance_is_the_device_s_own_whatever_its_speeds_and_gaps():
    steady = [travelled(second, 1.4 * second, speed=0) for second in range(61)]
    sparse = [travelled(second, 84 + 1.2 * (second - 60)) for second in (75, 110, 180)]
    assert distance_m(*steady, *sparse) == pytest.approx(84 + 144)


def test_a_distance_that_stands_and_leaps_is_a_speed_over_half_a_minute():
    leaps = [travelled(second, 0.0 if second < 25 else 1.5 * second) for second in range(120)]
    assert distance_m(*leaps) == pytest.approx(1.5 * 119)
    speeds = [item.speed_mps for item in read_fit(fit_file(*leaps)).inputs if isinstance(item, SpeedReading)]
    assert speeds == pytest.approx([1.5] * len(speeds))


def test_nothing_is_travelled_in_a_pause_and_a_distance_may_begin_anew():
    walk = [travelled(second, second) for second in range(11)]
    after = [travelled(second, second - 65) for second in range(71, 92)]
    assert distance_m(*walk, timer(10, STOP_ALL), timer(71, START), *after) == pytest.approx(10 + 20)


def test_a_distance_that_never_grows_leaves_the_speeds():
    assert distance_m(*[travelled(second, 0, speed=1000) for second in range(11)]) == pytest.approx(10)


def test_the_devices_pauses_are_pauses():
    activity = read_fit(
        fit_file(
            timer(0, START), record(0, 100), record(9, 101), timer(9, STOP_ALL), timer(60, START), record(60, 90),
            record(61, 91), timer(61, STOP_ALL),
        )
    )  # fmt: skip
    assert activity.inputs == (
        Reading(at_s=0, bpm=100),
        Reading(at_s=9, bpm=101),
        Paused(at_s=9),
        Resumed(at_s=60),
        Reading(at_s=60, bpm=90),
        Reading(at_s=61, bpm=91),
    )


def test_a_pause_that_never_ends_is_the_end():
    assert not any(isinstance(item, Paused) for item in read_fit(fit_file(record(0, 100), timer(0, STOP_ALL))).inputs)


RETIMED = "a time that does not fit the others, or none; Coach takes them in the order of the file"


def test_time_that_runs_backwards_keeps_the_files_order_and_is_told():
    activity = read_fit(fit_file(record(5, 100), record(4, 99), record(6, 101)))
    assert activity.inputs == (Reading(at_s=0, bpm=100), Reading(at_s=0, bpm=99), Reading(at_s=2, bpm=101))
    assert activity.header.started_at == "2026-11-23T07:30:04Z"
    assert flaws_of(activity) == (f"a record has {RETIMED}",)


@pytest.mark.parametrize("back_s", [2, 3, 5, 3600, 5 * 3600])
def test_a_clock_put_back_leaves_the_walk_as_long_as_it_was_and_its_pause_in_its_place(back_s):
    ahead = [record(second + back_s, 100) for second in range(31)]
    switches = [timer(30 + back_s, STOP_ALL), timer(50 + back_s, START)]
    activity = read_fit(
        fit_file(*ahead, *switches, *[record(second, 100) for second in range(50 + back_s, 55 + back_s)],
                 *[record(second, 100) for second in range(55, 120)])
    )  # fmt: skip
    beats_s = [item.at_s for item in activity.inputs if isinstance(item, Reading)]
    assert beats_s == [*range(31), *range(50, 120)]
    assert [item for item in activity.inputs if not isinstance(item, Reading)] == [Paused(at_s=30), Resumed(at_s=50)]
    assert flaws_of(activity) == (f"36 records have {RETIMED}",)
    assert activity.header.started_at == "2026-11-23T07:30:00Z"


def test_a_clock_that_was_never_set_gives_the_walk_without_its_day():
    since_power_on = [("record", {"timestamp": 40 + second, "heart_rate": 100}) for second in range(60)]
    switches = [("event", {"timestamp": 40 + second, "event": TIMER, "event_type": kind}) for second, kind in
                [(10, STOP_ALL), (20, START)]]  # fmt: skip
    activity = read_fit(fit_file(*since_power_on, *switches))
    assert [item.at_s for item in activity.inputs if isinstance(item, Reading)] == list(range(60))
    assert [item.at_s for item in activity.inputs if not isinstance(item, Reading)] == [10, 20]
    assert activity.header.started_at == ""
    assert len(flaws_of(activity)) == 1
    assert "a clock that was not set" in flaws_of(activity)[0]


def test_a_clock_set_on_the_way_gives_the_whole_walk_its_day():
    unset = [("record", {"timestamp": 40 + second, "heart_rate": 100}) for second in range(40)]
    activity = read_fit(fit_file(*unset, *[record(second, 100) for second in range(40, 60)]))
    assert [item.at_s for item in activity.inputs] == list(range(60))
    assert activity.header.started_at == "2026-11-23T07:30:00Z"
    assert flaws_of(activity) == (f"40 records have {RETIMED}",)


def test_heart_rates_without_a_time_are_laid_out_in_the_files_order():
    activity = read_fit(fit_file(record(0, 100), ("record", {"heart_rate": 101}), record(2, 102)))
    assert activity.inputs == (Reading(at_s=0, bpm=100), Reading(at_s=1, bpm=101), Reading(at_s=2, bpm=102))
    assert flaws_of(activity) == (f"a record has {RETIMED}",)


def strap_messages(began_s):
    """A beat each half second for a minute, by a clock that the strap began long ago."""
    yield "hr", {"timestamp": at(began_s), "filtered_bpm": 100, "event_timestamp": 2_000_000}
    for beat in range(1, 120, 2):
        low = [(2_000_000 + 512 * number) % 4096 for number in (beat, beat + 1)]
        yield (
            "hr",
            {"filtered_bpm": [101, 102], "event_timestamp_12": list((low[0] | low[1] << 12).to_bytes(3, "little"))},
        )


@pytest.mark.parametrize("began_s", [-4, 0, 7])
def test_heart_rates_that_the_strap_kept_lie_where_the_watch_says(began_s):
    activity = read_fit(fit_file(*[travelled_alone(second) for second in range(60)], *strap_messages(began_s)))
    beats_s = [item.at_s for item in activity.inputs if isinstance(item, Reading)]
    assert beats_s == [max(began_s, 0) + beat / 2 for beat in range(121)]
    assert min(item.at_s for item in activity.inputs if isinstance(item, SpeedReading)) == max(-began_s, 0)
    assert activity.header.started_at == f"2026-11-23T07:{'30:00' if began_s >= 0 else '29:56'}Z"
    assert flaws_of(activity) == ()


def travelled_alone(second):
    return "record", {"timestamp": at(second), "distance": 140 * second}


def test_where_the_watch_has_heart_rates_those_of_the_strap_are_the_same_once_more():
    activity = read_fit(fit_file(*[record(second, 99) for second in range(60)], *strap_messages(0)))
    assert {item.bpm for item in activity.inputs} == {99}
    nothing = read_fit(fit_file(*[record(second, 0) for second in range(60)], *strap_messages(0)))
    assert {item.bpm for item in nothing.inputs} == {100, 101, 102}


def test_a_record_that_lies_a_week_after_the_first_is_left_out():
    days = [record(day * (DAY_S - 10) + second, 100) for day in range(8) for second in (0, 1)]
    activity = read_fit(fit_file(*days, *[record(7 * (DAY_S - 10) + 20 * number, 100) for number in range(1, 11)]))
    assert max(item.at_s for item in activity.inputs) <= LATEST_S
    assert flaws_of(activity) == ("7 records were left out: they lie more than a week after the first",)


def walks(data):
    return [[item.bpm for item in walk.inputs] for walk in fit.read(Document.of_bytes(data))]


def test_chained_files_are_one_walk_where_one_goes_on_with_the_other():
    first, second, other = (fit_file(FILE_ID, record(at_s, bpm)) for at_s, bpm in ((0, 100), (1, 101), (5000, 102)))
    assert walks(first + second) == [[100, 101]]
    assert walks(first + second + other) == [[100, 101], [102]]
    assert walks(first + first) == [[100], [100]], "the same once more is a walk of its own"


def test_what_is_chained_and_no_activity_belongs_to_the_walk_before():
    later = fit_file(record(1, 101))
    assert walks(fit_file(FILE_ID, record(0, 100)) + later) == [[100, 101]]


def test_laps_and_the_effort_and_the_walkers_zone_come_along():
    laps = [("lap", {"start_time": at(second)}) for second in (0, 3)]
    activity = ("activity", {"timestamp": at(6), "local_timestamp": at(6 - 5 * 3600)})
    records = [record(second, 100) for second in range(6)]
    walk = read_fit(fit_file(FILE_ID, *records, *laps, ("session", {"workout_rpe": 40}), activity))
    assert [item for item in walk.inputs if isinstance(item, LapMarked)] == [LapMarked(at_s=3.0)]
    assert walk.felt == Felt(rpe=4)
    assert walk.header.extra == {"utc_offset_s": -5 * 3600}


@pytest.mark.parametrize("offset_s", [225, 20 * 3600, -(2**20)])
def test_what_is_no_zone_on_earth_is_none(offset_s):
    activity = ("activity", {"timestamp": at(6), "local_timestamp": at(6 + offset_s)})
    assert read_fit(fit_file(FILE_ID, record(0, 100), activity)).header.extra == {}


@pytest.mark.parametrize("values", [{"workout_rpe": 255}, {"workout_rpe": 110}, {}])
def test_an_effort_off_the_scale_is_no_effort(values):
    assert read_fit(fit_file(record(0, 100), ("session", values))).felt == Felt()


def test_more_records_than_a_walk_can_have_are_left_out_and_counted(monkeypatch):
    monkeypatch.setattr(fit, "MOST_POINTS", 10)
    walk = read_fit(fit_file(*[record(second, 100) for second in range(25)]))
    assert len(walk.inputs) == 10
    assert [(flaw.kind, flaw.count) for flaw in walk.flaws] == [(FlawKind.TOO_MANY, 15)]


def test_a_cut_file_is_used_up_to_the_cut():
    whole = fit_file(*[record(second, 100 + second) for second in range(50)])
    activity = read_fit(whole[: len(whole) // 2])
    assert [item.bpm for item in activity.inputs] == [100 + second for second in range(len(activity.inputs))]
    assert 20 <= len(activity.inputs) <= 25
    assert "damaged" in flaws_of(activity)[0]


def test_a_file_that_was_never_finished_is_used():
    activity = read_fit(fit_file(record(0, 100), record(1, 101), finished=False))
    assert [item.bpm for item in activity.inputs] == [100, 101]
    assert "never finished" in flaws_of(activity)[0]


def test_a_file_without_records_has_no_inputs():
    activity = read_fit(fit_file(FILE_ID))
    assert (activity.inputs, activity.header.started_at) == ((), "")


def test_what_is_no_fit_file_at_all_is_refused():
    assert not sniff(b"<?xml version='1.0'?><gpx/>", ".fit")
    with raises_saying(FormatError, "cannot be read"):
        read_fit(b"<?xml version='1.0'?><gpx/>")


def test_too_large_a_file_is_refused(monkeypatch):
    monkeypatch.setattr(fit, "MOST_FIT_BYTES", 100)
    with raises_saying(FormatError, "larger"):
        fit.read(Document.of_bytes(bytes(101)))


def test_without_fitdecode_the_walker_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "fitdecode", None)
    with raises_saying(FormatError, r"pip install 'zone2-coach\[fit\]'"):
        read_fit(fit_file(record(0, 100)))


@pytest.mark.parametrize("away_s", [-20 * YEAR_S, -5 * DAY_S, 5 * DAY_S, 90 * YEAR_S])
@pytest.mark.parametrize("wrong", [(0,), (30,), (59,), (0, 1, 2, 30, 58, 59), tuple(range(29))])
def test_a_wrong_date_keeps_its_records_in_their_place_and_does_not_make_a_walk_of_years(away_s, wrong):
    seconds_at = [second + (away_s if second in wrong else 0) for second in range(60)]
    activity = read_fit(fit_file(*[travelled(at_s, 1000 + number) for number, at_s in enumerate(seconds_at)]))
    assert [item.at_s for item in activity.inputs if isinstance(item, Reading)] == list(range(60))
    assert activity.header.started_at == "2026-11-23T07:30:00Z"
    records = "a record has" if len(wrong) == 1 else f"{len(wrong)} records have"
    assert flaws_of(activity) == (f"{records} {RETIMED}",)


def test_a_walk_of_days_with_a_night_in_between_is_whole():
    days = [travelled(day * DAY_S + second, 100 * day + second) for day in range(3) for second in range(100)]
    activity = read_fit(fit_file(*days))
    assert sum(isinstance(item, Reading) for item in activity.inputs) == 300
    assert flaws_of(activity) == ()


def test_over_a_gap_the_distance_makes_no_speed():
    far = [travelled(second, 100 + second) for second in range(1000, 1061)]
    activity = read_fit(fit_file(*[travelled(second, second) for second in range(61)], *far))
    speeds = [item for item in activity.inputs if isinstance(item, SpeedReading)]
    assert [item.at_s for item in speeds if 60 < item.at_s < 1000] == []
    assert [item.speed_mps for item in speeds] == pytest.approx([1.0] * len(speeds))
    assert distance_m(*[travelled(second, second) for second in range(61)], *far) == pytest.approx(60 + 60, abs=6)


TIMES_S = st.integers(0, 200) | st.sampled_from([0, 299, 300, 301, 3600, 3 * DAY_S, 4 * DAY_S, 8 * DAY_S])
AWAY_S = st.sampled_from([0, 0, 0, 0, -25 * YEAR_S, -8 * DAY_S, 8 * DAY_S, 20 * YEAR_S, 99 * YEAR_S])


@settings(max_examples=150, deadline=None)
@given(
    records=st.lists(
        st.tuples(TIMES_S, AWAY_S, st.integers(0, 2_000_000), st.none() | st.integers(1, 254)), min_size=1
    ),
    switches=st.lists(st.tuples(TIMES_S, AWAY_S, st.sampled_from([START, STOP_ALL])), max_size=5),
)
def test_whatever_the_dates_the_inputs_are_a_session_and_no_more_than_the_records_call_for(records, switches):
    messages = [
        *[record(at_s + away_s, bpm, distance=distance) for at_s, away_s, distance, bpm in records],
        *[timer(at_s + away_s, switch) for at_s, away_s, switch in switches],
    ]
    activity = read_fit(fit_file(*messages))
    times_s = [item.at_s for item in activity.inputs]
    assert times_s == sorted(times_s)
    assert all(0 <= at_s <= LATEST_S for at_s in times_s)
    # Speeds every few seconds for at most half a minute and a gap, a heart rate, and pauses.
    assert len(times_s) <= len(records) * (2 + (STRIDE_S + LONGEST_STRIDE_S) / GAP_S + 1) + len(switches)


WHOLE = fit_file(FILE_ID, *[record(second, 100, speed=1400) for second in range(20)], hrv(600, 610, 620), timer(9, 4))


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(14, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_any_damage_gives_what_is_left_or_our_error(damage):
    data = bytearray(WHOLE)
    for place, byte in damage:
        data[place] = byte
    try:
        activity = read_fit(bytes(data))
    except FormatError:
        return
    times_s = [item.at_s for item in activity.inputs]
    assert times_s == sorted(times_s)
