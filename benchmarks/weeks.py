"""A made-up walker's first weeks: a real history, made of simulated walks, for pictures of the pages.

Everything takes the path of a real walk: recordings in their format, kept by the diary, prescribed by the programme.
"""

import random
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from coach.config import Profile, RememberedStrap
from coach.config.profile_writing import save_profile
from coach.domain.programme.felt import Felt
from coach.domain.programme.function import FunctionAnswer
from coach.domain.programme.safety import SafetyAnswers, SafetySign
from coach.domain.programme.talk import TalkTest
from coach.domain.programme.walk_log import CheckIn, OwnActivity
from coach.domain.workout.steps import Workout
from coach.services.diary import Diary
from coach.services.recorded_walks import RecordedWalks
from coach.session.engine import SessionEngine
from coach.session.inputs import BatteryRead, EndReason, LinkUp, SessionEnded, SessionInput
from coach.session.line_codec import Header
from coach.session.plan import SessionPlan
from coach.session.snapshot import SessionSnapshot
from coach.session_time import UnpacedClock
from coach.sources.simulator import SimulatedStrap
from coach.store.recorder import RecordingWriter
from coach.store.rows import NewSession

STRAP = RememberedStrap("Polar H10 5C2A", "A0:9E:1A:5C:2A:01", "linux")
START = date(2026, 10, 26)
"""A Monday; pictures show this walker's weeks, whenever they are drawn."""

TODAY = START + timedelta(weeks=4, days=4)
"""Friday of week 5: the tempo day."""

RECOVERY_S = 66.0
"""Length after the last step: enough to measure the recovery."""

ACTIVITIES = ("carry the shopping", "work in the garden", "sit through a film")
RATED = {START: (4, 3, 5), START + timedelta(weeks=3): (6, 5, 7)}
"""How well the walker can do them, on the days on which Coach asks."""

MISSED = frozenset({START + timedelta(days=9), START + timedelta(days=20)})
"""Prescribed walks that the walker skips."""


def named(item: SessionInput) -> tuple[SessionInput, ...]:
    """The simulated strap under a real one's name."""
    if isinstance(item, LinkUp):
        return (
            LinkUp(at_s=item.at_s, name=STRAP.name, address="simulated"),
            BatteryRead(at_s=item.at_s, percent=80),
        )
    return (item,)


async def walked(plan: SessionPlan, seed: int) -> tuple[list[SessionInput], SessionSnapshot]:
    """Walk a whole walk with its recovery; return its inputs, and the state at its end."""
    engine = SessionEngine(plan)
    strap = SimulatedStrap(plan.zones.zone_2, UnpacedClock(), seed=seed)
    heard: list[SessionInput] = []
    over_s: float | None = None
    async for item in strap.inputs():
        for told in named(item):
            heard.append(told)
            engine.receive(told)
        strap.follow(engine.events())
        if engine.finished and over_s is None:
            over_s = item.at_s
        if over_s is not None and item.at_s > over_s + RECOVERY_S:
            break
    view = engine.snapshot(engine.now_s)
    heard.append(SessionEnded(at_s=engine.now_s, reason=EndReason.FINISHED))
    return heard, view


def begin(diary: Diary) -> None:
    """The walker's profile."""
    known = msgspec.structs.replace(
        Profile(), age=52, strap=STRAP, programme_start=START.isoformat(), disclaimers_seen=("no_medical_device",)
    )
    diary.profile = known.with_safety(SafetyAnswers().answered(SafetySign, ()))
    save_profile(diary.folders.profile_file, diary.profile)


async def keep(diary: Diary, day: date, workout: Workout, number: int) -> str:
    """Walk one day's walk, and keep it with what was felt; the result is the walk's name in the history."""
    recorded = RecordedWalks(diary)
    started = datetime.combine(day, time(7, 10 + number % 25), UTC)
    zones = diary.profile.zones()
    plan = SessionPlan(workout, zones.table, zones.allows_speed_up)
    length_s = workout.duration_s or 0.0
    session = diary.history.add_session(NewSession(started, workout.kind, length_s / 60))
    heard, _ = await walked(plan, seed=number)
    header = Header(started.isoformat(), source={"kind": "strap", "name": STRAP.name}, session=plan.to_json())
    with RecordingWriter(recorded.recording_of(session), header) as sink:
        for item in heard:
            sink.write(item)
    recorded.keep(session, sink)
    chance = random.Random(number)  # noqa: S311 - a made-up back, no secret
    weeks = (day - START).days / 7
    diary.history.log(
        session.session_id,
        Felt(
            rpe=round(4.6 - 0.35 * weeks + chance.uniform(-0.4, 0.4)),
            pain_before=round(3.0 - 0.4 * weeks + chance.uniform(-0.4, 0.4)),
            pain_after=round(3.0 - 0.5 * weeks + chance.uniform(-0.5, 0.5)),
            pain_next_morning=round(2.6 - 0.5 * weeks),
            talk_test=TalkTest.COMFORTABLE,
            distance_m=round(length_s / 3.6 * (4.5 + 0.12 * weeks + chance.uniform(-0.1, 0.1))),
        ),
    )
    return session.session_id


async def make(diary: Diary, until: date = TODAY) -> str:
    """All walks from the first day to the day before `until`, as the programme prescribes them; the last one's name."""
    begin(diary)
    diary.history.add_check_in(CheckIn(until.toordinal() - 3, limited=False, avoids_movement=False, wants_more=False))
    for day, scores in RATED.items():
        rated = tuple(OwnActivity(name, score) for name, score in zip(ACTIVITIES, scores, strict=True))
        diary.history.add_check_in(FunctionAnswer(rated).as_check_in(day.toordinal()))
    last, number = "", 0
    for days in range((until - START).days):
        day = START + timedelta(days=days)
        asked = diary.plan_for(day, day).today
        if asked.workout is not None and day not in MISSED:
            number += 1
            last = await keep(diary, day, asked.workout, number)
    return last
