import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import FormatError, FormatProblem, NotARecordingError
from coach.formats import apple_health, apple_tags
from coach.formats.apple_health import READER, sniff
from coach.formats.document import Document
from coach.limits import HEAD_BYTES
from coach.session.flaws import FlawKind
from coach.session.inputs import LapMarked, Paused, Reading, Resumed
from tests.support.apple_exports import event, export, record, statistics, workout
from tests.support.saying import raises_saying

BEATS = [record(second, 100 + second % 7) for second in range(0, 601, 5)]


def read(*parts, **how):
    return list(READER.read(Document.of_bytes(export(*parts, **how), "export.xml")))


def readings(activity):
    return [(item.at_s, item.bpm) for item in activity.inputs if isinstance(item, Reading)]


def flaws(activity):
    return {flaw.kind: flaw.count for flaw in activity.flaws}


def test_a_walk_has_its_heart_rates_length_distance_and_day():
    [walk] = read(*BEATS, workout(0, 600, statistics("1.25", "km")))
    assert readings(walk) == [(float(second), 100 + second % 7) for second in range(0, 601, 5)]
    assert (walk.lasts_s, walk.distance_m, walk.flaws) == (600.0, 1250.0, ())
    assert walk.header.started_at == "2024-05-01T10:00:00+02:00"


def test_a_walk_lasts_as_long_as_it_says_whatever_the_heart_rates_cover():
    [walk] = read(*BEATS, workout(-60, 900))
    assert (walk.lasts_s, readings(walk)[0]) == (900.0, (60.0, 100))


def test_maker_and_model_are_kept_and_no_persons_name():
    [walk] = read(*BEATS, workout(0, 600))
    assert walk.header.source == {"maker": "Apple Inc.", "model": "Watch6,2"}
    [walk] = read(*BEATS, workout(0, 600, device=""))
    assert walk.header.source == {"maker": "Apple Inc.", "model": "Watch6,2"}, "of what measured the heart"
    assert "Anna" not in repr(walk)


@pytest.mark.parametrize("kind", ["Running", "Cycling", "Yoga", "WalkingRunning"])
def test_other_sports_are_left_and_nothing_is_said(kind):
    [walk] = read(*BEATS, workout(0, 600), workout(100, 300, event(110, "Pause"), kind=kind))
    assert (walk.lasts_s, walk.flaws) == (600.0, ())
    with raises_saying(FormatError, "export.xml has no walk or hike in it that was recorded as a workout"):
        read(*BEATS, workout(0, 600, kind=kind))


def test_hikes_are_walks_and_the_order_is_the_files():
    walks = read(workout(300, 300, kind="Hiking"), *BEATS, workout(0, 200))
    assert [walk.lasts_s for walk in walks] == [300.0, 200.0]
    assert [len(readings(walk)) for walk in walks] == [61, 41]


def test_a_walk_without_a_heart_rate_is_counted():
    walks = read(*BEATS, workout(-5000, 60), workout(0, 600), workout(0, 500), workout(9000, 60))
    assert [flaws(walk) for walk in walks] == [{FlawKind.NO_HEART_RATE: 2}, {}]
    with raises_saying(FormatError, "no heart rate"):
        read(workout(0, 600), record(10**6, 70))


def test_pauses_and_laps_are_where_they_were():
    inside = [
        event(60, "Pause"), event(90, "Resume"), event(200, "MotionPaused"), event(260, "MotionResumed"),
        event(100, "Lap"), event(0, "Segment", ' duration="5" durationUnit="min"'), event(600, "Pause"),
    ]  # fmt: skip
    # iOS 16 says all of it twice: within the workout's only part, too.
    part = f'  <WorkoutActivity uuid="A" startDate="x">\n{"".join(inside)}{statistics(9, "km")}  </WorkoutActivity>\n'
    [walk] = read(*BEATS, workout(0, 600, *inside, part, statistics("500", "m")))
    marks = [item for item in walk.inputs if isinstance(item, Paused | Resumed | LapMarked)]
    assert marks == [
        Paused(at_s=60.0), Resumed(at_s=90.0), LapMarked(at_s=100.0), Paused(at_s=200.0), Resumed(at_s=260.0),
    ]  # fmt: skip
    assert walk.distance_m == 500.0


def test_a_long_silence_beside_a_pause_is_a_silence():
    beats = [record(second, 100) for second in (0, 5, 10, 2000, 2005)]
    [walk] = read(*beats, workout(0, 2005, event(5, "Pause"), event(8, "Resume")))
    assert [at_s for at_s, _ in readings(walk)] == [0.0, 5.0, 10.0, 2000.0, 2005.0]


@pytest.mark.parametrize(
    ("amount", "unit", "metres"),
    [("2", "mi", 3218.688), ("2.5", "km", 2500.0), ("700", "m", 700.0), ("100", "yd", 91.44), ("100", "ft", 30.48),
     ("-1", "km", None), ("1e9", "km", None), ("nan", "km", None), ("2", "lightyear", None), ("two", "km", None)],
)  # fmt: skip
def test_distances_have_units(amount, unit, metres):
    [walk] = read(*BEATS, workout(0, 600, statistics(amount, unit)))
    assert walk.distance_m == (None if metres is None else pytest.approx(metres))
    older = f' totalDistance="{amount}" totalDistanceUnit="{unit}"'
    [walk] = read(*BEATS, workout(0, 600, more=older))
    assert walk.distance_m == (None if metres is None else pytest.approx(metres))


def test_several_sources_at_the_same_time_are_one_heart():
    phone = [record(second, 60, source="Strap App", device="") for second in range(0, 601, 10)]
    [walk] = read(*phone, *BEATS, *BEATS, workout(0, 600))
    assert [bpm for _, bpm in readings(walk)] == [100 + second % 7 for second in range(0, 601, 5)]
    [walk] = read(*phone, *BEATS[:20], workout(0, 600))
    assert {bpm for _, bpm in readings(walk)} == {60}


@pytest.mark.parametrize(
    ("value", "unit", "expected", "flaw"),
    [("72.6", "count/min", 73, {}), ("1.5", "count/s", 90, {}), ("0", "count/min", 0, {}),
     ("301", "count/min", None, {FlawKind.OUT_OF_RANGE: 1}), ("-3", "count/min", None, {FlawKind.OUT_OF_RANGE: 1}),
     ("nan", "count/min", None, {FlawKind.OUT_OF_RANGE: 1}), ("", "count/min", None, {FlawKind.NO_NUMBER: 1}),
     ("high", "count/min", None, {FlawKind.NO_NUMBER: 1}), ("&lol;", "count/min", None, {FlawKind.NO_NUMBER: 1})],
)  # fmt: skip
def test_values_that_no_heart_has_are_counted(value, unit, expected, flaw):
    [walk] = read(record(0, 70), record(5, value, unit=unit), record(99, 999), workout(0, 60))
    assert readings(walk)[1:] == ([] if expected is None else [(5.0, expected)])
    assert flaws(walk) == flaw


def test_other_records_are_no_heart_rates():
    kinds = ("HeartRateVariabilitySDNN", "RestingHeartRate", "WalkingHeartRateAverage", "HeartRateRecoveryOneMinute")
    others = [record(second, 60, kind=kind) for second, kind in enumerate(kinds)]
    beats = '<HeartRateVariabilityMetadataList><InstantaneousBeatsPerMinute bpm="64" time="1"/></HeartRateVari>'
    statistic = statistics(90, "count/min", kind="HeartRate")
    [walk] = read(*others, beats, record(9, 70), workout(0, 60, statistic))
    assert readings(walk) == [(9.0, 70)]


def test_of_an_export_that_is_cut_off_the_good_part_is_used():
    data = export(*BEATS, workout(0, 600), workout(0, 300))
    [walk] = READER.read(Document.of_bytes(data[: data.rindex(b"<Workout") + 50], "export.xml"))
    assert len(readings(walk)) == len(BEATS)
    assert [flaw.kind for flaw in walk.flaws] == [FlawKind.DAMAGED]
    with pytest.raises(FormatError) as caught:
        list(READER.read(Document.of_bytes(data[: len(data) // 2], "export.xml")))
    assert caught.value.problem is FormatProblem.DAMAGED


def test_times_without_sense_are_counted():
    bad = record(0, 70).replace('startDate="2024', 'startDate="XXXX')
    backwards = workout(0, 600).replace('endDate="2024', 'endDate="2023')
    [walk] = read(bad, *BEATS, workout(0, 600), backwards)
    assert flaws(walk) == {FlawKind.NO_TIME: 2}


@pytest.mark.parametrize("name", ["MOST_WORKOUTS", "MOST_HEART_RATES", "MOST_POINTS"])
def test_there_are_only_so_many(name, monkeypatch):
    monkeypatch.setattr(apple_health, name, 5)
    events = [event(second, kind) for second in (10, 20, 30) for kind in ("Pause", "Resume")]
    walks = read(*BEATS, *[workout(0, 600, *events) for _ in range(7)])
    assert sum(flaws(walk).get(FlawKind.TOO_MANY, 0) for walk in walks) > 1
    assert len(walks) <= 5 or name == "MOST_POINTS"


def test_walks_without_number_over_the_same_heart_rates_come_to_an_end():
    walks = read(*BEATS, *[workout(0, 600) for _ in range(50)])
    assert len(walks) == 4
    assert flaws(walks[0]) == {FlawKind.TOO_MANY: 46}


def test_a_file_is_recognised_by_what_it_is():
    data = export(*BEATS)
    for known in (data, data.decode().encode("utf-16"), export(declarations=""), b"\xef\xbb\xbf" + data):
        assert sniff(known[:HEAD_BYTES], ".txt")
    for other in (b"<gpx creator='watch'>", b"<ClinicalDocument>", b"", b"{}", b"HealthData"):
        assert not sniff(other, ".xml")


def test_a_route_beside_an_export_is_no_recording():
    route = b'<?xml version="1.0"?>\n<gpx version="1.1" creator="Apple Health Export" xmlns="x"><trk></trk></gpx>'
    assert sniff(route, ".gpx")
    with pytest.raises(NotARecordingError):
        list(READER.read(Document.of_bytes(route)))


@given(seed=st.integers(0, 10**6), step=st.integers(1, 3000))
def test_how_it_is_cut_into_pieces_changes_nothing(seed, step):
    chance = random.Random(seed)  # noqa: S311 - no secret
    parts = [record(second, chance.randrange(60, 180)) for second in range(0, 300, 7)]
    parts += [workout(0, 280, event(60, "Pause"), event(70, "Resume"), statistics(1, "km")), workout(20, 50)]
    chance.shuffle(parts)
    whole = read(*parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apple_tags, "PIECE_BYTES", step)
        assert read(*parts) == whole
