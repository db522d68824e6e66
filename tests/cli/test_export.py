"""`coach export`: files by name, several at once, standard output; nothing is overwritten."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coach.formats.fit import read_fit
from coach.packing import lies_at, read_recording
from coach.services import exporting
from coach.services.exporting import FORMATS
from coach.session.recording import parse_recording
from tests.support.commands import as_json, asked, lines, rebuilt
from tests.support.exports import readings_of
from tests.support.recorded_walks import days, record


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def walks(home, capsys, here):
    """Two walks, and one without a heart rate; from old to new."""
    stems = [record(home, ago=days(3), minutes=12), record(home, ago=days(2), minutes=12, bpm=None)]
    stems.append(record(home, ago=days(1), minutes=12))
    rebuilt(capsys)
    return stems


def recording(home, stem):
    return lies_at(home / "data" / "recordings" / f"{stem}.jsonl")


@pytest.mark.parametrize("to", FORMATS)
def test_the_latest_walk_lies_in_this_folder_under_its_name(capsys, walks, here, to):
    code, out, err = asked(capsys, "export", "--to", to)
    assert (code, err) == (0, "")
    assert out == f"{walks[-1]}.{to}: 12:00, 719 heart rates\n"
    assert [item.name for item in here.iterdir()] == [f"{walks[-1]}.{to}"]


def test_a_walk_by_the_beginning_of_its_name_into_a_file_or_a_folder(capsys, walks, here, home):
    assert asked(capsys, "export", walks[0][:10], "--to", "fit", "-o", "my walk.x")[0] == 0
    assert len(readings_of(read_fit((here / "my walk.x").read_bytes()))) == 719
    assert asked(capsys, "export", walks[0], "--to", "jsonl", "-o", f"new{os.sep}")[0] == 0
    assert (here / "new" / f"{walks[0]}.jsonl").read_bytes() == read_recording(recording(home, walks[0]))
    assert asked(capsys, "export", walks[0], "--to", "fit", "-o", "new")[0] == 0
    assert (here / "new" / f"{walks[0]}.fit").exists()


def test_another_file_is_left_alone_unless_force_says_so(capsys, walks, here):
    path = here / f"{walks[-1]}.fit"
    path.write_bytes(b"mine")
    code, out, err = asked(capsys, "export", "--to", "fit")
    assert (code, out) == (1, "")
    assert err == f"coach: {path.name} is there already and holds something else; choose another name, or say --force\n"
    assert path.read_bytes() == b"mine"
    assert asked(capsys, "export", "--to", "fit", "--force")[0] == 0
    assert path.read_bytes() != b"mine"
    code, out, _ = asked(capsys, "export", "--to", "fit")
    assert (code, out.rstrip().endswith("as it was there already")) == (0, True)


def test_all_go_into_a_folder_and_a_walk_without_a_heart_rate_is_named(capsys, walks, here):
    code, out, err = asked(capsys, "export", "--all", "--to", "fit", "-o", "out")
    assert code == 0
    assert [line.partition(":")[0] for line in out.splitlines()] == [str(Path("out") / f"{stem}.fit") for stem in walks]
    assert err.splitlines() == [
        f"coach: {walks[1]}.fit has no heart rate: none was measured in that walk",
        "coach: 3 walks exported",
    ]
    assert len(list((here / "out").iterdir())) == 3


def test_since_a_day(capsys, walks):
    _, out, _ = asked(capsys, "export", "--since", walks[1][:10], "--to", "fit")
    assert [line.partition(".")[0] for line in out.splitlines()] == walks[1:]


def test_all_goes_on_past_one_that_cannot_be_exported(capsys, walks, here, home):
    recording(home, walks[0]).unlink()
    (here / f"{walks[2]}.fit").write_bytes(b"mine")
    code, out, err = asked(capsys, "export", "--all", "--to", "fit")
    assert code == 1
    assert out == f"{walks[1]}.fit: 12:00, 0 heart rates\n"
    assert f"{walks[0]} was left out: the recording of {walks[0]} is gone" in err
    assert f"{walks[2]} was left out: {walks[2]}.fit is there already" in err
    assert "one walk exported, 2 could not be" in err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="a folder that takes no file")
def test_a_folder_that_takes_no_file_is_said_once(capsys, walks, here):
    (here / "out").mkdir(mode=0o500)
    code, out, err = asked(capsys, "export", "--all", "--to", "fit", "-o", "out")
    assert (code, out) == (1, "")
    assert err.count("cannot write") == err.count("coach:") == 1


def test_a_disk_that_takes_no_more_is_said_once(capsys, walks, here, monkeypatch):
    written = []

    def full(path, data):
        if written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(path.name)

    monkeypatch.setattr(exporting, "write_whole", full)
    code, out, err = asked(capsys, "export", "--all", "--to", "fit")
    assert (code, len(out.splitlines()), written) == (1, 1, [f"{walks[0]}.fit"])
    (said,) = [line for line in err.splitlines() if line.startswith("coach:")]
    assert said.startswith(f"coach: cannot write {walks[1]}.fit: No space left on device; check the folder")


def test_a_day_after_the_last_walk_is_said(capsys, walks, here):
    code, out, err = asked(capsys, "export", "--since", "2199-01-01", "--to", "fit")
    assert (code, out) == (0, "")
    assert err == "coach: there is no walk since 2199-01-01; `coach history` lists them\n"


def test_as_json_one_object_a_file(capsys, walks, home):
    told = as_json(capsys, "export", "--to", "fit")
    assert told == {
        "session": walks[-1],
        "format": "fit",
        "file": f"{walks[-1]}.fit",
        "bytes": Path(f"{walks[-1]}.fit").stat().st_size,
        "readings": 719,
        "seconds": 720.0,
    }
    recording(home, walks[0]).unlink()
    code, out, _ = asked(capsys, "export", "--all", "--to", "jsonl", "--json")
    first, *others = lines(out)
    assert code == 1
    assert (first["session"], "gone" in first["error"]) == (walks[0], True)
    assert [item["readings"] for item in others] == [0, 719]


def test_one_walk_without_a_heart_rate_or_without_a_recording(capsys, walks, home, here):
    code, _, err = asked(capsys, "export", walks[1], "--to", "fit")
    assert (code, err) == (0, f"coach: {walks[1]}.fit has no heart rate in it: none was measured in that walk\n")
    recording(home, walks[1]).unlink()
    code, _, err = asked(capsys, "export", walks[1], "--to", "fit")
    assert code == 1
    assert "is gone, so it cannot be replayed or exported" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--to", "gpx"),
        (),
        ("--to", "fit", "--all", "2026"),
        ("--to", "fit", "--all", "-o", "-"),
        ("--to", "fit", "--json", "-o", "-"),
        ("--to", "fit", "--since", "yesterday"),
    ],
)
def test_senseless_requests_are_usage_errors(capsys, walks, here, arguments):
    assert asked(capsys, "export", *arguments)[0] == 2
    assert list(here.iterdir()) == []


def test_no_walk_and_no_folder_are_said(capsys, home, here):
    assert asked(capsys, "export", "--to", "fit")[0] == 1
    code, _, err = asked(capsys, "export", "--all", "--to", "fit")
    assert (code, "there is no walk to export" in err) == (0, True)
    (here / "file").write_bytes(b"")
    code, _, err = asked(capsys, "export", "--all", "--to", "fit", "-o", "file")
    assert (code, "several walks need a folder" in err) == (1, True)
    code, _, err = asked(capsys, "export", "2020", "--to", "fit")
    assert (code, "there is no walk" in err) == (1, True)


def run_in(folder, *arguments, **more):
    command = [sys.executable, "-m", "coach", *arguments]
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(command, cwd=folder, env=environ, stderr=subprocess.PIPE, timeout=60, check=False, **more)


def test_standard_output_takes_the_bytes(capsys, walks, here, home):
    ran = run_in(here, "export", "--to", "fit", "-o", "-", stdout=subprocess.PIPE)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert len(readings_of(read_fit(ran.stdout))) == 719
    ran = run_in(here, "export", "--to", "jsonl", "-o", "-", stdout=subprocess.PIPE)
    assert ran.stdout == read_recording(recording(home, walks[-1]))
    assert len(parse_recording(ran.stdout).inputs) == 720


@pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal")
def test_a_terminal_is_not_filled_with_bytes(walks, here):
    import pty  # noqa: PLC0415 - POSIX alone has it

    leader, follower = pty.openpty()
    try:
        ran = run_in(here, "export", "--to", "fit", "-o", "-", stdout=follower)
    finally:
        os.close(leader)
        os.close(follower)
    assert ran.returncode == 1
    assert b"standard output is a terminal" in ran.stderr


def test_help_says_which_file_is_for_whom(capsys):
    said = asked(capsys, "export", "--help")[1]
    assert all(word in said for word in ("Strava", "spreadsheet", "byte for byte", "name and address", "--force"))
