"""`coach import` of real recordings says what other people's parsers say of them (`INDEX.json`)."""

import json
from pathlib import Path

import pytest

from tests.support.commands import as_json, asked, lines

RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings"

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="no recordings of real devices here")

NO_WALKS = (".tsv", "panyland", "_python_features")
"""Annotations, tables that are read with --map alone, and what is said about recordings."""

TWINS = (
    "ChristianKoplenig-ot_a60",
    "GoldenCheetah-4801048867",
    "mwheeler235-BoulderTrailRun20241126062604",
    "pcolby-training-sessions-22165267",
)
"""What the names of two files of one session begin with."""


def entries():
    index = RECORDINGS / "INDEX.json"
    listed = json.loads(index.read_text(encoding="utf-8")) if index.is_file() else []
    return [
        pytest.param(item, id=item["file"])
        for item in listed
        if item["file"].startswith("real/")
        and item.get("facts", {}).get("hr_n")
        and not any(part in item["file"].lower() for part in NO_WALKS)
    ]


def check(found, facts):
    """Compare what an import counts with what other parsers count."""
    assert found["readings"] == facts["hr_n"]
    assert found["seconds"] == pytest.approx(facts["dur_s"], abs=0.06)
    assert (found["min_bpm"], found["max_bpm"]) == (facts["hr_min"], facts["hr_max"])
    assert found["mean_bpm"] == pytest.approx(facts["hr_mean"], abs=0.051)
    assert found["rr"] == facts.get("rr_n", 0)
    if facts.get("dist_km"):
        assert found["distance_m"] == pytest.approx(facts["dist_km"] * 1000, rel=0.01, abs=6)


def test_all_of_them_together_are_each_a_walk_and_twins_are_one(capsys, home):
    files = [Path(entry.values[0]["file"]).name for entry in entries()]
    walks = {next((twin for twin in TWINS if name.startswith(twin)), name) for name in files}
    if len(files) - len(walks) != len(TWINS):
        pytest.skip("some of the twins are not here")
    code, out, err = asked(capsys, "import", "--json", str(RECORDINGS / "real"))
    found = {Path(item["file"]).name: item for item in lines(out) if item["readings"]}
    assert (code, set(found)) == (0, set(files)), err
    for entry in entries():
        check(found[Path(entry.values[0]["file"]).name], entry.values[0]["facts"])
    kept = as_json(capsys, "history")
    assert len(kept) == len(walks)
    assert all(item["session"] or item["already"] for item in found.values())
    undone = as_json(capsys, "import", "--undo")
    assert (undone["undone"], as_json(capsys, "history")) == (len(walks), [])
    assert not list((home / "data" / "recordings").glob("*.jsonl"))
