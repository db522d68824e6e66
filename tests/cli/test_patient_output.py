"""Lines that wait for their reader: in order, whole, and never in the way of the walk."""

import io
import os
import threading

import pytest

from coach.cli import patient_output
from coach.cli.patient_output import PatientOutput

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")


@pytest.fixture
def pipe():
    """Both ends as files; the writer's encoding is of an old terminal."""
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb", buffering=0) as read, os.fdopen(writer, "w", encoding="cp1252") as write:
        yield read, write


def fill(writer):
    """Write until nothing more goes in; how much went in."""
    os.set_blocking(writer.fileno(), False)
    written = 0
    try:
        while True:
            written += os.write(writer.fileno(), b"." * 1024)
    except BlockingIOError:
        os.set_blocking(writer.fileno(), True)
        return written


def read(reader, count):
    got = b""
    while len(got) < count:
        got += reader.read(count - len(got))
    return got


def test_text_is_written_in_order_after_what_was_printed_before(pipe):
    reader, writer = pipe
    writer.write("before\n")
    output = PatientOutput(writer)
    for line in ("one\n", "", "zwölf ☃\n"):
        output.write(line)
    output.finish()
    assert read(reader, 19).decode("cp1252") == "before\none\nzwölf ?\n"


def test_nobody_waits_for_the_reader_and_nothing_is_lost(pipe):
    reader, writer = pipe
    held = fill(writer)
    output = PatientOutput(writer)
    lines = [f"{number:0200}\n" for number in range(1000)]
    for line in lines:
        output.write(line)
    output.finish(0.0)  # not yet
    read(reader, held)
    got = read(reader, 201 * len(lines))
    output.finish()
    assert got.decode() == "".join(lines)


def test_too_much_is_refused(pipe, monkeypatch):
    monkeypatch.setattr(patient_output, "MOST_WAITING", 3)
    reader, writer = pipe
    held = fill(writer)
    output = PatientOutput(writer)
    with pytest.raises(OSError, match="nobody reads it"):  # one line may be in the thread's hands
        output.write("1\n"), output.write("2\n"), output.write("3\n"), output.write("4\n"), output.write("5\n")
    read(reader, held)
    output.finish()


def test_what_keeps_it_from_being_written_is_announced_once_and_raised_at_the_end():
    reader, writer = os.pipe()
    os.close(reader)
    failed, announced = threading.Event(), []
    with io.TextIOWrapper(io.BufferedWriter(io.FileIO(writer, "w")), encoding="utf-8") as out:
        output = PatientOutput(out)
        output.on_failure = lambda error: (announced.append(error), failed.set())
        output.write("one\n")
        assert failed.wait(20)
        output.write("two\n")
        with pytest.raises(BrokenPipeError):
            output.finish()
    assert len(announced) == 1


def test_an_output_without_a_descriptor_is_written_as_well():
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    output = PatientOutput(out)
    output.write("one\n")
    output.finish()
    assert out.buffer.getvalue() == b"one\n"
