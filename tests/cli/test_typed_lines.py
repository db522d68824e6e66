"""Lines as they are typed, whatever comes with them."""

import asyncio
import os

import pytest

from coach.cli.typed_lines import MOST_LINE_BYTES, typed_lines


@pytest.fixture
def pipe():
    read, write = os.pipe()
    with os.fdopen(write, "wb", buffering=0) as writing:
        yield read, writing
    os.close(read)


async def lines_of(descriptor):
    return [line async for line in typed_lines(descriptor)]


async def test_lines_come_whole_until_the_end(pipe):
    read, writing = pipe
    reading = asyncio.create_task(lines_of(read))
    for part in (b"1", b"2\n", b" 3 \r\nfour", b"\n\nlast without its end"):
        writing.write(part)
        await asyncio.sleep(0)
    writing.close()
    assert await reading == ["12", "3", "four", ""]


async def test_no_line_takes_memory_or_breaks_it(pipe):
    read, writing = pipe
    reading = asyncio.create_task(lines_of(read))
    await asyncio.to_thread(writing.write, b"x" * 1_000_000)
    await asyncio.to_thread(writing.write, b"\xff\n7\n")
    writing.close()
    first, second = await reading
    assert len(first) <= MOST_LINE_BYTES + 1 + 4096
    assert first.endswith("\N{REPLACEMENT CHARACTER}")
    assert second == "7"


async def test_a_closed_input_is_over():
    read, write = os.pipe()
    os.close(write)
    os.close(read)
    assert await lines_of(read) == []


def test_a_line_that_never_comes_keeps_nothing_from_ending(pipe):
    read, _ = pipe

    async def leave():
        waiting = asyncio.create_task(lines_of(read))
        await asyncio.sleep(0.01)
        waiting.cancel()

    asyncio.run(leave())
