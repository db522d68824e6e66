"""`coach demo`: a whole guided walk on a simulated walker."""

from itertools import accumulate

import click

from coach.cli.exits import EXIT_DONE
from coach.cli.faces import session_clock, show_session
from coach.cli.notices import warn
from coach.cli.options import MAX_SPEED, json_lines_option, no_screen_option, plain_option, speed_option
from coach.cli.showing import Showing
from coach.domain.workout.steps import Step, StepKind, Workout, WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.live.host import SessionHost
from coach.live.start import host_session
from coach.pages.ports import Show
from coach.session.names import titled
from coach.session.plan import SessionPlan
from coach.session.ports import SessionClock
from coach.session.text import speed_text
from coach.session_time import ReplayClock
from coach.sources.simulator import SIMULATED_SEED, Dropout, Script, SimulatedStrap, Spurt, Walker

DEMO_SPEED = 10.0
"""Half an hour of walk in three minutes: slow enough to read, fast enough to watch."""

DEMO_WALK = Workout(
    WorkoutKind.TEMPO,
    (
        Step(StepKind.WARM_UP, 240.0),
        Step(StepKind.STEADY, 720.0),
        Step(StepKind.EFFORT, 240.0),
        Step(StepKind.RECOVERY, 120.0),
        Step(StepKind.EFFORT, 240.0),
        Step(StepKind.COOL_DOWN, 180.0),
    ),
)
"""Something of every kind of walk, in 29 minutes: a steady part, and half of a tempo day's efforts."""

FREE_MIN = 20.0
"""A free walk has no end of its own, and a demo needs one."""

DEMO_WALKER = Walker(wander_bpm=0.8, own_pace_bpm=2.0, obedience=1.0, correction_bpm=(4.0, 6.0))
"""Steadier than most, and follows every cue: what is seen comes from the script, and from the answer to it."""

SPURT_BPM, SPURT_S = 18.0, 240.0
"""Well out of a zone 15 bpm wide, however the walk goes otherwise; a cue comes long before it is over."""

DROPOUT_S = 60.0
"""Long enough to be seen at ten times the speed, and four times what Coach waits before it says so."""

SETTLED_S = 240.0
"""In a walk without a warm-up nothing happens before this."""

INTO_A_STEADY_PART_S = (120.0, 390.0, 615.0)
"""Into a steady part: a spurt up, one down, a dropout; what was before is settled again by then."""

INTO_AN_EFFORT_S = 60.0
"""Into an effort of a tempo day, which holds one of them: the heart has risen by then."""

NEXT_STEPS = (
    "Next: `coach pair` finds your strap, then `coach` has today's walk.",
    "Next: `coach pair`, then `coach`.",
)
"""What follows a demo, and the same in less room."""


@click.command(epilog="Example: coach demo --workout tempo --speed 20")
@click.option("--workout", type=click.Choice([kind.value for kind in WorkoutKind]), help="One kind of walk, whole.")
@speed_option
@no_screen_option
@json_lines_option
@plain_option
@click.option("--seed", type=int, default=SIMULATED_SEED, show_default=True, help="Another number is another walk.")
@click.pass_obj
def demo(
    profile_name: str | None,
    /,
    *,
    workout: str | None,
    speed: float | None,
    no_screen: bool,
    as_json: bool,
    plain: bool,
    seed: int,
) -> int:
    """A guided walk on a simulated walker: no strap, no set-up, nothing stored.

    It takes three minutes on the screen, at ten times the speed of life: the walker gets too fast, too slow, loses the
    strap for a while, and walks two brisk parts. Without a screen it runs as fast as it can.
    """
    showing = Showing.chosen(no_screen=no_screen, as_json=as_json, plain=plain)
    speed = speed or (DEMO_SPEED if showing.screen else MAX_SPEED)
    mark = f"demo, {speed_text(speed)}"
    walk = DEMO_WALK if workout is None else whole_walk(WorkoutKind(workout))
    host = host_demo(walk, session_clock(speed), seed)
    if showing.plain:
        click.echo(f"{titled(mark)}: a simulated walker, and nothing is stored.")
    code = show_session(showing, host, Show(mark, NEXT_STEPS, speed), profile_name=profile_name)
    if code == EXIT_DONE:
        _say_next(mark, showing)
    return code


def host_demo(walk: Workout, clock: SessionClock, seed: int) -> SessionHost:
    """Return a demo of a walk, ready to run; the same seed is the same demo at every speed."""
    # Time waits for the simulated strap, or a slow computer would get a different walk.
    waiting = ReplayClock(clock)
    plan = SessionPlan(walk, TYPICAL_ZONES)
    walker = SimulatedStrap(
        TYPICAL_ZONES.zone_2, waiting.inputs, seed=seed, walker=DEMO_WALKER, script=what_happens(walk)
    )
    return host_session(plan, walker, waiting, end_when_finished=True, listeners=[walker])


def _say_next(mark: str, showing: Showing) -> None:
    """Say what follows a demo; beside JSON lines on standard error, since those are for a program."""
    if showing.screen or showing.plain:
        click.echo(NEXT_STEPS[0])
    else:
        warn(f"{mark}, nothing is stored. {NEXT_STEPS[0]}")


def whole_walk(kind: WorkoutKind) -> Workout:
    """Return the usual walk of a kind."""
    return make(kind, FREE_MIN if kind is WorkoutKind.FREE else None)


def what_happens(walk: Workout) -> Script:
    """Return what befalls the walker: an effort too much, one too little, a dropout of the strap."""
    starts_s = accumulate((step.duration_s or 0.0 for step in walk.steps), initial=0.0)
    paced = [(step, start_s) for step, start_s in zip(walk.steps, starts_s, strict=False) if not step.kind.is_easy]
    steady_s = next((start_s for step, start_s in paced if step.kind is not StepKind.EFFORT), None)
    if steady_s is None:  # the first effort is left alone, to show what a good one looks like
        high_s, low_s, lost_s = (start_s + INTO_AN_EFFORT_S for _, start_s in paced[1:4])
    else:
        high_s, low_s, lost_s = (max(steady_s, SETTLED_S) + into_s for into_s in INTO_A_STEADY_PART_S)
    return Script(
        spurts=(Spurt(high_s, SPURT_BPM, SPURT_S), Spurt(low_s, -SPURT_BPM, SPURT_S)),
        dropouts=(Dropout(lost_s, DROPOUT_S),),
    )
