"""What the page shows of a walk, as plain data: the terminal's words and tones, put into places by the browser.

Nothing here is worded anew, so that the page cannot say anything else than the terminal does.
"""

from coach.drawing.gauge import GaugeScale
from coach.drawing.wording import (
    Headline,
    LinkWords,
    headline,
    heart_rate_text,
    link_words,
    number_tone,
    number_words,
    step_words,
    zone_sentence,
)
from coach.session.inputs import LinkState
from coach.session.names import LINK_NAME, WORKOUT_NAME, titled
from coach.session.snapshot import RecordingState, SessionSnapshot
from coach.session.text import clock_text

_CELLS = 2000
"""The gauge in cells finer than a television's pixels, so that its rule for the pointer's side serves here as well."""


def glance(view: SessionSnapshot) -> dict[str, object]:
    """Return the whole state for the page; the tones are names without their "walk-"."""
    link = link_words(view.link, view.signal)
    return {
        "at_s": round(view.at_s, 3),
        "bpm": heart_rate_text(view),
        "average": next(iter(number_words(view)), ""),
        "tone": _short(number_tone(view)),
        "head": _head(headline(view)),
        "gauge": _gauge(view),
        "step": _step(view),
        "link": {"mark": link.mark, "text": _link_text(link), "troubled": link.troubled},
        "walk": titled(WORKOUT_NAME[view.workout]),
        "clock": clock_text(view.moving_s),
        "unrecorded": view.recording is RecordingState.FAILING,
        "paused": view.paused,
        "muted": view.muted,
        "finished": view.finished,
        "ended": view.ended,
    }


def _head(head: Headline) -> dict[str, object]:
    return {
        "arrow": head.arrow,
        "word": head.word,
        "detail": head.detail if head.keyless is None else head.keyless,
        "tone": _short(head.tone),
        "acting": head.acting,
    }


def _gauge(view: SessionSnapshot) -> dict[str, object] | None:
    """The band, pointer and expected heart rate as shares of the gauge's width; None without a band."""
    if view.band is None:
        return None
    scale, bpm, expected = GaugeScale(view.band, _CELLS), view.believed_bpm, view.expected_bpm
    lo_bpm, hi_bpm = view.band.whole_bpm
    has_number = bpm is not None and not view.ended
    return {
        "lo": scale.cell(view.band.lo_bpm) / _CELLS,
        "hi": (scale.cell(view.band.hi_bpm) + 1) / _CELLS,
        "lo_bpm": lo_bpm,
        "hi_bpm": hi_bpm,
        "at": (scale.cell_at(bpm, view.shown_position) + 0.5) / _CELLS if bpm is not None and has_number else None,
        "beyond": _beyond(scale, bpm) if bpm is not None else 0,
        "expected": (scale.cell(expected) + 0.5) / _CELLS if expected is not None and has_number else None,
        "says": zone_sentence(view),
    }


def _beyond(scale: GaugeScale, bpm: float) -> int:
    """Which end of the gauge the heart rate has left: -1, 1, or 0 for none."""
    return -1 if bpm < scale.lo_bpm else 1 if bpm > scale.hi_bpm else 0


def _step(view: SessionSnapshot) -> dict[str, object]:
    words = step_words(view)
    return {
        "name": words.name,
        "place": words.place,
        "left": words.left if words.counting is None else str(words.counting),
        "timed": view.step is not None and view.step.remaining_s is not None,
        "counting": words.counting is not None,
        "follows": words.follows,
        "share": words.share,
    }


def _link_text(link: LinkWords) -> str:
    """The link in one line, the name first; what to do about it stands on the computer, whose keys it names."""
    if not link.troubled:
        return "  ".join((link.name, link.sentence, *link.extras))
    sentence = link.sentence.replace(LINK_NAME[LinkState.CHOOSE], _NOT_HERE)
    name = link.name if len(link.name) <= _NAME else link.name[: _NAME - 1] + "…"
    return f"{name}: {sentence}" if name else sentence


_NAME = 24
"""Characters of a strap's name beside what is wrong: what makers call theirs fits, and two lines of a small telephone
hold both."""

_NOT_HERE = "your strap is not here"
"""The state's name without its key."""


def _short(tone: str) -> str:
    return tone.removeprefix("walk-")
