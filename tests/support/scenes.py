"""Snapshots of a walk's moments, made by hand: each is what the screen has to be able to show."""

import numpy as np
from msgspec.structs import replace

from coach.domain.heart.signal_quality import Signal
from coach.domain.pacing.cue import Cue
from coach.domain.workout.steps import StepKind, WorkoutKind
from coach.domain.zone.zones import TYPICAL_ZONES, Position
from coach.session.events import CueRaised
from coach.session.inputs import LinkState
from coach.session.snapshot import LinkView, SessionSnapshot, StepView, TraceView

BAND = TYPICAL_ZONES.zone_2
LIVE_LINK = LinkView(LinkState.LIVE, 0, "", "Polar H10 1234", 80, -61)


def trace(now_s, bpm_now, *, gap=None, cues=()):
    """A walk that rises from rest to `bpm_now`, a point a second, NaN in `gap`."""
    at_s = np.arange(1.0, now_s, 1.0)
    bpm = 92 + (bpm_now - 92) * (1 - np.exp(-at_s / 90)) + 2.5 * np.sin(at_s / 23)
    bpm[-20:] = np.linspace(bpm[-20], bpm_now, 20)
    if gap:
        bpm[(at_s > gap[0]) & (at_s < gap[1])] = np.nan
    return TraceView(at_s, bpm, tuple(cues))


def cue(kind, text, at_s=810.0):
    return CueRaised(at_s=at_s, cue=kind, text=text, speech=f"{text}.", reason="test")


STEADY = StepView(StepKind.STEADY, 2, 3, BAND, 515.0, 565.0, StepKind.COOL_DOWN, 180.0)

LIVE_IN = SessionSnapshot(
    at_s=815.0,
    moving_s=815.0,
    workout=WorkoutKind.STEADY,
    step=STEADY,
    finished=False,
    ended=False,
    paused=False,
    muted=False,
    sent_bpm=128,
    believed_bpm=128.3,
    zone=2,
    position=Position.IN,
    shown_position=Position.IN,
    signal=Signal.LIVE,
    signal_reason=None,
    exit_in_s=None,
    expected_bpm=129.0,
    cardiac_drift_bpm_per_10min=None,
    band=BAND,
    zones=TYPICAL_ZONES,
    z2_s=574.0,
    zone_s=(60.0, 181.0, 574.0, 0.0, 0.0, 0.0),
    speed_mps=None,
    recovery_bpm=None,
    standing=None,
    cue=None,
    link=LIVE_LINK,
    trace=trace(815.0, 128.3, cues=((300.0, Cue.STEP), (420.0, Cue.SPEED_UP))),
)

IRREGULAR = replace(LIVE_IN, signal=Signal.IRREGULAR)

WAITING = replace(
    LIVE_IN,
    at_s=12.0,
    moving_s=12.0,
    step=StepView(StepKind.WARM_UP, 1, 3, BAND, 12.0, 288.0, StepKind.STEADY, 1080.0),
    sent_bpm=None,
    believed_bpm=None,
    zone=None,
    position=None,
    shown_position=None,
    signal=Signal.WAITING,
    expected_bpm=None,
    cardiac_drift_bpm_per_10min=None,
    z2_s=0.0,
    zone_s=(0.0,) * 6,
    link=LinkView(LinkState.SEARCHING, 1, "Looking for Polar H10 1234", "", None, None),
    trace=TraceView(np.array([]), np.array([]), ()),
)

BELOW = replace(
    LIVE_IN,
    sent_bpm=114,
    believed_bpm=114.2,
    zone=1,
    position=Position.BELOW,
    shown_position=Position.BELOW,
    expected_bpm=115.0,
    cardiac_drift_bpm_per_10min=None,
    cue=cue(Cue.SPEED_UP, "Pick up"),
    trace=trace(815.0, 114.2, cues=((810.0, Cue.SPEED_UP),)),
)

ABOVE = replace(
    LIVE_IN,
    sent_bpm=141,
    believed_bpm=141.1,
    zone=3,
    position=Position.ABOVE,
    shown_position=Position.ABOVE,
    expected_bpm=139.0,
    cardiac_drift_bpm_per_10min=None,
    cue=cue(Cue.EASE_OFF, "Ease off"),
    zone_s=(60.0, 141.0, 574.0, 40.0, 0.0, 0.0),
    trace=trace(815.0, 141.1, cues=((640.0, Cue.DRIFTING_UP), (790.0, Cue.EASE_OFF))),
)

DRIFTING = replace(
    LIVE_IN,
    sent_bpm=133,
    believed_bpm=132.8,
    exit_in_s=38.0,
    expected_bpm=135.0,
    cardiac_drift_bpm_per_10min=None,
    cue=cue(Cue.DRIFTING_UP, "Ease a bit"),
    trace=trace(815.0, 132.8, cues=((810.0, Cue.DRIFTING_UP),)),
)

REST = replace(
    ABOVE,
    sent_bpm=171,
    believed_bpm=170.6,
    zone=5,
    expected_bpm=171.0,
    cardiac_drift_bpm_per_10min=None,
    standing=Cue.STOP_AND_REST,
    cue=cue(Cue.STOP_AND_REST, "Stop and rest"),
    trace=trace(815.0, 170.6, cues=((700.0, Cue.EASE_OFF), (810.0, Cue.STOP_AND_REST))),
)

LOST = replace(
    LIVE_IN,
    sent_bpm=None,
    believed_bpm=None,
    zone=None,
    position=None,
    shown_position=None,
    signal=Signal.DISCONNECTED,
    signal_reason="link_down",
    expected_bpm=None,
    cardiac_drift_bpm_per_10min=None,
    link=replace(LIVE_LINK, state=LinkState.CONNECTING, attempt=3, said="Getting the strap back"),
    trace=trace(815.0, 128.0, gap=(770.0, 900.0), cues=((786.0, Cue.SIGNAL_LOST),)),
)

NO_CONTACT = replace(
    LOST,
    signal=Signal.NO_CONTACT,
    signal_reason="contact_lost",
    link=LIVE_LINK,
)

PAUSED = replace(LIVE_IN, paused=True, sent_bpm=112, believed_bpm=111.8, zone=1, shown_position=Position.BELOW)

BACK_AFTER_GAP = replace(
    LIVE_IN,
    cue=cue(Cue.SIGNAL_BACK, "Signal back"),
    trace=trace(815.0, 128.3, gap=(560.0, 690.0), cues=((575.0, Cue.SIGNAL_LOST),)),
)

EFFORT = replace(
    LIVE_IN,
    workout=WorkoutKind.TEMPO,
    band=BAND.upper_half,
    step=StepView(StepKind.EFFORT, 4, 9, BAND.upper_half, 95.0, 205.0, StepKind.RECOVERY, 120.0),
    sent_bpm=131,
    believed_bpm=131.0,
)

COUNTDOWN = replace(
    EFFORT,
    step=StepView(StepKind.EFFORT, 4, 9, BAND.upper_half, 297.2, 2.8, StepKind.RECOVERY, 120.0),
    cue=cue(Cue.STEP_AHEAD, "Soon: Easy"),
)

RECOVERY = replace(
    EFFORT,
    band=BAND,
    step=StepView(StepKind.RECOVERY, 5, 9, BAND, 70.0, 50.0, StepKind.EFFORT, 300.0),
    sent_bpm=117,
    believed_bpm=117.4,
    zone=1,
    position=Position.BELOW,
    shown_position=Position.BELOW,
    expected_bpm=112.0,
    cardiac_drift_bpm_per_10min=None,
)

FINISHED = replace(
    LIVE_IN,
    at_s=1245.0,
    moving_s=1200.0,
    step=None,
    finished=True,
    sent_bpm=104,
    believed_bpm=104.2,
    zone=1,
    position=Position.BELOW,
    shown_position=Position.BELOW,
    expected_bpm=None,
    cardiac_drift_bpm_per_10min=None,
    z2_s=871.0,
    trace=trace(1245.0, 104.2),
)

ENDED = replace(FINISHED, ended=True, signal=Signal.ENDED, recovery_bpm=24.0, sent_bpm=None, believed_bpm=None)

NO_BAND = replace(
    LIVE_IN,
    band=None,
    zones=None,
    zone=None,
    position=None,
    shown_position=None,
    step=replace(STEADY, band=None),
    z2_s=None,
    zone_s=(0.0,) * 6,
    expected_bpm=None,
    trace=replace(trace(815.0, 98.3, cues=((300.0, Cue.STEP),)), bands=((0.0, None),)),
    believed_bpm=98.3,
    sent_bpm=98,
)

FREE = replace(
    LIVE_IN,
    workout=WorkoutKind.FREE,
    step=StepView(StepKind.FREE, 1, 1, BAND, 815.0, None, None, None),
    cue=cue(Cue.BACK_IN_ZONE, "Back in zone"),
)

TALK = replace(LIVE_IN, cue=cue(Cue.TALK_TEST, "Talk test"))

STATES = {
    "waiting": WAITING,
    "in": LIVE_IN,
    "irregular": IRREGULAR,
    "below": BELOW,
    "above": ABOVE,
    "drifting": DRIFTING,
    "rest": REST,
    "lost": LOST,
    "no_contact": NO_CONTACT,
    "back": BACK_AFTER_GAP,
    "paused": PAUSED,
    "effort": EFFORT,
    "recovery": RECOVERY,
    "countdown": COUNTDOWN,
    "finished": FINISHED,
    "ended": ENDED,
    "free": FREE,
    "talk": TALK,
    "no_band": NO_BAND,
}
