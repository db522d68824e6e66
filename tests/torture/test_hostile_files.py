"""Files made to crash, hang or fill what reads them: each ends with an error of ours or its good part, and soon."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.torture.hostile_files import CASES
from tests.torture.tally import spread

pytestmark = [pytest.mark.torture, pytest.mark.timeout(7200)]

ROOT = Path(__file__).parents[2]
MOST_MEMORY_MB = 300
MOST_SILENCE_S = 20.0
MOST_TIME_S = 900.0
"""Of one whole file, most of which are gigabytes."""


def test_hostile_files(tally, tmp_path):
    worst = {"longest_s": 0.0, "peak_mb": 0.0}

    def try_once(case):
        # Others beside it ask how soon a key is answered.
        command = ["nice", "-n", "15", sys.executable, "-m", "tests.torture.hostile_files", case, str(tmp_path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=MOST_TIME_S, check=False)
        assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
        came = json.loads(done.stdout)
        worst.update({key: max(value, came[key]) for key, value in worst.items()})
        assert came["peak_mb"] < MOST_MEMORY_MB
        assert came["longest_s"] < MOST_SILENCE_S
        assert came["outcomes"]
        return came["outcomes"]

    with tally("files made to do harm, of every format") as row:
        row.each(try_once, spread(CASES, 6))
        row.say(f"at most {worst['peak_mb']:.0f} MB, {worst['longest_s']:.1f} s without progress")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export.zip"], "nothing was unpacked"
