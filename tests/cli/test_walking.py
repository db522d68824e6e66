import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from coach.formats.recording_file import read_recording
from coach.session.inputs import EndReason, SessionEnded, StrapNotification

ROOT = Path(__file__).parents[2]


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_a_demo_without_a_screen_is_a_whole_walk_mostly_in_zone_2(coach, home):
    result = coach("demo", "--no-screen", "--json", "--speed", "max")
    assert result.returncode == 0, result.stderr
    *_, summary = lines(result.stdout)
    assert summary["type"] == "summary"
    assert summary["elapsed_s"] == 1200.0
    assert summary["z2_s"] > 0.6 * summary["elapsed_s"]
    assert not home.exists()


def test_a_demo_is_the_same_each_time_and_another_seed_is_another_walk(coach):
    first, again, other = (coach("demo", "--json", "--seed", seed).stdout for seed in ("1", "1", "2"))
    assert first == again != other


def test_plain_lines_are_sentences(coach):
    result = coach("demo", "--plain")
    assert "Warm up, five minutes easy to begin with." in result.stdout
    assert "{" not in result.stdout


def test_plain_and_json_exclude_each_other(coach):
    assert coach("demo", "--plain", "--json").returncode == 2


def test_a_walk_that_is_interrupted_keeps_its_recording_and_replays_the_same_lines(home):
    walk = subprocess.Popen(
        [sys.executable, "-m", "coach", "walk", "--simulate", "--json", "--minutes", "5"],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    printed = []
    for line in walk.stdout:  # ends with the walk
        printed.append(line)
        if sum('"type": "state"' in item for item in printed) == 3:
            walk.send_signal(signal.SIGINT)
    assert walk.wait(timeout=20) == 130
    told = walk.stderr.read()
    walk.stdout.close()
    walk.stderr.close()
    (path,) = (home / "data" / "recordings").iterdir()
    assert str(path) in told
    assert path.stat().st_mode & 0o077 == 0
    recording = read_recording(path)
    assert recording.warnings == ()
    assert recording.inputs[-1] == SessionEnded(at_s=recording.inputs[-1].at_s, reason=EndReason.INTERRUPTED)
    assert sum(isinstance(item, StrapNotification) for item in recording.inputs) >= 2
    replayed = subprocess.run(
        [sys.executable, "-m", "coach", "replay", str(path), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert replayed.stdout == "".join(printed)
    assert lines(replayed.stdout)[-1]["reason"] == "interrupted"


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_kill_9_costs_no_input_that_was_heard(home):
    walk = subprocess.Popen(
        [sys.executable, "-m", "coach", "walk", "--simulate", "--json", "--minutes", "5"],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    heard = 0
    for line in walk.stdout:
        heard += '"bpm"' in line and '"state"' in line
        if heard == 3:
            walk.kill()
            break
    walk.wait(timeout=20)
    walk.stdout.close()
    (path,) = (home / "data" / "recordings").iterdir()
    recording = read_recording(path)
    assert len(recording.inputs) >= 3
    assert not any(isinstance(item, SessionEnded) for item in recording.inputs)


def test_a_walk_without_a_strap_says_what_to_do(coach):
    result = coach("walk", "--json")
    assert result.returncode == 1
    assert "coach pair" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments", [("--minutes", "0"), ("--workout", "tempo", "--minutes", "20"), ("--band", "9-5")]
)
def test_a_walk_that_cannot_be_is_a_usage_error(coach, arguments):
    assert coach("walk", "--simulate", "--json", *arguments).returncode == 2


HEADER = '{"format": "coach-recording", "version": 1, "session": {"workout": "free", "band_bpm": [120, 135]}}\n'


def test_standard_input_is_answered_line_by_line(home):
    """A program can sit on both ends of the pipe: each input line is answered before the next is read."""
    with subprocess.Popen(
        [sys.executable, "-m", "coach", "replay", "-", "--json"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as replay:
        replay.stdin.write(HEADER)
        for at_s in (1.0123456, 2.0, 2.0, 9.5):
            replay.stdin.write(json.dumps({"t": at_s, "bpm": 124, "rr_s": [0.484]}) + "\n")
            answer = json.loads(replay.stdout.readline())
            while answer["type"] != "state":
                answer = json.loads(replay.stdout.readline())
            assert answer["t"] == at_s
        replay.stdin.close()
        assert json.loads(replay.stdout.readlines()[-1])["type"] == "summary"
        assert replay.wait(timeout=20) == 0


def test_standard_input_that_is_no_recording(coach):
    result = coach("replay", "-", "--json", stdin="hello\n")
    assert result.returncode == 1
    assert "not a recording of Coach" in result.stderr
    assert coach("replay", "-", "--json", stdin="").returncode == 1


def test_a_bad_line_costs_that_line_only(coach):
    readings = "".join(f'{{"t": {at_s}, "bpm": 125}}\n' for at_s in range(1, 30))
    result = coach("replay", "-", "--json", stdin=f"{HEADER}{readings}what?\n{readings[:15]}")
    assert result.returncode == 0
    assert lines(result.stdout)[-1]["readings"] == 29
    assert "line 31 was left out" in result.stderr


def test_a_reader_that_goes_away_is_no_fault(home):
    replay = subprocess.Popen(
        [sys.executable, "-m", "coach", "replay", "-", "--json"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    replay.stdout.close()
    replay.stdin.write(HEADER + '{"t": 1, "bpm": 120}\n' * 3)
    replay.stdin.close()
    assert replay.wait(timeout=30) == 1
    assert "Traceback" not in replay.stderr.read()
    replay.stderr.close()


def test_the_workout_and_the_band_of_a_replay_can_be_others(coach):
    readings = "".join(f'{{"t": {at_s}, "bpm": {104 + at_s // 4 % 3}}}\n' for at_s in range(1, 61))
    result = coach(
        "replay", "-", "--json", "--workout", "steady", "--minutes", "1", "--band", "100-110", stdin=HEADER + readings
    )
    *_, summary = lines(result.stdout)
    assert summary["z2_s"] > 50
    assert summary["cues"]["step"] == 3
