"""A small share of the hard cases and of the worlds: the whole is a command of `benchmarks/`, which this runs.

The data are no part of this project, and are read where they are. The seed is one that nothing was tuned on.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
SEED = 23
A_KIND = 2
"""Cases of each family."""

RATE = 0.95

NO_FALSE_OR_MISSED_STOP = "false stops, cases: 0; missed stops, cases: 0"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="each case is a fork")
with_cases = pytest.mark.skipif(not (SHARED / "hard_cases").is_dir(), reason="no hard cases here")
with_worlds = pytest.mark.skipif(not (SHARED / "zonebench").is_dir(), reason="no worlds here")


def measured(folder, program, *arguments):
    """The rows of a benchmark, and what it printed."""
    rows = folder / "rows.json"
    command = [sys.executable, str(ROOT / "benchmarks" / program), *arguments, "--workers", "1", "--json", str(rows)]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert rows.exists(), ran.stderr
    return json.loads(rows.read_text(encoding="utf-8")), ran.stdout


@with_cases
def test_every_single_case_passes(tmp_path):
    rows, _ = measured(tmp_path, "hard_cases.py", "--checks", "--cases", str(SHARED / "hard_cases"))
    assert {row["kind"]: row["missed"] for row in rows if row["missed"]} == {}
    assert len(rows) >= 36


@with_cases
def test_some_of_each_family_pass_and_no_stop_is_false_or_missed(tmp_path):
    drawn = ["--seed", str(SEED), "--n", str(A_KIND), "--cases", str(SHARED / "hard_cases")]
    rows, printed = measured(tmp_path, "hard_cases.py", *drawn)
    missed = [f"{row['kind']} {row['number']}: {'; '.join(row['missed'])}" for row in rows if row["missed"]]
    assert NO_FALSE_OR_MISSED_STOP in printed, missed
    assert len(missed) <= (1 - RATE) * len(rows), missed
    assert len(rows) == A_KIND * len({row["kind"] for row in rows}) >= A_KIND * 36


@with_worlds
def test_an_irregular_heart_and_dropped_beats_are_no_reason_to_stop(tmp_path):
    walk = ["--heart", "afib,dropped", "--strap", "rr", "--tiers", "clean", "--seeds", f"{SEED}:{SEED + 1}"]
    rows, _ = measured(tmp_path, "world_walks.py", *walk, "--simulator", str(SHARED / "zonebench"))
    assert [row["seed"] for row in rows] == 2 * [SEED]
    assert [row["x_stops"] for row in rows] == [0, 0]
    assert [row["x_missed"] for row in rows] == [0, 0]
