"""Coach on real recordings: `python benchmarks/real.py --help`.

Where a recording has beat intervals, the believed heart rate (causal, second by second) is compared with a reference
that knows the future: all intervals, cleaned by counting the heartbeats in each against the median of twenty
neighbours, smoothed by a Gaussian of five seconds. On every recording: how much of it was believed, and zone changes
and cues an hour around its own median heart rate. The recordings are not part of this project.
"""

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from coach.domain.heart.rr_intervals import Intervals, unfold
from coach.domain.pacing.cues import CueDecider, StepContext
from coach.domain.pacing.tracker import Assessment, PacingTracker
from coach.domain.zone.zones import Band
from coach.errors import CoachError
from coach.formats.fit import read_fit
from coach.session.inputs import Reading

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
        strap = Intervals()
        return [interval for _, _, rr_s in self.readings for interval in strap.believable(rr_s)]


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


def streams(folder: Path) -> Iterator[Stream]:
    """Every recording in the folder that can be read here."""
    for path in sorted(folder.iterdir()):
        if path.suffix == ".fit":
            try:
                inputs = read_fit(path.read_bytes()).inputs
            except CoachError:
                continue
            readings = [(item.at_s, item.bpm, item.rr_s) for item in inputs if isinstance(item, Reading)]
            yield Stream(path.name, readings)
        elif path.suffix in {".hrm", ".csv", ".txt"}:
            rr_s = _text_intervals(path)
            if rr_s:
                yield _from_intervals(path.name, rr_s)
            elif path.suffix == ".hrm" and (readings := _text_bpm(path)):
                yield Stream(path.name, readings)
        elif path.suffix.lower() in {".tcx", ".gpx"} and (readings := _text_bpm(path)):
            yield Stream(path.name, readings)


def reference(stream: Stream) -> tuple[np.ndarray, np.ndarray] | None:
    """Seconds and bpm from all intervals, forwards and backwards in time; None where they are too few."""
    rr_s = stream.beats_s()
    if len(rr_s) < 10 * NEIGHBOURS:
        return None
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


def walk(stream: Stream) -> tuple[list[Assessment], int, int]:
    """The judgement after every reading, zone changes (as shown) and cues."""
    median_bpm = float(np.median([bpm for _, bpm, _ in stream.readings if bpm > 0]))
    band = Band(median_bpm - HALF_BAND_BPM, median_bpm + HALF_BAND_BPM)
    judgement, decider = PacingTracker(band, max_bpm=band.hi_bpm / 0.8), CueDecider(max_bpm=band.hi_bpm / 0.8)
    context = StepContext(has_lower_bound=True, paused=False, muted=False)
    seen: list[Assessment] = []
    cues = changes = 0
    shown = None
    for at_s, bpm, rr_s in stream.readings:
        judgement.reading(at_s, bpm, rr_s)
        assessment = judgement.assessment()
        seen.append(assessment)
        cues += sum(advice.cue.is_pacing for advice in decider.decide(assessment, context, band))
        if assessment.shown_position is not None:
            changes += shown is not None and assessment.shown_position is not shown
            shown = assessment.shown_position
    return seen, changes, cues


def _against_reference(stream: Stream, seen: list[Assessment]) -> str:
    known = reference(stream)
    if known is None:
        return ""
    times, truth = known
    at = np.array([assessment.at_s for assessment in seen if assessment.believed_bpm is not None])
    bpm = np.array([assessment.believed_bpm for assessment in seen if assessment.believed_bpm is not None])
    raw = np.array([float(assessment.sent_bpm or np.nan) for assessment in seen if assessment.believed_bpm is not None])
    best = ""
    smallest = np.inf
    for late_s in range(8):
        gold = np.interp(at - late_s, times, truth, left=np.nan, right=np.nan)
        sound = np.isfinite(gold)
        error = (bpm - gold)[sound]
        rmse = float(np.sqrt(np.mean(error**2)))
        if late_s == 0:
            worst = float(np.percentile(np.abs(error), 95))
            plain = float(np.sqrt(np.nanmean((raw - gold)[sound] ** 2)))
            best = f"rmse {rmse:5.2f}  p95 {worst:5.2f}  raw {plain:5.2f}"
        if rmse < smallest:
            smallest, lag_s = rmse, late_s
    return f"{best}  late {lag_s} s"


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--recordings", default="../shared/recordings/real", help="folder (default %(default)s)")
    folder = Path(parser.parse_args().recordings)
    if not folder.is_dir():
        parser.exit(1, f"no recordings in {folder}; give their folder with --recordings\n")
    print(f"{'':60}{'min':>5}{'believed %':>12}{'changes/h':>11}{'cues/h':>8}  against the reference, bpm")
    for stream in streams(folder):
        if len(stream.readings) < 2 * NEIGHBOURS or not any(bpm > 0 for _, bpm, _ in stream.readings):
            continue
        seen, changes, cues = walk(stream)
        hours = max(stream.readings[-1][0] - stream.readings[0][0], 1.0) / 3600
        believed = 100 * float(np.mean([assessment.believed_bpm is not None for assessment in seen]))
        rates = f"{believed:12.1f}{changes / hours:11.1f}{cues / hours:8.1f}"
        print(f"{stream.name[:58]:60}{60 * hours:5.0f}{rates}  {_against_reference(stream, seen)}")


if __name__ == "__main__":
    main()
