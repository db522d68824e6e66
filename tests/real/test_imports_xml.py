"""TCX and GPX files of other people's devices, read where they are; facts about them come from other parsers."""

import json
import re
from datetime import datetime
from pathlib import Path
from statistics import mean

import pytest

from coach.errors import FormatError
from coach.formats.registry import read_activity, read_walks
from coach.session.engine import SessionEngine
from coach.session.flaws import DROPPED
from coach.session.inputs import LapMarked, Paused, Reading, Resumed
from coach.session.plan import SessionPlan
from tests.support.saying import raises_saying

RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings"

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="no recordings of real devices here")


def entries(*, with_heart):
    index = RECORDINGS / "INDEX.json"
    listed = json.loads(index.read_text(encoding="utf-8")) if index.is_file() else []
    return [
        pytest.param(item, id=item["file"])
        for item in listed
        if item["file"].lower().endswith((".tcx", ".gpx")) and (item["facts"]["hr_n"] > 0) is with_heart
    ]


def bpms(activity):
    return [item.bpm for item in activity.inputs if isinstance(item, Reading)]


@pytest.mark.parametrize("entry", entries(with_heart=True))
def test_xml_files_have_the_readings_that_other_parsers_find(entry):
    facts = entry["facts"]
    (found,) = read_walks(RECORDINGS / entry["file"])
    walk = found.outcome
    beating = [bpm for bpm in bpms(walk) if bpm]
    assert len(bpms(walk)) == facts["hr_n"]
    assert len(bpms(walk)) - len(beating) == facts["zeros"]
    assert (min(beating), max(beating)) == (facts["hr_min"], facts["hr_max"])
    assert round(mean(beating), 1) == facts["hr_mean"]
    assert datetime.fromisoformat(walk.header.started_at) == datetime.fromisoformat(facts["start"])
    assert walk.lasts_s == pytest.approx(facts["dur_s"], abs=0.05)
    if found.format == "tcx" and facts["dist_km"] is not None:
        assert walk.distance_m / 1000 == pytest.approx(facts["dist_km"], abs=0.006)
    else:
        assert walk.distance_m is None
    assert [flaw for flaw in walk.flaws if flaw.kind in DROPPED] == []
    assert all(place not in repr(walk.header) for place in ("Latitude", "UnitId", "/work", "\\"))


@pytest.mark.parametrize("entry", entries(with_heart=False))
def test_xml_files_without_a_heart_rate_are_refused_in_a_sentence(entry):
    with raises_saying(FormatError, "has no heart rate in it"):
        read_activity(RECORDINGS / entry["file"])


@pytest.mark.parametrize(
    "entry", [entry for entry in entries(with_heart=True) if entry.values[0]["facts"]["hr_n"] < 3000]
)
def test_xml_files_walk_through_the_engine(entry):
    walk = read_activity(RECORDINGS / entry["file"])
    engine = SessionEngine(SessionPlan.from_json(walk.header.session))
    for item in walk.inputs:
        engine.receive(item)
    summary = engine.summary(engine.now_s)
    assert summary.readings == entry["facts"]["hr_n"]
    assert sum(summary.zone_s) <= summary.elapsed_s
    if walk.distance_m is not None:
        assert summary.distance_m == pytest.approx(walk.distance_m, rel=0.02)


@pytest.mark.parametrize("name", ["2013-06-02-072348", "2013-06-18-063609"])
def test_pauses_are_what_the_laps_own_times_leave_out(name):
    path = RECORDINGS / "real" / f"trackerproject-{name}.TCX"
    laps_s = [float(text) for text in re.findall(r"<TotalTimeSeconds>([\d.]+)", path.read_text(encoding="utf-8"))]
    walk = read_activity(path)
    assert sum(isinstance(item, LapMarked) for item in walk.inputs) == len(laps_s) - 1
    paused_s = [item.at_s for item in walk.inputs if isinstance(item, Paused)]
    resumed_s = [item.at_s for item in walk.inputs if isinstance(item, Resumed)]
    lengths_s = [end - begin for begin, end in zip(paused_s, resumed_s, strict=True)]
    # The timer was stopped and started up to a second from the points beside it, and ran on after the last one.
    assert walk.lasts_s - sum(laps_s) == pytest.approx(sum(lengths_s), abs=len(lengths_s) + 3)


def test_twins_of_one_session_agree():
    fit, gpx = (
        read_activity(RECORDINGS / "real" / f"GoldenCheetah-4801048867{rest}") for rest in (".fit", "_strava.gpx")
    )
    assert fit.header.started_at == gpx.header.started_at
    assert abs(len(bpms(fit)) - len(bpms(gpx))) <= 1
    assert mean(bpms(fit)) == pytest.approx(mean(bpms(gpx)), abs=0.2)
    assert fit.lasts_s == pytest.approx(gpx.lasts_s, abs=1)
