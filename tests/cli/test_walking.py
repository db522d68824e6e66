import json
import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from coach.cli import walking
from coach.cli.main import run
from coach.clock import local_now
from coach.domain.pacing.tracker import PacingTracker
from coach.domain.programme.safety import SafetySign
from coach.formats.registry import read_activity
from coach.packing import plain_path
from coach.services.diary import Diary
from coach.session.inputs import EndReason, Notification, SessionEnded
from coach.session_time import UnpacedClock
from coach.sources.replay import ReplaySource
from tests.support.commands import lines
from tests.support.recorded_walks import record, texts_in
from tests.support.saying import flaws_of

ROOT = Path(__file__).parents[2]


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
    assert str(plain_path(path)) in told
    assert path.suffix == ".xz"
    assert path.stat().st_mode & 0o077 == 0
    recording = read_activity(path)
    assert flaws_of(recording) == ()
    assert recording.inputs[-1] == SessionEnded(at_s=recording.inputs[-1].at_s, reason=EndReason.INTERRUPTED)
    assert sum(isinstance(item, Notification) for item in recording.inputs) >= 2
    replayed = subprocess.run(
        [sys.executable, "-m", "coach", "replay", str(path), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    # A replay is not recorded.
    assert replayed.stdout == "".join(printed).replace(', "recording": "ok"', "")
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
    recording = read_activity(path)
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


# The programme's walk, in this process and as fast as it can


class QuickClock(UnpacedClock):
    """What a walk takes for its clock; inputs alone move it."""

    def __init__(self, start_s=0.0):
        super().__init__()
        self._now_s = start_s


@pytest.fixture
def quick(home, monkeypatch, capsys):
    monkeypatch.setattr("coach.services.walks.RunningClock", QuickClock)

    def run_quickly(*arguments):
        code = run(list(arguments))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run_quickly


class Silent(ReplaySource):
    """A walker whose strap sends nothing."""

    def __init__(self):
        super().__init__([], QuickClock())

    def __call__(self, _events, _snapshot, *, heard):
        pass


def asked(quick, *arguments):
    code, out, err = quick(*arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def test_a_walk_with_nothing_else_is_today_s_and_the_plan_and_the_history_have_it(quick):
    today = asked(quick, "plan")["today"]
    code, out, err = quick("walk", "--simulate", "--json")
    assert code == 0, err
    printed = lines(out)
    steps = [line for line in printed if line.get("event") == "step_started"]
    assert [{"kind": step["kind"], "duration_s": step["duration_s"]} for step in steps] == [
        {"kind": step["kind"], "duration_s": round(step["duration_s"], 1)} for step in today["steps"]
    ]
    summary = printed[-1]
    assert (summary["reason"], summary["elapsed_s"]) == ("finished", today["minutes"] * 60)

    (kept,) = asked(quick, "history")
    assert (kept["workout"], kept["planned_minutes"], kept["end_reason"]) == ("steady", today["minutes"], "finished")
    assert kept["summary"] == {key: summary[key] for key in kept["summary"]}
    assert kept["summary"].keys() == summary.keys() - {"type", "t", "reason"}
    week = asked(quick, "plan")["this_week"]
    assert (week["walks"], week["z2_minutes"]) == (1, pytest.approx(summary["z2_s"] / 60, abs=0.1))
    code, out, err = quick("walk", "--simulate", "--json")
    assert (code, out) == (1, "")
    assert "Today's walk is done. To walk all the same" in err


ANSWERED = f"safety_asked = {json.dumps(list(SafetySign))}\n"
SEEN_QUESTIONS = 'disclaimers_seen = ["no_medical_device"]\n'


@pytest.mark.parametrize("how", ["--plain", "--json"])
@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("", "Coach is no medical device"),
        (SEEN_QUESTIONS, "a question about your health is not answered yet"),
        (f"{SEEN_QUESTIONS}safety = []\n", "a question about your health is not answered yet"),
        (f"{SEEN_QUESTIONS}{ANSWERED}safety = []\n", None),
        (f'{SEEN_QUESTIONS}{ANSWERED}safety = ["leg_weakness"]\n', "You marked a weaker leg: see a doctor"),
        (f'{SEEN_QUESTIONS}{ANSWERED}safety = ["fever"]\nsigns_seen = ["fever"]\n', None),
    ],
    ids=["never asked", "skipped", "before the list grew", "answered", "open", "seen to"],
)
def test_without_a_screen_a_walk_says_what_is_not_answered_and_what_is_open(quick, home, profile, said, how):
    (home / "config").mkdir(parents=True)
    (home / "config" / "profile.toml").write_text(profile)
    code, _, err = quick("walk", "--simulate", "--workout", "steady", "--minutes", "10", how)
    assert code == 0
    notices = [line for line in err.splitlines() if "health" in line or "You marked" in line]
    assert len(notices) == (said is not None)
    assert said is None or said in notices[0]


def test_a_rest_day_says_how_to_walk_all_the_same(quick, monkeypatch):
    walk_days = {as_of: asked(quick, "plan", "--on", as_of)["today"]["workout"] for as_of in next_days(7)}
    rest = next(day for day, kind in walk_days.items() if kind == "rest")
    quick("profile", "--start", local_now().date().isoformat())
    resting = datetime.fromisoformat(f"{rest}T09:00:00+00:00")
    monkeypatch.setattr(walking, "Diary", partial(Diary, now=lambda: resting))
    code, out, err = quick("walk", "--simulate", "--json")
    assert (code, out) == (1, "")
    assert "--workout steady" in err


def next_days(count):
    return [(local_now().date() + timedelta(days=day)).isoformat() for day in range(count)]


def test_before_the_first_day_it_says_when_that_is_and_how_to_walk_today(quick):
    start = (local_now().date() + timedelta(days=3)).isoformat()
    assert quick("profile", "--start", start)[0] == 0
    code, out, err = quick("walk", "--simulate", "--json")
    assert (code, out) == (1, "")
    assert f"the programme begins on {start}; `coach walk --workout steady --minutes 15`" in err
    code, _, err = quick("walk", "--simulate", "--json", "--workout", "steady", "--minutes", "15")
    assert (code, "next step" in err) == (0, False)


@pytest.mark.parametrize(
    ("arguments", "warned"),
    [
        (("--workout", "steady", "--minutes", "41"), True),
        (("--minutes", "41"), True),
        (("--workout", "long"), True),
        (("--workout", "steady", "--minutes", "20"), False),
        ((), False),
    ],
)
def test_too_much_too_soon_is_told_before_the_walk(quick, arguments, warned):
    code, _, err = quick("walk", "--simulate", "--json", *arguments)
    assert code == 0
    told = [line for line in err.splitlines() if "Too much too soon" in line]
    assert len(told) == warned
    assert all(line.startswith("coach: ") for line in told)


def header_of(home):
    (text,) = texts_in(home)
    return json.loads(text.splitlines()[0])["session"]


@pytest.mark.parametrize(
    ("profile", "arguments", "allows_speed_up"),
    [
        (("--medication",), (), False),
        (("--medication", "--age", "60"), (), False),
        (("--medication", "--max", "140"), (), False),
        (("--medication",), ("--band", "90-105"), True),
        (("--age", "60"), (), True),
    ],
)
def test_a_slowed_heart_is_not_pushed_towards_a_band_that_is_a_guess(quick, home, profile, arguments, allows_speed_up):
    assert quick("profile", *profile)[0] == 0
    code, out, _ = quick("walk", "--simulate", "--json", *arguments)
    assert code == 0
    assert header_of(home)["pushes"] is allows_speed_up
    assert (header_of(home)["band_bpm"] is None) is not allows_speed_up
    if not allows_speed_up:
        assert all(line["band_bpm"] is line["z2_s"] is None for line in lines(out) if line["type"] == "state")
        assert not {line.get("cue") for line in lines(out)} & {"speed_up", "drifting_down"}


@pytest.mark.parametrize(("before", "after"), [("--paced", "--not-paced"), ("--not-paced", "--paced")])
def test_a_replay_has_the_heart_of_its_walk_whatever_the_profile_says_today(quick, home, monkeypatch, before, after):
    assert quick("profile", before)[0] == 0
    assert quick("walk", "--simulate", "--json")[0] == 0
    assert header_of(home)["paced"] is (before == "--paced")
    assert quick("profile", after)[0] == 0
    given = []

    class Asked(PacingTracker):
        def __init__(self, band, *, max_bpm, paced=False):
            given.append(paced)
            super().__init__(band, max_bpm=max_bpm, paced=paced)

    monkeypatch.setattr("coach.session.engine.PacingTracker", Asked)
    (path,) = (home / "data" / "recordings").iterdir()
    for arguments in ((), ("--band", "100-115"), ("--workout", "free")):
        assert quick("replay", str(path), "--json", *arguments)[0] == 0
    assert quick("history", "--rebuild")[0] == 0
    assert given
    assert set(given) == {before == "--paced"}


def test_a_band_for_one_walk_keeps_the_measured_maximum(quick, home):
    assert quick("profile", "--max", "171")[0] == 0
    assert quick("walk", "--simulate", "--json", "--band", "100-115")[0] == 0
    assert (header_of(home)["band_bpm"], header_of(home)["max_bpm"]) == ([100, 115], 171)


def test_a_walk_without_a_single_beat_is_not_kept(quick, monkeypatch):
    monkeypatch.setattr("coach.services.walks.SimulatedStrap", lambda *_args, **_more: Silent())
    code, _, err = quick("walk", "--simulate", "--json")
    assert code == 0
    assert next(line for line in err.splitlines() if "not kept" in line).startswith("coach: no heart beat was heard")
    assert asked(quick, "history") == []


@pytest.mark.usefixtures("near_midnight")
def test_a_walk_that_never_ended_is_told_and_goes_on_where_it_was(quick, home):
    stem = record(home, ago=timedelta(minutes=12), minutes=7, planned=15, ends=False)
    code, out, err = quick("walk", "--simulate", "--json", "--go-on")
    assert code == 0, err
    printed = lines(out)
    summary = printed[-1]
    assert summary["reason"] == "finished"
    assert summary["moving_s"] == 900.0
    assert summary["elapsed_s"] == pytest.approx(900 + 12 * 60 - 419, abs=10)
    assert min(line["t"] for line in printed) >= 12 * 60
    assert summary["z2_s"] > 400
    (kept,) = asked(quick, "history")
    assert (kept["session"], kept["end_reason"]) == (stem, "finished")
    assert kept["summary"]["moving_s"] == pytest.approx(900.0)
    assert asked(quick, "plan")["this_week"]["walks"] == 1
    assert len(list((home / "data" / "recordings").iterdir())) == 1


@pytest.mark.usefixtures("near_midnight")
def test_without_a_screen_nobody_is_asked_but_told(quick, home):
    record(home, ago=timedelta(minutes=12), minutes=3, planned=15, ends=False)
    code, _, err = quick("walk", "--simulate", "--json")
    assert code == 0
    assert "a walk of 2:59, begun at" in err
    assert "`coach walk --go-on` goes on with it" in err
    assert len(list((home / "data" / "recordings").iterdir())) == 2


@pytest.mark.usefixtures("near_midnight")
def test_another_walk_closes_the_one_that_never_ended(quick, home):
    stem = record(home, ago=timedelta(minutes=12), minutes=5, planned=15, ends=False)
    code, _, err = quick("walk", "--simulate", "--json", "--new", "--workout", "steady", "--minutes", "15")
    assert code == 0
    assert "never ended" not in err
    assert [walk["session"] for walk in asked(quick, "history")][-1] == stem


@pytest.mark.usefixtures("near_midnight")
def test_there_has_to_be_a_walk_to_go_on_with(quick, home):
    record(home, ago=timedelta(hours=2), minutes=5, ends=False)
    code, out, err = quick("walk", "--simulate", "--json", "--go-on")
    assert (code, out) == (1, "")
    assert "no walk to go on with" in err


def test_to_go_on_needs_a_strap_and_costs_the_recording_nothing(quick, home):
    stem = record(home, ago=timedelta(minutes=12), minutes=5, planned=15, ends=False)
    before = (home / "data" / "recordings" / f"{stem}.jsonl").read_bytes()
    code, _, err = quick("walk", "--json", "--go-on")
    assert (code, "no strap is paired yet" in err) == (1, True)
    assert (home / "data" / "recordings" / f"{stem}.jsonl").read_bytes() == before
