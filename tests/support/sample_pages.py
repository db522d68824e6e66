"""Services of one walker in week 3, made by hand: what the pages are shown in tests and pictures."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePosixPath

import numpy as np
from msgspec.structs import replace

from coach.domain.programme.change import Change
from coach.domain.programme.felt import Felt
from coach.domain.programme.safety import SafetyAnswers, SafetySign
from coach.domain.programme.talk import TalkTest
from coach.domain.workout.steps import WorkoutKind, make
from coach.domain.zone.max_heart_rate import NO_BAND_YET
from coach.domain.zone.zones import TYPICAL_ZONES, Band
from coach.pages.exporting import ExportedFile
from coach.pages.history import HistoryView, WalkDetail, WalkRow
from coach.pages.lessons import lesson_of_walk
from coach.pages.ports import WalkSetup
from coach.pages.profile import ProfileView, SettingsView
from coach.pages.programme import (
    DayView,
    HomeView,
    PlannedWeek,
    PlanView,
    RunningView,
    UnaskedView,
    UnfinishedView,
    WalkOffer,
    WeekView,
)
from coach.pages.straps import ProofState, StrapProof, StrapView
from coach.pages.trends import Axis, Better, TrendKind, TrendPoint, TrendView
from coach.session.snapshot import TraceView
from coach.session.straps import StrapSeen
from tests.support.fakes import SUMMARY, FakeHost
from tests.support.scenes import LIVE_IN

TODAY = date(2026, 11, 25)

NO_SIGN = SafetyAnswers().answered(SafetySign, ())
MONDAY = date(2026, 11, 23)
BAND = TYPICAL_ZONES.zone_2
FOCUS = "Find one pace and keep its rhythm from start to end."
REASON = "4 walks done, felt as 3 of 10 and pain stayed low: on to the next step."


def prescribed(kind, minutes):
    made = make(kind, minutes)
    return WalkOffer(kind, None if made.duration_s is None else round(made.duration_s / 60), made.steps, BAND)


def week(planned, walked, today=TODAY, **changes):
    """`planned` and `walked` are minutes by day from Monday; 0 is none; 40 and more is the long walk."""
    days = tuple(
        DayView(
            MONDAY + timedelta(days=i),
            None if not minutes else WorkoutKind.LONG if minutes >= 40 else WorkoutKind.STEADY,
            minutes,
            walked[i],
            MONDAY + timedelta(days=i) == today,
        )
        for i, minutes in enumerate(planned)
    )
    plain = WeekView(days, sum(item > 0 for item in walked), (5, 6), float(sum(walked)), 51.5, None, False)
    return replace(plain, **changes)


WEEK = week((26, 27, 28, 0, 29, 40, 0), (26, 27, 0, 0, 0, 0, 0))
STRAP = StrapView("Polar H10 1234", "AA:BB:CC:00:11:22", 80)

HOME = HomeView(
    today=TODAY,
    profile_name=None,
    week_number=3,
    phase_name="Volume and confidence",
    walk=prescribed(WorkoutKind.STEADY, 28),
    headline="",
    focus=FOCUS,
    reason=REASON,
    warning="",
    hint="",
    week=WEEK,
    strap=STRAP,
    unfinished=None,
    newest_walk="w0",
    band_note="from your age, ± 10",
    lesson=lesson_of_walk(3, 11),
)
REST = replace(HOME, walk=None, headline="Rest today", focus="The body gets stronger between walks.")
DONE = replace(HOME, walk=None, headline="Done for today")
TEMPO = replace(
    HOME,
    week_number=5,
    phase_name="Capacity",
    walk=prescribed(WorkoutKind.TEMPO, 34),
    focus="Make the easy parts truly easy.",
    week=week((32, 33, 0, 34, 35, 36, 0), (32, 33, 0, 0, 0, 0, 0), z2_minutes=64.0, goal_minutes=(150, 300),
              prescribed_walks=(6, 7), long_walk_done=None),
)  # fmt: skip
NEW = replace(
    HOME,
    week_number=1,
    phase_name="Rhythm and routine",
    walk=prescribed(WorkoutKind.STEADY, 15),
    focus="Let your arms swing loosely from the shoulders.",
    reason="",
    week=week((0, 0, 15, 0, 16, 0, 17), (0,) * 7, prescribed_walks=(4, 5), z2_minutes=0.0, long_walk_done=None),
    newest_walk=None,
    strap=None,
    band_note="the typical band",
)
UNFINISHED = replace(HOME, unfinished=UnfinishedView("2026-11-25-0712", datetime(2026, 11, 25, 7, 12, tzinfo=UTC), 12))
WARNED = replace(
    HOME,
    warning="A walk of 70 minutes is more than the programme's next step (45): go easy on the next days, "
    "and let the minutes grow week by week.",
    strap=replace(STRAP, battery_percent=9),
    ask_morning_pain="2026-11-24-0731",
    proposed_band=Band(126, 141),
    proposal="On 2 walks you spoke comfortably at 142-144 bpm: 126-141 would fit how it feels.",
    profile_name="[b]Ann\x1b[2J",
)
FLAGGED = replace(HOME, open_signs=frozenset({SafetySign.SADDLE, SafetySign.CANCER}))
NO_ZONE = replace(HOME, walk=replace(prescribed(WorkoutKind.STEADY, 15), band=None), band_note=NO_BAND_YET)
"""With heart medicine, before the first talk test."""
RUNNING = replace(HOME, running=RunningView(datetime(2026, 11, 25, 7, 12, tzinfo=UTC)))
RUNNING_UNKNOWN = replace(REST, running=RunningView(None))
UNASKED = replace(HOME, unasked=UnaskedView("w-missed", datetime(2026, 11, 25, 7, 12, tzinfo=UTC)))

HOMES = {
    "ordinary": HOME,
    "rest": REST,
    "done": DONE,
    "tempo": TEMPO,
    "new": NEW,
    "unfinished": UNFINISHED,
    "warned": WARNED,
    "flagged": FLAGGED,
    "no_zone": NO_ZONE,
    "running": RUNNING,
    "running_unknown": RUNNING_UNKNOWN,
}

PLAN = PlanView(
    today=TODAY,
    weeks=(
        PlannedWeek(1, 1, "Rhythm and routine", (4, 5), (15, 17), None, False, 4, 41.0),
        PlannedWeek(2, 1, "Rhythm and routine", (4, 5), (18, 20), None, False, 5, 62.0),
        PlannedWeek(3, 2, "Volume and confidence", (5, 6), (25, 29), 40, False, 2, 51.5),
        PlannedWeek(4, 2, "Volume and confidence", (5, 6), (30, 35), 45, False, 0, 0.0),
        PlannedWeek(5, 3, "Capacity", (6, 7), (31, 38), None, True, 0, 0.0),
        PlannedWeek(6, 3, "Capacity", (6, 7), (38, 45), None, True, 0, 0.0),
    ),
    current=3,
    afterwards="After week 6 it goes on: 150 to 300 minutes in Zone 2 a week, on five days or more.",
    path="",
    week=WEEK,
    focus=FOCUS,
    reason=REASON,
)


def row(number, kind=WorkoutKind.STEADY, minutes=26.0, rpe=3, pain=2):
    started = datetime(2026, 11, 24, 7, 31, tzinfo=UTC) - timedelta(days=number * 1.6)
    bpm = 124 + number % 5
    return WalkRow(f"w{number}", started, kind, minutes - number * 0.7, minutes - 8 - number * 0.5, bpm, rpe, pain)


WALKS = (
    row(0),
    row(1, rpe=None, pain=None),
    row(2, kind=WorkoutKind.LONG, minutes=44.0),
    *(row(number, rpe=4, pain=3) for number in range(3, 14)),
)

OF_TEN = Axis(0.0, 10.0)


def trend(kind, values, *, name="Something", unit="of 10", axis=OF_TEN, better=Better.DOWN, **rest):
    """A trend with a point a day, or a week where it has a goal."""
    by = 7 if rest.get("goal") else 1
    points = tuple(TrendPoint(date(2026, 11, 2) + timedelta(days=by * i), value) for i, value in enumerate(values))
    return TrendView(kind, name, unit, points, axis, better, "Two walks make a trend.", **rest)


HISTORY = HistoryView(
    WALKS,
    (
        trend(TrendKind.Z2_MINUTES, (28, 41, 62, 51.5), name="Zone 2 a week", unit="min", axis=Axis(0.0, 150.0),
              better=Better.UP, goal=150.0, last_is_open=True),
        trend(TrendKind.SPEED, (4.4, 4.5, 4.4, 4.6, 4.8, 4.8), name="Speed at 127 bpm", unit="km/h",
              axis=Axis(4.0, 5.0), better=Better.UP, change=Change(4.4, 4.8, 0.22)),
        trend(TrendKind.SPIKES, (3, 1, 0, 2, None, 1, 0, 0), name="Spikes above the zone", unit="a walk",
              axis=Axis(0.0, 5.0), change=Change(1.0, 0.0, 2.0)),
        trend(TrendKind.EFFORT, (5, 4, 4, None, 4, 3, 3, 3), name="Effort at 4.6 km/h", change=Change(4.0, 3.0, 2.0)),
        trend(TrendKind.PAIN, (4, 4, 5, 3, 3, None, 2, 2), name="Pain after", change=Change(4.0, 2.0, 2.0)),
    ),
)  # fmt: skip
EMPTY_HISTORY = HistoryView((), ())


def whole_trace():
    at_s = np.arange(1.0, 1245.0)
    bpm = 88 + 38 * (1 - np.exp(-at_s / 110)) + 3 * np.sin(at_s / 60) - np.where(at_s > 1080, (at_s - 1080) / 8, 0)
    bpm[400:460] = np.nan
    return TraceView(at_s, bpm, ())


FELT = Felt(rpe=3, pain_before=2, pain_after=1, talk_test=TalkTest.COMFORTABLE, distance_m=1850.0, note="New shoes.")
DETAIL = WalkDetail(
    row=WALKS[0],
    zones=TYPICAL_ZONES,
    summary=SUMMARY,
    trace=whole_trace(),
    felt=FELT,
    comparison=("At 126 bpm you were 0.2 km/h faster than on your last four steady walks.", "It felt a little easier."),
    advice="Tomorrow: rest. On Friday 29 minutes.",
    lesson=lesson_of_walk(3, 11),
    file=PurePosixPath("/home/ada/.local/share/coach/recordings/2026-11-24-0731.jsonl"),
)
FIRST_DETAIL = replace(DETAIL, trace=None, felt=Felt(), comparison=(), advice="", file=None)

STRAPS = (
    StrapSeen("Polar H10 1234", "AA:BB:CC:00:11:22", -52, None, True, False, 0.4),
    StrapSeen("HRM-Dual:114 [red]x\u202eevil", "AA:BB:CC:00:11:23", -71, None, True, False, 3.2),
    StrapSeen("", "AA:BB:CC:00:11:24", -93, None, True, False, 12.0),
    StrapSeen("Treadmill 心拍計 室", "AA:BB:CC:00:11:25", None, 40, False, True, 0.0),
)
PROOFS = (
    StrapProof(ProofState.CONNECTING, "Connecting"),
    StrapProof(ProofState.LISTENING, "Connected, asking for heart beats", battery_percent=80),
    StrapProof(ProofState.BEATING, "Heart beats arrive", 72, 3, 5, 80, "chest", "Polar Electro Oy"),
    StrapProof(ProofState.PROVEN, "This strap works, and is remembered", 73, 5, 5, 80, "chest", "Polar Electro Oy"),
)
FAILED = StrapProof(ProofState.FAILED, "It connects but sends no beats: wet the electrodes, then press r.")


class FakeServices:
    """Meets `coach.pages.ports.CoachServices`, and writes down what it is asked to keep."""

    def __init__(self, home=HOME, *, profile=None, history=HISTORY, detail=DETAIL, straps=STRAPS, proofs=PROOFS):
        self.home_view = home
        self.profile_view = ProfileView(age=52, start=MONDAY, safety=NO_SIGN) if profile is None else profile
        self.history_view = history
        self.detail = detail
        self.straps = straps
        self.proofs = proofs
        self.settings_view = SettingsView(
            band=Band(112, 128), zone_source="your own band, 112-128 bpm", strap=STRAP.name
        )
        self.strap = STRAP
        self.host = FakeHost(LIVE_IN)
        self.unasked = True
        self.kept = []
        self.hold = None
        self.error = None
        self.times_reached = 0

    async def _reached(self):
        self.times_reached += 1
        if self.hold is not None:
            await self.hold.wait()
        if self.error is not None:
            raise self.error

    def today(self):
        return TODAY

    async def is_unasked(self, walk_id):
        return self.unasked

    async def profile(self):
        return self.profile_view

    async def save_profile(self, profile):
        self.kept.append(("profile", profile))
        self.profile_view = profile

    async def notice_signs(self, signs):
        self.kept.append(("signs", signs))

    async def say_signs_seen(self):
        self.kept.append(("seen",))
        self.home_view = replace(self.home_view, open_signs=frozenset())

    async def home(self):
        await self._reached()
        return self.home_view

    async def plan(self):
        await self._reached()
        return PLAN

    async def history(self):
        await self._reached()
        return self.history_view

    async def walk(self, walk_id):
        self.kept.append(("look", walk_id))
        return self.detail

    async def replay(self, walk_id, speed):
        await self._reached()
        self.kept.append(("replay", walk_id, speed))
        return FakeHost(LIVE_IN)

    async def export(self, walk_id, to):
        await self._reached()
        self.kept.append(("export", walk_id, to))
        return ExportedFile(f"{walk_id}.{to}", "~/Downloads", 1200)

    async def prescription(self, kind, minutes):
        return prescribed(kind, minutes)

    async def start_walk(self, walk):
        await self._reached()
        self.kept.append(("start", walk.kind, walk.minutes))
        return WalkSetup("w-new", self.host, 0.0, None, begins=False)

    async def continue_walk(self, walk_id):
        self.kept.append(("continue", walk_id))
        return WalkSetup(walk_id, self.host, 0.0, None, begins=False)

    async def join_walk(self):
        await self._reached()
        self.kept.append(("join",))
        return WalkSetup("w-running", self.host, 0.0, None, begins=False)

    async def close_walk(self, walk_id):
        self.kept.append(("close", walk_id))
        self.home_view = replace(self.home_view, unfinished=None)

    async def finish_walk(self, walk_id, felt):
        self.kept.append(("finish", walk_id, felt))
        self.home_view = replace(self.home_view, unasked=None)
        return self.detail

    async def save_felt(self, walk_id, felt, _before):
        self.kept.append(("felt", walk_id, felt))
        return replace(self.detail, felt=felt)

    async def let_count(self, walk_id, *, counts):
        self.kept.append(("count", walk_id, counts))

    async def save_morning_pain(self, walk_id, level):
        self.kept.append(("morning", walk_id, level))
        self.home_view = replace(self.home_view, ask_morning_pain=None)

    async def decide_band(self, band, *, take):
        self.kept.append(("band", band, take))
        self.home_view = replace(self.home_view, proposed_band=None)

    async def save_check_in(self, **answers):
        self.kept.append(("check_in", answers))
        self.home_view = replace(self.home_view, ask_check_in=False)

    async def save_function(self, answer):
        self.kept.append(("function", answer))

    async def watch_straps(self, *, everything):
        await self._reached()
        self.kept.append(("watch", everything))
        yield tuple(strap for strap in self.straps if everything or strap.advertises_heart_rate)
        await asyncio.Event().wait()

    async def prove_strap(self, strap):
        for proof in self.proofs:
            yield proof
        if self.proofs[-1].state is ProofState.PROVEN:
            self.strap = StrapView(strap.name, strap.address)
            self.kept.append(("strap", strap.address))

    async def remembered_strap(self):
        return self.strap

    async def forget_strap(self):
        self.strap = None
        self.kept.append(("forget",))

    async def move_walk(self, from_day, to_day):
        self.kept.append(("move", from_day, to_day))

    async def save_flare_plan(self, text):
        self.kept.append(("flare_plan", text))
        self.profile_view = replace(self.profile_view, flare_plan=text)

    async def settings(self):
        await self._reached()
        return self.settings_view

    async def change_settings(self, before, after):
        await self._reached()
        self.kept.append(("settings", after))
        self.settings_view = after

    async def report_flare(self, level):
        self.kept.append(("flare", level))
