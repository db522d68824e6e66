"""What is wrong with Bluetooth or the strap, judged from what was found: facts in, lines with a next step out."""

from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import Final, Literal

import msgspec

from coach.domain.wire import heart_rate
from coach.errors import BluetoothError, BluetoothProblem, CoachError, PayloadRejectedError
from coach.formats.registry import read_activity
from coach.session.inputs import LinkDown, LinkUp
from coach.session.link_facts import LinkFactKind
from coach.session.link_tracker import BATTERY_LOW_PCT, WEAK_RSSI_DBM
from coach.session.link_words import bluetooth_sentence, words_of
from coach.session.text import printable
from coach.sources.bluetooth.checks import RadioFacts, StrapFacts, SystemFacts
from coach.store.recordings import newest_recording

OLDEST_BLEAK = (3, 1)
"""Before 3.0.2 some straps fall silent on BlueZ, and before 3.1 a lost D-Bus left clients "connected" for ever."""

LEAST_RATE_PER_S = 0.5
"""Straps notify about once a second; fewer than one in two seconds means that the radio loses them."""


UNTOLD: Final = "untold"
"""A walk that an older Coach recorded: it gives why a connection ended as a sentence, which is not parsed."""

LastWalk = tuple[float, ...] | Literal["untold"] | None
"""How long each connection of the newest walk lasted until it was lost, in seconds; None without a walk."""


class Verdict(StrEnum):
    """The result of one check."""

    OK = "ok"
    PROBLEM = "problem"
    NOT_CHECKED = "not checked"


class Check(msgspec.Struct, frozen=True):
    """One line of the diagnosis."""

    name: str
    verdict: Verdict
    found: str
    """What was found, in words."""
    next_step: str = ""
    """What to do; empty when there is nothing to do."""
    stops_a_walk: bool = False
    """Whether a walk would be without a heart rate because of it."""


def diagnose(
    system: SystemFacts,
    radio: RadioFacts,
    strap: StrapFacts | None,
    remembered: str | None,
    last_walk: LastWalk = None,
) -> tuple[Check, ...]:
    """Return all lines, each after those that it depends on.

    Args:
        system: this computer.
        radio: the result of a scan.
        strap: the result of connecting to the remembered strap; None when that was not attempted.
        remembered: the name of the remembered strap, None when there is none.
        last_walk: how long its connections lasted.
    """
    return (
        _system(system),
        *_radio(system, radio),
        _in_range(radio, remembered),
        *_strap(radio, strap),
        _last_walk(last_walk),
    )


def works(checks: tuple[Check, ...]) -> bool:
    """Whether a walk would have a heart rate."""
    return not any(check.stops_a_walk for check in checks)


def why_no_scan(system: SystemFacts, radio: RadioFacts) -> str:
    """Return in a sentence what keeps the radio from searching: the first problem of `diagnose`, in the same words."""
    stuck = next(check for check in (_system(system), *_radio(system, radio)) if check.verdict is Verdict.PROBLEM)
    return f"{stuck.name}: {stuck.found}; {stuck.next_step}"


# This computer


def _system(system: SystemFacts) -> Check:
    found = f"{system.words}, bleak {system.bleak}"
    if system.in_wsl:
        step = "Linux inside Windows has no Bluetooth: install Coach in Windows itself"
        return Check("system", Verdict.PROBLEM, found, step, stops_a_walk=True)
    if tuple(int(part) for part in system.bleak.split(".")[:2] if part.isdecimal()) < OLDEST_BLEAK:
        step = "update the Bluetooth library: pip install --upgrade bleak"
        return Check("system", Verdict.PROBLEM, found, step, stops_a_walk=True)
    return Check("system", Verdict.OK, found)


_RUNGS = ("D-Bus", "permission", "Bluetooth service", "adapter", "power", "scan")
"""Each needs the one before it."""

_FINE = {
    "D-Bus": "answers",
    "permission": "this program may use Bluetooth",
    "Bluetooth service": "answers",
    "adapter": "there is one",
    "power": "Bluetooth is on",
    "scan": "possible",
}

_RUNG_OF = {
    BluetoothProblem.NOT_PERMITTED: "permission",
    BluetoothProblem.NO_SERVICE: "Bluetooth service",
    BluetoothProblem.NO_ADAPTER: "adapter",
    BluetoothProblem.POWERED_OFF: "power",
}

_WRONG = {
    "D-Bus": "there is none, and Bluetooth is spoken to over it",
    "permission": "this program may not use Bluetooth",
    "Bluetooth service": "does not answer",
    "adapter": "none was found",
    "power": "Bluetooth is off",
    "scan": "could not be started",
}

_LINUX_ONLY = frozenset({"D-Bus", "Bluetooth service"})

_NEXT: dict[str, dict[str, str]] = {
    "D-Bus": {
        "": "install and start D-Bus and BlueZ (Debian, Ubuntu: `sudo apt install dbus bluez`); a container has to be "
        "given the computer's /run/dbus"
    },
    "permission": {
        "linux": "let this user use Bluetooth: `sudo usermod -aG bluetooth $USER`, then log in again",
        "darwin": "System Settings > Privacy & Security > Bluetooth: allow the terminal you use, then start it again",
        "win32": "Settings > Privacy & security > Radios: let desktop apps control radios",
    },
    "Bluetooth service": {
        "": "start it: `sudo systemctl enable --now bluetooth`; if that is unknown, install BlueZ first "
        "(Debian, Ubuntu: `sudo apt install bluez`)"
    },
    "adapter": {
        "linux": "plug in a Bluetooth adapter (4.0 or newer), or switch the built-in one on in the firmware; "
        "`lsusb` and `sudo dmesg | grep -i bluetooth` say whether the system sees it",
        "darwin": "a Mac has one built in: restart it; on a virtual machine there is none",
        "win32": "plug in a Bluetooth adapter (4.0 or newer), or switch the built-in one on; the Device Manager lists "
        "it under Bluetooth when its driver works",
    },
    "power": {
        "linux": "switch it on: `bluetoothctl power on`, or in the desktop's settings",
        "darwin": "switch it on in the Control Centre, or in System Settings > Bluetooth",
        "win32": "switch it on in Settings > Bluetooth & devices, and leave flight mode",
    },
    "scan": {
        "linux": "end other programs that search for devices, then `sudo systemctl restart bluetooth`",
        "": "end other programs that search for devices, then switch Bluetooth off and on",
    },
}

_UNBLOCK = "a switch or the system keeps the radio off: `rfkill unblock bluetooth`, then `bluetoothctl power on`"


def _radio(system: SystemFacts, radio: RadioFacts) -> list[Check]:
    """Check D-Bus to scan: those known to be fine, the one that is not, and those not checked because of it."""
    stuck = _stuck_at(system, radio)
    fine = _fine_before(stuck, radio)
    checks: list[Check] = []
    for rung in _RUNGS:
        if rung in _LINUX_ONLY and system.name != "linux":
            continue
        if stuck is None or rung in fine:
            checks.append(Check(rung, Verdict.OK, _FINE[rung]))
        elif rung == stuck:
            steps = _NEXT[rung]
            step = _UNBLOCK if rung == "power" and system.blocked else steps.get(system.name, steps.get("", ""))
            found = _WRONG[rung] if rung != "scan" else f"{_WRONG[rung]}: {_happened(radio.error)}"
            checks.append(Check(rung, Verdict.PROBLEM, found, step, stops_a_walk=True))
        else:
            checks.append(Check(rung, Verdict.NOT_CHECKED, f"needs {_thing(stuck)} first"))
    return checks


def _happened(error: BluetoothError | None) -> str:
    """Return what went wrong, without the link's next step: the diagnosis has its own."""
    if error is None:
        return ""
    return bluetooth_sentence(error.problem, error.during, error.detail, error.system).happened


_UNCLEAR = frozenset({BluetoothProblem.NO_SERVICE, BluetoothProblem.NO_ANSWER, BluetoothProblem.FAILED})
"""Problems that a missing adapter causes as well: systems start the service only where there is one."""


def _stuck_at(system: SystemFacts, radio: RadioFacts) -> str | None:
    if radio.problem is None:
        return None
    if radio.bus_missing and system.name == "linux":
        return "D-Bus"
    if system.adapter_missing and radio.problem in _UNCLEAR:
        return "adapter"
    stuck = _RUNG_OF.get(radio.problem, "scan")
    return "scan" if stuck == "Bluetooth service" and system.name != "linux" else stuck


def _fine_before(stuck: str | None, radio: RadioFacts) -> tuple[str, ...]:
    """Checks that must have passed for this problem to surface; later ones were not reached."""
    match radio.problem:
        case BluetoothProblem.NO_ADAPTER | BluetoothProblem.POWERED_OFF | BluetoothProblem.BUSY:
            return _RUNGS[: _RUNGS.index(stuck or "scan")]
        case BluetoothProblem.NO_SERVICE | BluetoothProblem.NOT_PERMITTED if not radio.bus_missing:
            return ("D-Bus",)
        case _:
            return ()


def _thing(rung: str) -> str:
    return {"D-Bus": "D-Bus", "power": "Bluetooth to be on", "permission": "the permission", "scan": "a scan"}.get(
        rung, f"the {rung}"
    )


# The strap

WHEN_NOT_HEARD = (
    "wet the electrodes and put it on (most straps sleep until they feel skin); end its use by phone, watch, "
    "treadmill or another program, which hides it; come within three metres; try a new battery"
)
"""What to do when a strap, or any strap, was not heard."""


def _in_range(radio: RadioFacts, remembered: str | None) -> Check:
    name = "strap in range"
    around = ", ".join(printable(strap.name) or strap.address for strap in radio.straps[:3])
    if radio.problem is not None:
        return Check(name, Verdict.NOT_CHECKED, "needs a scan first")
    if remembered is None:
        found = f"no strap is remembered yet; in range: {around or 'none'}"
        return Check(name, Verdict.PROBLEM, found, "put yours on and run `coach pair`", stops_a_walk=True)
    known = printable(remembered)
    if radio.found is None:
        others = f"; in range: {around}" if around else f"; {radio.devices} devices of other kinds are heard"
        step = f"{WHEN_NOT_HEARD}. Another strap is chosen with `coach pair`"
        return Check(name, Verdict.PROBLEM, f"{known} was not heard{others}", step, stops_a_walk=True)
    if radio.found.connected:
        return Check(name, Verdict.OK, f"{known} is connected to this computer already")
    if radio.found.rssi_dbm is not None and radio.found.rssi_dbm <= WEAK_RSSI_DBM:
        step = "put the computer where it sees your chest; a body and a metal desk take most of the signal"
        return Check(name, Verdict.PROBLEM, f"{known}, but weak: {radio.found.rssi_dbm} dBm", step)
    strength = "" if radio.found.rssi_dbm is None else f", {radio.found.rssi_dbm} dBm"
    return Check(name, Verdict.OK, f"{known}{strength}")


_STRAP_LINES = ("connection", "packets", "heart rate", "beat intervals", "skin contact", "battery")

_HELD = (
    "end its use by phone or watch, take it off and put it on again; on Windows remove it under Bluetooth & devices, "
    "on Linux `bluetoothctl remove ADDRESS` makes the system forget it"
)

_SILENT = "wet the electrodes and tighten the strap; a strap that stays silent wants a new battery"


def _strap(radio: RadioFacts, strap: StrapFacts | None) -> list[Check]:
    if strap is None:
        needs = "needs a scan first" if radio.problem is not None else "needs the strap in range first"
        return [Check(name, Verdict.NOT_CHECKED, needs) for name in _STRAP_LINES]
    if strap.up_after_s is None:
        said = printable(str(words_of(strap.said))).rstrip(".") or "it did not answer"
        stuck = Check("connection", Verdict.PROBLEM, said, _HELD, stops_a_walk=True)
        return [stuck, *(Check(name, Verdict.NOT_CHECKED, "needs a connection first") for name in _STRAP_LINES[1:])]
    readings = _readings(strap)
    return [
        _connection(strap, strap.up_after_s),
        _packets(strap),
        *_heart(readings),
        _battery(strap.battery_percent),
    ]


def _readings(strap: StrapFacts) -> list[heart_rate.HeartRateMeasurement]:
    readings = []
    for _, payload in strap.notifications:
        try:
            readings.append(heart_rate.decode(payload))
        except PayloadRejectedError:
            continue
    return readings


def _connection(strap: StrapFacts, up_after_s: float) -> Check:
    found = f"connected and subscribed after {up_after_s:.1f} s"
    if strap.drops and strap.notifications:
        step = (
            "bring the computer nearer, away from USB 3 plugs and Wi-Fi routers; if it drops again and again, update "
            "the system or try another Bluetooth adapter"
        )
        return Check("connection", Verdict.PROBLEM, f"{found}, then lost {_times(strap.drops)}", step)
    return Check("connection", Verdict.OK, found)


def _packets(strap: StrapFacts) -> Check:
    count = len(strap.notifications)
    if count == 0:
        found = f"none in {strap.listened_s:.0f} s, though it is connected"
        return Check("packets", Verdict.PROBLEM, found, _SILENT, stops_a_walk=True)
    span_s = strap.notifications[-1][0] - strap.notifications[0][0]
    rate_per_s = (count - 1) / span_s if span_s > 0 else 1.0
    found = f"{rate_per_s:.1f} a second"
    if rate_per_s < LEAST_RATE_PER_S or count < LEAST_RATE_PER_S * strap.listened_s / 2:
        step = "bring the computer nearer, in sight of your chest, and end other programs that use Bluetooth"
        return Check("packets", Verdict.PROBLEM, f"{found}, {count} in {strap.listened_s:.0f} s", step)
    return Check("packets", Verdict.OK, found)


def _heart(readings: list[heart_rate.HeartRateMeasurement]) -> list[Check]:
    names = ("heart rate", "beat intervals", "skin contact")
    if not readings:
        return [Check(name, Verdict.NOT_CHECKED, "needs readable packets first") for name in names]
    dry = "wet both electrodes well, tighten the strap, and wait half a minute"
    beats = [reading.bpm for reading in readings if reading.bpm]
    if beats:
        rate = Check("heart rate", Verdict.OK, f"{beats[-1]} bpm")
    else:
        rate = Check("heart rate", Verdict.PROBLEM, "only zeros", dry, stops_a_walk=True)
    sends_rr = any(reading.rr_s for reading in readings)
    rr = "sent" if sends_rr else "not sent; a walk does without, as with most optical sensors"
    contacts = [reading.contact for reading in readings if reading.contact is not None]
    if not contacts:
        contact = Check("skin contact", Verdict.NOT_CHECKED, "this strap does not tell")
    elif contacts[-1]:
        contact = Check("skin contact", Verdict.OK, "the electrodes touch skin")
    else:
        contact = Check("skin contact", Verdict.PROBLEM, "the electrodes do not touch skin", dry, stops_a_walk=True)
    return [rate, Check("beat intervals", Verdict.OK, rr), contact]


def _battery(percent: int | None) -> Check:
    if percent is None:
        return Check("battery", Verdict.NOT_CHECKED, "this strap does not tell")
    if percent <= BATTERY_LOW_PCT:
        return Check("battery", Verdict.PROBLEM, f"{percent} %", "change it soon; most straps take a CR2025 or CR2032")
    return Check("battery", Verdict.OK, f"{percent} %")


# The last walk

REGULAR_SPREAD = 0.2
"""Links that break by themselves last about the same time each: 20, 60 or 150 s were reported for some adapters."""


def _last_walk(stood_s: LastWalk) -> Check:
    """Check whether the link was lost again and again, which a dozen seconds of looking cannot show."""
    name = "last walk"
    if stood_s is None:
        return Check(name, Verdict.NOT_CHECKED, "there is none yet")
    if stood_s == UNTOLD:
        return Check(name, Verdict.NOT_CHECKED, "an older Coach recorded it, in words alone")
    if len(stood_s) < 3:  # two points are no pattern
        return Check(name, Verdict.OK, f"the connection was lost {_times(len(stood_s))}")
    usual_s = median(stood_s)
    if max(abs(item - usual_s) for item in stood_s) <= REGULAR_SPREAD * usual_s:
        step = (
            "strap and computer do not agree on how to keep a connection, as some adapters and older systems are known "
            "for: update the system, or try another Bluetooth adapter"
        )
        return Check(name, Verdict.PROBLEM, f"the connection was lost every {usual_s:.0f} s", step)
    step = "put the computer where it sees your chest, away from USB 3 plugs and Wi-Fi routers; try a new battery"
    return Check(name, Verdict.PROBLEM, f"the connection was lost {_times(len(stood_s))}", step)


def _times(count: int) -> str:
    return ("never", "once", "twice")[count] if count < 3 else f"{count} times"


def connections_lost(recordings: Path) -> LastWalk:
    """Return how long each connection of the newest recording lasted until it was lost, s; None without a recording."""
    try:
        newest = newest_recording(recordings)
        inputs = [] if newest is None else read_activity(newest).inputs
    except (CoachError, OSError):
        return None  # an unreadable recording is not what this command checks
    up_s, stood_s = None, []
    for item in inputs:
        if isinstance(item, LinkUp) and item.of_the_heart:
            up_s = item.at_s
        elif isinstance(item, LinkDown) and item.of_the_heart and up_s is not None:
            if isinstance(item.said, str):
                return UNTOLD
            if item.said.kind is LinkFactKind.LOST:
                stood_s.append(item.at_s - up_s)
            up_s = None
    return None if newest is None else tuple(stood_s)
