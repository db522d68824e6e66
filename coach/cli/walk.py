"""`coach walk`: the guided walk on a strap, or on a simulated walker."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from coach.cli.exits import EXIT_DONE
from coach.cli.faces import Showing, run_app, show_session, show_walk
from coach.cli.notices import warn
from coach.cli.options import band_option, json_lines_option, no_screen_option, plain_option
from coach.cli.scan import before_first_search
from coach.clock import RunningClock, local_now
from coach.domain.programme.advice import planning_too_much
from coach.domain.wire.sensors import HEART_RATE
from coach.domain.workout.steps import Workout, WorkoutKind, make
from coach.domain.zone.max_heart_rate import Zones
from coach.domain.zone.zones import Band, ZoneTable
from coach.errors import CommandError, NotBegunError
from coach.live.start import start_session
from coach.live.voice import announcer
from coach.services.diary import Diary, GoingOn
from coach.services.straps import origin_of, remembered_strap
from coach.session.engine import SessionEngine
from coach.session.plan import SessionPlan
from coach.session.ports import SessionClock, Source
from coach.session.text import clock_text
from coach.sources.bluetooth.discovery import WantedDevice
from coach.sources.bluetooth.link import BluetoothLink
from coach.sources.simulator import SIMULATED_SEED, SimulatedStrap
from coach.store.unfinished import Unfinished

if TYPE_CHECKING:
    from coach.pages.ports import WalkSetup
    from coach.services.facade import DiaryServices


TODAY = "today"


@click.command(epilog="Example: coach walk --workout steady --minutes 20")
@click.option(
    "--workout",
    type=click.Choice([TODAY, *(kind.value for kind in WorkoutKind)]),
    default=TODAY,
    show_default=True,
    help="What the programme says for today, or another walk.",
)
@click.option("--minutes", type=float, help="How long the whole of it; each workout has a usual length.")
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
    with Diary(profile_name) as diary:
        diary.close_unfinished()
        before = diary.can_go_on()
        if before is None and go_on:
            raise CommandError("there is no walk to go on with: none was left unended in the last half hour")
        # On the screen a walk goes on with the remembered strap: who wants another begins another walk.
        offered = go_on is None and not (showing.screen and (simulate or strap is not None))
        if before is not None and (go_on or (offered and _asked_to_go_on(before, showing))):
            return _go_on(diary, profile_name, before, showing, strap=strap, simulate=simulate)
        if before is not None and (go_on is False or showing.screen):
            diary.close(before)
        if not diary.profile.asked:
            code = _ask_first(diary, profile_name, showing)
            if code != EXIT_DONE:
                return code
        plan = _plan(diary, workout, minutes, band)
        return _walk(diary, profile_name, plan, showing, strap=strap, simulate=simulate)


def _ask_first(diary: Diary, profile_name: str | None, showing: Showing) -> int:
    """The first questions, with what to look out for before a first walk; the result is the exit code."""
    if not showing.screen:
        warn(
            "Coach is no medical device, and before a first walk there are a few questions about your health: "
            "run `coach` in a terminal to be asked"
        )
        return EXIT_DONE
    from coach.services.facade import DiaryServices
    from coach.tui.screens.first_run import FirstRunScreen

    services = DiaryServices(diary, profile_name)
    before = asyncio.run(services.profile())
    answers, code = run_app(
        lambda: FirstRunScreen(services.today(), before),
        theme=diary.profile.theme,
        theme_chosen=services.remember_theme,
    )
    if answers is not None:
        asyncio.run(services.save_profile(answers))
    return code


def _asked_to_go_on(before: Unfinished, showing: Showing) -> bool:
    """Ask whether to go on, where somebody can answer; else say how to."""
    walked = clock_text((before.last_at - before.started_at).total_seconds())
    told = f"a walk of {walked}, begun at {before.started_at.astimezone():%H:%M}, was never ended"
    if showing.screen:
        return click.confirm(f"{told[0].upper()}{told[1:]}. Go on with it?", default=True)
    click.echo(f"coach: {told}; `coach walk --go-on` goes on with it", err=True)
    return False


def _go_on(
    diary: Diary, profile_name: str | None, before: Unfinished, showing: Showing, *, strap: str | None, simulate: bool
) -> int:
    if showing.screen and (simulate or strap is not None):
        raise click.UsageError(
            "a walk goes on with the remembered strap; leave out --simulate and --strap, or use --new"
        )
    if showing.screen:
        return _walk_on_screen(
            diary, profile_name, lambda services: asyncio.run(services.continue_walk(before.recording.stem))
        )
    wanted = None if simulate else _wanted(diary, showing, strap)
    going = diary.go_on(before)
    clock = RunningClock(start_s=going.engine.now_s)
    source = _simulated(going.engine.plan, clock) if simulate else BluetoothLink(HEART_RATE, clock, wanted)
    return _walk_without_screen(diary, showing, going, source, clock)


def _plan(diary: Diary, workout: str, minutes: float | None, band: Band | None) -> SessionPlan:
    own = None if band is None else Zones(ZoneTable.from_band(band, diary.profile.max_bpm), "the band of this walk")
    zones = own or diary.profile.zones()
    if workout != TODAY:
        made = _made(WorkoutKind(workout), minutes)
    else:
        today = local_now().date()
        asked = diary.plan_for(today, today).today
        if asked.workout is None or (asked.done and minutes is None):
            why = asked.focus if asked.workout is None else "Today's walk is done."
            raise CommandError(f"{why} To walk all the same: `coach walk --workout steady --minutes 15`")
        made = asked.workout if minutes is None else _made(asked.workout.kind, minutes)
    if workout != TODAY or minutes is not None:
        _warn_of_too_much(diary, made)
    return SessionPlan(made, zones.table, zones.pushes)


def _made(kind: WorkoutKind, minutes: float | None) -> Workout:
    try:
        return make(kind, minutes)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _warn_of_too_much(diary: Diary, made: Workout) -> None:
    """Say so when the walk is more than the programme's next step; before the programme there is no step."""
    today = local_now().date()
    with suppress(NotBegunError):
        standing = diary.plan_for(today, today).standing
        warning = planning_too_much(standing, None if made.duration_s is None else made.duration_s / 60)
        if warning is not None:
            warn(warning)


def _walk(
    diary: Diary,
    profile_name: str | None,
    plan: SessionPlan,
    showing: Showing,
    *,
    strap: str | None,
    simulate: bool,
) -> int:
    clock = RunningClock()
    source: Source
    link: BluetoothLink | None = None
    if simulate:
        source = _simulated(plan, clock)
        origin: dict[str, object] = {"kind": "simulator", "seed": SIMULATED_SEED}
    else:
        wanted = _wanted(diary, showing, strap)
        source = link = BluetoothLink(HEART_RATE, clock, wanted)
        origin = origin_of(wanted)
    if showing.screen:
        return _walk_on_screen(diary, profile_name, lambda services: services.set_up(plan, source, clock, origin, link))
    session, sink = diary.begin(plan, origin)
    return _walk_without_screen(diary, showing, GoingOn(session, sink, SessionEngine(plan)), source, clock)


def _simulated(plan: SessionPlan, clock: SessionClock) -> SimulatedStrap:
    return SimulatedStrap(plan.zones.zone_2, clock, seed=SIMULATED_SEED)


def _wanted(diary: Diary, showing: Showing, strap: str | None) -> WantedDevice | None:
    """The strap to walk with; None lets the walker choose on the screen."""
    wanted = remembered_strap(diary.profile) if strap is None else WantedDevice(strap)
    if wanted is None and not showing.screen:
        raise CommandError(
            "no strap is paired yet; run `coach pair`, or say which one: `coach scan`, then --strap NAME"
        )
    before_first_search(diary.profile)
    return wanted


def _walk_without_screen(diary: Diary, showing: Showing, going: GoingOn, source: Source, clock: SessionClock) -> int:
    try:
        with going.sink as sink:
            click.echo(f"coach: recording to {sink.path}", err=True)
            voice = announcer(diary.profile, diary.places) if showing.plain else None
            start = start_session(
                going.engine.plan, source, clock, sink=sink, end_when_finished=True, voice=voice, engine=going.engine
            )
            return show_session(showing, start)
    finally:
        if diary.keep(going.session) is None:
            warn(f"no heart beat was heard on that short walk, so it was not kept; its recording is {going.sink.path}")


def _walk_on_screen(diary: Diary, profile_name: str | None, set_up: "Callable[[DiaryServices], WalkSetup]") -> int:
    """The walk as from the home screen: with the questions after it, and the look back."""
    from coach.services.facade import DiaryServices
    from coach.tui.screens.whole_walk import WholeWalk

    services = DiaryServices(diary, profile_name)
    setup = set_up(services)
    try:
        return show_walk(
            lambda: WholeWalk(services, setup), theme=diary.profile.theme, theme_chosen=services.remember_theme
        )
    finally:
        services.close()
