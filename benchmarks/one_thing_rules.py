"""Judges whether the six things of a drawn walk say one thing: word, sentence, pointer, label, colour, clock.

The rules are those of the contract, not those of the drawing: what a walker would find contradictory at a glance.
"""

import math
import re
from collections.abc import Iterator

from benchmarks.drawn_walk import Drawn
from coach.domain.pacing.cue import Cue
from coach.domain.workout.steps import StepKind
from coach.drawing.ink import Tone
from coach.session.cue_board import TALK_TEST
from coach.session.snapshot import SessionSnapshot

STOPS = frozenset({"STOP", "STOP AND REST"})

SIDE_OF_WORD = {
    "BELOW": "below",
    "PICK UP": "below",
    "IN ZONE": "in",
    "BACK IN ZONE": "in",
    "HOLD THIS": "in",
    "EASE A BIT": "in",
    "A BIT MORE": "in",
    "ABOVE": "above",
    "EASE OFF": "above",
}
"""What a word says of the heart rate. "Ease a bit" and "A bit more" are said before the edge, inside the zone."""

BEFORE_THE_EDGE = "drifting up to the zone's top"
"""With these words "Ease off" is said inside the zone, to who is about to leave it again."""

NOT_WHILE_EASY = frozenset({"BELOW", "PICK UP", "IN ZONE", "BACK IN ZONE", "HOLD THIS", "A BIT MORE", "ABOVE"})
"""In an easy step the word is EASY; only who is too high is told something else."""

SIDE_OF_TONE = {Tone.BELOW: "below", Tone.IN: "in", Tone.ABOVE: "above"}

_SENTENCE = re.compile(r"(?:(\d+) (below|above)|(in|at the edge of|nearly in)) (upper Zone 2|Zone 2), (\d+)-(\d+) bpm")
_CLOCK_SLACK_S = 1.0


def contradictions(
    drawn: Drawn, view: SessionSnapshot, before: tuple[Drawn, SessionSnapshot] | None = None
) -> list[tuple[str, str]]:
    """What contradicts what, as (kind, words). `before` is the drawing and the view of an earlier moment."""
    found = [("unread", each) for each in drawn.unread]
    rules = (_number, _stop, _word, _colour, _pointer, _sentence, _labels, _zone, _clock)
    for rule in rules:
        found += [(rule.__name__[1:], words) for words in rule(drawn, view)]
    if before is not None:
        found += [("zone 2 clock", words) for words in _zone_2_clock(drawn, view, *before)]
    return found


def _side(view: SessionSnapshot) -> str | None:
    return None if view.shown_position is None else view.shown_position.value


def _spoken(view: SessionSnapshot) -> bool:
    return view.cue is not None and view.cue.cue is Cue.EASE_OFF and view.cue.reason == TALK_TEST


def _number(drawn: Drawn, view: SessionSnapshot) -> Iterator[str]:
    known = None if view.ended or view.believed_bpm is None else view.believed_bpm
    if (known is None) != (drawn.number is None):
        yield f"the number is {drawn.number}, believed is {known}"
    elif known is not None and abs(known - drawn.number) > 0.5:
        yield f"the number is {drawn.number}, believed is {known:.2f}"


def _stop(drawn: Drawn, view: SessionSnapshot) -> Iterator[str]:
    if (view.standing is not None) != (drawn.word in STOPS):
        yield f"{view.standing} stands, the word is {drawn.word}"
    if view.standing is not None and drawn.word_tone is not Tone.ALARM:
        yield f"stop in {drawn.word_tone}"
    if "falling" in drawn.sentence and (drawn.pointer == "above" or not drawn.gauge):
        yield f"{drawn.sentence}, the pointer is {drawn.pointer}"
    if view.standing is not None and drawn.number is not None and drawn.number_tone is not Tone.ALARM:
        yield f"stop, and the number is in {drawn.number_tone}"


def _word(drawn: Drawn, view: SessionSnapshot) -> Iterator[str]:
    easy = view.step is not None and view.step.kind.is_easy
    side = SIDE_OF_WORD.get(drawn.word)
    if drawn.word == "EASY" and not easy:
        yield "EASY, and the step is not"
    if easy and drawn.word in NOT_WHILE_EASY:
        yield f"{drawn.word} in an easy step"
    if (drawn.word == "PAUSED") != (view.paused and view.standing is None and not view.ended):
        yield f"paused: {view.paused}, the word is {drawn.word}"
    if side is None or _spoken(view):
        return
    if drawn.word == "EASE OFF" and drawn.sentence == BEFORE_THE_EDGE:
        side = "in"
    if drawn.number is None or not drawn.gauge:
        yield f"{drawn.word} without a heart rate or a band"
    elif side != drawn.pointer:
        yield f"{drawn.word}, and the pointer is {drawn.pointer}"


def _colour(drawn: Drawn, view: SessionSnapshot) -> Iterator[str]:
    side, word = SIDE_OF_TONE.get(drawn.number_tone), SIDE_OF_TONE.get(drawn.word_tone)
    if drawn.number is None:
        if drawn.number_tone is not Tone.MUTED:
            yield f"no number, in {drawn.number_tone}"
        if word is not None and not _spoken(view):
            yield f"{drawn.word} in {drawn.word_tone} without a heart rate"
        return
    if view.standing is None and side != _side(view):
        yield f"the number in {drawn.number_tone} while {_side(view)}"
    if word is not None and word != side and not _spoken(view):
        yield f"{drawn.word} in {drawn.word_tone}, the number in {drawn.number_tone}"
    if drawn.word_tone is Tone.ALARM and view.standing is None:
        yield f"{drawn.word} in alarm"
    if drawn.pointer is not None and drawn.pointer_tone is not drawn.number_tone:
        yield f"the pointer in {drawn.pointer_tone}, the number in {drawn.number_tone}"


def _pointer(drawn: Drawn, view: SessionSnapshot) -> Iterator[str]:
    if drawn.gauge is not (view.band is not None):
        yield f"a gauge for the band {view.band}"
    if drawn.pointer is not None and (drawn.number is None or _side(view) is None):
        yield f"a pointer {drawn.pointer} without a position"
    elif drawn.gauge and drawn.number is not None and drawn.pointer != _side(view):
        yield f"the pointer is {drawn.pointer} while {_side(view)}"


def _sentence(drawn: Drawn, view: SessionSnapshot) -> Iterator[str]:
    said = _SENTENCE.search(drawn.sentence)
    if said is None:
        if re.search(r"\b(below|above|in|edge of) Zone 2", drawn.sentence):
            yield f"cannot be read: {drawn.sentence}"
        return
    name, lo, hi = said[4], int(said[5]), int(said[6])
    if drawn.bounds and drawn.bounds != (lo, hi):
        yield f"{drawn.sentence}, the gauge says {drawn.bounds}"
    if name.startswith("upper") is not (view.step is not None and view.step.kind is StepKind.EFFORT):
        yield f"{drawn.sentence} in another step"
    if drawn.number is None:
        yield f"{drawn.sentence} without a heart rate"
        return
    yield from _distance(drawn.number, said, lo, hi)
    side = said[2] or ("in" if said[3] in {"in", "at the edge of"} else None)
    if side is not None and drawn.pointer != side:
        yield f"{drawn.sentence}, the pointer is {drawn.pointer}"
    if said[3] == "nearly in" and drawn.pointer == "in":
        yield f"{drawn.sentence}, the pointer is in"


def _distance(number: int, said: re.Match[str], lo: int, hi: int) -> Iterator[str]:
    sentence, beats, outside, loosely = said[0], said[1], said[2], said[3]
    inside = lo <= number <= hi
    if outside == "below" and number + int(beats) != lo:
        yield f"{sentence} at {number}"
    if outside == "above" and number - int(beats) != hi:
        yield f"{sentence} at {number}"
    if loosely == "in" and not inside:
        yield f"{sentence} at {number}"


def _labels(drawn: Drawn, view: SessionSnapshot) -> Iterator[str]:
    if drawn.gauge and len(drawn.bounds) != 2:
        yield f"the gauge has the numbers {drawn.bounds}"
        return
    if drawn.gauge and view.band is not None:
        lo, hi = drawn.bounds
        if max(abs(lo - view.band.lo_bpm), abs(hi - view.band.hi_bpm)) >= 1:
            yield f"the gauge says {drawn.bounds}, the band is {view.band}"
        if drawn.number is not None and view.believed_bpm is not None:
            exact = view.band.position(view.believed_bpm).value
            shown = "below" if drawn.number < lo else "above" if drawn.number > hi else "in"
            if shown not in {exact, "in"}:
                yield f"{drawn.number} beside {drawn.bounds}, believed is {view.believed_bpm:.2f} of {view.band}"
    if drawn.trace_labels and not set(drawn.bounds) <= drawn.trace_labels:
        yield f"the gauge says {drawn.bounds}, the trace {sorted(drawn.trace_labels)}"


def _zone(drawn: Drawn, view: SessionSnapshot) -> Iterator[str]:
    """Zone 2 and the position name the same place, but for a brisk effort: its band is the upper half of Zone 2."""
    if drawn.zone in {"", "no zone", "edge of Zone 2"}:
        return
    if drawn.number is None:
        yield f"{drawn.zone} without a heart rate"
        return
    number = re.fullmatch(r"Zone (\d)", drawn.zone)
    zone = int(number[1]) if number else 0
    sides = {"below"} if zone < 2 else {"above"} if zone > 2 else {"in"}
    if zone == 2 and view.step is not None and view.step.kind is StepKind.EFFORT:
        sides.add("below")
    if drawn.gauge and drawn.pointer not in sides and drawn.pointer is not None:
        yield f"{drawn.zone}, and the pointer is {drawn.pointer}"


def _seconds(text: str) -> int:
    total = 0
    for part in text.split(":"):
        total = 60 * total + int(part)
    return total


def _clock(drawn: Drawn, view: SessionSnapshot) -> Iterator[str]:
    if drawn.walk_clock and _seconds(drawn.walk_clock) != int(view.moving_s):
        yield f"the walk's clock says {drawn.walk_clock} at {view.moving_s}"
    if view.step is None or view.ended:
        return
    if not drawn.step_left:
        yield "no time of the step"
    elif view.step.remaining_s is None:
        if _seconds(drawn.step_left) != int(view.step.elapsed_s):
            yield f"{drawn.step_left} in an endless step at {view.step.elapsed_s}"
    elif _seconds(drawn.step_left) != math.ceil(view.step.remaining_s):
        yield f"{drawn.step_left} with {view.step.remaining_s} left"


def _zone_2_clock(
    drawn: Drawn, view: SessionSnapshot, drawn_before: Drawn, view_before: SessionSnapshot
) -> Iterator[str]:
    """Time in Zone 2 is earned inside its plain bounds, while walking; a clock may show it a reading later."""
    if not (drawn.zone_2_clock and drawn_before.zone_2_clock) or view.zones is None or view_before.zones != view.zones:
        return
    earned_s = _seconds(drawn.zone_2_clock) - _seconds(drawn_before.zone_2_clock)
    if earned_s < 0:
        yield f"{drawn_before.zone_2_clock} becomes {drawn.zone_2_clock}"
    # A reading earns what lies between it and the last one, at once.
    if earned_s > view.moving_s - view_before.moving_s + view.fresh_s + _CLOCK_SLACK_S:
        yield f"{earned_s} s earned in {view.moving_s - view_before.moving_s:.2f} s"
    numbers = drawn.number, drawn_before.number
    if None in numbers or earned_s <= _CLOCK_SLACK_S:
        return
    lo, hi = view.zones.zone_2.lo_bpm - 1, view.zones.zone_2.hi_bpm + 1
    if max(numbers) < lo or min(numbers) > hi:
        yield f"{earned_s} s earned at {numbers}"
