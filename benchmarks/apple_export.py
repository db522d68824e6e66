"""Makes an Apple Health export as large as a gigabyte, plain and zipped, imports it, and measures time and memory.

python benchmarks/apple_export.py --mb 1000

Each is imported by a process of its own, which prints one line: its most memory is the whole process's.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

HEART_RATE, STEPS = "HKQuantityTypeIdentifierHeartRate", "HKQuantityTypeIdentifierStepCount"
DEVICE = (
    "&lt;&lt;HKDevice: 0x2803d9810&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, "
    "hardware:Watch6,2, software:8.7&gt;"
)
SAID = f'sourceName="Anna&apos;s Apple Watch" sourceVersion="8.7" device="{DEVICE}"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n]>\n<HealthData locale="en_GB">\n'
BEGAN = datetime(2016, 1, 1, 8, 0, tzinfo=UTC)
WALK_MIN, STEP_S, AT_REST_S = 40, 5, 300


def stamp(second: float) -> str:
    """Return a time as an iPhone writes it."""
    return (BEGAN + timedelta(seconds=second)).strftime("%Y-%m-%d %H:%M:%S +0100")


def record(kind: str, unit: str, second: float, value: int) -> str:
    """Return one measurement."""
    at = stamp(second)
    times = f'creationDate="{at}" startDate="{at}" endDate="{at}"'
    if kind == STEPS:
        return f' <Record type="{kind}" {SAID} unit="{unit}" {times} value="{value}"/>\n'
    context = '  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="2"/>\n'
    return f' <Record type="{kind}" {SAID} unit="{unit}" {times} value="{value}">\n{context} </Record>\n'


def days(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield the records of a day, and its walk."""
    day = 0
    while True:
        begin = day * 86_400
        beats = [
            record(HEART_RATE, "count/min", begin + second, chance.randrange(95, 140))
            for second in range(0, WALK_MIN * 60 + 1, STEP_S)
        ]
        rest = [
            record(HEART_RATE, "count/min", begin + second, chance.randrange(50, 80))
            for second in range(4000, 60_000, AT_REST_S)
        ]
        steps = [record(STEPS, "count", begin + second, chance.randrange(200)) for second in range(0, 60_000, 200)]
        times = f'startDate="{stamp(begin)}" endDate="{stamp(begin + WALK_MIN * 60)}"'
        walk = (
            f' <Workout workoutActivityType="HKWorkoutActivityTypeWalking" duration="{WALK_MIN}" durationUnit="min" '
            f'{SAID} {times}>\n  <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" {times} '
            f'sum="3.2" unit="km"/>\n </Workout>\n'
        )
        yield "".join(beats + rest + steps), walk
        day += 1


def make(path: Path, size: int, seed: int = 14) -> tuple[int, int]:
    """Write an export of about so many bytes, and return its walks and heart rates in them."""
    walks: list[str] = []
    written = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for records, walk in days(random.Random(seed)):  # noqa: S311 - no secret
            written += file.write(records)
            walks.append(walk)
            if written >= size:
                break
        file.write("".join(walks) + "</HealthData>\n")
    return len(walks), len(walks) * (WALK_MIN * 60 // STEP_S + 1)


def measure(path: Path) -> None:
    """Import a file as the command does, and print what it took."""
    from coach.formats.registry import read_walks  # noqa: PLC0415 - its memory is measured
    from coach.session.activity import Activity  # noqa: PLC0415

    began = last = time.perf_counter()
    longest = 0.0

    def on_progress(_done: int) -> None:
        nonlocal last, longest
        now = time.perf_counter()
        longest, last = max(longest, now - last), now

    walks = readings = 0
    for found in read_walks(path, on_progress=on_progress):
        on_progress(0)
        if isinstance(found.outcome, Activity):
            walks += 1
            readings += sum(type(item).__name__ == "Reading" for item in found.outcome.inputs)
    took = time.perf_counter() - began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(
        f"{path.name}: {path.stat().st_size / 1e6:.0f} MB, {walks} walks, {readings} heart rates, {took:.1f} s, "
        f"most memory {peak_mb:.0f} MB, longest without progress {longest:.2f} s",
        flush=True,
    )


def main() -> None:
    """Make both files, and measure each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=float, default=1000.0, help="how large the export is")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        measure(given.measure)
        return
    with tempfile.TemporaryDirectory() as folder:
        plain, packed = Path(folder, "export.xml"), Path(folder, "export.zip")
        walks, readings = make(plain, int(given.mb * 1e6))
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            archive.write(plain, "apple_health_export/export.xml")
        size_mb = plain.stat().st_size / 1e6
        print(f"made {size_mb:.0f} MB: {walks} walks, {readings} heart rates in them")
        for path in (plain, packed):
            began = time.perf_counter()
            subprocess.run([sys.executable, __file__, "--measure", str(path)], check=True)  # noqa: S603 - ourselves
            print(f"  {size_mb / (time.perf_counter() - began):.0f} MB of the export a second")


if __name__ == "__main__":
    main()
