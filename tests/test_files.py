"""Whole files: within limits, of any kind that can stand in the way, for their owner only, and never half."""

import os
import stat
import sys

import pytest

from coach.errors import FileError, FileProblem
from coach.files import identity_of, is_regular, make_folder, read_whole, state_of, write_whole

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights, and no named pipes in folders")


def rights(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_a_file_is_read_up_to_its_limit(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_whole(path, 5) == b"12345"
    with pytest.raises(FileError) as caught:
        read_whole(path, 4)
    assert (caught.value.problem, caught.value.limit, caught.value.path) == (FileProblem.TOO_LARGE, 4, str(path))


def test_a_file_that_is_not_there_is_told_from_one_that_cannot_be_read(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_whole(tmp_path / "nothing", 9)
    with pytest.raises(FileError) as caught:
        read_whole(tmp_path / "with a zero\0byte", 9)
    assert caught.value.problem is FileProblem.UNREADABLE


@POSIX
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path, kind):
    path = tmp_path / "x"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    with pytest.raises(FileError) as caught:
        read_whole(path, 9)
    assert caught.value.problem is FileProblem.NOT_A_FILE
    assert not is_regular(path)


def test_a_link_to_a_file_is_one_and_a_broken_link_is_not(tmp_path):
    real, link, broken = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    real.write_bytes(b"x")
    link.symlink_to(real)
    broken.symlink_to(tmp_path / "gone")
    assert (is_regular(real), is_regular(link), is_regular(broken)) == (True, True, False)
    assert not is_regular(tmp_path / "with a zero\0byte")


@POSIX
def test_whatever_is_made_is_for_its_owner_only(tmp_path, umask):
    write_whole(tmp_path / "people" / "Ann" / "profile.toml", b"age = 50\n")
    assert rights(tmp_path / "people" / "Ann" / "profile.toml") == 0o600
    assert {rights(tmp_path / "people"), rights(tmp_path / "people" / "Ann")} == {0o700}
    make_folder(tmp_path / "people" / "Bob")
    make_folder(tmp_path / "people" / "Bob")  # it may be there
    assert rights(tmp_path / "people" / "Bob") == 0o700


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a"
    write_whole(path, b"before")
    write_whole(path, b"after")
    assert path.read_bytes() == b"after"

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"half")
    assert path.read_bytes() == b"after"
    assert [item.name for item in tmp_path.iterdir()] == ["a"]


def test_a_folder_whose_name_a_file_has_cannot_be_made(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(OSError, match="a"):
        make_folder(tmp_path / "a")


def test_a_file_is_told_from_another_and_from_what_it_was(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    for path in (first, second):
        path.write_bytes(b"same")
    before = state_of(first), identity_of(first)
    assert identity_of(second) != identity_of(first)
    first.write_bytes(b"longer")
    assert state_of(first) != before[0]
    assert identity_of(first) == before[1]
    first.unlink()
    assert (state_of(first), identity_of(first)) == (None, None)
