"""`coach walk`: the guided walk on a strap, or on a simulated walker.

The options alone: the walk's own program is started first, and loads side by side with what is loaded here.
"""

import click

from coach.cli.loading import loading
from coach.cli.options import TODAY, FiniteRange, band_option, json_lines_option, no_screen_option, plain_option
from coach.cli.showing import Showing
from coach.domain.workout.steps import WorkoutKind
from coach.domain.zone.zones import Band
from coach.services.host_program import EarlyHost


@click.command(epilog="Example: coach walk --workout steady --minutes 20")
@click.option(
    "--workout",
    type=click.Choice([TODAY, *(kind.value for kind in WorkoutKind)]),
    default=TODAY,
    show_default=True,
    help="What the programme says for today, or another walk.",
)
@click.option("--minutes", type=FiniteRange(), help="Minutes for the whole walk; each workout has a usual length.")
@band_option
@click.option("--strap", metavar="NAME|ADDRESS", help="This strap, instead of the remembered one.")
@click.option("--simulate", is_flag=True, help="A simulated walker instead of a strap, in real time.")
@click.option(
    "--go-on/--new", default=None, help="Go on with a walk that never ended, or begin another; else Coach asks."
)
@no_screen_option
@json_lines_option
@plain_option
@click.pass_obj
def walk(
    profile_name: str | None,
    /,
    *,
    workout: str,
    minutes: float | None,
    band: Band | None,
    strap: str | None,
    simulate: bool,
    go_on: bool | None,
    no_screen: bool,
    as_json: bool,
    plain: bool,
) -> int:
    """The guided walk: it may begin before the strap is there, and goes on when it drops.

    Every notification is recorded; `coach replay` shows the walk again.
    """
    showing = Showing.chosen(no_screen=no_screen, as_json=as_json, plain=plain)
    with EarlyHost(wanted=showing.screen) as early:
        with loading():
            from coach.cli.walking import take_walk

        return take_walk(
            profile_name,
            showing,
            early,
            workout=workout,
            minutes=minutes,
            band=band,
            strap=strap,
            simulate=simulate,
            go_on=go_on,
        )
