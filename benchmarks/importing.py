"""How fast `coach import` is: `python benchmarks/importing.py HOUR.fit`, beside the library that reads such files.

An hour of a watch: processor seconds of fitdecode alone, of Coach's reading, and of the import with the engine's sums,
and the whole program's time. Then a folder of copies of another file, each on a day of its own, on one core and on two,
with the most memory that all its processes take together. Linux only: it binds programs to cores and reads /proc.
"""

import argparse
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import fitdecode

from coach.formats.registry import read_walks
from coach.services.reading_walks import Order, read_file

ROOT = Path(__file__).resolve().parents[1]
DAY_S = 24 * 3600
TIMES = {253: None, 2: {18, 19, 23}}
"""Fields that hold a time: the timestamp of any message, and the start of a session, a lap, a device's entry."""


def shifted(data: bytes, by_s: int) -> bytes:
    """Return a FIT file at another time: every timestamp moved, and the check sum with it."""
    out = bytearray(data)
    kinds: dict[int, tuple[int, str, list[tuple[int, int, int]], int]] = {}
    at, end = data[0], data[0] + int.from_bytes(data[4:8], "little")
    while at < end:
        head = data[at]
        at += 1
        if head & 0x80 or not head & 0x40:
            number, order, fields, size = kinds[(head >> 5) & 3 if head & 0x80 else head & 15]
            for name, offset, width in fields:
                if width == 4 and name in TIMES and (TIMES[name] is None or number in TIMES[name]):
                    (value,) = struct.unpack_from(f"{order}I", data, at + offset)
                    if value != 0xFFFFFFFF:
                        struct.pack_into(f"{order}I", out, at + offset, value + by_s)
            at += size
            continue
        order = ">" if data[at + 1] else "<"
        (number,) = struct.unpack_from(f"{order}H", data, at + 2)
        count, fields, offset = data[at + 4], [], 0
        at += 5
        for _ in range(count):
            fields.append((data[at], offset, data[at + 1]))
            offset += data[at + 1]
            at += 3
        if head & 0x20:
            for _ in range(data[at]):
                offset += data[at + 2]
                at += 3
            at += 1
        kinds[head & 15] = number, order, fields, offset
    out[end : end + 2] = struct.pack("<H", _checksum(out[:end]))
    return bytes(out)


def _checksum(data: bytes | bytearray) -> int:
    """CRC-16/ARC, as the FIT protocol has it."""
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc


def _row(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return value


_TABLE = [_row(value) for value in range(256)]


def processor_s(work: Callable[[], object], times: int) -> float:
    """Return the median of the processor seconds."""
    took = []
    for _ in range(times):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return statistics.median(took)


def an_hour(path: Path, times: int) -> None:
    """Print what an hour of FIT costs."""

    def decoded() -> int:
        with fitdecode.FitReader(str(path)) as reader:
            return sum(1 for _ in reader)

    def imported() -> object:
        order = Order("", "", {}, {})
        return [walk.recording() for walk in read_file(path, order, lambda _done: None)]

    base = processor_s(decoded, times)
    print(f"{path.name}: fitdecode {base:.3f} s")
    for name, work in (("read", lambda: list(read_walks(path))), ("read, written and summed up", imported)):
        took = processor_s(work, times)
        print(f"  {name}: {took:.3f} s, {took / base:.2f} times")
    whole = statistics.median(run(path, cores=1)[0] for _ in range(times))
    print(f"  the whole program: {whole:.2f} s")


def run(path: Path, cores: int) -> tuple[float, int]:
    """Return the seconds of an import on so many cores, and the most memory of all its processes, in bytes."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "coach", "import", "--json", str(path)]
        env = os.environ | {"COACH_HOME": home, "PYTHONPATH": str(ROOT)}
        allowed = sorted(os.sched_getaffinity(0))[:cores]
        began = time.monotonic()
        program = subprocess.Popen(  # noqa: S603 - our own program
            command, cwd=home, env=env, stdout=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, allowed),  # noqa: PLW1509 - no thread runs here
        )  # fmt: skip
        most = 0
        while program.poll() is None:
            most = max(most, _memory_of(program.pid))
            time.sleep(0.05)
        if program.returncode:
            sys.exit(f"coach import ended with {program.returncode}")
        return time.monotonic() - began, most


def _memory_of(pid: int) -> int:
    """Return the memory of a process and its children; what they share is counted once."""
    most = 0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                most += int(line.split()[1]) * 1024
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return most
    return most + sum(_memory_of(int(child)) for child in children)


def a_folder(path: Path, count: int) -> None:
    """Print what a folder of copies costs on one core and on two."""
    data = path.read_bytes()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(count):
            (folder / f"{number:04}.fit").write_bytes(shifted(data, -number * DAY_S))
        one_s = None
        for cores in (1, 2):
            took_s, memory = run(folder, cores)
            one_s = one_s or took_s
            print(
                f"{count} files like {path.name} on {cores} core{'s'[: cores - 1]}: {took_s:.1f} s "
                f"({one_s / took_s:.2f} times as fast), {memory / 2**20:.0f} MB"
            )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("hour", type=Path, metavar="HOUR.fit", help="an hour of a watch")
    parser.add_argument("--folder", type=Path, metavar="FILE.fit", help="copies of it make the folder")
    parser.add_argument("--count", type=int, default=500, help="files in the folder; default %(default)s")
    parser.add_argument("--times", type=int, default=5, help="of each measurement the median; default %(default)s")
    asked = parser.parse_args()
    an_hour(asked.hour, asked.times)
    if asked.folder is not None:
        a_folder(asked.folder, asked.count)


if __name__ == "__main__":
    main()
