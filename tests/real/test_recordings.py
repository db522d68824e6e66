"""Recordings and payloads of other people's devices, read where they are; facts about them come from other parsers."""

import json
from pathlib import Path

import pytest

from coach.cli.main import run
from coach.domain.wire.heart_rate import decode
from coach.errors import CoachError, FormatError, PayloadRejectedError
from coach.formats import fit
from coach.formats.document import Document
from coach.formats.registry import read_activity
from coach.session.engine import SessionEngine
from coach.session.inputs import Reading
from coach.session.plan import SessionPlan
from tests.support.saying import raises_saying

RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings"
NEVER_FINISHED = {"bad/jimmykane-broken.fit": 2319}
"""The other parsers stop at a header without a length; INDEX.json says what is in the file."""

GOOD_PARTS = {"bad/rhenanbartels-test_file_mistake_1.txt": {"hr_n": 4}}
"""What is good in files that INDEX.json does not look into: of five lines one is a letter."""

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="no recordings of real devices here")


def entries(ending):
    index = RECORDINGS / "INDEX.json"
    listed = json.loads(index.read_text(encoding="utf-8")) if index.is_file() else []
    return [pytest.param(item, id=item["file"]) for item in listed if item["file"].endswith(ending)]


def vectors():
    path = RECORDINGS / "ble_vectors.json"
    listed = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return [pytest.param(item, id=f"{index}-{item['hex']}") for index, item in enumerate(listed)]


@pytest.mark.parametrize("vector", vectors())
def test_captured_payloads(vector):
    payload = bytes.fromhex(vector["hex"])
    if "error" in vector:
        with pytest.raises(PayloadRejectedError):
            decode(payload)
        return
    expected, measurement = vector["expect"], decode(payload)
    assert measurement.bpm == expected["hr"]
    assert measurement.contact == (expected["contact_detected"] if expected["contact_supported"] else None)
    assert measurement.energy_kj == expected["energy_kj"]
    assert [rr_s * 1000 for rr_s in measurement.rr_s] == pytest.approx(expected["rr_ms"], abs=0.001)


@pytest.mark.parametrize("entry", entries(".fit"))
def test_fit_files_have_the_readings_that_other_parsers_find(entry):
    path, facts = RECORDINGS / entry["file"], entry["facts"]
    try:
        walks = list(fit.read(Document.of_bytes(path.read_bytes())))
    except FormatError:
        walks = [fit.read_fit(path.read_bytes())]
    activity = walks[-1]
    readings = [item for walk in walks for item in walk.inputs if isinstance(item, Reading)]
    assert len(readings) == NEVER_FINISHED.get(entry["file"], facts["hr_n"])
    if entry["file"] in NEVER_FINISHED:
        return
    assert sum(reading.bpm == 0 for reading in readings) == facts["zeros"]
    assert sum(len(reading.rr_s) for reading in readings) == (facts["rr_n"] if readings else 0)
    assert activity.header.started_at == (facts["start"].replace("+00:00", "Z") if "start" in facts else "")
    if readings:
        assert activity.lasts_s == facts["dur_s"]
        stated_m = None if facts.get("dist_km") is None else pytest.approx(facts["dist_km"] * 1000, rel=0.01, abs=6)
        assert activity.distance_m == stated_m
        beating = [reading.bpm for reading in readings if reading.bpm]
        assert (min(beating, default=None), max(beating, default=None)) == (facts.get("hr_min"), facts.get("hr_max"))


@pytest.mark.parametrize("entry", [entry for entry in entries(".fit") if entry.values[0]["facts"]["hr_n"] < 2000])
def test_fit_files_walk_through_the_engine(entry):
    try:
        recording = read_activity(RECORDINGS / entry["file"])
    except CoachError:
        assert entry["facts"]["hr_n"] == entry["facts"]["zeros"]
        return
    engine = SessionEngine(SessionPlan.from_json(recording.header.session))
    for item in recording.inputs:
        engine.receive(item)
    summary = engine.summary(engine.now_s)
    assert summary.readings == NEVER_FINISHED.get(entry["file"], entry["facts"]["hr_n"])
    assert sum(summary.zone_s) <= summary.elapsed_s
    if {"walking", "hiking"} & set(entry["facts"].get("sports", ())) and entry["facts"]["has_dist"]:
        assert summary.distance_m == pytest.approx(entry["facts"]["dist_km"] * 1000, rel=0.01, abs=5)


READ = (".fit", ".tcx", ".gpx", ".hrm", ".csv", ".txt")
"""What other tests of real files read."""


@pytest.mark.parametrize("entry", [item for item in entries("") if not item.values[0]["file"].lower().endswith(READ)])
def test_every_other_file_is_refused_in_a_sentence(entry):
    with raises_saying(CoachError, r"not a recording of Coach, nor of another format|is empty"):
        read_activity(RECORDINGS / entry["file"])


@pytest.mark.parametrize("entry", [entry for entry in entries("") if entry.values[0]["file"].startswith("bad/")])
def test_bad_files_replay_what_is_good_in_them_or_are_refused_in_one_line(entry, capsys):
    code = run(["replay", str(RECORDINGS / entry["file"]), "--json"])
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    assert "inside Coach" not in printed.err
    facts = GOOD_PARTS.get(entry["file"], entry.get("facts", {}) if entry["file"].endswith(READ) else {})
    readings = NEVER_FINISHED.get(entry["file"], facts.get("hr_n", 0))
    if readings > facts.get("zeros", 0):
        assert code == 0
        assert json.loads(printed.out.splitlines()[-1])["readings"] == readings
    else:
        assert (code, printed.out) == (1, "")
        assert printed.err.count("\n") == 1
