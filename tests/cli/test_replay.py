"""`coach replay`: a recording through the same engine, from a file and from standard input."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coach.packing import lies_at, packed_path
from tests.support.commands import FREE_WALK, asked, lines, rebuilt
from tests.support.fit_bytes import fit_file
from tests.support.recorded_walks import days, record

ROOT = Path(__file__).parents[2]


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
        replay.stdin.write(FREE_WALK)
        for at_s in (1.0123456, 2.0, 2.0, 9.5):
            replay.stdin.write(json.dumps({"t": at_s, "bpm": 124, "rr_s": [0.484]}) + "\n")
            answer = json.loads(replay.stdout.readline())
            while answer["type"] != "state":
                answer = json.loads(replay.stdout.readline())
            assert answer["t"] == at_s
        replay.stdin.close()
        assert json.loads(replay.stdout.readlines()[-1])["type"] == "summary"
        assert replay.wait(timeout=20) == 0


@pytest.mark.parametrize(
    "line",
    ["what?", "", "null", "7", '{"t": "soon", "bpm": 1}', '{"t": 1e9, "bpm": 120}', '{"t": 2, "bpm": -1}', "\xff",
     '{"t": 2, "cadence": 55}', '{"t": 2, "event": "pain", "level": 1' + "0" * 400 + "}", FREE_WALK.strip()],
)  # fmt: skip
def test_every_line_is_answered_with_a_state(coach, line):
    """Also one that is left out: who waits for the answer to the last line would wait for ever."""
    readings = [f'{{"t": {at_s}, "bpm": 124}}' for at_s in (1, 2)]
    result = coach(
        "replay", "-", "--json", "--speed", "max", stdin=FREE_WALK + "\n".join([readings[0], line, readings[1], ""])
    )
    assert result.returncode == 0, result.stderr
    states = [item["t"] for item in lines(result.stdout) if item["type"] == "state"]
    assert states in ([1, 1, 2, 2], [1, 2, 2, 2])  # and the end


def test_the_end_is_answered_with_a_state_and_the_sums(coach):
    end = '{"t": 5, "event": "end", "reason": "stopped"}\n'
    *_, state, summary = lines(coach("replay", "-", "--json", stdin=f'{FREE_WALK}{{"t": 1, "bpm": 124}}\n{end}').stdout)
    assert (state["type"], state["t"], state["signal"]) == ("state", 5, "ended")
    assert (summary["type"], summary["t"], summary["reason"]) == ("summary", 5, "stopped")


def test_standard_input_that_is_no_recording(coach):
    result = coach("replay", "-", "--json", stdin="hello\n")
    assert result.returncode == 1
    assert "not a recording of Coach" in result.stderr
    assert coach("replay", "-", "--json", stdin="").returncode == 1


def test_a_bad_line_costs_that_line_only(coach):
    readings = "".join(f'{{"t": {at_s}, "bpm": 125}}\n' for at_s in range(1, 30))
    result = coach("replay", "-", "--json", stdin=f"{FREE_WALK}{readings}what?\n{readings[:15]}")
    assert result.returncode == 0
    assert lines(result.stdout)[-1]["readings"] == 29
    assert "line 31 was left out" in result.stderr


def test_the_workout_and_the_band_of_a_replay_can_be_others(coach):
    readings = "".join(f'{{"t": {at_s}, "bpm": {104 + at_s // 4 % 3}}}\n' for at_s in range(1, 61))
    result = coach(
        "replay",
        "-",
        "--json",
        "--workout",
        "steady",
        "--minutes",
        "1",
        "--band",
        "100-110",
        stdin=FREE_WALK + readings,
    )
    *_, summary = lines(result.stdout)
    assert summary["z2_s"] > 50
    assert summary["cues"]["step"] == 3


def test_a_replay_at_a_pace_prints_the_very_same_lines(coach):
    at_once = coach("replay", "fixtures/by_hand.jsonl", "--json")
    paced = coach("replay", "fixtures/by_hand.jsonl", "--json", "--speed", "2000")
    assert at_once.returncode == paced.returncode == 0
    assert paced.stdout == at_once.stdout
    assert at_once.stdout.count("\n") > 500


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and devices in folders")
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_is_no_file_is_not_waited_for_and_the_way_to_pipe_is_named(coach, tmp_path, kind):
    path = tmp_path / "walk.jsonl"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    result = coach("replay", str(path), "--json")
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert "only `coach replay -` takes a pipe" in result.stderr


@pytest.mark.parametrize("start", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"])
def test_a_start_in_an_impossible_year_and_half_characters_stop_no_replay(coach, start):
    header = FREE_WALK.replace('"session"', f'"started_at": "{start}", "source": {{"name": "\\ud800"}}, "session"')
    said = '{"t": 1, "event": "link_up", "name": "\\ud800"}\n{"t": 2, "event": "note", "text": "\\udfff"}\n'
    result = coach("replay", "-", "--json", stdin=header + said)
    assert result.returncode == 0, result.stderr
    assert lines(result.stdout)[-1]["type"] == "summary"


def test_of_several_walks_in_a_file_the_first_is_replayed_and_the_others_are_named(capsys, home, tmp_path):
    record = {"timestamp": 1_000_000_000, "heart_rate": 101}
    files = [
        fit_file(("file_id", {"type": 4}), ("record", {**record, "timestamp": record["timestamp"] + later_s}))
        for later_s in (0, 7200)
    ]
    for data, notices in ((files[0], 0), (b"".join(files), 1)):
        path = tmp_path / "walk.fit"
        path.write_bytes(data)
        code, printed, said = asked(capsys, "replay", str(path), "--json")
        assert (code, lines(printed)[-1]["readings"]) == (0, 1)
        assert said.count("holds several walks, and this is the first; `coach import`") == notices


def test_a_walk_is_replayed_by_its_name_or_the_beginning_of_it(capsys, home):
    stem = record(home, ago=days(2), minutes=12, planned=12)
    path = home / "data" / "recordings" / f"{stem}.jsonl"
    by_path = asked(capsys, "replay", str(path), "--json")
    for words in (stem, stem[:10]):
        assert asked(capsys, "replay", words, "--json")[:2] == by_path[:2]
    rebuilt(capsys)
    assert not path.exists()  # it is packed
    for words in (stem, str(path), str(packed_path(path))):
        assert asked(capsys, "replay", words, "--json")[:2] == by_path[:2]
    assert by_path[0] == 0
    assert lines(by_path[1])[-1]["type"] == "summary"


def test_a_file_wins_over_a_walk_of_its_name(capsys, home, tmp_path, monkeypatch):
    stem = record(home, ago=days(2), minutes=3, planned=3)
    monkeypatch.chdir(tmp_path)
    Path(stem).write_text(FREE_WALK, encoding="utf-8")
    assert lines(asked(capsys, "replay", stem, "--json")[1])[-1]["readings"] == 0


def test_what_is_neither_a_file_nor_a_walk_is_said_and_makes_no_home(capsys, home):
    said = "coach: there is no file '2031-01-01' here and no walk of that name; `coach history` lists your walks\n"
    assert asked(capsys, "replay", "2031-01-01", "--json") == (1, "", said)
    assert not home.exists()
    first, second = record(home, ago=days(2), minutes=3), record(home, ago=days(1), minutes=3)
    rebuilt(capsys)
    assert asked(capsys, "replay", "2031-01-01", "--json") == (1, "", said)
    assert "cannot read nowhere/" in asked(capsys, "replay", f"nowhere/{first}", "--json")[2]
    code, _, err = asked(capsys, "replay", "20", "--json")
    assert (code, err) == (1, f"coach: 2 walks begin with '20': {first}, {second}; say which\n")


def test_a_walk_whose_recording_is_gone_says_so(capsys, home):
    stem = record(home, ago=days(2), minutes=12)
    rebuilt(capsys)
    lies_at(home / "data" / "recordings" / f"{stem}.jsonl").unlink()
    code, out, err = asked(capsys, "replay", stem, "--json")
    assert (code, out) == (1, "")
    assert err == (
        f"coach: the recording of {stem} is gone, so it cannot be replayed or exported; "
        "its sums are in `coach history`\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are text there")
def test_a_name_that_is_no_text_is_no_walk(coach, home):
    record(home, ago=days(2), minutes=3)
    result = coach("replay", os.fsdecode(b"\xff\xfe"), "--json")
    assert (result.returncode, result.stdout) == (1, "")
    assert "no walk of that name" in result.stderr.splitlines()[-1]
