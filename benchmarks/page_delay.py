"""How soon a beat is on the pages: a walk in its process, the page's server in its own, and twenty browsers.

    python benchmarks/page_delay.py                   a minute, 20 pages of which 5 hold their sockets open unread
    python benchmarks/page_delay.py --seconds 600 --stuck 0

The time is from the line that the walk prints for a beat to the arrival of the page's event about it; the two leave the
walk's process together. Also measured: the memory of both processes at the end. Linux only: it needs /proc.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEVICE_PAGES = 4  # of one device: it may have no more
GRACE_S = 5.0  # for the first beats


async def main() -> None:
    """Start a walk and the page's server, measure, and print."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--pages", type=int, default=20)
    arguments.add_argument("--stuck", type=int, default=5, help="of the pages, those that never read")
    arguments.add_argument("--seconds", type=float, default=60.0)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as home:
        walk = await started(home, "walk", "--simulate", "--no-screen", "--json", "--workout", "free")
        screen = await started(home, "screen", "--json")
        try:
            await measure(walk, screen, given.pages - given.stuck, given.stuck, given.seconds)
        finally:
            for process in (walk, screen):
                process.kill()
                await process.wait()


async def started(home: str, *arguments: str) -> Process:
    """Start `coach ARGUMENTS...` of this checkout."""
    environ = os.environ | {"COACH_HOME": home, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "coach", *arguments, env=environ, stdin=PIPE, stdout=PIPE, limit=1 << 20
    )


async def measure(walk: Process, screen: Process, reading: int, stuck: int, seconds: float) -> None:
    """Have so many pages look on, and print how late the beats came to those that read."""
    beats: dict[float, float] = {}  # the walk's time of a beat: when its line came
    seen: list[list[tuple[float, float]]] = [[] for _ in range(reading)]  # a page's events: the walk's time, when
    tasks = [asyncio.create_task(hear_beats(walk, beats))]
    held = []
    for first in range(0, reading, DEVICE_PAGES):
        port, keys = await entered(screen)
        tasks += [asyncio.create_task(look(port, keys, page)) for page in seen[first : first + DEVICE_PAGES]]
    for number in range(stuck):
        if number % DEVICE_PAGES == 0:
            port, keys = await entered(screen)
        tasks.append(asyncio.create_task(hold(port, keys, held)))
    await asyncio.sleep(GRACE_S)
    beats.clear()
    await asyncio.sleep(seconds)
    counted = sorted(beats.items())[:-1]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    delays_ms = sorted(1000 * delay for events in seen for delay in delays(counted, events))
    cuts = statistics.quantiles(delays_ms, n=100)
    print(f"pages {reading} reading, {stuck} stuck; {len(counted)} beats, {len(delays_ms)} arrivals")
    print(f"beat to page, ms   p50 {cuts[49]:.1f}   p99 {cuts[98]:.1f}   most {delays_ms[-1]:.1f}")
    print(f"memory, MB   walk {resident_mb(walk):.1f}   page's server {resident_mb(screen):.1f}")
    if len(delays_ms) < len(counted) * reading:
        sys.exit("some beats did not come to every page")


async def hear_beats(walk: Process, beats: dict[float, float]) -> None:
    """Note when the walk prints each state."""
    while line := await walk.stdout.readline():
        now_s, item = time.perf_counter(), json.loads(line)
        if item["type"] == "state":
            beats[item["t"]] = now_s


async def entered(screen: Process) -> tuple[int, tuple[str, str]]:
    """Let a device in with the newest code; return the port, its cookie and its page's key."""
    while True:
        item = json.loads(await screen.stdout.readline())
        if item["type"] == "address":
            break
    host, _, code = item["address"].removeprefix("http://").partition("/#")
    port, body = int(host.rpartition(":")[2]), json.dumps({"code": code})
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /enter HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Type: application/json\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
    answer = (await reader.readuntil(b"}")).decode()
    writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    return port, (head.partition("set-cookie: ")[2].partition(";")[0], json.loads(body)["page"])


def asking(port: int, keys: tuple[str, str]) -> bytes:
    """Return the request for a stream."""
    cookie, page = keys
    return f"GET /walk?page={page} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode()


async def look(port: int, keys: tuple[str, str], events: list[tuple[float, float]]) -> None:
    """Read a stream as a page does."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(asking(port, keys))
    while line := await reader.readline():
        if line.startswith(b"data: {") and b'"at_s":' in line:
            now_s = time.perf_counter()
            events.append((json.loads(line.removeprefix(b"data: "))["at_s"], now_s))


async def hold(port: int, keys: tuple[str, str], held: list[socket.socket]) -> None:
    """Open a stream and read nothing, again each time that it is dropped."""
    while True:
        one = socket.socket()
        held.append(one)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        one.settimeout(0)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(one, ("127.0.0.1", port))
        await loop.sock_sendall(one, asking(port, keys))
        await asyncio.sleep(15.0)
        one.close()


def delays(beats: list[tuple[float, float]], events: list[tuple[float, float]]) -> list[float]:
    """How long after each beat its event came: the first one that is as late as the beat, in the walk's time."""
    found, place = [], 0
    for beat_s, printed_s in beats:
        while place < len(events) and events[place][0] < beat_s - 0.0006:  # both are to the millisecond
            place += 1
        if place < len(events):
            found.append(max(0.0, events[place][1] - printed_s))
    return found


def resident_mb(process: Process) -> float:
    """Return a process's memory."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    asyncio.run(main())
