"""Counts what is in a walk from a file, for whoever imports it and for whoever compares it with other programs."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from coach.domain.wire import heart_rate
from coach.errors import PayloadRejectedError
from coach.session.activity import Activity
from coach.session.flaws import DROPPED
from coach.session.inputs import Notification, Reading, SessionInput

NOTHING_DROPPED: Mapping[str, int] = MappingProxyType({})


class Tally(msgspec.Struct, frozen=True):
    """What one walk holds, or several."""

    readings: int = 0
    """Heart rates as the device wrote them, its zeros included."""
    seconds: float = 0.0
    """From the first record to the last."""
    min_bpm: int | None = None
    """Of heart rates over 0, as highest and mean."""
    max_bpm: int | None = None
    mean_bpm: float | None = None
    measured: int = 0
    """Heart rates over 0."""
    rr: int = 0
    """Intervals between beats."""
    distance_m: float | None = None
    dropped: Mapping[str, int] = msgspec.field(default_factory=lambda: NOTHING_DROPPED)
    """How many lines, records or values the reader left out, by reason (`flaws.DROPPED`)."""


def tally(activity: Activity) -> Tally:
    """Count what is in a walk."""
    readings = rr = 0
    last_s = 0.0
    measured: Counter[int] = Counter()
    for item in activity.inputs:
        last_s = item.at_s
        bpm, intervals = _heard(item)
        rr += intervals
        if bpm is not None:
            readings += 1
            measured[bpm] += bpm > 0
    measured = +measured
    count = measured.total()
    return Tally(
        readings=readings,
        seconds=last_s if activity.lasts_s is None else activity.lasts_s,
        min_bpm=min(measured, default=None),
        max_bpm=max(measured, default=None),
        mean_bpm=_mean_of_beats(activity)
        or (sum(bpm * times for bpm, times in measured.items()) / count if count else None),
        measured=count,
        rr=rr,
        distance_m=activity.distance_m,
        dropped=_dropped(activity),
    )


def _mean_of_beats(activity: Activity) -> float | None:
    """Return the mean rate of a list of intervals, each by its length and not by the whole number beside it."""
    rates = []
    for item in activity.inputs:
        if isinstance(item, Notification):
            return None
        if isinstance(item, Reading):
            if len(item.rr_s) != 1 or not item.rr_s[0] > 0 or round(60 / item.rr_s[0]) != item.bpm:
                return None
            rates.append(60 / item.rr_s[0])
    return sum(rates) / len(rates) if rates else None


def _heard(item: SessionInput) -> tuple[int | None, int]:
    """Return a heart rate, None where this is none, and the number of intervals beside it."""
    if isinstance(item, Reading):
        return item.bpm, len(item.rr_s)
    if isinstance(item, Notification) and item.of_the_heart and item.characteristic == heart_rate.MEASUREMENT:
        try:
            measurement = heart_rate.decode(item.payload)
        except PayloadRejectedError:
            return None, 0
        return measurement.bpm, len(measurement.rr_s)
    return None, 0


def _dropped(activity: Activity) -> Mapping[str, int]:
    # A flaw that counts nothing is about one line, or about all behind a damage.
    found: Counter[str] = Counter()
    for flaw in activity.flaws:
        if flaw.kind in DROPPED:
            found[flaw.kind.value] += flaw.count or 1
    return dict(sorted(found.items()))


def together(tallies: Iterable[Tally]) -> Tally:
    """Return what several walks hold together."""
    whole = Tally()
    for item in tallies:
        whole = _sum(whole, item)
    return whole


def _sum(one: Tally, other: Tally) -> Tally:
    measured = one.measured + other.measured
    total_bpm = (one.mean_bpm or 0.0) * one.measured + (other.mean_bpm or 0.0) * other.measured
    lowest = [bpm for bpm in (one.min_bpm, other.min_bpm) if bpm is not None]
    highest = [bpm for bpm in (one.max_bpm, other.max_bpm) if bpm is not None]
    distances = [metres for metres in (one.distance_m, other.distance_m) if metres is not None]
    return Tally(
        readings=one.readings + other.readings,
        seconds=one.seconds + other.seconds,
        min_bpm=min(lowest, default=None),
        max_bpm=max(highest, default=None),
        mean_bpm=total_bpm / measured if measured else None,
        measured=measured,
        rr=one.rr + other.rr,
        distance_m=sum(distances) if distances else None,
        dropped=dict(sorted((Counter(one.dropped) + Counter(other.dropped)).items())),
    )
