"""What the walker says changes the plan of this walk: seen in the states of the minutes after it."""

from itertools import pairwise

import pytest
from msgspec.structs import replace

from coach.domain.pacing.cue import FASTER, PACING, Cue
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.safety import ADVICE_WHEN_ASKED_AGAIN
from coach.domain.programme.talk import TalkTest
from coach.domain.workout.steps import Step, StepKind, Workout, WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES, Band
from coach.session.engine import SessionEngine
from coach.session.events import BandReason, BandSet, CueRaised, PainHeard
from coach.session.inputs import (
    BandChanged,
    EndReason,
    PainAnswered,
    PainMoment,
    PainReported,
    SessionEnded,
    SignsAnswered,
    TalkTestAnswered,
    WorkoutStopped,
)
from coach.session.json_lines import state_object
from coach.session.plan import SessionPlan
from tests.support.sessions import FREE, STEADY, TEMPO, UNKNOWN, beats

EASY, EFFORT, CANNOT = TalkTest.COMFORTABLE, TalkTest.WITH_EFFORT, TalkTest.CANNOT


def walked(plan, inputs):
    """The facts, and the state line after each input."""
    engine, told, states = SessionEngine(plan), [], []
    for item in sorted(inputs, key=lambda item: item.at_s):
        engine.receive(item)
        told += engine.events()
        states.append(state_object(engine.snapshot(item.at_s)))
    return told, states


def of(kind, told):
    return [event for event in told if isinstance(event, kind)]


def cues(told, from_s=0.0):
    return [cue.cue for cue in of(CueRaised, told) if cue.at_s >= from_s]


def steps(states):
    return [state["step"]["kind"] for state in states if state["step"]]


# The talk test


def test_who_cannot_speak_in_the_zone_is_told_to_ease_off_and_has_a_lower_one():
    told, states = walked(STEADY, [*beats(127, 1, 700), TalkTestAnswered(at_s=600.5, answer=CANNOT)])
    (changed,) = of(BandSet, told)
    bpm = next(state["smoothed_bpm"] for state in states if state["t"] == 600.5)
    assert changed.reason is BandReason.TALK_TEST
    assert changed.band.hi_bpm == pytest.approx(bpm - 5, abs=0.01)
    assert changed.band.width_bpm == pytest.approx(15)
    eased = next(cue for cue in of(CueRaised, told) if cue.at_s == 600.5)
    assert (eased.cue, eased.reason) == (Cue.EASE_OFF, "talk_test")
    after = [state for state in states if state["t"] > 600.5]
    for state in after:
        assert state["band_bpm"] == pytest.approx([bpm - 20, bpm - 5], abs=0.1)
    assert {state["position"] for state in after} == {"above"}
    assert after[-1]["z2_s"] == pytest.approx(next(state["z2_s"] for state in states if state["t"] == 601.0), abs=1)


def test_who_speaks_comfortably_later_has_the_old_one_back():
    answers = [TalkTestAnswered(at_s=600.5, answer=CANNOT), TalkTestAnswered(at_s=800.5, answer=EASY)]
    told, states = walked(STEADY, [*beats(127, 1, 620), *beats(115, 621, 900), *answers])
    assert [event.reason for event in of(BandSet, told)] == [BandReason.TALK_TEST] * 2
    assert states[-1]["band_bpm"] == [120, 135]


@pytest.mark.parametrize("answer", [EASY, EFFORT])
def test_who_is_at_ease_far_under_the_zone_is_not_pushed(answer):
    pushed, _ = walked(STEADY, beats(100, 1, 1000))
    assert FASTER & set(cues(pushed, 401))
    told, _ = walked(STEADY, [*beats(100, 1, 1000), TalkTestAnswered(at_s=400.5, answer=answer)])
    assert not FASTER & set(cues(told, 401))


def test_without_a_heart_rate_it_is_still_an_ease_off_that_stays_on_the_board():
    engine = SessionEngine(STEADY)
    engine.receive(TalkTestAnswered(at_s=100.0, answer=CANNOT))
    assert engine.snapshot(100.0).cue.cue is Cue.EASE_OFF
    assert of(BandSet, engine.events()) == []


# Heart medicine


def test_without_a_band_nothing_is_judged_and_the_walker_is_asked():
    told, states = walked(UNKNOWN, beats(105, 1, 700))
    assert {state["band_bpm"] for state in states} == {None}
    assert all(state[key] is None for state in states for key in ("position", "shown_position", "zone", "z2_s"))
    assert not PACING & set(cues(told))
    asked = [cue for cue in of(CueRaised, told) if cue.cue is Cue.TALK_TEST]
    assert [cue.at_s for cue in asked] == [450.0, 630.0]  # two and a half minutes into the steady part, and again


@pytest.mark.parametrize("plan", [UNKNOWN, replace(UNKNOWN, workout=make(WorkoutKind.STEADY, 5))])
def test_a_walk_without_a_band_asks_until_one_is_found_and_then_no_more(plan):
    silent, _ = walked(plan, beats(105, 1, 700))
    first_s = next(cue.at_s for cue in of(CueRaised, silent) if cue.cue is Cue.TALK_TEST)
    told, _ = walked(plan, [*beats(105, 1, 700), TalkTestAnswered(at_s=first_s + 5.5, answer=EFFORT)])
    assert cues(told).count(Cue.TALK_TEST) == 1


@pytest.mark.parametrize("answer", TalkTest)
def test_the_first_answer_finds_the_band_and_time_counts_from_there(answer):
    told, states = walked(UNKNOWN, [*beats(105, 1, 700), TalkTestAnswered(at_s=455.5, answer=answer)])
    (found,) = of(BandSet, told)
    assert found.reason is BandReason.TALK_TEST
    assert found.band.width_bpm == 15
    assert states[-1]["band_bpm"] == [found.band.lo_bpm, found.band.hi_bpm]
    in_zone_s = 0 if answer is CANNOT else 244
    assert states[-1]["z2_s"] == pytest.approx(in_zone_s, abs=2)
    assert not FASTER & set(cues(told))


def test_a_measured_maximum_is_the_one_reason_to_stop():
    rising = [beat for k in range(60) for beat in beats(100 + k, 5 * k + 1, 5 * k + 5)]
    told, _ = walked(UNKNOWN, [*rising, *beats(158, 301, 400)])
    assert Cue.STOP_AND_REST in cues(told)
    told, _ = walked(UNKNOWN, [*rising[:225], *beats(145, 226, 900)])
    assert Cue.STOP_AND_REST not in cues(told)


def test_a_maximum_that_nobody_knows_is_no_reason_to_stop():
    unknown = replace(UNKNOWN, measured_max_bpm=None)
    rising = [beat for k in range(12) for beat in beats(85 + 3 * k, 461 + 5 * k, 465 + 5 * k)]
    inputs = [*beats(80, 1, 460), TalkTestAnswered(at_s=455.5, answer=EASY), *rising, *beats(118, 521, 600)]
    assert Cue.STOP_AND_REST not in cues(walked(unknown, inputs)[0])


def test_a_heart_that_has_to_rest_says_nothing_of_a_band():
    rising = [beat for k in range(60) for beat in beats(100 + k, 5 * k + 1, 5 * k + 5)]
    told, states = walked(UNKNOWN, [*rising, *beats(158, 301, 400), TalkTestAnswered(at_s=390.5, answer=CANNOT)])
    assert states[-1]["standing"] == "stop_and_rest"
    assert of(BandSet, told) == []


def test_a_band_that_one_answer_finds_is_none_to_push_towards_whatever_the_header_leaves_out():
    plan = SessionPlan.from_json({"workout": "free", "band_bpm": None})
    inputs = [*beats(100, 1, 600), TalkTestAnswered(at_s=160.5, answer=EFFORT), *beats(80, 601, 1200)]
    assert not FASTER & set(cues(walked(plan, inputs)[0]))


@pytest.mark.parametrize(
    "said",
    [
        [TalkTestAnswered(at_s=380.5, answer=CANNOT)],
        [PainReported(at_s=380.5, level=5), PainAnswered(at_s=381.5, choice=PainChoice.EASIER)],
    ],
)
def test_what_coach_has_taken_back_is_neither_shown_nor_waited_for(said):
    """A push at 375 s, and then the walker says that it is too much."""
    engine = SessionEngine(STEADY)
    for item in beats(110, 1, 380):
        engine.receive(item)
    assert engine.snapshot(380.0).cue.cue is Cue.SPEED_UP
    for item in [*said, *beats(125, 385, 440)]:
        engine.receive(item)
        shown = engine.snapshot(item.at_s).cue
        assert shown is None or shown.cue not in FASTER
    assert Cue.HOLD not in cues(engine.events())


def test_a_later_answer_takes_ease_off_down():
    engine = SessionEngine(STEADY)
    for item in [*beats(141, 1, 402), TalkTestAnswered(at_s=402.5, answer=CANNOT)]:
        engine.receive(item)
    assert engine.snapshot(402.5).cue.reason == "talk_test"
    engine.receive(TalkTestAnswered(at_s=405.5, answer=EASY))
    assert engine.snapshot(405.5).cue is None


# Pain


def hurting(plan, level, choice=None, *, until_s=2000):
    answer = [] if choice is None else [PainAnswered(at_s=705.0, choice=choice)]
    pain = PainReported(at_s=700.0, level=level, moment=PainMoment.DURING)
    return walked(plan, [*beats(127, 1, until_s), pain, *answer])


@pytest.mark.parametrize("level", [4, 8])
def test_pain_over_three_asks_in_one_sentence_with_a_choice(level):
    told, _ = hurting(STEADY, level)
    (asked,) = of(PainHeard, told)
    assert asked.question.advises_end is (level == 8)


def test_fine_pain_asks_nothing():
    told, _ = hurting(STEADY, 3)
    assert of(PainHeard, told) == []


@pytest.mark.parametrize("choice", [None, *PainChoice])
def test_after_pain_nothing_pushes_any_more(choice):
    falling = [*beats(127, 1, 720), *beats(112, 721, 1500)]
    assert FASTER & set(cues(walked(STEADY, falling)[0], 701))
    answer = [] if choice is None else [PainAnswered(at_s=705.0, choice=choice)]
    told, _ = walked(STEADY, [*falling, PainReported(at_s=700.0, level=5), *answer])
    assert not FASTER & set(cues(told, 701))


def test_easier_makes_brisk_parts_steady_and_ends_in_the_middle_with_as_many_minutes():
    plain = walked(TEMPO, beats(127, 1, 2050))[1]
    told, states = hurting(TEMPO, 4, PainChoice.EASIER, until_s=2050)
    after = [state for state in states if state["t"] > 705]
    assert "effort" not in steps(after)
    assert {tuple(state["band_bpm"]) for state in after if state["step"]} == {(120, 127.5)}
    assert of(BandSet, told)[-1].reason is BandReason.PAIN
    ends = [next(s["t"] for s in run if s["step"] is None) for run in (plain, states)]
    assert ends[0] == ends[1]


@pytest.mark.parametrize("plan", [STEADY, TEMPO, FREE])
def test_shorter_begins_the_cool_down_now(plan):
    _, states = hurting(plan, 5, PainChoice.SHORTER, until_s=1000)
    after = [state for state in states if 705 < state["t"] < 705 + 170]
    assert set(steps(after)) == {"cool_down"}
    assert states[-1]["step"] is None


def test_end_ends_the_walk():
    _, states = hurting(STEADY, 8, PainChoice.END, until_s=720)
    assert states[-1]["step"] is None


def test_pain_before_the_walk_is_measured_by_the_usual():
    before = PainReported(at_s=2.0, level=4, moment=PainMoment.BEFORE)
    told, _ = walked(STEADY, [before])
    assert len(of(PainHeard, told)) == 1


def test_signs_are_noted_and_a_walk_that_is_over_changes_no_more():
    told, states = walked(
        STEADY,
        [
            *beats(127, 1, 1300),
            SignsAnswered(at_s=1250.0, signs=("saddle",)),
            PainReported(at_s=1251.0, level=8),
            PainAnswered(at_s=1252.0, choice=PainChoice.EASIER),
            TalkTestAnswered(at_s=1253.0, answer=CANNOT),
        ],
    )
    assert of(PainHeard, told) == of(BandSet, told) == []
    assert states[-1]["band_bpm"] == [120, 135]


def test_no_fact_is_of_the_past_when_a_long_brisk_part_becomes_steady():
    plan = SessionPlan(Workout(WorkoutKind.TEMPO, (Step(StepKind.EFFORT, 900.0),)), TYPICAL_ZONES)
    told, _ = walked(plan, [*beats(127, 1, 800), PainAnswered(at_s=700.5, choice=PainChoice.EASIER)])
    times_s = [event.at_s for event in told]
    assert times_s == sorted(times_s)


def test_the_walker_s_own_band_has_no_other_reason():
    told, _ = walked(STEADY, [BandChanged(at_s=5.0, band=Band(100, 115))])
    assert of(BandSet, told) == [BandSet(at_s=5.0, band=Band(100, 115))]


def test_the_trace_has_the_band_that_was_valid_at_each_time():
    engine = SessionEngine(TEMPO)
    for item in [*beats(127, 1, 400), BandChanged(at_s=400.5, band=Band(100, 120))]:
        engine.receive(item)
    bands = engine.snapshot(401.0).trace.bands
    assert bands == ((0.0, Band(120, 135)), (300.0, Band(127.5, 135)), (400.5, Band(110, 120)))
    assert all(a[0] < b[0] for a, b in pairwise(bands))


# The open question


def asked_after(*said):
    """The question in the state after each of the inputs, on a walk that began with pain 1."""
    engine = SessionEngine(STEADY)
    begun = PainReported(at_s=2.0, level=1, moment=PainMoment.BEFORE)
    for item in [begun, *beats(127, 3, 699)]:
        engine.receive(item)
    asked = []
    for item in said:
        engine.receive(item)
        asked.append(engine.snapshot(item.at_s).asks)
    return asked


JUMP = PainReported(at_s=700.0, level=8, moment=PainMoment.DURING)
NO_SIGN, A_SIGN = SignsAnswered(at_s=701.0, signs=()), SignsAnswered(at_s=701.0, signs=("saddle",))


def test_the_state_asks_about_signs_until_they_are_answered_and_how_to_go_on_until_that_is_chosen():
    jumped, signs, chosen = asked_after(JUMP, NO_SIGN, PainAnswered(at_s=702.0, choice=PainChoice.EASIER))
    assert (jumped.question.level, jumped.question.asks_signs) == (8, True)
    assert (signs.question.level, signs.question.asks_signs, signs.text) == (8, False, jumped.text)
    assert chosen is None


def test_a_sign_that_is_there_is_advice_to_end_wherever_it_is_asked_how_to_go_on():
    five = replace(JUMP, level=5)
    jumped, signs = asked_after(five, A_SIGN)
    assert not jumped.question.advises_end
    assert signs.question.advises_end
    assert signs.text == ADVICE_WHEN_ASKED_AGAIN


def test_less_pain_does_not_take_the_question_about_signs_away():
    jumped, less = asked_after(replace(JUMP, level=7), replace(JUMP, at_s=701.0, level=4))
    assert jumped.question.asks_signs
    assert (less.question.level, less.question.asks_signs) == (4, True)


@pytest.mark.parametrize(
    "end", [WorkoutStopped(at_s=701.0), SessionEnded(at_s=701.0, reason=EndReason.STOPPED)], ids=["steps", "walk"]
)
def test_after_the_end_nothing_is_asked(end):
    assert asked_after(JUMP, end)[-1] is None
