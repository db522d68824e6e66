"""Coach on real recordings: `python benchmarks/real.py --help`.

    python benchmarks/real.py                          this checkout
    python benchmarks/real.py --against ../old         beside an older one

Where a recording has beat intervals, the believed heart rate (causal, second by second) is compared with a reference
that knows the future: all intervals, cleaned by counting the heartbeats in each against the median of twenty
neighbours, smoothed by a Gaussian of five seconds. On every recording: how much of it was believed, and zone changes
and cues an hour around its own median heart rate. The recordings are not part of this project.
"""

import argparse
import multiprocessing
import re
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import checkouts
import numpy as np

Row = dict[str, Any]

FIRMWARE_BEATS = 5
"""A strap's own bpm is a mean over its last 3-8 beats; a file of intervals alone has none, so compute one."""

NEIGHBOURS = 20
REFERENCE_SD_S = 5.0
HALF_BAND_BPM = 7.5
"""Zone 2 is about 15 bpm wide; around the recording's median, its bounds are crossed as often as they can be."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One recording: (seconds, bpm, intervals) in order of time."""

    name: str
    readings: list[tuple[float, int, tuple[float, ...]]]

    def beats_s(self) -> list[float]:
        """Return its intervals that can be beats, seconds: those of one strap, packet by packet."""
        beats = checkouts.module("coach.domain.heart.rr_intervals", "coach.domain.rr_intervals")
        believable = (
            beats.Intervals().believable if hasattr(beats, "Intervals") else beats.believable
        )  # an older checkout
        return [interval for _, _, rr_s in self.readings for interval in believable(rr_s)]


def _from_intervals(name: str, rr_s: list[float]) -> Stream:
    """Return what a strap would have sent: once a second the beats that ended in it, and its own averaged bpm."""
    readings: list[tuple[float, int, tuple[float, ...]]] = []
    waiting: list[float] = []
    at_s, tick_s = 0.0, 1.0
    last: list[float] = []
    for interval in rr_s:
        at_s += interval
        while at_s > tick_s:
            mean_s = float(np.mean(last)) if last else 1.0
            if last:
                readings.append((tick_s, min(255, round(60 / mean_s)), tuple(waiting)))
            waiting = []
            tick_s += 1.0
        waiting.append(interval)
        last = [*last, interval][-FIRMWARE_BEATS:]
    return Stream(name, readings)


def _text_bpm(path: Path) -> list[tuple[float, int, tuple[float, ...]]]:
    """Heart rate without intervals from a .tcx, .gpx or .hrm file, at its own times."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".hrm":
        found = re.search(r"Interval=(\d+)", text)
        every_s = int(found.group(1)) if found else 0
        rows = [row.split()[0] for row in text.partition("[HRData]")[2].split("\n") if row.strip()]
        if not 0 < every_s < LONGEST_EVERY_S:
            return []
        return [(float(every_s * index), int(row), ()) for index, row in enumerate(rows) if row.isdigit()]
    readings: dict[float, int] = {}
    for point in re.split(r"<(?:Trackpoint|trkpt)[ >]", text)[1:]:
        at = re.search(r"<time>([^<]+)</time>", point, re.IGNORECASE)
        bpm = re.search(r"<HeartRateBpm[^>]*>\s*<Value>(\d+)|<[\w:]*hr>(\d+)<", point)
        if at and bpm:
            stamp = datetime.fromisoformat(at.group(1)).timestamp()
            readings[stamp] = int(bpm.group(1) or bpm.group(2))
    times = sorted(readings)
    return [(at_s - times[0], readings[at_s], ()) for at_s in times]


LONGEST_EVERY_S = 60
"""A .hrm file's recording interval is in seconds; 238 and 204 mean beat intervals, which `_text_intervals` reads."""


def _text_intervals(path: Path) -> list[float] | None:
    """Beat intervals of a text file, seconds; None when it holds something else."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
    if path.suffix == ".hrm" and "[HRData]" in lines:
        numbers = [line for line in lines[lines.index("[HRData]") + 1 :] if line.isdigit()]
        values = [int(number) / 1000 for number in numbers]
        return values if values and float(np.median(values)) > SHORTEST_MEDIAN_S else None
    if path.name.endswith(".rr.csv") or "RRIntervals" in path.name:
        rows = [line.split(",") for line in lines[1:] if line]
        return [float(row[1]) / 1000 for row in rows if len(row) > 1 and row[1].strip().replace(".", "").isdigit()]
    if path.suffix == ".txt":
        last = [line.split()[-1] for line in lines if line]
        numbers = [float(cell) for cell in last if cell.replace(".", "", 1).isdigit()]
        return [value if value < LONGEST_SECONDS else value / 1000 for value in numbers] or None
    return None


SHORTEST_MEDIAN_S = 0.25
"""A .hrm file holds either intervals in ms or bpm; a median under 250 "ms" is bpm."""

LONGEST_SECONDS = 10.0
"""A number over ten is an interval in ms."""


def stream_of(path: Path) -> Stream:
    """Return a recording; without readings where it is none that can be read here."""
    if path.suffix == ".fit":
        inputs, errors = checkouts.module("coach.session.inputs"), checkouts.module("coach.errors")
        try:
            found = checkouts.module("coach.formats.registry").read_activity(path).inputs
        except errors.CoachError:
            return Stream(path.name, [])
        return Stream(path.name, [(it.at_s, it.bpm, it.rr_s) for it in found if isinstance(it, inputs.Reading)])
    if path.suffix in {".hrm", ".csv", ".txt"} and (rr_s := _text_intervals(path)):
        return _from_intervals(path.name, rr_s)
    return Stream(path.name, _text_bpm(path) if path.suffix.lower() in {".hrm", ".tcx", ".gpx"} else [])


def reference(stream: Stream) -> tuple[np.ndarray, np.ndarray] | None:
    """Seconds and bpm from all intervals, forwards and backwards in time; None where they are too few."""
    rr_s = stream.beats_s()
    if len(rr_s) < 10 * NEIGHBOURS:
        return None
    unfold = checkouts.module("coach.domain.heart.rr_intervals", "coach.domain.rr_intervals").unfold
    ends_s = np.cumsum(rr_s) + stream.readings[0][0]
    at, bpm = [], []
    for index in range(0, len(rr_s) - 2, 2):
        near = rr_s[max(0, index - NEIGHBOURS // 2) : index + NEIGHBOURS // 2]
        beats = unfold(rr_s[index : index + 2], float(np.median(near)))
        if beats.explained == 1:
            at.append(ends_s[index])
            bpm.append(beats.bpm)
    times = np.arange(ends_s[0], ends_s[-1])
    known, values = np.array(at), np.array(bpm)
    smooth = np.full(times.size, np.nan)
    for i, now in enumerate(times):
        lo, hi = np.searchsorted(known, (now - 3 * REFERENCE_SD_S, now + 3 * REFERENCE_SD_S))
        if hi - lo >= NEIGHBOURS // 2:
            weights = np.exp(-0.5 * ((known[lo:hi] - now) / REFERENCE_SD_S) ** 2)
            smooth[i] = weights @ values[lo:hi] / weights.sum()
    return times, smooth


def walk(stream: Stream) -> tuple[list[Any], int, int]:
    """The judgement after every reading, zone changes (as shown) and cues."""
    zones = checkouts.module("coach.domain.zone.zones", "coach.domain.zones")
    chain = checkouts.module("coach.domain.pacing.tracker", "coach.domain.judgement")
    cueing = checkouts.module("coach.domain.pacing.cues", "coach.domain.cues")
    median_bpm = float(np.median([bpm for _, bpm, _ in stream.readings if bpm > 0]))
    band = zones.Band(median_bpm - HALF_BAND_BPM, median_bpm + HALF_BAND_BPM)
    make = getattr(chain, "PacingTracker", None) or chain.Judgement  # the name in older checkouts
    judgement, decider = make(band, max_bpm=band.hi_bpm / 0.8), cueing.CueDecider(max_bpm=band.hi_bpm / 0.8)
    judge = getattr(judgement, "assessment", None) or judgement.judged
    context = cueing.StepContext(has_lower_bound=True, walking=True, muted=False)
    seen: list[Any] = []
    cues = changes = 0
    shown = None
    for at_s, bpm, rr_s in stream.readings:
        judgement.reading(at_s, bpm, rr_s)
        assessment = judge()
        seen.append(assessment)
        cues += sum(advice.cue.is_pacing for advice in decider.decide(assessment, context, band))
        if assessment.shown_position is not None:
            changes += shown is not None and assessment.shown_position is not shown
            shown = assessment.shown_position
    return seen, changes, cues


def believed_bpm(assessment: Any) -> float | None:  # noqa: ANN401 - of whatever checkout is measured
    """Return the believed heart rate, under the name that it has."""
    bpm: float | None = assessment.believed_bpm if hasattr(assessment, "believed_bpm") else assessment.bpm
    return bpm


def _against_reference(stream: Stream, seen: Sequence[Any]) -> dict[str, float]:
    known = reference(stream)
    if known is None:
        return {}
    times, truth = known
    at, bpm, sent = np.array(
        [
            (assessment.at_s, believed, reading[1] or np.nan)
            for assessment, reading in zip(seen, stream.readings, strict=True)
            if (believed := believed_bpm(assessment)) is not None
        ]
    ).T
    smallest, found = np.inf, {}
    for late_s in range(LATEST_S):
        gold = np.interp(at - late_s, times, truth, left=np.nan, right=np.nan)
        sound = np.isfinite(gold)
        error = (bpm - gold)[sound]
        rmse = float(np.sqrt(np.mean(error**2)))
        if late_s == 0:
            found["rmse"], found["within"] = rmse, float(np.percentile(np.abs(error), 95))
            found["own"] = float(np.sqrt(np.nanmean((sent - gold)[sound] ** 2)))
        if rmse < smallest:
            smallest, found["late_s"] = rmse, float(late_s)
    return found


LATEST_S = 8
"""How late the belief may be is looked for up to this."""

COLUMNS = {
    "believed": ("believed, %", 1),
    "rmse": ("RMSE, bpm", 2),
    "within": ("95 % within", 2),
    "own": ("the strap's own bpm", 2),
    "late_s": ("late, s", 0),
    "changes": ("changes/h", 1),
    "cues": ("cues/h", 1),
}
SIDE_BY_SIDE = ("believed", "rmse", "changes", "cues")
ALWAYS = frozenset({"believed", "changes", "cues"})
"""Columns of every recording, with intervals or without."""


def measured(folder: str, name: str) -> Row:
    """Return the row of one file; its name alone where it has too few readings."""
    stream = stream_of(Path(folder) / name)
    if len(stream.readings) < 2 * NEIGHBOURS or not any(bpm > 0 for _, bpm, _ in stream.readings):
        return {"name": name}
    seen, changes, cues = walk(stream)
    hours = max(stream.readings[-1][0] - stream.readings[0][0], 1.0) / 3600
    believed = 100 * float(np.mean([believed_bpm(assessment) is not None for assessment in seen]))
    row: Row = {"name": name, "minutes": 60 * hours, "believed": believed}
    return row | {"changes": changes / hours, "cues": cues / hours} | _against_reference(stream, seen)


def print_table(columns: list[list[Row]]) -> None:
    """Print a line a recording: those with intervals first; of two checkouts, before and now side by side."""
    shown, sides = (COLUMNS, ("",)) if len(columns) == 1 else (SIDE_BY_SIDE, (" before", " now"))
    head = ["Recording", "min", *(COLUMNS[name][0] + side for name in shown for side in sides)]
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    rows = [row for row in zip(*reversed(columns), strict=True) if all("believed" in side for side in row)]
    if not rows:
        sys.exit("no recording with a heart rate in it; give their folder with --recordings")
    for row in sorted(rows, key=lambda row: "rmse" not in row[0]):
        cells = [f"{side[name]:.{COLUMNS[name][1]}f}" if name in side else "" for name in shown for side in row]
        print(f"| {row[0]['name']} | {row[0]['minutes']:.0f} | {' | '.join(cells)} |")
    total = sum(row[0]["minutes"] for row in rows)
    means = [
        f"{sum(row[0]['minutes'] * row[side][name] for row in rows) / total:.{COLUMNS[name][1]}f}"
        if name in ALWAYS
        else ""
        for name in shown
        for side in range(len(sides))
    ]
    print(f"| all, by the minute | {total:.0f} | {' | '.join(means)} |")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recordings", default="../shared/recordings/real", help="folder (default %(default)s)")
    asked = checkouts.parsed(parser, "recordings", "")
    names = sorted(path.name for path in Path(asked.recordings).iterdir() if path.is_file())

    def measure() -> list[Row]:
        with ProcessPoolExecutor(asked.workers, mp_context=multiprocessing.get_context("fork")) as pool:
            return list(pool.map(partial(measured, asked.recordings), names))

    keys = [(name,) for name in names]
    print_table(checkouts.columns(asked, __file__, keys, lambda row: (row["name"],), measure))


if __name__ == "__main__":
    main()
