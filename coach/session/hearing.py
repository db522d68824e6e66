"""What the walker says of band, speech and pain, and how the walk that is under way changes by it."""

from typing import assert_never

from coach.domain.pacing.cues import CueDecider
from coach.domain.programme import talk
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkTest
from coach.domain.workout.machine import MachineState, WorkoutMachine
from coach.session import pain_words
from coach.session.events import BandReason, BandSet, PainChosen, PainHeard, Reported, SessionEvent, SignsMarked
from coach.session.inputs import BandChanged, PainAnswered, PainReported, SignsAnswered, TalkTestAnswered
from coach.session.pain_report import PainSoFar, after_signs, asks_anew
from coach.session.plan import SessionPlan
from coach.session.target import SETTLED_S, Target

Said = BandChanged | TalkTestAnswered | PainReported | PainAnswered | SignsAnswered
"""The inputs by which the walker says something of the walk."""


class Hearing:
    """Takes what the walker says: it changes the target and the steps, and returns the facts of it.

    Args:
        plan: the walk's plan.
        machine: its steps.
        decider: what pushes and eases.
    """

    def __init__(self, plan: SessionPlan, machine: WorkoutMachine, decider: CueDecider) -> None:
        self.target = Target(plan)
        """The zones to keep."""
        self.is_sore = False
        """Whether pain was more than fine in this walk: then nothing pushes any more."""
        self._pain = PainSoFar(plan.usual_pain)
        self._asked: PainHeard | None = None
        self._machine = machine
        self._decider = decider

    @property
    def asks(self) -> PainHeard | None:
        """The question about pain that is open; None where it was answered, or nothing is left to change."""
        return None if self._machine.state is MachineState.FINISHED else self._asked

    def take(self, item: Said, bpm: float | None, moving_s: float) -> list[SessionEvent]:
        """Take what the walker says at a believed heart rate, after walking for `moving_s`; return what came of it.

        Once the workout is over there is nothing left to change: it is noted, no more.
        """
        walking = self._machine.state is not MachineState.FINISHED
        match item:
            case BandChanged(at_s=at_s, band=band):
                self.target.choose(band)
                return [BandSet(at_s=at_s, band=band)]
            case TalkTestAnswered(at_s=at_s, answer=answer):
                noted = Reported(at_s=at_s, talk_test=answer)
                return [noted, *(self._hear(at_s, answer, bpm, moving_s) if walking and bpm is not None else ())]
            case PainReported(at_s=at_s, level=level):
                return [Reported(at_s=at_s, pain=level), *(self._ask(item) if walking else ())]
            case PainAnswered(at_s=at_s, choice=choice):
                self._asked = None
                return [PainChosen(at_s=at_s, choice=choice), *(self._spare(at_s, choice) if walking else ())]
            case SignsAnswered(at_s=at_s, signs=signs):
                self._asked = None if self._asked is None else after_signs(self._asked, signs)
                return [SignsMarked(at_s=at_s, signs=signs)]
            case _:
                assert_never(item)

    def _hear(self, at_s: float, answer: TalkTest, bpm: float, moving_s: float) -> list[SessionEvent]:
        if self._decider.rest.stands:
            return []  # the heart of a walker who has to rest says nothing of a band
        changed = self.target.hear(answer, bpm, moving_s)
        band = self.target.band(self._machine.step)
        if band is not None and moving_s >= SETTLED_S and talk.spares(answer, bpm, band):
            self._decider.spare(band)
        return self._band_set(at_s, BandReason.TALK_TEST) if changed else []

    def _ask(self, pain: PainReported) -> list[SessionEvent]:
        question = self._pain.take(pain)
        if question is None:
            return []
        self._spare_the_back()
        text, speech = pain_words.question_text(question), pain_words.question_speech(question)
        heard = PainHeard(at_s=pain.at_s, question=question, text=text, speech=speech)
        self._asked = asks_anew(heard, self._asked)
        return [heard]

    def _spare(self, at_s: float, choice: PainChoice) -> list[SessionEvent]:
        self._spare_the_back()
        match choice:
            case PainChoice.EASIER:
                self._machine.ease(at_s)
                return self._band_set(at_s, BandReason.PAIN) if self.target.ease() else []
            case PainChoice.SHORTER:
                self._machine.cool_down(at_s)
            case PainChoice.END:
                self._machine.stop(at_s)
                self._decider.rest.end()
            case _:
                assert_never(choice)
        return []

    def _spare_the_back(self) -> None:
        self.is_sore = True
        self._decider.take_back_pushes()

    def _band_set(self, at_s: float, reason: BandReason) -> list[SessionEvent]:
        zones = self.target.zones
        return [] if zones is None else [BandSet(at_s=at_s, band=zones.zone_2, reason=reason)]
