"""One page of a profile at a time: who comes later takes the place of who was there."""

import os
import signal
import subprocess
import sys

import pytest

from coach.live import one_page
from coach.live.one_page import only_page

HOLDER = """
import sys
from pathlib import Path
from coach.live.one_page import only_page
with only_page(Path(sys.argv[1])):
    print("holds", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "holds\n"
    yield process
    process.kill()
    process.communicate()


def test_a_new_page_ends_the_one_before(tmp_path, holder):
    with only_page(tmp_path):
        assert holder.wait(30) == -signal.SIGTERM
        assert (tmp_path / "page.lock").read_text() == str(os.getpid())


def test_one_that_has_ended_is_in_nobodys_way(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("there is nobody to end"))
    for _ in range(2):
        with only_page(tmp_path):
            pass


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="nothing stands still there")
def test_one_that_stands_still_keeps_no_other_from_beginning(tmp_path, holder, monkeypatch):
    monkeypatch.setattr(one_page, "LOOKS", 2)
    holder.send_signal(signal.SIGSTOP)
    os.waitpid(holder.pid, os.WUNTRACED)  # until it stands: of two signals the lower number is heard first
    with only_page(tmp_path):
        assert holder.poll() is None


@pytest.mark.parametrize("number", ["", "no number", "-1", "0", "1", "-1" * 9, "\x00"])
def test_a_number_that_is_none_ends_nobody(tmp_path, holder, monkeypatch, number):
    monkeypatch.setattr(one_page, "LOOKS", 1)
    monkeypatch.setattr(os, "kill", lambda number, _: pytest.fail(f"{number} was to be ended"))
    (tmp_path / "page.lock").write_text(number)
    with only_page(tmp_path):
        assert holder.poll() is None


def test_without_a_folder_a_page_begins_all_the_same(tmp_path):
    (tmp_path / "file").write_text("")
    with only_page(tmp_path / "file" / "data"):
        pass
