import json
import os
import sys
import tomllib
from datetime import timedelta

import pytest

from coach.cli.main import run
from coach.clock import local_now
from tests.support.commands import asked


def profile(capsys, *arguments):
    code = run(["profile", *arguments])
    return code, capsys.readouterr()


def test_an_empty_profile_shows_the_typical_band(capsys, home):
    code, printed = profile(capsys)
    assert code == 0
    assert "Zone 2  120-135 bpm" in printed.out
    assert not home.exists()


def test_what_is_set_is_kept_and_shown_with_its_zones(capsys, home):
    assert profile(capsys, "--age", "60")[0] == 0
    _code, printed = profile(capsys, "--json")
    shown = json.loads(printed.out)
    assert shown["age"] == 60
    assert shown["zone_2_bpm"] == [116.2, 132.8]
    assert "estimate" in shown["zone_source"]
    assert (home / "config" / "profile.toml").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("option", "kept", "line"), [("--paced", True, "yes"), ("--not-paced", False, "-")])
def test_a_paced_heart_is_kept_and_shown(capsys, home, option, kept, line):
    assert json.loads(profile(capsys, "--json")[1].out)["paced_heart"] is None
    assert profile(capsys, option)[0] == 0
    assert json.loads(profile(capsys, "--json")[1].out)["paced_heart"] is kept
    assert f"pacemaker        {line}\n" in profile(capsys)[1].out


def test_a_marked_sign_is_open_until_it_is_said_that_a_professional_has_seen_to_it(capsys, home):
    assert "marked signs     not all asked yet" in profile(capsys)[1].out
    path = home / "config" / "profile.toml"
    path.parent.mkdir(parents=True)
    path.write_text('safety = ["leg_weakness"]\n')
    assert "A leg that gets weaker (not seen to yet)" in profile(capsys)[1].out
    today = local_now().date().isoformat()
    code, printed = profile(capsys, "--seen")
    assert (code, f"A leg that gets weaker (seen to on {today})" in printed.out) == (0, True)
    known = tomllib.loads(path.read_text())
    assert (known["safety"], known["signs_seen"], known["signs_seen_on"]) == (["leg_weakness"], ["leg_weakness"], today)
    assert "(not seen to yet)" in profile(capsys, "--not-seen")[1].out


def test_without_a_sign_there_is_nothing_to_be_seen_to(capsys, home):
    code, printed = profile(capsys, "--seen")
    assert (code, "no sign is marked" in printed.err) == (1, True)
    assert not home.exists()


def test_a_day_that_is_none_is_mended_by_saying_it_anew(capsys, home):
    path = home / "config" / "profile.toml"
    path.parent.mkdir(parents=True)
    path.write_text('safety = ["fever"]\nsigns_seen = ["fever"]\nsigns_seen_on = "2026-02-30"\n')
    code, printed = profile(capsys)
    assert (code, "coach profile --seen" in printed.err) == (1, True)
    assert profile(capsys, "--seen")[0] == 0
    assert tomllib.loads(path.read_text())["signs_seen_on"] == local_now().date().isoformat()


def test_comments_in_the_file_survive_a_change(capsys, home):
    profile(capsys, "--age", "60")
    path = home / "config" / "profile.toml"
    path.write_text("# mine\nage = 60 # years\n")
    assert profile(capsys, "--max", "171")[0] == 0
    assert "# mine" in path.read_text()
    assert "# years" in path.read_text()
    assert tomllib.loads(path.read_text()) == {"age": 60, "max_bpm": 171.0}


def test_a_field_can_be_forgotten(capsys, home):
    profile(capsys, "--band", "110-125")
    code, printed = profile(capsys, "--clear", "band", "--json")
    assert code == 0
    assert json.loads(printed.out)["band_bpm"] is None


def test_ones_own_path_is_kept_and_shown_and_forgotten_again(capsys, home):
    plan = "Warmth first.\nThen the short round."
    given = ("--days", "fri,Mon wednesday", "--usual-pain", "5", "--baseline", "--flare-plan", plan)
    code, printed = profile(capsys, *given)
    assert code == 0
    assert "walking days     Mon Wed Fri\nusual pain       5 of 10\neasy first week  yes\n" in printed.out
    assert "plan for flares  Warmth first.\n                 Then the short round.\n" in printed.out
    shown = json.loads(profile(capsys, "--json")[1].out)
    keys = ("walk_days", "usual_pain", "baseline", "flare_plan", "moved")
    assert [shown[key] for key in keys] == [["mon", "wed", "fri"], 5, True, plan, []]
    assert profile(capsys, "--no-baseline")[0] == 0
    assert json.loads(profile(capsys, "--json")[1].out)["baseline"] is False
    forget = [part for name in ("days", "usual-pain", "baseline", "flare-plan", "moves") for part in ("--clear", name)]
    shown = json.loads(profile(capsys, *forget, "--json")[1].out)
    assert [shown[key] for key in keys] == [None, None, None, None, []]
    assert (home / "config" / "profile.toml").read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--days", "mon,noday"), "'noday' is no day of the week; give days like mon,wed,fri"),
        (("--days", "t"), "'t' is no day of the week"),
        (("--days", ","), "--clear days"),
        (("--usual-pain", "11"), "a whole number from 0 to 10 (your pain on an ordinary day, 0 to 10)"),
        (("--flare-plan", "x" * 601), "one to 600 characters"),
        (("--flare-plan", " "), "--clear flare-plan"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_may_be(capsys, home, given, told):
    code, printed = profile(capsys, *given)
    assert (code, told in printed.err) == (2, True), printed.err
    assert not home.exists()


def test_a_plan_from_outside_cannot_write_to_the_terminal(capsys, home):
    assert profile(capsys, "--flare-plan", "a\x1b[2Jb")[0] == 0
    assert "plan for flares  a[2Jb\n" in profile(capsys)[1].out


def test_numbers_that_are_nobodys_are_refused_and_not_kept(capsys, home):
    assert profile(capsys, "--max", "120", "--rest", "100", "--model", "reserve")[0] == 1
    assert not home.exists()


def test_a_wrong_key_in_the_file_is_named(capsys, home):
    path = home / "config" / "profile.toml"
    path.parent.mkdir(parents=True)
    path.write_text("age = 5\n")
    code, printed = profile(capsys)
    assert code == 1
    assert "age" in printed.err
    path.write_text("agee = 50\n")
    assert "agee" in profile(capsys)[1].err


@pytest.mark.parametrize(
    ("text", "mending", "key", "value"),
    [
        ('age = "57"', ("--age", "57"), "age", 57),
        ("age = 5", ("--clear", "age"), "age", None),
        ('programme_start = "2026-02-30"', ("--start", "2026-11-02"), "programme_start", "2026-11-02"),
        ('programme_said = "soon"', ("--start", "2026-11-02"), "programme_start", "2026-11-02"),
        ('theme = "pink"', ("--theme", "light"), "theme", "light"),
        ("sound = 1", ("--sound",), "sound", True),
        ('paced_heart = "yes"', ("--not-paced",), "paced_heart", False),
        ("band_bpm = [120]", ("--band", "110-125"), "band_bpm", [110.0, 125.0]),
        ("moved = [[2026-11-01, 2026-11-30]]", ("--clear", "moves"), "moved", []),
        ("usual_pain = 12", ("--usual-pain", "3"), "usual_pain", 3),
        ('walk_days = ["x"]', ("--days", "sat"), "walk_days", ["sat"]),
    ],
)
def test_what_is_wrong_in_the_file_can_be_mended_as_it_is_advised(capsys, home, text, mending, key, value):
    path = home / "config" / "profile.toml"
    path.parent.mkdir(parents=True)
    path.write_text(f"volume = 30\n{text}\n")
    code, printed = profile(capsys)
    assert code == 1
    assert "coach profile" in printed.err
    assert profile(capsys, *mending)[0] == 0
    code, printed = profile(capsys, "--json")
    assert (code, json.loads(printed.out)[key], json.loads(printed.out)["volume"]) == (0, value, 30)


def test_two_wrong_keys_are_mended_with_one_command(capsys, home):
    path = home / "config" / "profile.toml"
    path.parent.mkdir(parents=True)
    path.write_text('age = "57"\nprogramme_start = "2026-02-30"\n')
    code, printed = profile(capsys, "--age", "57")
    assert (code, "programme_start" in printed.err, "same command" in printed.err) == (1, True, True)
    assert profile(capsys, "--age", "57", "--start", "2026-11-02")[0] == 0
    assert profile(capsys)[0] == 0


def test_the_same_start_again_keeps_the_week(capsys, home):
    five_weeks_ago = (local_now().date() - timedelta(days=35)).isoformat()
    path = home / "config" / "profile.toml"
    path.parent.mkdir(parents=True)
    path.write_text(f'programme_start = "{five_weeks_ago}"\nprogramme_said = "{five_weeks_ago}"\n')
    before = path.read_text()
    assert profile(capsys, "--start", five_weeks_ago)[0] == 0
    assert path.read_text() == before
    assert run(["plan", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["week"] == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and devices in folders")
@pytest.mark.parametrize("command", [["plan"], ["profile"], ["profile", "--age", "60"]])
@pytest.mark.parametrize("kind", ["pipe", "device", "lists in lists", "ten megabytes", "the first day"])
def test_a_profile_that_is_none_ends_a_command_at_once_with_one_line(capsys, home, command, kind):
    path = home / "config" / "profile.toml"
    path.parent.mkdir(parents=True)
    ancient = "programme_start = 0001-01-01"
    texts = {"lists in lists": "x = " + "[" * 20_000, "ten megabytes": "#" * 10_000_000, "the first day": ancient}
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.write_text(texts[kind], encoding="utf-8")
    code, out, err = asked(capsys, *command)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("coach: ")
    assert str(path) in err or kind == "the first day"


def test_people_are_kept_apart(capsys, home):
    assert run(["--profile", "Ada", "profile", "--age", "60"]) == 0
    capsys.readouterr()
    assert json.loads(profile(capsys, "--json")[1].out)["age"] is None


def test_a_path_is_no_name(capsys, home):
    assert run(["--profile", "../x", "profile"]) == 1
