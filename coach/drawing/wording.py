"""What the walk screen says, as pure functions of the snapshot: one word, one sentence, the step, the link."""

import msgspec

from coach.domain.heart.signal_quality import Rejection, Signal
from coach.domain.pacing.cue import Cue
from coach.domain.programme.talk import TalkTest
from coach.domain.totals.recovery import AFTER_S
from coach.domain.workout.steps import StepKind, WorkoutKind
from coach.domain.zone.zones import Band, Position
from coach.drawing.ink import Tone
from coach.drawing.plain_text import NAME_CELLS, plain_text, strap_label
from coach.session.cue_board import ABOUT_POSITION, TALK_TEST
from coach.session.inputs import LinkState
from coach.session.link_words import words_of
from coach.session.names import LINK_NAME, SIGNAL_NAME, titled
from coach.session.snapshot import LinkView, SessionSnapshot, StepView
from coach.session.step_words import STEP_NAME
from coach.session.text import clock_text

COUNTDOWN_SHOWN_S = 5.0
"""The last seconds of a step, shown in large digits: two before the three beeps, so that the walker looks in time."""

TALK_ANSWERS: tuple[tuple[TalkTest, str], ...] = (
    (TalkTest.COMFORTABLE, "Comfortable: whole sentences"),
    (TalkTest.WITH_EFFORT, "With effort: between breaths"),
    (TalkTest.CANNOT, "Cannot: a word or two at most"),
)
"""The talk test's answers, during the walk and after it."""

POSITION_TONE: dict[Position, Tone] = {
    Position.BELOW: Tone.BELOW,
    Position.IN: Tone.IN,
    Position.ABOVE: Tone.ABOVE,
}

_CUE_ARROW: dict[Cue, str] = {
    Cue.SPEED_UP: "▲",
    Cue.EASE_OFF: "▼",
    Cue.HOLD: "●",
    Cue.DRIFTING_UP: "↗",
    Cue.DRIFTING_DOWN: "↘",
    Cue.BACK_IN_ZONE: "●",
    Cue.STEP_AHEAD: "→",
    Cue.STEP: "→",
    Cue.SIGNAL_BACK: "●",
    Cue.TALK_TEST: "●",
    Cue.FINISHED: "✓",
}

_CUE_DETAIL: dict[Cue, str] = {
    Cue.SPEED_UP: "a little faster",
    Cue.EASE_OFF: "a little slower",
    Cue.HOLD: "this is the pace",
    Cue.DRIFTING_UP: "drifting up to the zone's top",
    Cue.DRIFTING_DOWN: "drifting down to the zone's bottom",
    Cue.BACK_IN_ZONE: "back in zone: keep this",
    Cue.SIGNAL_BACK: "the heart rate is back",
    Cue.TALK_TEST: "press t and read the text aloud",
}

_CUE_SHORT: dict[Cue, str] = {
    Cue.BACK_IN_ZONE: "In zone",
}
"""For large letters, where the whole word does not fit: a part of it, never another word."""

_ACTING = frozenset({Cue.SPEED_UP, Cue.EASE_OFF, Cue.DRIFTING_UP, Cue.DRIFTING_DOWN})

_KEEPING = frozenset({Cue.HOLD, Cue.BACK_IN_ZONE})
"""Cues to keep the pace that keeps the zone: in an easy step, which has none to keep, the word stays "Easy"."""

_DOUBT_SENTENCE: dict[str, str] = {
    Rejection.ZERO: "wet the strap's electrodes",
    Rejection.CONTACT_LOST: "wet the strap's electrodes, tighten it",
    Rejection.IMPLAUSIBLE: "the strap's numbers make no sense now",
    Rejection.FROZEN: "the strap repeats one number",
    Rejection.UNSETTLED: "the heart rate is settling",
}


NO_ZONE_YET = "no zone yet: the talk test finds it"
"""While no band is known: with medicine that slows the heart, before the first answer."""


class Headline(msgspec.Struct, frozen=True):
    """What to do, in a word with an arrow. `acting` is something to do now, so it is printed on its colour.

    `short` is what large letters spell; empty where the word itself is short enough. `keyless` is the detail for who
    has no keys, as in a browser; None where it names none.
    """

    arrow: str
    word: str
    tone: Tone
    detail: str
    acting: bool = False
    short: str = ""
    keyless: str | None = None

    @property
    def spellings(self) -> tuple[str, ...]:
        """What large letters may spell, the best first: with the arrow, then without."""
        words = tuple(word.upper() for word in (self.short, self.word) if word)
        return tuple(text for word in words for text in (f"{self.arrow} {word}", word))

    @property
    def in_one_line(self) -> str:
        """Arrow and word for a line of ordinary text."""
        return f"{self.arrow} {self.word.upper()}"


def headline(view: SessionSnapshot, failure: str | None = None) -> Headline:
    """The one thing that matters now: a failure, the end, a pause, a missing signal, a cue, or else the zone."""
    ended = _ended(view, failure)
    if ended is not None:
        return ended
    if view.standing is not None:
        return _stop(view)
    if view.finished:
        return Headline(
            "✓", "Well done", Tone.EASY, _recovery(view, "; q ends", "q ends the walk"), keyless=_recovery(view)
        )
    if view.paused:
        return Headline("‖", "Paused", Tone.EASY, "space goes on", acting=True, keyless="")
    return _spoken(view) or (_cue(view) or _zone(view) if view.signal.is_believed else _without_signal(view))


def _ended(view: SessionSnapshot, failure: str | None) -> Headline | None:
    if failure is not None:
        return Headline("✕", "Stopped", Tone.ALARM, plain_text(failure), acting=True)
    return Headline("✓", "The end", Tone.EASY, "q leaves", keyless="") if view.ended else None


def _stop(view: SessionSnapshot) -> Headline:
    """Stop and rest: it stands through a pause, a lost signal and the end of the last step."""
    if view.believed_bpm is None:
        detail = "no heart rate: rest until it is back"
    elif view.shown_position in {Position.IN, Position.BELOW}:
        detail = "it is falling: rest a little longer"
    else:
        detail = "rest: stand still until it falls"
    return Headline("■", "Stop and rest", Tone.ALARM, detail, acting=True, short="Stop")


def _spoken(view: SessionSnapshot) -> Headline | None:
    """Ease off for a walker who cannot speak: whatever the heart rate says of it, or whether there is one."""
    is_spoken = view.cue is not None and view.cue.cue is Cue.EASE_OFF and view.cue.reason == TALK_TEST
    return (
        Headline("▼", "Ease off", Tone.ABOVE, "slower, until you can speak again", acting=True) if is_spoken else None
    )


def _recovery(view: SessionSnapshot, also: str = "", instead: str = "") -> str:
    if view.recovery_bpm is not None:
        return f"{view.recovery_bpm:.0f} beats down in a minute{also}"
    finished_at_s = max((at_s for at_s, cue in view.trace.cues if cue is Cue.FINISHED), default=view.at_s)
    measuring = view.at_s - finished_at_s <= AFTER_S[1] and view.signal.is_believed
    return "stand still: recovery is measured" if measuring else instead


def _without_signal(view: SessionSnapshot) -> Headline:
    word = titled(SIGNAL_NAME.get(view.signal, SIGNAL_NAME[Signal.DISCONNECTED]))
    match view.signal:
        case Signal.WAITING:
            keyless = "your strap waits to be chosen" if view.link.state is LinkState.CHOOSE else None
            detail = _WAITING_DETAIL.get(view.link.state, "start walking")
            return Headline("…", word, Tone.EASY, detail, keyless=keyless)
        case Signal.NO_CONTACT:
            return Headline("✕", word, Tone.EASY, _doubt(view, "wet the strap's electrodes"), acting=True)
        case Signal.SUSPECT:
            return Headline("?", word, Tone.EASY, _doubt(view, _DOUBT_SENTENCE[Rejection.IMPLAUSIBLE]))
        case _:
            return Headline("✕", word, Tone.EASY, "keep walking as you are", acting=True)


_WAITING_DETAIL: dict[LinkState, str] = {
    LinkState.CHOOSE: "press s to choose your strap",
    LinkState.CONNECTING: "start walking; beats are on their way",
    LinkState.SUBSCRIBING: "start walking; beats are on their way",
    LinkState.LIVE: "start walking; beats are on their way",
    LinkState.ADAPTER_OFF: "the walk is timed all the same",
    LinkState.NO_ADAPTER: "the walk is timed all the same",
    LinkState.NO_SERVICE: "the walk is timed all the same",
    LinkState.NOT_PERMITTED: "the walk is timed all the same",
}


def _doubt(view: SessionSnapshot, otherwise: str) -> str:
    return _DOUBT_SENTENCE.get(view.signal_reason or "", otherwise)


def _cue(view: SessionSnapshot) -> Headline | None:
    cue = view.cue
    if cue is None or cue.cue not in _CUE_ARROW or (cue.cue in _KEEPING and _is_easy(view)):
        return None
    detail = _CUE_DETAIL.get(cue.cue) or zone_sentence(view)
    if cue.cue is Cue.EASE_OFF and view.shown_position is Position.IN:
        detail = _CUE_DETAIL[Cue.DRIFTING_UP]
    # A cue about the position has the position's colour, as the number has; any other has none of those.
    tone = number_tone(view) if cue.cue in ABOUT_POSITION else Tone.EASY
    arrow, short = _CUE_ARROW[cue.cue], _CUE_SHORT.get(cue.cue, "")
    keyless = "read a few sentences aloud" if cue.cue is Cue.TALK_TEST else None
    return Headline(arrow, plain_text(cue.text), tone, detail, cue.cue in _ACTING, short, keyless)


def _is_easy(view: SessionSnapshot) -> bool:
    return view.step is not None and view.step.kind.is_easy


def _zone(view: SessionSnapshot) -> Headline:
    easy = _is_easy(view)
    if view.band is None:
        return Headline("●", "Easy" if easy else "Walk", Tone.EASY, NO_ZONE_YET)
    match view.shown_position:
        case Position.IN | Position.BELOW | Position.ABOVE as position if easy:
            arrow = "▼" if position is Position.ABOVE else "●"
            return Headline(arrow, "Easy", POSITION_TONE[position], zone_sentence(view))
        case Position.IN:
            return Headline("●", "In zone", Tone.IN, zone_sentence(view))
        case Position.BELOW:
            return Headline("▲", "Below", Tone.BELOW, zone_sentence(view))
        case Position.ABOVE:
            return Headline("▼", "Above", Tone.ABOVE, zone_sentence(view))
        case None:
            return Headline("…", "Settling", Tone.EASY, "the heart rate is settling")


def zone_sentence(view: SessionSnapshot) -> str:
    """Where the heart rate is, in words and numbers: "4 above Zone 2, 120-135 bpm".

    The words follow the shown position. For some seconds after a crossing the number is already on the other side of
    the bound: then they name the edge, which is true of both.
    """
    if view.band is None:
        return NO_ZONE_YET
    return _in_the_band(view, view.band)


def _in_the_band(view: SessionSnapshot, keeps: Band) -> str:
    name = "upper Zone 2" if view.step is not None and view.step.kind is StepKind.EFFORT else "Zone 2"
    band = f"{name}, {band_text(keeps)} bpm"
    if view.believed_bpm is None or view.shown_position is None:
        return band
    bpm, (lo_bpm, hi_bpm) = round(view.believed_bpm), keeps.whole_bpm  # as they stand on the screen
    under_bpm, over_bpm = lo_bpm - bpm, bpm - hi_bpm
    match view.shown_position:
        case Position.BELOW if under_bpm > 0:
            return f"{under_bpm} below {band}"
        case Position.ABOVE if over_bpm > 0:
            return f"{over_bpm} above {band}"
        case Position.IN if under_bpm <= 0 and over_bpm <= 0:
            return f"in {band}"
        case Position.IN:
            return f"at the edge of {band}"
        case _:
            return f"nearly in {band}"


def number_tone(view: SessionSnapshot) -> Tone:
    """The colour of the heart rate: the calm judgement's; of a heart rate that no band judges, the text's."""
    if view.standing is not None and view.signal.is_believed:
        return Tone.ALARM
    if view.band is None and view.believed_bpm is not None:
        return Tone.TEXT
    return Tone.MUTED if view.shown_position is None else POSITION_TONE[view.shown_position]


def heart_rate_text(view: SessionSnapshot) -> str:
    """The believed heart rate, or two dashes: never an old one, and never a number that is not believed."""
    return "--" if view.ended or view.believed_bpm is None else f"{view.believed_bpm:.0f}"


def number_words(view: SessionSnapshot) -> tuple[str, ...]:
    """What the heart rate is where it is no plain number, the longest first; empty while it is one."""
    return ("~ average, irregular rhythm", "~ average") if view.signal is Signal.IRREGULAR else ()


def band_text(band: Band) -> str:
    """A band in whole beats: "120-135"."""
    lo_bpm, hi_bpm = band.whole_bpm
    return f"{lo_bpm}-{hi_bpm}"


def left_text(seconds: float) -> str:
    """A time that runs out: a second that has begun still counts, so that it reaches 0:00 at the end."""
    return clock_text(-(-seconds // 1))


def minutes_text(seconds: float) -> str:
    """A length in minutes, rounded down: what is earned is not rounded up."""
    return f"{int(seconds // 60)} min"


class StepWords(msgspec.Struct, frozen=True):
    """The step: its name, its place, the time left, what follows. `counting` are its last seconds."""

    name: str
    place: str
    left: str
    follows: str
    follows_short: str
    share: float | None
    """How much of the step is over, 0-1; None when it is endless."""
    counting: int | None
    """The seconds left, in the last ones; else None."""


def step_words(view: SessionSnapshot) -> StepWords:
    """The step in words; once the workout is over, the time since it began."""
    step = view.step
    if step is None:
        return StepWords("Finished", "", clock_text(view.moving_s), "", "", None, None)
    place = _place(view.workout, step)
    name = STEP_NAME[step.kind]
    if step.remaining_s is None:
        return StepWords(name, place, clock_text(step.elapsed_s), "until you end it", "until you end", None, None)
    total_s = step.elapsed_s + step.remaining_s
    counting = -(-step.remaining_s // 1)
    return StepWords(
        name,
        place,
        left_text(step.remaining_s),
        *_follows(step),
        step.elapsed_s / total_s if total_s > 0 else 1.0,
        int(counting) if step.remaining_s <= COUNTDOWN_SHOWN_S and not view.paused else None,
    )


def _place(workout: WorkoutKind, step: StepView) -> str:
    """Say where in the walk; a tempo walk counts its efforts, and its easy steps name the effort that follows."""
    if step.of < 2:
        return ""
    if workout is not WorkoutKind.TEMPO:
        return f"{step.index} of {step.of}"
    # A warm-up, effort and recovery in turns, an effort, a cool-down: efforts have even numbers. In a demo a steady
    # part stands before them, and they have odd ones.
    efforts = (step.of - 1) // 2
    if step.kind is StepKind.EFFORT:
        return f"{step.index // 2} of {efforts}"
    names_next = step.kind.is_easy and step.next_kind is StepKind.EFFORT
    return f"before {(step.index + 1) // 2} of {efforts}" if names_next else ""


def _follows(step: StepView) -> tuple[str, str]:
    """Return what comes next, with its length and without."""
    if step.next_kind is None:
        return "then done", "then done"
    short = f"then {STEP_NAME[step.next_kind].lower()}"
    return (short if step.next_duration_s is None else f"{short} {clock_text(step.next_duration_s)}"), short


_FOR_THE_DOCTOR = frozenset({LinkState.NO_ADAPTER, LinkState.NO_SERVICE, LinkState.NOT_PERMITTED})

_WITHOUT_RADIO = _FOR_THE_DOCTOR | {LinkState.ADAPTER_OFF}
"""States in which no strap can be reached, so the attempts are not counted on the screen."""

ASK_THE_DOCTOR = "coach doctor says what to do"
"""Shown where the link names no remedy, or its sentence does not fit."""


class LinkWords(msgspec.Struct, frozen=True):
    """The link to the strap, in words; `troubled` when it needs the walker's attention.

    `short` is the sentence where there is little room; `remedy` what to do about it, or empty.
    """

    mark: str
    name: str
    sentence: str
    extras: tuple[str, ...]
    troubled: bool
    short: str = ""
    remedy: str = ""


def link_words(link: LinkView, signal: Signal) -> LinkWords:
    """The link's state as a sentence with the attempt, and battery and signal where known.

    A strap that sends seldom is not in trouble between two packets while its heart rate is believed.
    """
    name = strap_label(link.strap_name, NAME_CELLS) if link.strap_name else ""
    extras = () if link.battery_percent is None else (f"battery {link.battery_percent} %",)
    if link.state is LinkState.LIVE or (link.state is LinkState.STALE and signal.is_believed):
        quiet = signal in {Signal.STALE, Signal.DISCONNECTED}
        sentence = LINK_NAME[LinkState.STALE if quiet else LinkState.LIVE]
        return LinkWords("○" if quiet else "♥", name or "heart rate", sentence, extras, quiet)
    words = words_of(link.said)
    happened, remedy = (plain_text(text, 200).removesuffix(".") for text in (words.happened, words.remedy))
    if not remedy and link.state in _FOR_THE_DOCTOR:
        remedy = ASK_THE_DOCTOR
    short = LINK_NAME[link.state]
    sentence = happened or short
    if link.attempt > 1 and link.state not in _WITHOUT_RADIO:
        sentence += f", try {link.attempt}"
    return LinkWords("○", name, sentence, (), troubled=True, short=short, remedy=remedy)
