"""Writes a session's facts as the plain sentences of `--plain`."""

import math
from typing import assert_never

from coach.domain.heart.signal_quality import Signal
from coach.domain.programme.safety import ADVICE_WHEN_ASKED_AGAIN
from coach.domain.totals.summary import SessionSummary
from coach.domain.zone.zones import Band, Position
from coach.session import pain_words
from coach.session.error_words import error_sentence
from coach.session.events import (
    BandReason,
    BandSet,
    BatteryLow,
    CueRaised,
    LinkStateChanged,
    MuteSet,
    PainChosen,
    PainHeard,
    PauseChanged,
    PositionChanged,
    RecordingFailed,
    RecordingRecovered,
    Reported,
    RhythmIrregular,
    SessionEvent,
    SessionOver,
    SignalWeak,
    SignsMarked,
    StrapRemarked,
    ZoneOutOfReach,
)
from coach.session.inputs import LinkState
from coach.session.link_words import words_of
from coach.session.names import LINK_NAME, POSITION_NAME, SETTLING, SIGNAL_NAME, TALK_NAME, titled
from coach.session.remark_words import IRREGULAR, REMARK
from coach.session.snapshot import SessionSnapshot
from coach.session.text import clock_text, printable


def plain_line(event: SessionEvent, snapshot: SessionSnapshot) -> str | None:
    """Return one readable sentence for a screen reader or a log; None for a fact that needs none."""
    sentence = _sentence(event, snapshot)
    return None if sentence is None else f"{clock_text(event.at_s)}  {sentence}"


def _sentence(event: SessionEvent, snapshot: SessionSnapshot) -> str | None:  # noqa: C901, PLR0911, PLR0912 - an arm a fact
    match event:
        case CueRaised(speech=speech) | ZoneOutOfReach(speech=speech):
            return speech
        case PositionChanged(after=None) if snapshot.signal is Signal.WAITING:
            return None  # after a pause or with another strap, waiting for the first reading is not a loss
        case Reported():
            return reported_sentence(event)
        case PositionChanged(after=after):
            return _position_sentence(after, snapshot)
        case RhythmIrregular():
            return IRREGULAR.sentence
        case StrapRemarked(remark=remark):
            return REMARK[remark].sentence
        case LinkStateChanged(state=state, said=said):
            return _link_sentence(state, printable(str(words_of(said))))
        case BatteryLow(percent=percent):
            return battery_sentence(percent)
        case SignalWeak():
            return WEAK_SIGNAL
        case PauseChanged(paused=paused):
            return "Paused" if paused else "Going on"
        case BandSet():
            return band_sentence(event)
        case SignsMarked(signs=signs):
            return ADVICE_WHEN_ASKED_AGAIN if signs else None
        case PainHeard(speech=speech):
            return speech
        case PainChosen(choice=choice):
            return pain_words.CHOSEN[choice]
        case MuteSet(muted=muted):
            return MUTED if muted else UNMUTED
        case RecordingFailed(error=error):
            return printable(error_sentence(error))
        case RecordingRecovered():
            return RECORDED_AGAIN
        case SessionOver(summary=summary, unrecorded_s=None):
            return summary_sentence(summary)
        case SessionOver(summary=summary, unrecorded_s=float(seconds)):
            return f"{summary_sentence(summary)} {unrecorded_sentence(seconds)}"
        case _:
            return None


def now_line(now: SessionSnapshot) -> str:
    """Return where a walk stands, for whoever joins it."""
    if now.paused or now.finished:
        sentence = "Paused" if now.paused else "The last step is over"
    else:
        sentence = _position_sentence(now.shown_position, now)
    return f"{clock_text(now.at_s)}  {sentence}"


def _position_sentence(position: Position | None, snapshot: SessionSnapshot) -> str:
    average = "average " if snapshot.signal is Signal.IRREGULAR else ""
    bpm = _number_at(snapshot.believed_bpm, position, snapshot.band)
    number = "" if bpm is None else f", {average}{bpm}"
    return f"{titled(_where(position, snapshot))}{number}{_zone_words(snapshot.band)}"


def _where(position: Position | None, snapshot: SessionSnapshot) -> str:
    """Say it with the word that stands on the screen."""
    if position is None:
        return SIGNAL_NAME.get(snapshot.signal, SETTLING)
    easy = position is Position.BELOW and snapshot.step is not None and snapshot.step.kind.is_easy
    return f"{'easy: ' if easy else ''}{POSITION_NAME[position]} the zone"


def _link_sentence(state: LinkState, said: str) -> str:
    if state is LinkState.LIVE:
        return f"Strap {LINK_NAME[state]}{f': {said}' if said else ''}"  # with its name
    return f"Strap: {said or LINK_NAME[state]}"


WEAK_SIGNAL = "The strap's signal is weak: bring the computer nearer"

MUTED, UNMUTED = "Pacing cues are muted", "Pacing cues are back"


def battery_sentence(percent: int) -> str:
    """Return that the strap's battery is low."""
    return f"The strap's battery is at {percent} %: change it after this walk"


def band_sentence(changed: BandSet) -> str:
    """Return that the target is another one from now on, and what has changed it."""
    lo_bpm, hi_bpm = changed.band.whole_bpm
    band = f"{lo_bpm}-{hi_bpm} bpm"
    match changed.reason:
        case BandReason.TALK_TEST:
            return f"Your zone is now {band}, by the talk test"
        case BandReason.PAIN:
            return f"An easier walk: your zone is now {band}"
        case None:
            return f"Zone 2 is {band} from now on"
        case _:
            assert_never(changed.reason)


def band_speech(changed: BandSet) -> str | None:
    """Return the same for a voice; None for a target that the walker has chosen and sees."""
    lo_bpm, hi_bpm = changed.band.whole_bpm
    band = f"{lo_bpm} to {hi_bpm}"
    match changed.reason:
        case BandReason.TALK_TEST:
            return f"Your zone is now {band}."
        case BandReason.PAIN:
            return f"An easier walk. Your zone is now {band}."
        case None:
            return None
        case _:
            assert_never(changed.reason)


def reported_sentence(felt: Reported) -> str | None:
    """Return what the walker has answered; None for a note, which needs no echo."""
    if felt.talk_test is not None:
        return f"Talk test noted: {TALK_NAME[felt.talk_test]}"
    return None if felt.pain is None else f"Pain {felt.pain} of 10 noted"


RECORDED_AGAIN = "The whole walk is recorded again: nothing is missing"


def unrecorded_sentence(seconds: float) -> str:
    """Return that the disk did not take the end of a walk."""
    return f"The last {clock_text(max(1.0, seconds))} could not be recorded: a replay of this walk ends before them."


NOTHING_HEARD = "No heart beat was heard, and it was too short to count: that walk was not kept."
LEFT_RUNNING = "The walk goes on: `coach watch` shows it again, `coach stop` ends it."


def summary_sentence(summary: SessionSummary) -> str:
    """Return a walk in two sentences, its minutes first; those in Zone 2 where there were any."""
    mean = "" if summary.mean_bpm is None else f" Mean heart rate {summary.mean_bpm:.0f}."
    z2_s = summary.z2_s or 0.0
    in_zone = f", of that {clock_text(z2_s)} in Zone 2" if z2_s >= 1 else ""
    return f"Walked {clock_text(summary.moving_s)}{in_zone}.{mean}"


def _zone_words(band: Band | None) -> str:
    if band is None:
        return ""
    lo_bpm, hi_bpm = band.whole_bpm
    return f" (zone {lo_bpm} to {hi_bpm})"


def _number_at(bpm: float | None, position: Position | None, band: Band | None) -> int | None:
    """Round a heart rate so that it does not contradict its position: 119.6 below 120 becomes 119.

    None where it would all the same: the shown position changes some seconds after the number has crossed a bound.
    """
    if bpm is None or band is None:
        return None
    match position:
        case Position.BELOW:
            return math.floor(bpm) if bpm < band.lo_bpm else None
        case Position.ABOVE:
            return math.ceil(bpm) if bpm > band.hi_bpm else None
        case Position.IN:
            return round(bpm) if band.position(bpm) is Position.IN else None
        case None:
            return None
        case _:
            assert_never(position)
