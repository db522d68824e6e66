"""Mutated real files of every format: `python -m benchmarks.mutants 20000`.

Each is a real file (or a part of a large one) with bytes changed, put in, cut out, doubled or swapped, numbers made
extreme, or what attacks its reader put in; some are packed. Whatever becomes of one, it is read or refused with an
error of ours, within five seconds of processor time. The exit code is 1 when one is not.
"""

import argparse
import gzip
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from coach.formats import coach_recording
from coach.formats.registry import read_walks
from coach.limits import LATEST_S
from coach.session.activity import Activity
from coach.session.recording import parse_recording

RECORDINGS = Path(__file__).parents[2] / "shared" / "recordings"
MOST_CPU_S = 5.0
LARGEST = 100_000
"""Mutate so many bytes of a larger file: the head with what comes after it, so that thousands take minutes."""

SUFFIXES = {".fit", ".tcx", ".gpx", ".hrm", ".csv", ".tsv", ".txt", ".jsonl"}

NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
WORDS = [
    b"NaN", b"-Infinity", b"1e999", b"-1e300", b"1e12", b"1e-300", b"9" * 400, b"9" * 5000, b"0", b"-1", b"604800",
    b"604801", b"9007199254740993", b"18446744073709551616", b"null", b"true", b'"\\ud800"', b'"\xff\xfe"', b'"x"',
    b"[" * 40 + b"]" * 40, b"[" * 5000, b'{"a":' * 900 + b"1" + b"}" * 900, b"9999-12-31", b"0001-01-01",
]  # fmt: skip
INTEGERS = [bytes(4), b"\xff" * 4, b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80", b"\x00\x00\x00\x10", b"\x01\x00\x00\x00"]


def mutant(chance: random.Random, seed: bytes) -> bytes:
    """Return a file that something went wrong with, in one place or in some."""
    data = bytearray(seed)
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8])):
        begin = chance.randrange(len(data) + 1)
        end = min(len(data), begin + chance.choice([1, 2, 4, 30, 300, 3000]))
        match chance.randrange(8):
            case 0:
                data[begin:end] = chance.randbytes(end - begin)
            case 1:
                data[begin:begin] = chance.randbytes(chance.choice([1, 2, 30]))
            case 2:
                del data[begin:end]
            case 3:
                data[begin:begin] = data[begin:end] * chance.choice([1, 2, 20])
            case 4:
                data = data[end:] + data[begin:end] + data[:begin]
            case 5:
                del data[begin:]
            case 6:
                extreme = chance.choice(INTEGERS)[: chance.choice([1, 2, 4])]
                data[begin : begin + len(extreme)] = extreme
            case _:
                found = NUMBER.search(data, begin) or NUMBER.search(data)
                if found is not None:
                    data[slice(*found.span())] = chance.choice(WORDS)
    return bytes(data)


ATTACKS = [
    b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 1000 + b'"><!ENTITY d "' + b"&b;" * 1000 + b'">]>',
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>&b;',
    b"<a " + b'b="' * 2000,
    b"<a>" * 20_000,
    b'"' + b"," * 100_000,
    b"\xff\xfe<\x00g\x00p\x00x\x00",
    b"\n" * 50_000,
    b"\x00" * 5000,
]
"""Put into a file of text."""


def _attacked(chance: random.Random, data: bytes) -> bytes:
    place = chance.choice([0, data.find(b"\n") + 1, chance.randrange(len(data) + 1)])
    return data[:place] + chance.choice(ATTACKS) + data[place:]


def _packed(chance: random.Random, data: bytes, suffix: str) -> tuple[bytes, str]:
    if chance.random() < 0.5:
        return gzip.compress(data, 1), f"{suffix}.gz"
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"activities/1{suffix}", data)
    return file.getvalue(), ".zip"


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant."""

    format: str
    kind: str
    cpu_s: float
    fault: str = ""


def tried(task: tuple[str, int]) -> Outcome:
    """Mutate a file by a seed, and read what came of it."""
    name, seed = task
    chance = random.Random(f"{name} {seed}")  # noqa: S311 - no secret
    path = Path(name)
    data = _part(chance, path.read_bytes())
    suffix = path.suffix.lower()
    data = mutant(chance, data)
    if chance.random() < 0.1:
        data = _attacked(chance, data)
    if chance.random() < 0.1:
        packed, suffix = _packed(chance, data, suffix)
        data = mutant(chance, packed) if chance.random() < 0.5 else packed
    began_s = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / f"walk{suffix}"
        place.write_bytes(data)
        try:
            kind = _read(place)
            fault = ""
        except Exception as error:  # noqa: BLE001 - any is a fault
            kind, fault = "fault", f"{name}, seed {seed}: {error!r}"
    cpu_s = time.process_time() - began_s
    if cpu_s > MOST_CPU_S:
        fault = fault or f"{name}, seed {seed}: {cpu_s:.1f} s"
    return Outcome(path.suffix.lower(), kind, cpu_s, fault)


def _part(chance: random.Random, data: bytes) -> bytes:
    if len(data) <= LARGEST:
        return data
    begin = chance.choice([0, chance.randrange(len(data) - LARGEST // 2)])
    return data[: LARGEST // 2] + data[max(begin, LARGEST // 2) :][: LARGEST // 2]


def _read(path: Path) -> str:
    """Read a file, and check that what was read is a walk that can be kept."""
    kinds = Counter[str]()
    for found in read_walks(path):
        if not isinstance(found.outcome, Activity):
            kinds["refused"] += 1
            continue
        kinds["read with faults" if found.outcome.flaws else "read"] += 1
        check(found.outcome)
    return min(kinds) if kinds else "nothing"


def check(activity: Activity) -> None:
    """Check that a walk is in order of time, within a week, and the same once it is written and read."""
    times_s = [item.at_s for item in activity.inputs]
    if times_s != sorted(times_s) or not all(0 <= at_s <= LATEST_S for at_s in times_s):
        raise AssertionError("times out of order")
    if tuple(parse_recording(coach_recording.recorded(activity)).inputs) != tuple(activity.inputs):
        raise AssertionError("written and read again it is another walk")


def _tasks(count: int, files: Sequence[Path]) -> Iterator[tuple[str, int]]:
    """Yield as many of each format, whatever the number of its files."""
    by_suffix: dict[str, list[Path]] = {}
    for path in files:
        by_suffix.setdefault(path.suffix.lower(), []).append(path)
    for number in range(count):
        paths = list(by_suffix.values())[number % len(by_suffix)]
        yield str(paths[number // len(by_suffix) % len(paths)]), number


def main() -> int:
    """Try as many as were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--files", type=Path, default=RECORDINGS, help="a folder with real files")
    arguments = parser.parse_args()
    files = sorted(path for path in arguments.files.rglob("*") if path.suffix.lower() in SUFFIXES)
    with ProcessPoolExecutor() as pool:
        outcomes = list(pool.map(tried, _tasks(arguments.count, files), chunksize=20))
    print(
        "| format | mutants | read | read with faults | refused | nothing | longest, s |\n|---|---|---|---|---|---|---|"
    )
    for suffix in sorted({item.format for item in outcomes}):
        mine = [item for item in outcomes if item.format == suffix]
        kinds = Counter(item.kind for item in mine)
        cells = [kinds[kind] for kind in ("read", "read with faults", "refused", "nothing")]
        print(f"| {suffix} | {len(mine)} | {' | '.join(map(str, cells))} | {max(item.cpu_s for item in mine):.2f} |")
    faults = [item.fault for item in outcomes if item.fault]
    print("\n".join(faults) or "none raised anything but an error of ours, and none took over 5 s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
