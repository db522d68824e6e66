"""Where host and viewers meet: one host a profile, a place for its owner only, and no rests that mislead."""

import json
import os
import shutil
import socket
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from coach.errors import HostError, HostProblem
from coach.live import meeting as meeting_module
from coach.live.meeting import LONGEST_SOCKET_BYTES, Meeting, goes_at_logout, runtime_folder

EVERYBODY_S = Path("/tmp")  # noqa: S108 - looked into, as the program does
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither these modes nor Unix sockets")
BOTH = [pytest.param(False, marks=posix, id="socket"), pytest.param(True, id="port")]


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory() as short:
        yield Path(short)


@pytest.fixture(params=BOTH)
def meeting(folder, request):
    return Meeting(folder / "data", {"XDG_RUNTIME_DIR": str(folder)}, by_port=request.param)


def problem_of(call, *arguments):
    with pytest.raises(HostError) as refused:
        call(*arguments)
    return refused.value.problem


def test_who_meets_can_talk(meeting):
    with meeting.held():
        listening, address = meeting.listen()
        with listening, meeting.connect(5.0) as viewer:
            listening.setblocking(True)
            joined, _ = listening.accept()
            with joined, joined.makefile("rb") as heard:
                viewer.sendall(b"hello\n")
                if address.token is not None:
                    assert json.loads(heard.readline()) == {"token": address.token}
                assert heard.readline() == b"hello\n"
        assert meeting.process == str(os.getpid())
        meeting.leave(address)


def test_without_a_host_there_is_nobody(meeting):
    assert problem_of(meeting.connect, 1.0) is HostProblem.NONE
    assert not meeting.is_held
    assert meeting.process == ""


def test_one_host_at_a_time(meeting):
    with meeting.held():
        assert meeting.is_held
        with pytest.raises(HostError) as refused, meeting.held():
            pytest.fail("a second host")
        assert refused.value.problem is HostProblem.RUNS_ALREADY
    with meeting.held():
        pass
    assert not meeting.is_held


def test_two_profiles_have_two_places(folder):
    environ = {"XDG_RUNTIME_DIR": str(folder)}
    one, other = (Meeting(folder / name, environ) for name in ("one", "other"))
    with one.held(), other.held():
        (first, here), (second, there) = one.listen(), other.listen()
        with first, second:
            assert here != there


def test_everything_is_gone_when_the_host_has_left(meeting, folder):
    with meeting.held():
        listening, address = meeting.listen()
        listening.close()
        meeting.leave(address)
        meeting.leave(address)
        assert problem_of(meeting.connect, 0.1) is HostProblem.SILENT
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    assert files == {"data/walk.lock"}


def test_what_a_killed_host_has_left_misleads_nobody(meeting):
    with meeting.held():
        listening, first = meeting.listen()
        listening.close()  # and the address and the socket's file stay
    assert problem_of(meeting.connect, 0.1) is HostProblem.NONE
    with meeting.held():
        assert meeting.process == str(os.getpid()), "not who was killed"
        assert problem_of(meeting.connect, 0.1) is HostProblem.SILENT
        listening, second = meeting.listen()
        with listening, meeting.connect(1.0):
            assert (first.token, second.token) == (None, None) or first.token != second.token
        meeting.leave(second)


@posix
def test_only_the_owner_can_come_near(folder):
    before = os.umask(0)
    try:
        meeting = Meeting(folder / "data", {"XDG_RUNTIME_DIR": str(folder)}, by_port=False)
        with meeting.held():
            listening, address = meeting.listen()
            with listening:
                path = Path(address.path)
                assert stat.S_IMODE(path.stat().st_mode) == 0o600
                assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
                assert stat.S_IMODE((folder / "data").stat().st_mode) == 0o700
                for name in ("walk.address", "walk.lock"):
                    assert stat.S_IMODE((folder / "data" / name).stat().st_mode) == 0o600
                assert str(folder / "data") not in path.name
    finally:
        os.umask(before)


@posix
def test_a_folder_that_others_can_enter_or_have_made_is_not_used(folder, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    owner = os.getuid()
    own = folder / "run"
    own.mkdir()
    environ = {"XDG_RUNTIME_DIR": str(own)}
    assert runtime_folder(environ) == own / "coach"
    (own / "coach").chmod(0o750)
    assert runtime_folder(environ) == folder / f"coach-{owner}", "the next one is taken"
    (folder / f"coach-{owner}").rmdir()
    (folder / "elsewhere").mkdir(mode=0o700)
    (folder / f"coach-{owner}").symlink_to(folder / "elsewhere")
    assert runtime_folder(environ).parent == EVERYBODY_S, "a link is nobody's own"


@posix
def test_another_owner_s_folder_is_not_used(folder, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)  # this folder is made by somebody else, then
    try:
        with pytest.raises(OSError, match="no folder for a socket"):
            runtime_folder({"XDG_RUNTIME_DIR": str(folder)})
    finally:
        (EVERYBODY_S / "coach-4000000").rmdir()


@posix
def test_a_path_too_long_for_a_socket_is_passed_over(folder, monkeypatch):
    deep = folder / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    found = runtime_folder({"XDG_RUNTIME_DIR": str(deep)})
    assert len(os.fsencode(found / f"{'0' * 16}.sock")) <= LONGEST_SOCKET_BYTES
    meeting = Meeting(deep / "data", {"XDG_RUNTIME_DIR": str(deep)}, by_port=False)
    with meeting.held():
        listening, address = meeting.listen()
        with listening, meeting.connect(1.0):
            pass
        meeting.leave(address)


@pytest.mark.parametrize("runtime", ["", "relative", "/nowhere/at/all"])
@posix
def test_a_runtime_folder_that_is_none_is_passed_over(folder, runtime, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    assert runtime_folder({"XDG_RUNTIME_DIR": runtime}) == folder / f"coach-{os.getuid()}"
    assert runtime_folder({}) == folder / f"coach-{os.getuid()}"


@pytest.mark.parametrize(
    "said",
    [b"", b"{}", b"[]", b"7", b"\xff", b"[" * 4000, b'{"pid":1}', b'{"pid":"x","path":"/s"}', b'{"pid":1,"path":7}',
     b'{"pid":1,"port":99999}', b'{"pid":1,"port":0}', b'{"pid":1,"path":"/a\\u0000b"}', b'{"pid":1,"path":"/nowhere"}',
     b"x" * 5000, json.dumps({"pid": 1, "path": "/" + "x" * 300}).encode()],
)  # fmt: skip
def test_an_address_that_is_none_is_a_host_that_does_not_answer(meeting, folder, said):
    with meeting.held():
        (folder / "data" / "walk.address").write_bytes(said)
        assert problem_of(meeting.connect, 0.1) is HostProblem.SILENT


def test_a_failing_disk_leaves_no_open_socket(meeting, monkeypatch):
    opened = []
    true_socket = socket.socket

    def kept(*arguments):
        opened.append(true_socket(*arguments))
        return opened[-1]

    def fails(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(meeting_module.socket, "socket", kept)
    monkeypatch.setattr(meeting_module, "write_whole", fails)
    with meeting.held(), pytest.raises(OSError, match="full"):
        meeting.listen()
    assert [each.fileno() for each in opened] == [-1]


def test_where_no_file_can_be_made_the_walk_goes_on_without_a_lock(folder):
    (folder / "data").write_text("a file in the folder's place", encoding="utf-8")
    meeting = Meeting(folder / "data")
    assert not meeting.can_be_made
    with meeting.held(), pytest.raises(OSError, match=r"walk\.lock"):
        meeting.listen()  # nobody would look for it
    with meeting.held():
        meeting.mend()
        assert not meeting.is_held
        (folder / "data").unlink()
        meeting.mend()
        assert meeting.is_held, "there is room for a lock now"
    assert not meeting.is_held


def test_a_place_is_tried_without_disturbing_the_host_that_is_there(meeting, folder, monkeypatch):
    with meeting.held():
        listening, address = meeting.listen()
        with listening:
            before = {path: path.read_bytes() for path in (folder / "data").iterdir()}
            assert Meeting(folder / "data").can_be_made
            assert {path: path.read_bytes() for path in (folder / "data").iterdir()} == before

            def full(*_):
                raise OSError("the disk is full")

            monkeypatch.setattr(meeting_module, "write_whole", full)
            assert not Meeting(folder / "data").can_be_made
        meeting.leave(address)


@posix
@pytest.mark.parametrize("taken", ["moved", "removed", "emptied"])
def test_a_host_makes_its_files_again_when_the_data_folder_is_taken_away(meeting, folder, taken):
    data = folder / "data"
    with meeting.held():
        listening, address = meeting.listen()
        with listening:
            match taken:
                case "moved":
                    data.rename(folder / "elsewhere")
                case "removed":
                    shutil.rmtree(data)
                case "emptied":
                    for path in data.iterdir():
                        path.unlink()
            other = Meeting(data, {"XDG_RUNTIME_DIR": str(folder)}, by_port=address.path is None)
            assert problem_of(other.connect, 0.1) is HostProblem.NONE
            meeting.mend()
            with other.connect(1.0):
                assert other.process == str(os.getpid())
            with pytest.raises(HostError), other.held():
                pytest.fail("a second host")
        meeting.leave(address)
        (data / "walk.address").unlink()
        meeting.mend()
        assert not (data / "walk.address").exists(), "nobody can join any more"
    assert not other.is_held


@posix
def test_a_host_makes_its_address_again_whatever_became_of_it_and_as_often_as_that_is(meeting, folder):
    where = folder / "data" / "walk.address"
    with meeting.held():
        listening, address = meeting.listen()
        with listening:
            written = where.read_bytes()
            for spoilt in (None, b"", b"{}", written[1:], written * 2, None):
                meeting.mend()  # it knows the file from now on
                if spoilt is None:
                    where.unlink()
                else:
                    where.write_bytes(spoilt)
                meeting.mend()
                assert where.read_bytes() == written
        meeting.leave(address)


def test_a_host_reads_its_address_no_more_often_than_it_changes(meeting, folder, monkeypatch):
    reads = []
    read = Meeting._address
    monkeypatch.setattr(Meeting, "_address", lambda self: reads.append(1) or read(self))
    with meeting.held():
        listening, address = meeting.listen()
        with listening:
            for _ in range(60):
                meeting.mend()
            assert len(reads) == 1
        meeting.leave(address)


@posix
def test_a_disk_that_is_full_gets_the_address_once_there_is_room(meeting, folder, monkeypatch):
    where = folder / "data" / "walk.address"

    def full(*_):
        raise OSError("the disk is full")

    with meeting.held():
        listening, address = meeting.listen()
        with listening:
            written = where.read_bytes()
            where.unlink()
            with monkeypatch.context() as disk:
                disk.setattr(meeting_module, "write_whole", full)
                meeting.mend()
                meeting.mend()
            assert not where.exists()
            meeting.mend()
            assert where.read_bytes() == written
        meeting.leave(address)


@posix
def test_a_host_leaves_another_ones_files_alone(meeting, folder):
    with meeting.held():
        listening, address = meeting.listen()
        (folder / "data").rename(folder / "elsewhere")
        other = Meeting(folder / "data", {"XDG_RUNTIME_DIR": str(folder / "elsewhere")}, by_port=address.path is None)
        with listening, other.held():
            (folder / "data" / "walk.address").write_bytes(b"its own")
            meeting.mend()
            assert (folder / "data" / "walk.address").read_bytes() == b"its own"


def test_a_host_whose_address_is_lost_is_named_by_its_lock_file(meeting, folder):
    with meeting.held():
        assert problem_of(meeting.connect, 0.1) is HostProblem.SILENT
        with pytest.raises(HostError) as silent:
            meeting.connect(0.1)
        assert silent.value.detail == str(os.getpid())
        (folder / "data" / "walk.lock").write_bytes(b"no number")
        assert meeting.process == ""
    assert (folder / "data" / "walk.lock").read_bytes() == b""


def test_a_login_over_ssh_takes_its_runtime_folder_with_it(tmp_path, monkeypatch):
    ssh = {"SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22", "XDG_RUNTIME_DIR": "/run/user/1000", "USER": "nobody-of-that-name"}
    assert goes_at_logout(ssh)
    assert not goes_at_logout({key: value for key, value in ssh.items() if key != "SSH_CONNECTION"})
    assert not goes_at_logout(ssh | {"XDG_RUNTIME_DIR": "/home/me/run"})
    assert goes_at_logout({key: value for key, value in ssh.items() if key != "USER"})
