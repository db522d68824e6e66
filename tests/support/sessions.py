"""Sessions for tests: plans, any inputs a recording can hold, and a session run to its end."""

from contextlib import contextmanager
from itertools import accumulate

import pytest
from hypothesis import strategies as st

from coach.domain.heart.signal_quality import Remark, Signal
from coach.domain.pacing.tracker import PacingTracker
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkTest
from coach.domain.wire.heart_rate import HeartRateMeasurement, encode
from coach.domain.workout.steps import Step, StepKind, Workout, WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES, Band
from coach.errors import BluetoothProblem, During
from coach.session import engine as engine_module
from coach.session.engine import SessionEngine
from coach.session.inputs import (
    BandChanged,
    BatteryRead,
    EndReason,
    LinkChanged,
    LinkDown,
    LinkState,
    LinkUp,
    MuteChanged,
    NoteAdded,
    Notification,
    PainAnswered,
    PainMoment,
    PainReported,
    Paused,
    Reading,
    Resumed,
    SessionEnded,
    SignalStrengthRead,
    SignsAnswered,
    SpeedReading,
    StepExtended,
    StepSkipped,
    TalkTestAnswered,
    UnknownEvent,
    WorkoutStopped,
)
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.plan import SessionPlan

TWENTY = Workout(
    WorkoutKind.STEADY,
    (Step(StepKind.WARM_UP, 300.0), Step(StepKind.STEADY, 720.0), Step(StepKind.COOL_DOWN, 180.0)),
)
"""Twenty minutes with steps that the tests know by heart."""

STEADY = SessionPlan(TWENTY, TYPICAL_ZONES)
TEMPO = SessionPlan(make(WorkoutKind.TEMPO, None), TYPICAL_ZONES)
FREE = SessionPlan(make(WorkoutKind.FREE, None), TYPICAL_ZONES)
SHORT = SessionPlan(
    Workout(
        WorkoutKind.TEMPO,
        (
            Step(StepKind.WARM_UP, 30.0),
            Step(StepKind.EFFORT, 0.001),
            Step(StepKind.RECOVERY, 5.0),
            Step(StepKind.EFFORT, 40.0),
            Step(StepKind.COOL_DOWN, 7.3),
        ),
    ),
    TYPICAL_ZONES,
)
SLOWED = SessionPlan(TWENTY, TYPICAL_ZONES, allows_speed_up=False)
PACED = SessionPlan(TWENTY, TYPICAL_ZONES, paced=True)
UNKNOWN = SessionPlan(TWENTY, None, allows_speed_up=False, measured_max_bpm=150.0)
"""A heart that medicine slows, before its first talk test."""
PLANS = (STEADY, TEMPO, FREE, SHORT, SLOWED, PACED, UNKNOWN)


class FindingTracker(PacingTracker):
    """Finds, by the count of readings alone, the rhythm irregular now and then, and all that a strap can do."""

    readings = 0

    def reading(self, at_s, bpm, rr_s=(), *, contact=None):
        self.readings += 1
        return super().reading(at_s, bpm, rr_s, contact=contact)

    def assessment(self):
        found = super().assessment()
        is_irregular = found.signal.is_believed and self.readings // 20 % 2
        remarks = frozenset(remark for number, remark in enumerate(Remark, 1) if self.readings >= 15 * number)
        return found._replace(signal=Signal.IRREGULAR if is_irregular else found.signal, remarks=remarks)


@contextmanager
def finding_engines():
    """Engines begun inside have a `FindingTracker`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine_module, "PacingTracker", FindingTracker)
        yield


def notification(at_s, bpm, rr_s=(), contact=None):
    payload = encode(HeartRateMeasurement(bpm=bpm, rr_s=rr_s, contact=contact))
    return Notification(at_s=float(at_s), payload=payload)


def beats(bpm, start_s=1.0, end_s=60.0):
    """A notification a second, with the beats that belong to it."""
    return [notification(at_s, bpm, (60 / bpm,)) for at_s in range(int(start_s), int(end_s) + 1)]


_GAPS = st.sampled_from([0.0, 0.0, 0.001, 0.3, 0.999, 1.0, 1.0, 1.001, 2.5, 5.0, 15.0, 31.0, 75.0, 610.0, 14_000.0])
_PAYLOADS = st.one_of(
    st.binary(max_size=12),
    st.builds(lambda bpm, rr_s: encode(HeartRateMeasurement(bpm=bpm, rr_s=tuple(rr_s))), st.integers(0, 400),
              st.one_of(st.lists(st.floats(0.2, 3.0), max_size=4),
                        st.lists(st.floats(0.2, 0.7), min_size=80, max_size=120))),
    st.builds(lambda bpm: encode(HeartRateMeasurement(bpm=bpm, rr_s=(60 / bpm,))), st.integers(95, 175)),
)  # fmt: skip
_NUMBERS = st.one_of(st.floats(0.2, 3.0), st.floats(allow_nan=False, allow_infinity=False))
_BANDS = st.builds(lambda lo_bpm, width_bpm: Band(lo_bpm, lo_bpm + width_bpm), st.floats(30, 200), st.floats(1.01, 49))
_TEXTS = st.text(max_size=8)
_SAID = _TEXTS | st.builds(
    LinkFact,
    st.sampled_from(LinkFactKind),
    name=_TEXTS,
    in_range=st.lists(_TEXTS, max_size=3).map(tuple),
    seconds=st.none() | st.floats(0, 1000),
    problem=st.none() | st.sampled_from(BluetoothProblem),
    during=st.none() | st.sampled_from(During),
    detail=_TEXTS,
    system=st.sampled_from(["", "linux", "darwin", "win32"]),
)

_KINDS = st.one_of(
    st.builds(lambda payload: (Notification, {"payload": payload}), _PAYLOADS),
    st.builds(lambda payload: (Notification, {"payload": payload}), _PAYLOADS),
    st.builds(
        lambda bpm, rr_s: (Reading, {"bpm": bpm, "rr_s": tuple(rr_s)}),
        st.one_of(st.integers(0, 255), st.integers(0, 65535)),
        st.lists(_NUMBERS, max_size=3),
    ),
    st.builds(lambda speed_mps: (SpeedReading, {"speed_mps": speed_mps}), _NUMBERS),
    st.just((Paused, {})),
    st.just((Resumed, {})),
    st.just((StepSkipped, {})),
    st.just((WorkoutStopped, {})),
    st.builds(lambda by_s: (StepExtended, {"by_s": by_s}), st.one_of(st.just(60.0), _NUMBERS)),
    st.builds(lambda band: (BandChanged, {"band": band}), _BANDS),
    st.builds(lambda muted: (MuteChanged, {"muted": muted}), st.booleans()),
    st.builds(lambda name: (LinkUp, {"name": name}), _TEXTS),
    st.builds(lambda said: (LinkDown, {"said": said}), _SAID),
    st.builds(
        lambda state, attempt: (LinkChanged, {"state": state, "attempt": attempt}),
        st.sampled_from(LinkState),
        st.integers(-1, 99),
    ),
    st.builds(lambda percent: (BatteryRead, {"percent": percent}), st.integers(-1, 300)),
    st.builds(lambda rssi_dbm: (SignalStrengthRead, {"rssi_dbm": rssi_dbm}), st.integers(-127, 20)),
    st.builds(lambda text: (NoteAdded, {"text": text}), _TEXTS),
    st.builds(lambda answer: (TalkTestAnswered, {"answer": answer}), st.sampled_from(TalkTest)),
    st.builds(
        lambda level, moment: (PainReported, {"level": level, "moment": moment}),
        st.integers(-5, 50),
        st.none() | st.sampled_from(PainMoment),
    ),
    st.builds(lambda choice: (PainAnswered, {"choice": choice}), st.sampled_from(PainChoice)),
    st.builds(lambda signs: (SignsAnswered, {"signs": tuple(signs)}), st.lists(_TEXTS, max_size=3)),
    st.builds(lambda name: (UnknownEvent, {"name": name}), _TEXTS),
)
_ONE = st.tuples(_GAPS, _KINDS).map(lambda step: [step])
_STRETCH = st.builds(
    lambda seconds, bpm, per_s: [
        (1.0, (Notification, {"payload": _beat(bpm + per_s * second)})) for second in range(seconds)
    ],
    st.integers(10, 150),
    st.floats(90, 180),
    st.floats(-0.7, 0.7),
)
"""A heart rate that goes somewhere, a notification a second: what most of a real recording is."""


def _beat(bpm):
    whole_bpm = round(min(max(bpm, 60), 200))
    return encode(HeartRateMeasurement(bpm=whole_bpm, rr_s=(60 / whole_bpm,)))


def _in_order(chunks):
    steps = [step for chunk in chunks for step in chunk]
    times_s = accumulate(gap_s for gap_s, _ in steps)
    return [kind(at_s=round(at_s, 6), **fields) for at_s, (_, (kind, fields)) in zip(times_s, steps, strict=True)]


ANYTHING = st.lists(st.one_of(_ONE, _ONE, _ONE, _STRETCH), max_size=40).map(_in_order)
"""Any inputs that a recording can hold, in order of time, without an end."""


def run(plan, inputs, *, ends_at_s=None, ticks=()):
    """All events and the final snapshot; `ticks` are moments at which somebody advances the engine besides."""
    engine, told = SessionEngine(plan), []
    waiting = sorted(ticks)
    for item in inputs:
        while waiting and waiting[0] <= item.at_s:
            engine.advance(max(engine.now_s, waiting.pop(0)))
            told.extend(engine.events())
            engine.snapshot(engine.now_s)
        engine.receive(item)
        told.extend(engine.events())
    if ends_at_s is not None:
        for tick_s in waiting:
            if engine.now_s <= tick_s <= ends_at_s:
                engine.advance(tick_s)
        engine.receive(SessionEnded(at_s=ends_at_s, reason=EndReason.STOPPED))
        told.extend(engine.events())
    return told, engine.snapshot(engine.now_s)
