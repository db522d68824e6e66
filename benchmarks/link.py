"""How soon a strap that is back is live again, fault by fault: seconds, the median of five.

    python benchmarks/link.py                    over a radio in memory: what Coach's own waiting costs
    python benchmarks/link.py --bluez            over a real BlueZ with virtual straps; see below
    python benchmarks/link.py --bluez --drops N  N reconnects over BlueZ, and what they leave behind

The second and third need a Linux with /dev/vhci, bluetoothd, and the rig `../shared/realbluez/strap.py`; without such
a machine: `../shared/realbluez/vm.sh "python benchmarks/link.py --bluez"`. There everything is emulated and some ten
times slower than a laptop. "Live" is the first notification after the strap came back, over a new connection where the
old one broke.
"""

import argparse
import asyncio
import contextlib
import json
import math
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from coach.domain.wire.sensors import HEART_RATE

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the radio in memory is a fixture

from coach.clock import utc_now  # noqa: E402
from coach.session.inputs import LinkUp, Notification  # noqa: E402
from coach.session_time import RunningClock  # noqa: E402
from coach.sources.bluetooth.discovery import WantedDevice  # noqa: E402
from coach.sources.bluetooth.link import BluetoothLink  # noqa: E402
from fixtures.memory_radio import Air, MemoryStrap  # noqa: E402
from fixtures.virtual_time import LoopClock, run  # noqa: E402

RIG = ROOT.parent / "shared" / "realbluez" / "strap.py"
NAME = "Polar H10 AAAA"
REPEATS = 5

Act = Callable[[], None]


def table(rows: dict[str, list[float]]) -> None:
    """Print one line for each fault."""
    print(f"{'fault':<34} {'median s':>8}  {'each':<40}")
    for fault, seconds in rows.items():
        if seconds:
            print(f"{fault:<34} {statistics.median(seconds):8.1f}  {' '.join(f'{value:.1f}' for value in seconds)}")
        else:
            print(f"{fault:<34} {'never':>8}")


def first_after(times_s: list[float], at_s: float) -> float:
    """The next of these times; infinite when there is none."""
    return min((time_s for time_s in times_s if time_s > at_s), default=math.inf)


def waits(back_s: list[float], beats_s: list[float], ups_s: list[float] | None = None) -> list[float]:
    """From each return to the next beat; with `ups_s`, to the next beat over a new connection."""
    linked_s = back_s if ups_s is None else [first_after(ups_s, at_s) for at_s in back_s]
    return [first_after(beats_s, up_s) - at_s for at_s, up_s in zip(back_s, linked_s, strict=True)]


# In memory


def in_memory() -> dict[str, list[float]]:
    """Run each fault five times, at different moments of the strap's second."""

    def silence(strap: MemoryStrap, *, talking: bool) -> Act:
        def act() -> None:
            strap.talking = talking

        return act

    def faults(strap: MemoryStrap, air: Air, at_s: float) -> dict[str, tuple[list[tuple[float, Act]], float]]:
        return {
            "link drops": ([(at_s, strap.drop)], at_s),
            "gone for 60 s": ([(at_s, strap.vanish), (at_s + 60, strap.appear)], at_s + 60),
            "silent for 20 s while connected": (
                [(at_s, silence(strap, talking=False)), (at_s + 20, silence(strap, talking=True))],
                at_s + 20,
            ),
            "Bluetooth off for 20 s": ([(at_s, air.power_off), (at_s + 20, air.power_on)], at_s + 20),
        }

    rows: dict[str, list[float]] = {}
    for repeat in range(REPEATS):
        for number in range(4):
            strap = MemoryStrap(NAME, "A0:00:00:00:00:01")
            air = Air(strap)
            fault, (script, back_s) = list(faults(strap, air, 20.0 + 0.19 * repeat).items())[number]
            rows.setdefault(fault, []).extend(waits([back_s], run(_heard(air, script))))
    return rows


async def _heard(air: Air, script: list[tuple[float, Act]]) -> list[float]:
    source = BluetoothLink(
        HEART_RATE, LoopClock(), WantedDevice(NAME), client_backend=air.client, scanner_backend=air.scanner
    )
    heard: list[float] = []
    inputs = source.inputs()
    async with air.on(script):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(120.0):
                async for item in inputs:
                    heard += [item.at_s] if isinstance(item, Notification) else []
        await inputs.aclose()
    return heard


# Over BlueZ

LEAD_S = 60.0
"""From the radio's start: an emulated Python needs twenty seconds, and the first connection some more."""


def scenario() -> tuple[dict[str, object], float]:
    """Each fault five times, one after the other, and how long that takes."""
    at_s = LEAD_S
    strap: list[dict[str, object]] = []
    adapter: list[dict[str, object]] = []

    def repeated(events: list[dict[str, object]], does: tuple[tuple[float, str], ...]) -> None:
        nonlocal at_s
        for _ in range(REPEATS):
            for wait_s, what in does:
                events.append({"at": at_s, "do": what})
                at_s += wait_s

    repeated(strap, ((14, "drop"),))
    repeated(strap, ((12, "vanish"), (16, "appear")))
    repeated(strap, ((16, "silence"), (16, "talk")))
    repeated(adapter, ((8, "power_off"), (20, "power_on")))
    repeated(adapter, ((40, "daemon_restart"),))
    bpm = [121 + second % 7 for second in range(int(at_s) + 120)]
    return {"straps": [{"name": NAME, "bpm": bpm, "events": strap}], "adapter_events": adapter}, at_s


def drops(count: int) -> tuple[dict[str, object], float]:
    """A strap whose link drops again and again."""
    every_s = 6.0
    events = [{"at": LEAD_S + every_s * number, "do": "drop"} for number in range(count)]
    length_s = LEAD_S + every_s * count
    bpm = [121 + second % 7 for second in range(int(length_s) + 120)]
    return {"straps": [{"name": NAME, "bpm": bpm, "events": events}]}, length_s


def beside_rig(made: dict[str, object], length_s: float) -> tuple[list[dict[str, float]], list[tuple[float, str]]]:
    """Return what this program heard of the straps and what the rig did, both with wall clock times."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "scenario.json"
        script.write_text(json.dumps(made))
        listening = [sys.executable, str(Path(__file__)), "--listen", str(length_s)]
        done = subprocess.run(  # noqa: S603 - this program and the rig
            [sys.executable, str(RIG), str(script), "--", *listening], capture_output=True, text=True, check=False
        )
    if done.returncode:
        sys.exit(f"the rig failed:\n{done.stderr}")
    heard = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return heard, list(_done_by_rig(done.stderr))


_DONE = re.compile(r"^(\S+) (\S+),(\d+) strap (?:.*: t=[\d.]+ |adapter )(\w+)$", re.MULTILINE)
"""The rig's log: "2026-11-23 07:31:04,512 strap Polar: t=50.0 drop", in local time."""


def _done_by_rig(log: str) -> Iterator[tuple[float, str]]:
    for day, clock, fraction, what in _DONE.findall(log):
        yield datetime.fromisoformat(f"{day}T{clock}.{fraction}").astimezone().timestamp(), what


async def listen(seconds: float) -> None:
    """Stand beside the rig: print what is heard, with wall clock times and what this process holds open."""
    inputs = BluetoothLink(HEART_RATE, RunningClock(), WantedDevice(NAME)).inputs()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            async for item in inputs:
                if isinstance(item, LinkUp | Notification):
                    line = {"at": utc_now().timestamp(), "up": isinstance(item, LinkUp), **_held()}
                    print(json.dumps(line), flush=True)
    await inputs.aclose()


def _held() -> dict[str, int]:
    """Return what this process has open."""
    return {"descriptors": sum(1 for _ in Path("/proc/self/fd").iterdir()), "tasks": len(asyncio.all_tasks())}


RIG_RESTART_S = 2.0
"""Between the end of the service and its restart; the rig logs the former."""


def over_bluez() -> dict[str, list[float]]:
    """The faults over BlueZ."""
    heard, done = beside_rig(*scenario())
    left_behind(heard)
    ups_s = [line["at"] for line in heard if line["up"]]
    beats_s = [line["at"] for line in heard if not line["up"]]
    at = {what: [at_s for at_s, known in done if known == what] for _, what in done}
    restarted_s = [at_s + RIG_RESTART_S for at_s in at["daemon_restart"]]
    return {
        "link drops": waits(at["drop"], beats_s, ups_s),
        "gone for 12 s": waits(at["appear"], beats_s, ups_s),
        "silent for 16 s while connected": waits(at["talk"], beats_s),
        "Bluetooth off for 8 s": waits(at["power_on"], beats_s, ups_s),
        "bluetoothd restarted": waits(restarted_s, beats_s, ups_s),
    }


def reconnects(count: int) -> None:
    """Many reconnects over BlueZ, and what is left open after the first few and after all."""
    left_behind(beside_rig(*drops(count))[0])


def left_behind(heard: list[dict[str, float]]) -> None:
    """Print what this process had open at an early and at the last connection."""
    ups = [line for line in heard if line["up"]]
    print(f"{len(ups) - 1} reconnects")
    for what in ("descriptors", "tasks"):
        print(f"{what:<12} at the 3rd connection {ups[2][what]}, at the last {ups[-1][what]}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bluez", action="store_true", help="over a real BlueZ instead of a radio in memory")
    parser.add_argument("--drops", type=int, help="with --bluez: only this many reconnects, and what they leave")
    parser.add_argument("--listen", type=float, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.listen is not None:
        asyncio.run(listen(asked.listen))
    elif asked.drops is not None:
        reconnects(asked.drops)
    elif asked.bluez:
        table(over_bluez())
    else:
        table(in_memory())


if __name__ == "__main__":
    main()
