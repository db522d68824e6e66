"""The workout machine: every cell of its table, and that time in one leap is time in steps."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.workout import machine as machine_rules
from coach.domain.workout.machine import (
    COUNTDOWN_S,
    STEP_AHEAD_S,
    MachineEvent,
    MachineState,
    WorkoutMachine,
)
from coach.domain.workout.machine import (
    MachineEventKind as Kind,
)
from coach.domain.workout.steps import Step, StepKind, Workout, WorkoutKind, free, tempo
from tests.support.sessions import TWENTY

WALK = TWENTY


NUMBERS = {
    "STEP_AHEAD_S": 10.0,
    "COUNTDOWN_S": 3.0,
    "HALF_WAY_LEAST_S": 600.0,
    "SETTLED_AFTER_S": 150.0,
    "SETTLED_EVERY_S": 180.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(machine_rules, name) for name in NUMBERS} == NUMBERS


def at(now_s=0.0, workout=WALK):
    machine = WorkoutMachine(workout)
    machine.advance(now_s)
    machine.events()
    return machine


def turns(machine):
    return [(fact.at_s, fact.kind, fact.index) for fact in machine.events()]


def test_a_walk_from_its_start_to_its_end():
    machine = WorkoutMachine(WALK)
    machine.advance(5000.0)
    assert turns(machine) == [
        (0.0, Kind.STEP_STARTED, 0), (290.0, Kind.STEP_AHEAD, 0), (297.0, Kind.COUNTDOWN, 0),
        (300.0, Kind.STEP_STARTED, 1), (660.0, Kind.HALF_WAY, 1), (1010.0, Kind.STEP_AHEAD, 1),
        (1017.0, Kind.COUNTDOWN, 1), (1020.0, Kind.STEP_STARTED, 2), (1190.0, Kind.STEP_AHEAD, 2),
        (1197.0, Kind.COUNTDOWN, 2), (1200.0, Kind.FINISHED, 2),
    ]  # fmt: skip
    assert (machine.state, machine.next_deadline(), machine.next_step) == (MachineState.FINISHED, None, None)


def test_the_talk_test_is_asked_only_in_long_steady_steps():
    warm_up, *rest = tempo(60).steps
    long_warm_up = replace(warm_up, duration_s=1260.0)
    easy = [step for step in rest if step.kind is not StepKind.STEADY]
    machine = WorkoutMachine(Workout(WorkoutKind.TEMPO, (long_warm_up, *easy)))
    machine.advance(10_000.0)
    assert Kind.HALF_WAY not in {kind for _, kind, _ in turns(machine)}


def test_an_endless_step_has_no_deadline_and_ends_by_skipping():
    machine = at(workout=free())
    assert (machine.next_deadline(), machine.remaining_s(5.0)) == (None, None)
    machine.extend(5.0, 60.0)
    machine.skip(6.0)
    assert turns(machine) == [(6.0, Kind.FINISHED, 0)]


@pytest.mark.parametrize(("length_s", "told"), [(2 * STEP_AHEAD_S, {Kind.COUNTDOWN}), (2 * COUNTDOWN_S, set())])
def test_a_step_shorter_than_its_announcement_is_told_by_its_start(length_s, told):
    machine = WorkoutMachine(Workout(WorkoutKind.FREE, (Step(StepKind.EFFORT, length_s), Step(StepKind.FREE, None))))
    machine.advance(length_s)
    assert {kind for _, kind, _ in turns(machine)} - {Kind.STEP_STARTED} == told


def test_a_pause_stands_and_the_step_goes_on_where_it_was():
    machine = at(100.0)
    machine.pause(100.0)
    assert (machine.next_deadline(), machine.elapsed_s(5000.0), machine.remaining_s(5000.0)) == (None, 100.0, 200.0)
    machine.advance(5000.0)
    machine.resume(5000.0)
    assert (machine.events(), machine.remaining_s(5000.0)) == ((), 200.0)
    machine.advance(5200.0)
    assert turns(machine)[-1] == (5200.0, Kind.STEP_STARTED, 1)


@pytest.mark.parametrize("paused", [True, False])
def test_a_stop_finishes_whatever_steps_are_left(paused):
    machine = at(10.0)
    if paused:
        machine.pause(10.0)
    machine.events()
    machine.stop(20.0)
    assert machine.state is MachineState.FINISHED
    assert machine.events() == (MachineEvent(20.0, Kind.FINISHED, 0),)
    assert machine.next_deadline() is None


def test_a_step_skipped_while_paused_waits_at_its_start():
    machine = at(100.0)
    machine.pause(100.0)
    machine.skip(150.0)
    assert (machine.state, machine.index, machine.elapsed_s(400.0)) == (MachineState.PAUSED, 1, 0.0)
    machine.resume(400.0)
    assert machine.remaining_s(400.0) == 720.0


def test_a_longer_step_is_announced_again_but_nothing_in_the_past():
    machine = at(298.0)
    machine.extend(298.0, 60.0)
    machine.advance(360.0)
    assert turns(machine) == [
        (350.0, Kind.STEP_AHEAD, 0), (357.0, Kind.COUNTDOWN, 0), (360.0, Kind.STEP_STARTED, 1),
    ]  # fmt: skip
    machine = at(299.0)
    machine.extend(299.0, 5.0)
    machine.advance(305.0)
    assert turns(machine) == [(302.0, Kind.COUNTDOWN, 0), (305.0, Kind.STEP_STARTED, 1)]


def test_a_longer_step_whose_announcement_would_lie_in_the_past_is_told_by_its_start():
    """A step of 15 s has no announcement; one of 21 s would have had it at 11 s."""
    short = replace(WALK.steps[1], duration_s=15.0)
    machine = at(11.5, Workout(WorkoutKind.STEADY, (short, short)))
    machine.extend(11.5, 6.0)
    machine.advance(21.0)
    assert turns(machine) == [(18.0, Kind.COUNTDOWN, 0), (21.0, Kind.STEP_STARTED, 1)]


def test_the_cool_down_begins_at_once_and_only_once():
    machine = at(400.0)
    machine.cool_down(400.0)
    assert (machine.step.kind, machine.remaining_s(400.0), machine.next_step) == (StepKind.COOL_DOWN, 180.0, None)
    machine.events()
    machine.cool_down(450.0)
    assert (machine.state, machine.remaining_s(450.0), machine.events()) == (MachineState.RUNNING, 130.0, ())


def test_a_walk_without_a_cool_down_gets_one_of_three_minutes():
    machine = at(workout=free())
    machine.cool_down(600.0)
    assert (machine.step.kind, machine.remaining_s(600.0), machine.next_step) == (StepKind.COOL_DOWN, 180.0, None)


@pytest.mark.parametrize("by_s", [0.0, -60.0, 86401.0, float("nan")])
def test_a_step_is_made_longer_by_a_length(by_s):
    machine = at(10.0)
    with pytest.raises(ValueError, match="made longer"):
        machine.extend(10.0, by_s)
    assert machine.remaining_s(10.0) == 290.0


ILLEGAL = [
    (MachineState.RUNNING, "resume"),
    (MachineState.PAUSED, "pause"),
    (MachineState.FINISHED, "skip"),
    (MachineState.FINISHED, "stop"),
    (MachineState.FINISHED, "extend"),
    (MachineState.FINISHED, "pause"),
    (MachineState.FINISHED, "resume"),
]


@pytest.mark.parametrize(("state", "command"), ILLEGAL)
def test_what_the_table_does_not_have_is_refused_and_changes_nothing(state, command):
    machine = at(10.0)
    if state is MachineState.PAUSED:
        machine.pause(10.0)
    elif state is MachineState.FINISHED:
        for _ in WALK.steps:
            machine.skip(10.0)
    machine.events()
    before = (machine.state, machine.index, machine.remaining_s(20.0))
    arguments = (20.0, 60.0) if command == "extend" else (20.0,)
    with pytest.raises(RuntimeError, match=f"cannot {command} while {state}"):
        getattr(machine, command)(*arguments)
    assert (machine.state, machine.index, machine.remaining_s(20.0)) == before
    assert machine.events() == ()


COMMANDS = st.lists(
    st.tuples(st.floats(0, 400), st.sampled_from(["pause", "resume", "skip", "stop", "extend"]), st.floats(0.1, 600)),
    max_size=12,
)


def legal(state, command):
    return (state, command) not in ILLEGAL


@settings(max_examples=150, deadline=None)
@given(workout=st.sampled_from([WALK, tempo(), free(), free(1)]), commands=COMMANDS, ticks=st.lists(st.floats(0, 5000)))
def test_time_in_one_leap_is_time_in_steps_and_facts_are_in_order(workout, commands, ticks):
    def live(ticks):
        machine, now_s, events, waiting = WorkoutMachine(workout), 0.0, [], sorted(ticks)
        for after_s, command, by_s in commands:
            now_s += after_s
            while waiting and waiting[0] <= now_s:
                machine.advance(waiting.pop(0))
            machine.advance(now_s)
            if legal(machine.state, command):
                getattr(machine, command)(*((now_s, by_s) if command == "extend" else (now_s,)))
            events.extend(machine.events())
        machine.advance(now_s + 20_000)
        events.extend(machine.events())
        return events, machine.state, machine.index

    events, state, index = live([])
    assert live(ticks) == (events, state, index)
    assert [fact.at_s for fact in events] == sorted(fact.at_s for fact in events)
    started = [fact.index for fact in events if fact.kind is Kind.STEP_STARTED]
    assert started == list(range(index + 1))
    assert sum(fact.kind is Kind.FINISHED for fact in events) == (state is MachineState.FINISHED)


def test_who_has_no_zone_yet_is_asked_in_each_steady_step_and_again():
    """After two and a half minutes, then every three, and no more in the last twenty seconds of a step."""
    machine = WorkoutMachine(WALK, notes_settled=True)
    machine.advance(5000.0)
    asked = [(at_s, index) for at_s, kind, index in turns(machine) if kind is Kind.SETTLED]
    assert asked == [(300.0 + after_s, 1) for after_s in (150.0, 330.0, 510.0, 690.0)]


@pytest.mark.parametrize(("length_s", "asked_s"), [(100.0, [50.0]), (40.0, [20.0]), (38.0, [])])
def test_in_a_short_step_it_asks_half_way_or_not_at_all(length_s, asked_s):
    step = replace(WALK.steps[1], duration_s=length_s)
    machine = WorkoutMachine(Workout(WorkoutKind.STEADY, (step,)), notes_settled=True)
    machine.advance(5000.0)
    assert [at_s for at_s, kind, _ in turns(machine) if kind is Kind.SETTLED] == asked_s


def test_in_a_step_without_an_end_it_asks_every_three_minutes():
    machine = WorkoutMachine(free(), notes_settled=True)
    machine.advance(600.0)
    assert [at_s for at_s, kind, _ in turns(machine) if kind is Kind.SETTLED] == [150.0, 330.0, 510.0]
