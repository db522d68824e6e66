"""A file's lock: seen by all, gone with the program that held it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coach.store.file_lock import is_locked, lock

HOLDER = """
import os, sys
from coach.store.file_lock import lock
descriptor = os.open(sys.argv[1], os.O_RDWR)
print(lock(descriptor, wait=False), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "file"
    found.write_text("something", encoding="utf-8")
    return found


def test_a_lock_is_seen_in_this_program_too_and_ends_with_its_descriptor(path):
    descriptor = os.open(path, os.O_RDWR)
    assert lock(descriptor, wait=True)
    assert is_locked(path)
    other = os.open(path, os.O_RDWR)
    assert not lock(other, wait=False)
    os.close(other)
    assert path.read_text(encoding="utf-8") == "something"
    os.close(descriptor)
    assert not is_locked(path)


def test_a_program_that_is_killed_lets_go(path):
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "True\n"
        assert is_locked(path)
        holder.kill()
        holder.wait(timeout=20)
        assert not is_locked(path)


def test_what_is_not_there_is_not_locked(path):
    assert not is_locked(path.with_name("nothing"))


def test_where_there_are_no_locks_nobody_else_is_assumed():
    read_end, write_end = os.pipe()
    os.close(read_end)
    os.close(write_end)
    assert lock(write_end, wait=False)
