"""What a session knows of the walker's pain: the level before the walk, and what to ask about a new one."""

from collections.abc import Collection

from msgspec.structs import replace

from coach.domain.programme.felt import SCALE
from coach.domain.programme.pain import PainQuestion, question_before, question_during
from coach.domain.programme.safety import ADVICE_WHEN_ASKED_AGAIN
from coach.session.events import PainHeard
from coach.session.inputs import PainMoment, PainReported

BEFORE_THE_WALK_S = 60.0
"""Limit for recordings that do not name the moment of a pain: the question before the walk stayed for half a minute,
and no walk has changed anything within its first minute."""


def moment_of(pain: PainReported) -> PainMoment:
    """Return the moment of a pain; where the recording does not say, the first minute counts as before the walk."""
    if pain.moment is not None:
        return pain.moment
    return PainMoment.BEFORE if pain.at_s < BEFORE_THE_WALK_S else PainMoment.DURING


def asks_anew(heard: PainHeard, open_before: PainHeard | None) -> PainHeard:
    """Return what is asked after a new report: signs that were asked about and not answered still are."""
    asks_signs = heard.question.asks_signs or (open_before is not None and open_before.question.asks_signs)
    return replace(heard, question=replace(heard.question, asks_signs=asks_signs))


def after_signs(asked: PainHeard, signs: Collection[str]) -> PainHeard:
    """Return what is still asked once the signs are answered: how to go on; one that is there is a reason to end."""
    question = replace(asked.question, asks_signs=False, advises_end=asked.question.advises_end or bool(signs))
    return replace(asked, question=question, text=ADVICE_WHEN_ASKED_AGAIN if signs else asked.text)


class PainSoFar:
    """Follows the reports of one walk.

    Args:
        usual: the walker's usual pain before a walk; None while there is none.
    """

    def __init__(self, usual: float | None) -> None:
        self._usual = usual
        self._before: int | None = None

    def take(self, pain: PainReported) -> PainQuestion | None:
        """Return what to ask the walker about this report; None when it is fine, or no level of the scale."""
        if pain.level not in SCALE:  # a recording can be edited by hand
            return None
        if moment_of(pain) is PainMoment.DURING:
            return question_during(pain.level, self._before, self._usual)
        self._before = pain.level
        return question_before(pain.level, self._usual)
