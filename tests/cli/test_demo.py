"""`coach demo`: a whole walk without a strap, the same each time."""

import asyncio

import pytest

from coach.cli.demo import DEMO_SPEED, DEMO_WALK, host_demo, whole_walk
from coach.domain.pacing.cue import PACING, Cue
from coach.domain.workout.steps import StepKind, WorkoutKind
from coach.session.events import CueRaised, StepStarted
from coach.session_time import UnpacedClock
from tests.support.commands import lines

MOST_PACING_CUES = 8
"""In a demo of half an hour: what is shown, its warnings, and a few of the walker's own; seeds 0-99 gave 3-7."""


def shown(walk, seed):
    """The facts of a demo, and its sums."""
    events = []

    async def run():
        host = host_demo(walk, UnpacedClock(), seed)
        host.attach(lambda new, snapshot, heard: events.extend(new))
        return await host.run()

    return events, asyncio.run(run())


def cues_of(events):
    return [event.cue for event in events if isinstance(event, CueRaised)]


@pytest.mark.parametrize("seed", [*range(7), 7_000])
def test_a_demo_shows_what_coach_does_whatever_the_seed_and_stays_calm(seed):
    events, summary = shown(DEMO_WALK, seed)
    cues = cues_of(events)
    for cue in (Cue.EASE_OFF, Cue.SPEED_UP, Cue.BACK_IN_ZONE, Cue.SIGNAL_LOST, Cue.SIGNAL_BACK, Cue.FINISHED):
        assert cue in cues
    assert cues.index(Cue.EASE_OFF) < cues.index(Cue.SPEED_UP) < cues.index(Cue.SIGNAL_LOST)
    assert Cue.STOP_AND_REST not in cues
    assert sum(cue in PACING for cue in cues) <= MOST_PACING_CUES
    assert summary.dropouts.count == 1
    assert summary.z2_s > 0.6 * summary.elapsed_s
    parts = [event.kind for event in events if isinstance(event, StepStarted)]
    assert parts[2:5] == [StepKind.EFFORT, StepKind.RECOVERY, StepKind.EFFORT]


def test_a_demo_on_the_screen_takes_about_three_minutes():
    assert 150 <= DEMO_WALK.duration_s / DEMO_SPEED <= 210


@pytest.mark.parametrize("kind", WorkoutKind)
@pytest.mark.parametrize("seed", range(2))
def test_each_kind_of_walk_shows_it_as_well(kind, seed):
    events, _ = shown(whole_walk(kind), seed)
    cues = cues_of(events)
    assert {Cue.EASE_OFF, Cue.SPEED_UP, Cue.SIGNAL_LOST, Cue.SIGNAL_BACK, Cue.FINISHED} <= set(cues)
    assert sum(cue in PACING for cue in cues) <= MOST_PACING_CUES


def test_a_demo_without_a_screen_is_a_whole_walk_and_says_what_comes_next(coach, home):
    result = coach("demo", "--no-screen", "--json", "--speed", "max")
    assert result.returncode == 0, result.stderr
    *_, summary = lines(result.stdout)
    assert summary["type"] == "summary"
    assert summary["elapsed_s"] == DEMO_WALK.duration_s
    assert result.stderr == (
        "coach: demo, full speed, nothing is stored. "
        "Next: `coach pair` finds your strap, then `coach` has today's walk.\n"
    )
    assert not home.exists()


@pytest.mark.parametrize("kind", WorkoutKind)
def test_another_walk_can_be_shown(coach, kind):
    result = coach("demo", "--json", "--workout", kind.value)
    assert result.returncode == 0, result.stderr
    assert lines(result.stdout)[-1]["elapsed_s"] == whole_walk(kind).duration_s


def test_a_demo_is_the_same_each_time_and_another_seed_is_another_walk(coach):
    first, again, other = (coach("demo", "--json", "--seed", seed).stdout for seed in ("1", "1", "2"))
    assert first == again != other


def test_plain_lines_are_sentences(coach):
    result = coach("demo", "--plain")
    first, *told, last = result.stdout.splitlines()
    assert first == "Demo, full speed: a simulated walker, and nothing is stored."
    assert "0:00  Warm up, four minutes easy to begin with." in told
    assert last == "Next: `coach pair` finds your strap, then `coach` has today's walk."
    assert "{" not in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("form", ["--json", "--plain"])
def test_a_demo_is_the_same_at_every_speed(coach, form):
    at_once = coach("demo", form, "--speed", "max").stdout
    for speed in ("300", "2000"):
        paced = coach("demo", form, "--speed", speed).stdout
        if form == "--plain":
            first, _, paced = paced.partition("\n")
            assert first == f"Demo, x{speed}: a simulated walker, and nothing is stored."
            assert paced == at_once.partition("\n")[2]
        else:
            assert paced == at_once
    assert "29:00" in at_once if form == "--plain" else lines(at_once)[-1]["t"] == DEMO_WALK.duration_s
