"""`coach demo`: a whole guided walk on a simulated walker."""

import click

from coach.cli.faces import Showing, session_clock, show_session
from coach.cli.options import MAX_SPEED, json_lines_option, no_screen_option, plain_option, speed_option
from coach.clock import ReplayClock
from coach.domain.workout.steps import WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.live.start import host_session
from coach.session.plan import SessionPlan
from coach.sources.simulator import SIMULATED_SEED, SimulatedStrap

DEMO_SPEED = 10.0
"""Twenty minutes of walk in two: slow enough to read, fast enough to watch."""


DEMO_MINUTES = 20.0
"""An ordinary walk of week two."""


@click.command(epilog="Example: coach demo --speed 20")
@speed_option
@no_screen_option
@json_lines_option
@plain_option
@click.option("--seed", type=int, default=SIMULATED_SEED, show_default=True, help="Another number is another walk.")
@click.pass_obj
def demo(
    profile_name: str | None, /, *, speed: float | None, no_screen: bool, as_json: bool, plain: bool, seed: int
) -> int:
    """A whole guided walk on a simulated walker: no strap, no set-up, nothing stored.

    It runs ten times as fast as life on the screen, and as fast as it can without one.
    """
    showing = Showing.chosen(no_screen=no_screen, as_json=as_json, plain=plain)
    # Time waits for the simulated strap, or a slow computer would get a different walk.
    clock = ReplayClock(session_clock(speed or (DEMO_SPEED if showing.screen else MAX_SPEED)))
    plan = SessionPlan(make(WorkoutKind.STEADY, DEMO_MINUTES), TYPICAL_ZONES)
    walker = SimulatedStrap(TYPICAL_ZONES.zone_2, clock.inputs, seed=seed)
    host = host_session(plan, walker, clock, end_when_finished=True, listeners=[walker])
    return show_session(showing, host, profile_name=profile_name)
