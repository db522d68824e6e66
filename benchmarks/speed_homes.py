"""The homes and recordings that `speed.py` measures with: all made here, but for the real ones."""

import json
import lzma
import math
import random
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, product
from pathlib import Path

from speed_programs import COACH, run

MORNING = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)
MINUTES = (15, 20, 25, 30, 45, 60)  # a week's walks
WEEKS = 500  # of six walks: ten years, 3,000 walks
MONTH = 4 * MINUTES  # what `history --rebuild` computes again


@dataclass(frozen=True, slots=True)
class Bench:
    """A checkout, homes of its own, a folder for files, and how long a screen is watched."""

    root: Path
    ten_years: Path
    month: Path
    work: Path
    real: dict[str, Path]
    watch_s: float


def notifications(seconds: int, *, seed: int = 1) -> Iterator[dict[str, object]]:
    """A notification a second, with the beats since the last one: hills of 90-140 bpm."""
    chance = random.Random(seed)  # noqa: S311 - noise, no secret
    beat_s = 0.0
    for second in range(seconds):
        hill = 115 - 25 * math.cos(2 * math.pi * second / 1200) + chance.gauss(0, 0.8)  # every 20 minutes
        bpm, at_s = min(140, max(90, round(hill))), second + 0.5 + chance.uniform(-0.04, 0.04)
        payload = bytearray((0x10, bpm))  # a heart rate in 8 bits, and beat intervals
        while beat_s < at_s:
            interval = round(1024 * 60 / bpm + chance.gauss(0, 8))  # in 1/1024 s, as straps send it
            payload += interval.to_bytes(2, "little")
            beat_s += interval / 1024
        yield {"t": round(at_s, 3), "hex": payload.hex()}


def write_walk(path: Path, started_at: datetime, seconds: int, *, seed: int = 1) -> None:
    """Write a recording."""
    session = {"workout": "free", "band_bpm": [120, 135], "max_bpm": 170}
    header = {"format": "coach-recording", "version": 1, "started_at": started_at.isoformat(), "session": session}
    begun = {"t": 0.0, "event": "link_up", "name": "Strap", "address": "none"}
    ended = {"t": seconds + 1.0, "event": "end", "reason": "finished"}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for line in chain((header, begun), notifications(seconds, seed=seed), (ended,)):
            file.write(f"{json.dumps(line)}\n")


def recordings(home: Path) -> Path:
    """Return where a home has its recordings."""
    return home / "data" / "recordings"


def new_home(root: Path, work: Path) -> Path:
    """Make the home of a walker who has answered the questions of a checkout and wants no sound."""
    home = Path(tempfile.mkdtemp(dir=work))
    (home / "config").mkdir()
    answer(root, home)
    return home


def answer(root: Path, home: Path) -> None:
    """Answer the first questions; a checkout that keeps which signs were asked about is told all it knows of."""
    profile = 'disclaimers_seen = ["no_medical_device"]\nsound = false\nspeech = false\nsafety = []\n'
    places = (root / "coach" / "config.py", root / "coach" / "config" / "profile.py")
    if any("safety_asked" in place.read_text(encoding="utf-8") for place in places if place.exists()):
        signs = (root / "coach" / "domain" / "programme" / "safety.py").read_text(encoding="utf-8")
        names = re.findall(r'^    [A-Z_]+ = "([a-z_]+)"$', signs, re.MULTILINE)
        profile += f"safety_asked = {json.dumps(names)}\n"
    (home / "config" / "profile.toml").write_text(profile, encoding="utf-8")


def walked(root: Path, work: Path, minutes: tuple[int, ...]) -> Path:
    """Make a home with a walk of so many minutes on each of the last days, computed by a checkout."""
    home = new_home(root, work)
    for days, length in enumerate(minutes, start=1):
        at = datetime.now(UTC).replace(hour=7, minute=30) - timedelta(days=days)
        write_walk(recordings(home) / f"{at:%Y-%m-%d-%H%M}.jsonl", at, 60 * length, seed=days)
    run(root, home, *COACH, "history", "--rebuild")
    return home


def ten_years(work: Path, maker: Path) -> Path:
    """Make a home with 3,000 walks: the checkout `maker` computes six of last week, and earlier weeks are copies."""
    home = walked(maker, work, MINUTES)
    for recording in recordings(home).iterdir():
        walk_id = recording.name.partition(".")[0]
        run(maker, home, *COACH, "log", walk_id, "--rpe", "4", "--pain-before", "2", "--pain", "1")
    with closing(sqlite3.connect(home / "data" / "history.sqlite3")) as history, history:
        history.row_factory = sqlite3.Row
        for table, key in (("sessions", "id"), ("summaries", "session_id"), ("log", "session_id")):
            rows = [dict(row) for row in history.execute(f"SELECT * FROM {table}")]  # noqa: S608 - a name of ours
            for row, weeks in product(rows, range(1, WEEKS)):
                copy = row | {key: f"{row[key]}-{weeks}"}
                if table == "sessions":
                    copy["day"] -= 7 * weeks
                    for name in ("started_at", "ended_at"):
                        copy[name] = (datetime.fromisoformat(row[name]) - timedelta(weeks=weeks)).isoformat()
                history.execute(f"INSERT INTO {table} VALUES ({'?, ' * (len(copy) - 1)}?)", [*copy.values()])  # noqa: S608
    return home


def real_walks(root: Path, work: Path, file: Path) -> dict[str, Path]:
    """Let a checkout import somebody else's walk; the result are its recordings, unpacked: of the heart, and whole."""
    home = new_home(root, work)
    run(root, home, *COACH, "import", str(file))
    (recording,) = (found for found in recordings(home).iterdir() if ".answers" not in found.suffixes)
    raw = recording.read_bytes()
    lines = (lzma.decompress(raw) if recording.suffix == ".xz" else raw).splitlines(keepends=True)
    heart, whole = home / "real-heart.jsonl", home / "real-whole.jsonl"
    heart.write_bytes(b"".join(line for line in lines if b'"speed_mps"' not in line))
    whole.write_bytes(b"".join(lines))
    return {"real with intervals": heart, "real with intervals and speed": whole}


def kept_kb_an_hour(bench: Bench, recording: Path) -> float:
    """Return how large a checkout keeps a recording that it has made part of its history, for each hour of it."""
    home = new_home(bench.root, bench.work)
    recordings(home).mkdir(parents=True)
    shutil.copy(recording, recordings(home))
    run(bench.root, home, *COACH, "history", "--rebuild")
    hours = json.loads(recording.read_text(encoding="utf-8").splitlines()[-1])["t"] / 3600
    return float(sum(file.stat().st_size for file in recordings(home).iterdir()) / 1000 / hours)
