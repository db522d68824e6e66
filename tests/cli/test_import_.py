"""`coach import`: what it prints, keeps and refuses."""

import json
import os
import signal
import subprocess
import sys
import time  # noqa: TID251 - waits for a program
from datetime import timedelta
from pathlib import Path

import pytest

from coach.cli.import_ import ImportBar, is_no_recording, is_unknown_table
from coach.clock import local_now
from coach.errors import FormatError, FormatProblem, RecordingError, RecordingProblem
from tests.support.commands import as_json, asked, lines
from tests.support.recorded_walks import days, record
from tests.support.watch_files import MORNING, fit_walk, put
from tests.support.zip_bytes import zip_of

ROOT = Path(__file__).parents[2]


def imported(capsys, *arguments):
    """Exit code, the objects of --json, and what was complained of."""
    code, out, err = asked(capsys, "import", *map(str, arguments), "--json")
    return code, lines(out), err


def test_a_file_is_a_line_and_in_the_history(capsys, home, tmp_path, monkeypatch):
    put(tmp_path, "walk.fit", fit_walk())
    monkeypatch.chdir(tmp_path)
    code, out, err = asked(capsys, "import", "walk.fit")
    assert (code, err) == (0, "")
    (walk,) = as_json(capsys, "history")
    assert out == f"walk.fit: 20 min on 23 November 2026, 241 heart rates, mean 124 -> {walk['session']}\n"
    code, out, err = asked(capsys, "import", "walk.fit")
    assert (code, err) == (0, "")
    assert out.endswith(f"mean 124: {walk['session']} is the same walk, and stays\n")


def test_a_file_as_json(capsys, home, tmp_path):
    path = put(tmp_path, "walk.fit", fit_walk(distance_m=1500.0, has_rr=True))
    code, (found,), err = imported(capsys, path)
    assert (code, err) == (0, "")
    assert list(found)[:9] == [
        "file", "format", "readings", "seconds", "mean_bpm", "max_bpm", "rr", "distance_m", "dropped",
    ]  # fmt: skip
    assert found["session"] == as_json(capsys, "history")[0]["session"]
    expected = {
        "file": str(path), "format": "fit", "readings": 241, "seconds": 1200.0, "mean_bpm": 124.0, "max_bpm": 124,
        "rr": 241 * 5, "distance_m": 1500, "dropped": {}, "min_bpm": 124, "already": None,
    }  # fmt: skip
    assert {key: found[key] for key in expected} == expected


def test_several_walks_of_a_file_as_json(capsys, home, tmp_path):
    """They are added up; `session` is the first that came in, and `already` is for when none did."""
    walks = {f"{day}.fit": fit_walk(MORNING + timedelta(days=day), bpm=120 + day) for day in (2, 1, 0)}
    put(tmp_path, "2.fit", walks["2.fit"])
    asked(capsys, "import", str(tmp_path / "2.fit"))
    (there,) = as_json(capsys, "history")
    path = put(tmp_path, "export.zip", zip_of(walks))
    _, (dry,), _ = imported(capsys, path, "--dry-run")
    assert (dry["session"], dry["already"], len(dry["walks"])) == (None, None, 3)
    _, (found,), _ = imported(capsys, path)
    came_in = [walk["session"] for walk in found["walks"]]
    assert (came_in[0], found["walks"][0]["already"]) == (None, there["session"])
    assert all(came_in[1:])
    assert (found["session"], found["already"], found["start"]) == (came_in[1], None, found["walks"][1]["start"])
    assert (found["readings"], found["min_bpm"], found["max_bpm"]) == (3 * 241, 120, 122)
    _, (again,), _ = imported(capsys, path)
    assert (again["session"], again["already"]) == (None, there["session"])
    assert [walk["already"] for walk in again["walks"]] == [there["session"], *came_in[1:]]


def test_a_dry_run_keeps_nothing_and_makes_no_folder(capsys, home, tmp_path):
    code, (found,), _ = imported(capsys, put(tmp_path, "walk.fit", fit_walk()), "--dry-run")
    assert (code, found["session"], found["readings"]) == (0, None, 241)
    assert not home.exists()


def test_the_path_is_printed_as_it_was_given(capsys, home, tmp_path, monkeypatch):
    put(tmp_path / "in", "walk.fit", fit_walk())
    monkeypatch.chdir(tmp_path / "in")
    assert imported(capsys, "../in/walk.fit", "--dry-run")[1][0]["file"] == "../in/walk.fit"
    assert imported(capsys, "../in", "--dry-run")[1][0]["file"] == "../in/walk.fit"


@pytest.mark.skipif(sys.platform == "darwin" or os.name == "nt", reason="all names are text there")
def test_a_name_that_is_no_text_is_imported_all_the_same(capsys, home, tmp_path):
    put(tmp_path / "in", os.fsdecode(b"bad\xff\x1b[2J.fit"), fit_walk())
    code, out, _ = asked(capsys, "import", str(tmp_path / "in"))
    assert (code, "\x1b" in out, "-> 20" in out) == (0, False, True)
    code, (found,), _ = imported(capsys, tmp_path / "in")
    assert (code, found["already"] is None) == (0, False)
    assert as_json(capsys, "history")[0]["source"]["file"] == "bad?\x1b[2J.fit"


def test_other_files_of_a_folder_are_counted_and_no_error(capsys, home, tmp_path):
    put(tmp_path / "in", "walk.fit", fit_walk())
    for name in ("a.txt", "b.jpg"):
        put(tmp_path / "in", name, b"something else")
    code, found, err = imported(capsys, tmp_path / "in")
    assert (code, len(found)) == (0, 1)
    assert err == "coach: 2 other files are no recordings\n"


TABLE = b"a,b\n1,2\n3,4\n"
UNKNOWN = " whose columns Coach does not know; name {} alone to see them, and say which is which by --map"


@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize(
    ("others", "tables", "said"),
    [
        (1, 0, ["1 other file is no recording"]),
        (0, 1, [f"1 table{UNKNOWN.format('it')}"]),
        (2, 3, ["2 other files are no recordings", f"3 tables{UNKNOWN.format('one')}"]),
    ],
)
def test_tables_of_unknown_columns_are_told_apart_from_other_files(
    capsys, home, tmp_path, others, tables, said, is_packed
):
    """The walker may know the columns."""
    files = {"walk.fit": fit_walk()} | {f"{number}.jpg": b"\xff\xd8" for number in range(others)}
    files |= {f"{number}.csv": TABLE for number in range(tables)}
    if is_packed:
        files = {"export.zip": zip_of(files)}
    for name, data in files.items():
        put(tmp_path / "in", name, data)
    code, out, err = asked(capsys, "import", str(tmp_path / "in"))
    assert (code, out.count("\n"), err.splitlines()) == (0, 1, [f"coach: {line}" for line in said])


def test_an_archive_without_a_walk_says_why_in_json_as_well(capsys, home, tmp_path):
    path = put(tmp_path, "export.zip", zip_of({"a.csv": TABLE}))
    code, (found,), _ = imported(capsys, path)
    assert (code, "is a table, but" in found["error"]) == (1, True)


@pytest.mark.parametrize("name", ["notes.txt", "gone.fit"])
def test_a_named_file_that_gives_nothing_is_one_sentence_and_1(capsys, home, tmp_path, name):
    walk = put(tmp_path, "walk.fit", fit_walk())
    put(tmp_path, "notes.txt", b"something else")
    code, out, err = asked(capsys, "import", str(tmp_path / name), str(walk))
    assert (code, err.count("\n"), out.count("\n")) == (1, 1, 1)
    assert name in err
    code, found, err = imported(capsys, tmp_path / name)
    assert (code, found[0]["readings"], found[0]["session"]) == (1, 0, None)
    assert found[0]["error"] == err.removeprefix("coach: ").strip()


def test_a_file_that_is_damaged_is_named_in_a_folder_too(capsys, home, tmp_path):
    put(tmp_path / "in", "walk.fit", fit_walk())
    put(tmp_path / "in", "cut.fit", fit_walk()[:20])
    code, _, err = asked(capsys, "import", str(tmp_path / "in"))
    assert (code, err.count("\n"), "cut.fit" in err) == (0, 1, True)


def test_a_folder_that_gives_nothing_is_1(capsys, home, tmp_path):
    put(tmp_path / "in", "notes.txt", b"something else")
    code, _, err = asked(capsys, "import", str(tmp_path / "in"))
    assert code == 1
    assert str(tmp_path / "in") in err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--undo", "walk.fit"],
        ["walk.fit", "--map", "bpm"],
        ["walk.fit", "--map", "bpm=a,bpm=b"],
        ["walk.fit", "--map", "pulse=a"],
        ["walk.fit", "--map", "bpm="],
    ],
)
def test_a_wrong_command_line_is_2_and_one_sentence(capsys, home, arguments):
    code, out, err = asked(capsys, "import", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert not home.exists()


@pytest.mark.parametrize(
    ("given", "columns"),
    [
        ("time=Zeit,bpm=Puls", {"time": "Zeit", "bpm": "Puls"}),
        (" at_s = t, rr_ms=R-R (ms) ", {"at_s": "t", "rr_ms": "R-R (ms)"}),
        ("bpm=HR, left,time=a=b", {"bpm": "HR, left", "time": "a=b"}),
        ("bpm=a,speed_mps=v,distance_m=d", {"bpm": "a", "speed_mps": "v", "distance_m": "d"}),
    ],
)
def test_the_columns_of_a_table_are_handed_on(capsys, home, tmp_path, monkeypatch, given, columns):
    seen = []

    def reading(path, columns, _progress):
        seen.append(dict(columns))
        return iter(())

    monkeypatch.setattr("coach.services.reading_walks.read_walks", reading)
    assert asked(capsys, "import", str(put(tmp_path, "table.csv", b"Zeit,Puls\n")), "--map", given)[0] == 1
    assert seen == [columns]


def test_a_table_is_read_by_the_columns_that_the_walker_names(capsys, home, tmp_path):
    rows = "".join(f"{at},{120 + at % 3}\n" for at in range(700))
    path = put(tmp_path, "table.csv", f"Foo,Bar\n{rows}".encode())
    assert imported(capsys, path)[0] == 1
    code, (found,), _ = imported(capsys, path, "--map", "at_s=Foo,bpm=Bar")
    assert (code, found["format"], found["readings"], found["seconds"]) == (0, "csv", 700, 699.0)
    assert found["session"] is not None


@pytest.mark.parametrize(
    ("is_terminal", "shown_after_s", "is_shown"), [(True, 0.0, True), (False, 0.0, False), (True, 60.0, False)]
)
def test_a_bar_is_for_long_work_on_a_terminal_and_leaves_nothing_behind(
    capsys, monkeypatch, is_terminal, shown_after_s, is_shown
):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    with ImportBar(shown_after_s) as bar:
        bar(0, 2, 5, 20)
        bar(1, 2, 10, 20)
        drawn = capsys.readouterr().err
        bar(2, 2, 20, 20)
    end = capsys.readouterr().err
    assert ("Importing 1 of 2" in drawn) is is_shown
    assert (end.startswith("\r\x1b[K"), end.endswith("\x1b[A\r\x1b[K"), "Importing" in end) == (
        is_shown,
        is_shown,
        False,
    )
    assert is_shown or drawn + end == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("at_s=zz,bpm=b", "there is no column 'zz' in"),
        ("at_s=zz,bpm=yy", "there is no column 'zz' or 'yy' in"),
        ("at_s=a,bpm=zz", "there is no column 'zz' in"),
    ],
)
@pytest.mark.parametrize("header", ["a,b", "b;a;c", "time,bpm,a,b"])
def test_a_column_that_is_not_there_is_named_with_those_that_are(capsys, home, tmp_path, given, said, header):
    mark = ";" if ";" in header else ","
    names = header.split(mark)
    rows = "".join(f"{mark.join(str(100 + at % 3) for _ in names)}\n" for at in range(20))
    path = put(tmp_path, "walk.csv", f"{header}\n{rows}".encode())
    code, out, err = asked(capsys, "import", str(path), "--map", given)
    assert (code, out) == (1, "")
    assert err == f"coach: {said} {path} (it has {', '.join(names)}); name those by --map\n"


def test_a_table_that_has_the_columns_and_is_unclear_is_told_to_miss_none(capsys, home, tmp_path):
    path = put(tmp_path, "walk.csv", b"a,b\n" + b"x,100\n" * 20)
    code, _, err = asked(capsys, "import", str(path), "--map", "time=a,bpm=b")
    assert (code, "there is no column" in err) == (1, False)


def test_columns_for_files_that_are_no_tables_are_noticed_once(capsys, home, tmp_path):
    for day in range(2):
        put(tmp_path / "in", f"{day}.fit", fit_walk(MORNING + timedelta(days=day)))
    arguments = ["import", str(tmp_path / "in"), "--map", "time=a,bpm=b", "--dry-run"]
    assert asked(capsys, *arguments)[2] == "coach: --map was not needed: none of these files is a table\n"
    put(tmp_path / "in", "walk.csv", b"a,b\n" + b"1,100\n2,101\n3,100\n")
    assert "--map was not needed" not in asked(capsys, *arguments)[2]
    assert "--map was not needed" not in asked(capsys, "import", str(tmp_path / "gone.fit"), "--map", "bpm=b")[2]


def test_undo_says_how_many_and_ends(capsys, home, tmp_path):
    put(tmp_path / "in", "a.fit", fit_walk())
    put(tmp_path / "in", "b.fit", fit_walk(MORNING + timedelta(days=1)))
    asked(capsys, "import", str(tmp_path / "in"))
    code, out, _ = asked(capsys, "import", "--undo")
    assert (code, out.startswith("2 walks of the import of ")) == (0, True)
    assert as_json(capsys, "history") == []
    code, out, _ = asked(capsys, "import", "--undo")
    assert (code, out) == (0, "Nothing was imported, or all of it is taken back already.\n")
    assert as_json(capsys, "import", "--undo") == {"undone": 0, "imported_at": None}


def test_undo_tells_nothing_to_take_back_apart_from_nothing_there(capsys, home, tmp_path):
    assert asked(capsys, "import", "--undo")[1] == "Nothing was imported, or all of it is taken back already.\n"
    asked(capsys, "import", str(put(tmp_path, "walk.fit", fit_walk())))
    (walk,) = as_json(capsys, "history")
    assert asked(capsys, "log", walk["session"], "--rpe", "4")[0] == 0
    said = asked(capsys, "import", "--undo")[1]
    assert said.endswith(" taken back: one walk that you have said something about stays\n")


def test_a_walk_that_takes_another_ones_place_says_so(capsys, home, tmp_path):
    asked(capsys, "import", str(put(tmp_path, "plain.fit", fit_walk())))
    (plain,) = as_json(capsys, "history")
    _, out, _ = asked(capsys, "import", str(put(tmp_path, "beats.fit", fit_walk(has_rr=True))))
    assert out.endswith(f", in the place of {plain['session']}\n")


def test_a_walk_that_is_there_says_that_it_counts_now(capsys, home, tmp_path):
    path = str(put(tmp_path, "walk.fit", fit_walk()))
    assert "counts now" not in asked(capsys, "import", path)[1] + asked(capsys, "import", path)[1]
    _, out, _ = asked(capsys, "import", path, "--count")
    assert out.endswith(" is the same walk, and stays, and counts now\n")


def test_an_import_counts_only_when_asked_and_never_before_the_programme(capsys, home, tmp_path):
    """Nor does it move the programme's first day, or any word of it."""
    record(home, ago=days(3), minutes=16, planned=16)
    before = as_json(capsys, "plan")
    for number in (60, 30, 4):
        put(tmp_path / "old", f"{number}.fit", fit_walk(local_now() - timedelta(days=number), 40))
    put(tmp_path / "new", "1.fit", fit_walk(local_now() - timedelta(days=1), 40))
    assert asked(capsys, "import", str(tmp_path / "old"), str(tmp_path / "new"))[0] == 0
    assert as_json(capsys, "plan") == before
    assert asked(capsys, "import", "--count", str(tmp_path / "old"))[0] == 0
    assert as_json(capsys, "plan") == before
    assert asked(capsys, "import", "--count", str(tmp_path / "new"))[0] == 0
    after = as_json(capsys, "plan")
    assert (after["week"], after != before) == (before["week"], True)
    assert {walk.get("counts") for walk in as_json(capsys, "history")} == {None, True}


def test_control_c_is_130_and_loses_nothing(home, tmp_path):
    for number in range(16):
        put(tmp_path / "in", f"{number:02}.fit", fit_walk(MORNING + timedelta(days=number), 60, every_s=2))
    command = [sys.executable, "-m", "coach", "import", str(tmp_path / "in")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout.readline()
        program.send_signal(signal.SIGINT)
        _, err = program.communicate(timeout=30)
    assert (program.returncode, "Traceback" in err) == (130, False)
    again = subprocess.run([*command, "--json"], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    found = lines(again.stdout)
    assert (again.returncode, len(found)) == (0, 16)
    assert any(item["already"] for item in found)
    assert all((item["session"] is None) is (item["already"] is not None) for item in found)
    assert len(list((home / "data" / "recordings").glob("*.jsonl"))) == 16


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal")
def test_a_kill_leaves_no_process_and_loses_nothing(home, tmp_path):
    for number in range(12):
        put(tmp_path / "in", f"{number:02}.fit", fit_walk(MORNING + timedelta(days=number), 60, every_s=2))
    command = [sys.executable, "-m", "coach", "import", str(tmp_path / "in")]
    marked = os.environ | {"COACH_TEST_MARK": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=marked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as program:
        assert program.stdout.readline()
        program.kill()
        program.wait()
    until_s = time.monotonic() + 20
    while _of_mark(str(tmp_path)) and time.monotonic() < until_s:
        time.sleep(0.1)
    assert _of_mark(str(tmp_path)) == []
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert (again.returncode, again.stdout.count("\n")) == (0, 12)
    history = subprocess.run(
        [sys.executable, "-m", "coach", "history", "--json"], cwd=ROOT, capture_output=True, check=True, timeout=60
    )
    assert len({walk["started_at"] for walk in json.loads(history.stdout)}) == len(json.loads(history.stdout)) == 12


def _of_mark(mark):
    """The processes of that environment, where the system shows them."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if f"COACH_TEST_MARK={mark}".encode() in (path / "environ").read_bytes():
                found.append(path.name)
        except OSError:
            continue
    return found


def test_what_most_files_of_a_folder_are_is_no_error():
    quiet = [RecordingError(RecordingProblem.UNKNOWN_FORMAT), RecordingError(RecordingProblem.EMPTY)]
    table = FormatError(FormatProblem.COLUMNS_UNKNOWN, "table")
    loud = [RecordingError(RecordingProblem.UNREADABLE), FormatError(FormatProblem.DAMAGED, "FIT")]
    assert [is_no_recording(error) for error in (*quiet, table, *loud)] == [True] * 2 + [False] * 3
    assert [is_unknown_table(error) for error in (*quiet, table, *loud)] == [False] * 2 + [True] + [False] * 2
