"""Tables, HRM files and lists of intervals of other people's devices, against the facts of independent parsers."""

import json
from pathlib import Path
from statistics import mean

import pytest

from coach.errors import CoachError, FormatError, FormatProblem, RecordingError
from coach.formats.registry import read_activity, read_walks
from coach.session.activity import Activity
from coach.session.flaws import FlawKind
from coach.session.inputs import Reading

RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings"
ENDINGS = (".hrm", ".csv", ".txt", ".tsv")

NO_RECORDINGS = {
    "real/Oxford-NIL-Metadata_1.csv",
    "real/Oxford-NIL-D08_RPE_1.csv",
    "real/IanPeake-FatMaxOptimiser.20210606_161059.rr.csv_python_features.csv",
    "real/panyland-actes_open.csv",
    "real/panyland-actes_thresholds_open.csv",
    "bad/Runalyze-GarminConnect.csv",
    "bad/GoldenCheetah-ElitHRV_Export_-_2017-10-02.csv",
}
"""Lists of people, efforts, averages and walks."""

FEATURES = "IanPeake-FatMaxOptimiser.20210606_161059.rr.csv_python_features.csv"
"""Averages over minutes: a heart rate only if the walker says so."""

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="no recordings of real devices here")


def entries():
    index = RECORDINGS / "INDEX.json"
    listed = json.loads(index.read_text(encoding="utf-8")) if index.is_file() else []
    return [item for item in listed if item["file"].endswith(ENDINGS)]


def readings_of(activity):
    return [item for item in activity.inputs if isinstance(item, Reading)]


def rates_of(activity):
    """The heart rates: of an interval its own, for the index rounds only their mean, smallest and greatest."""
    return [60 / item.rr_s[0] if len(item.rr_s) == 1 else item.bpm for item in readings_of(activity) if item.bpm]


IMPORTED = [
    pytest.param(item, id=item["file"])
    for item in entries()
    if item["file"].startswith("real/") and item["file"] not in NO_RECORDINGS and not item["file"].endswith(".tsv")
]


def test_most_of_the_files_are_imported():
    assert len(IMPORTED) == 13 or not entries()


@pytest.mark.parametrize("entry", IMPORTED)
def test_a_file_has_what_other_parsers_find(entry):
    activity, facts = read_activity(RECORDINGS / entry["file"]), entry["facts"]
    readings, rates = readings_of(activity), rates_of(activity)
    assert len(readings) == facts["hr_n"]
    assert sum(item.bpm == 0 for item in readings) == facts["zeros"]
    assert sum(len(item.rr_s) for item in readings) == facts["rr_n"]
    assert round(activity.lasts_s, 1) == facts["dur_s"]
    assert (round(min(rates)), round(max(rates))) == (facts["hr_min"], facts["hr_max"])
    assert round(mean(rates), 1) == facts["hr_mean"]
    if facts["dist_km"] is not None:
        assert round(activity.distance_m / 1000, 2) == facts["dist_km"]
    # The index has the first day of 2000 for what has no date in it, and for dates that it does not look for.
    if not facts["start"].startswith("2000-01-01"):
        assert activity.header.started_at.replace("Z", "") == facts["start"].replace("+00:00", "")
    assert not {flaw.kind for flaw in activity.flaws} - {FlawKind.NO_DATE, FlawKind.UNKNOWN_COLUMN}


@pytest.mark.parametrize("name", sorted(NO_RECORDINGS))
def test_a_table_that_is_no_recording_is_refused(name):
    with pytest.raises(FormatError) as caught:
        read_activity(RECORDINGS / name)
    assert caught.value.problem is FormatProblem.COLUMNS_UNKNOWN


@pytest.mark.parametrize("name", [item["file"] for item in entries() if item["file"].endswith(".tsv")])
def test_places_of_beats_are_no_intervals(name):
    with pytest.raises(RecordingError):
        read_activity(RECORDINGS / name)


@pytest.mark.parametrize("ours", ["time", "at_s"])
def test_the_walker_may_take_averages_for_a_heart_rate(ours):
    facts = next((item["facts"] for item in entries() if item["file"].endswith(FEATURES)), None)
    if facts is None:
        pytest.skip("not here")
    (found,) = read_walks(RECORDINGS / "real" / FEATURES, {ours: "timestamp", "bpm": "heartrate"})
    assert isinstance(found.outcome, Activity)
    rates = rates_of(found.outcome)
    assert (len(rates), min(rates), max(rates)) == (facts["hr_n"], facts["hr_min"], facts["hr_max"])
    assert mean(rates) == pytest.approx(facts["hr_mean"], abs=0.05)


TWINS = [
    ("pcolby-training-sessions-22165267.hrm", "pcolby-training-sessions-22165267.rr.hrm"),
    ("mwheeler235-BoulderTrailRun20241126062604.csv", "mwheeler235-BoulderTrailRun20241126062604.fit"),
    ("ChristianKoplenig-ot_a60_HR.csv", "ChristianKoplenig-ot_a60_RRIntervals.csv"),
]
"""Two files of one session."""


def mean_over_time(activity):
    """The mean rate; of intervals each for as long as it took, or fast beats would count more often than slow ones."""
    intervals_s = [rr_s for item in readings_of(activity) for rr_s in item.rr_s]
    return 60 * len(intervals_s) / sum(intervals_s) if intervals_s else mean(rates_of(activity))


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_twins_agree(one, other):
    first, second = (read_activity(RECORDINGS / "real" / name) for name in (one, other))
    assert first.header.started_at[:19] == second.header.started_at[:19]
    assert first.lasts_s == pytest.approx(second.lasts_s, abs=2)
    assert mean_over_time(first) == pytest.approx(mean_over_time(second), abs=0.2)
    distances = [walk.distance_m for walk in (first, second) if walk.distance_m is not None]
    assert not distances or distances[0] == pytest.approx(distances[-1], rel=0.01)


def test_a_letter_among_intervals_costs_its_line_only():
    activity = read_activity(RECORDINGS / "bad/rhenanbartels-test_file_mistake_1.txt")
    assert [item.bpm for item in readings_of(activity)] == [75, 86, 67, 70]
    assert [(flaw.line, flaw.count) for flaw in activity.flaws if flaw.kind is FlawKind.NO_NUMBER] == [(3, 1)]


def test_an_empty_file_is_refused():
    with pytest.raises(CoachError):
        read_activity(RECORDINGS / "bad/rhenanbartels-empty.txt")
