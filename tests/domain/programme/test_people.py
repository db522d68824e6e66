"""People of all kinds walk the programme for sixteen weeks, and nothing that must hold for everybody breaks.

A thousand of them with `python -m benchmarks.people --seeds 0-999`; here one of each kind, and the judge itself.
"""

import pytest
from msgspec.structs import replace

from benchmarks.people_coach import FOCUS, REASON, Asked, Told, in_zone_min
from benchmarks.people_kinds import KINDS
from benchmarks.people_model import Day, Diary, live, person, read
from benchmarks.people_rules import broken
from benchmarks.people_words import unkind
from coach.domain.programme.felt import Felt
from coach.domain.programme.walk_log import LoggedWalk
from coach.domain.workout.steps import WorkoutKind, long, steady, tempo

AROUND_DAYS = 10
"""Of a diary that is shown: so many days before what is broken, and some after it."""

NAMES = {kind.name: kind for kind in KINDS}


@pytest.mark.parametrize("seed", range(len(KINDS)), ids=[kind.name for kind in KINDS])
def test_sixteen_weeks_keep_every_rule(seed):
    who = person(seed)
    diary = live(who)
    found = list(broken(diary))
    if found:
        rule, day, words = found[0]
        days = range(day - AROUND_DAYS, day + 4)
        pytest.fail(f"{who.kind.name}, seed {seed}: {rule} on day {day}: {words}\n{read(diary, days)}", pytrace=False)


def test_there_are_twenty_kinds_at_least_and_each_is_another():
    assert len({(kind, kind.name) for kind in KINDS}) == len(NAMES) == len(KINDS) >= 20


def test_a_person_is_the_same_person_again():
    assert person(7) == person(7)
    assert live(person(7)) == live(person(7))


@pytest.mark.parametrize(
    ("workout", "minutes"),
    [(steady(15), 10.5), (steady(20), 14.4), (steady(40), 33.2), (long(45), 38.0), (tempo(40), 30.7)],
)
def test_zone_2_is_credited_as_it_was_measured(workout, minutes):
    assert in_zone_min(workout) == pytest.approx(minutes, abs=0.3)


def rules_of(diary):
    return {rule for rule, _, _ in broken(diary)}


WHO = person(0, NAMES["flares once"])
QUIET = {REASON: "On to the next step.", FOCUS: "Swing your arms."}


def told(day, number=3, minutes=25, kind="steady", *, goal=None, says=None):
    first = WHO.start_day + (day - WHO.start_day) // 7 * 7
    today = Asked(day, kind, minutes, minutes * 0.8)
    week = tuple(today if item == day else Asked(item) for item in range(first, first + 7))
    return Told(number, (day - WHO.start_day) // 7 + 1, first, today, week, goal, "advance", says or {})


def walk(day, minutes=25, **felt):
    return LoggedWalk(str(day), day, WorkoutKind.STEADY, minutes * 60, minutes * 48, minutes, felt=Felt(**felt))


def diary(days, walks=(), who=WHO):
    by_day = {item.day: item for item in walks}
    return Diary(
        replace(who, usual_pain=1),
        tuple(Day(item.today.day, (item, item), item.today, by_day.get(item.today.day)) for item in days),
        tuple(walks),
    )


START = WHO.start_day


def test_the_judge_sees_who_is_advanced_after_a_flare():
    walks = [walk(START + 6, pain_after=6)]
    days = [told(START + 6), told(START + 7, number=4, minutes=30)]
    assert {"advanced within 48 h of a flare", "heavier within 48 h of a flare"} <= rules_of(diary(days, walks))
    calm = [walk(START + 6, pain_after=2)]
    assert not {"advanced within 48 h of a flare", "heavier within 48 h of a flare"} & rules_of(diary(days, calm))


@pytest.mark.parametrize(
    ("pain", "flares"),
    [
        ({"pain_after": 6}, True),
        ({"pain_next_morning": 4}, True),
        ({"pain_after": 5}, False),
        ({"pain_next_morning": 3}, False),
    ],
)
def test_the_judge_knows_what_halves_the_walks(pain, flares):
    days = [told(START + 1), told(START + 2), told(START + 3, minutes=20)]
    assert ("not halved after a flare" in rules_of(diary(days, [walk(START + 1), walk(START + 2, **pain)]))) is flares


def test_the_judge_wants_half_and_then_steps():
    after = [walk(START + 2, pain_after=6), walk(START + 4, 12)]
    first = [told(START + 1), told(START + 2)]
    leap = [*first, told(START + 4, minutes=12), told(START + 5, minutes=25)]
    steps = [*first, told(START + 4, minutes=12), told(START + 5, minutes=19), told(START + 7, minutes=25)]
    assert "back in one leap after a flare" in rules_of(diary(leap, after))
    assert not {"back in one leap after a flare", "not halved after a flare"} & rules_of(diary(steps, after))


@pytest.mark.parametrize(("days", "stands"), [(14, False), (15, True)])
def test_the_judge_counts_the_days_of_a_sentence(days, stands):
    says = {REASON: "The same sentence on every day of these weeks."}
    found = rules_of(diary([told(START + day, says=says) for day in range(days)]))
    assert ("reason stands over two weeks" in found) is stands


def test_the_judge_sees_a_sentence_that_returns_each_week():
    says = {FOCUS: "Let your arms swing loosely from the shoulders."}
    weekly = [
        told(START + day, says=says if day % 7 == 0 else {FOCUS: f"Something else on day {day}."}) for day in range(21)
    ]
    assert "focus in three weeks in a row" in rules_of(diary(weekly))


@pytest.mark.parametrize(
    "sentence",
    [
        "You missed two walks.",
        "Only 20 minutes so far.",
        "You failed to reach your goal.",
        "12 minutes short of the goal.",
        "3 of 5 walks this week.",
        "You should have rested.",
        "You did not walk last week.",
        "Catch up at the weekend.",
    ],
)
def test_a_reproach_is_heard(sentence):
    assert unkind(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "A week off: you go on where you were. Nothing has to be made up.",
        "Pain reached 5 of 10 with a walk: the minutes stay where they are.",
        "Take a way today that you have not walked for long.",
        "Too much too soon is what hurts.",
    ],
)
def test_a_fact_is_no_reproach(sentence):
    assert not unkind(sentence)


def test_the_judge_knows_whose_goal_150_is():
    three = person(0, NAMES["three days"])
    assert "150 as a goal on few days" in rules_of(diary([told(START, number=5, minutes=35, goal=150)], who=three))
    assert "150 as a goal on few days" not in rules_of(diary([told(START, number=5, minutes=35, goal=75)], who=three))


@pytest.mark.parametrize(
    ("number", "minutes", "kind", "rule"),
    [
        (3, 40, "steady", "longer than the phase's"),
        (3, 20, "steady", "shorter than the phase's without a reason"),
        (2, 40, "long", "a harder walk before its phase"),
        (4, 34, "tempo", "a harder walk before its phase"),
        (8, 50, "steady", "longer than the phase's"),
    ],
)
def test_the_judge_knows_the_programmes_bounds(number, minutes, kind, rule):
    assert rule in rules_of(diary([told(START, number, minutes, kind)]))


def test_the_judge_sees_who_stays_for_ever():
    weeks = [told(START + day) for day in range(0, 49, 7)]
    walks = [walk(START + day, pain_after=1) for day in range(0, 49, 7)]
    assert "stays in a week for ever" in rules_of(diary(weeks, walks))
    moving = [told(START + day, number=3 + day // 28) for day in range(0, 49, 7)]
    assert "stays in a week for ever" not in rules_of(diary(moving, walks))
