"""`coach demo`, `coach walk`, `coach replay`: three sources for one and the same session."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.diary import Diary, GoingOn
from coach.cli.headless import run_prepared
from coach.cli.options import MAX_SPEED, band_option, json_lines_option, no_screen_option, plain_option, speed_option
from coach.cli.running import Showing, session_clock, show_session, show_walk, start_session
from coach.cli.sound import announcer
from coach.cli.straps import before_first_search, origin_of, remembered_strap
from coach.clock import ReplayClock, RunningClock, UnpacedClock, local_now
from coach.domain.advice import planning_too_much
from coach.domain.max_heart_rate import Zones
from coach.domain.workout import Workout, WorkoutKind, make
from coach.domain.zones import TYPICAL_ZONES, Band, ZoneTable
from coach.errors import CommandError, NotBegunError
from coach.formats.recording_file import read_recording
from coach.session.engine import SessionEngine
from coach.session.plan import SessionPlan
from coach.session.ports import SessionClock, Source, StartSession
from coach.session.recording import Header
from coach.session.text import clock_text, printable
from coach.sources.replay import LineSource, ReplaySource
from coach.sources.simulator import SimulatedStrap
from coach.sources.strap import StrapSource, WantedStrap
from coach.store.unfinished import Unfinished

if TYPE_CHECKING:
    from coach.cli.services import DiaryServices
    from coach.tui.services import WalkSetup

DEMO_SPEED = 10.0
"""Twenty minutes of walk in two: slow enough to read, fast enough to watch."""

DEMO_MINUTES = 20.0
"""An ordinary walk of week two."""

TODAY = "today"

SIMULATED_SEED = 7
"""Of the simulated walker, unless another is asked for."""


@click.command(epilog="Example: coach demo --speed 20")
@speed_option
@no_screen_option
@json_lines_option
@plain_option
@click.option("--seed", type=int, default=SIMULATED_SEED, show_default=True, help="Another number is another walk.")
def demo(*, speed: float | None, no_screen: bool, as_json: bool, plain: bool, seed: int) -> int:
    """A whole guided walk on a simulated walker: no strap, no set-up, nothing stored.

    It runs ten times as fast as life on the screen, and as fast as it can without one.
    """
    showing = Showing.chosen(no_screen=no_screen, as_json=as_json, plain=plain)
    # Time waits for the simulated strap, or a slow computer would walk another walk.
    clock = ReplayClock(session_clock(speed or (DEMO_SPEED if showing.screen else MAX_SPEED)))
    plan = SessionPlan(make(WorkoutKind.STEADY, DEMO_MINUTES), TYPICAL_ZONES)
    source = SimulatedStrap(plan.zones.zone_2, clock.inputs, seed=seed)
    return show_session(showing, start_session(plan, source, clock, end_when_finished=True))


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
        if before is not None and (go_on or (go_on is None and _asked_to_go_on(before, showing))):
            return _go_on(diary, profile_name, before, showing, strap=strap, simulate=simulate)
        if before is not None and (go_on is False or showing.screen):
            diary.close(before)
        plan = _plan(diary, workout, minutes, band)
        return _walk(diary, profile_name, plan, showing, strap=strap, simulate=simulate)


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
    source = _simulated(going.engine.plan, clock) if simulate else StrapSource(clock, wanted)
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
            _warn(warning)


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
    if simulate:
        source = _simulated(plan, clock)
        origin: dict[str, object] = {"kind": "simulator", "seed": SIMULATED_SEED}
    else:
        wanted = _wanted(diary, showing, strap)
        source = StrapSource(clock, wanted)
        origin = origin_of(wanted)
    if showing.screen:
        return _walk_on_screen(diary, profile_name, lambda services: services.set_up(plan, source, clock, origin))
    session, sink = diary.begin(plan, origin)
    return _walk_without_screen(diary, showing, GoingOn(session, sink, SessionEngine(plan)), source, clock)


def _simulated(plan: SessionPlan, clock: SessionClock) -> SimulatedStrap:
    return SimulatedStrap(plan.zones.zone_2, clock, seed=SIMULATED_SEED)


def _wanted(diary: Diary, showing: Showing, strap: str | None) -> WantedStrap | None:
    """The strap to walk with; None lets the walker choose on the screen."""
    wanted = remembered_strap(diary.profile) if strap is None else WantedStrap.from_words(strap)
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
            _warn(f"no heart beat was heard on that short walk, so it was not kept; its recording is {going.sink.path}")


def _walk_on_screen(diary: Diary, profile_name: str | None, set_up: "Callable[[DiaryServices], WalkSetup]") -> int:
    """The walk as from the home screen: with the questions after it, and the look back."""
    from coach.cli.services import DiaryServices
    from coach.tui.screens.whole_walk import WholeWalk

    services = DiaryServices(diary, profile_name)
    setup = set_up(services)
    try:
        return show_walk(
            lambda: WholeWalk(services, setup), theme=diary.profile.theme, theme_chosen=services.remember_theme
        )
    finally:
        services.close()


@click.command(epilog="Example: coach replay walk.jsonl --speed max --json")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True, dir_okay=False))
@speed_option
@click.option("--workout", type=click.Choice([kind.value for kind in WorkoutKind]), help="Walk this instead.")
@click.option("--minutes", type=float, help="How long the whole of it, with --workout.")
@band_option
@no_screen_option
@json_lines_option
@plain_option
def replay(
    *,
    file: Path,
    speed: float | None,
    workout: str | None,
    minutes: float | None,
    band: Band | None,
    no_screen: bool,
    as_json: bool,
    plain: bool,
) -> int:
    """The same engine and the same screen on a recording.

    FILE is a recording of Coach, a FIT file of a watch, or - for a recording on standard input, taken as it arrives.
    On the screen it runs at the pace of life, and as fast as it can without one.
    """
    showing = Showing.chosen(no_screen=no_screen, as_json=as_json, plain=plain)
    kind = None if workout is None else WorkoutKind(workout)

    def planned(header: Header) -> SessionPlan:
        try:
            return SessionPlan.from_json(header.session, kind=kind, minutes=minutes, band=band)
        except ValueError as error:
            raise click.UsageError(str(error)) from error

    if str(file) == "-":
        if speed not in {None, MAX_SPEED}:
            raise click.UsageError("standard input is replayed as it arrives: leave --speed out, or say max")
        return asyncio.run(run_prepared(_reading_lines(planned), plain=plain))
    recording = read_recording(file)
    for warning in recording.warnings:
        _warn(warning)
    clock = ReplayClock(session_clock(speed or (1.0 if showing.screen else MAX_SPEED)))
    source = ReplaySource(recording.inputs, clock.inputs)
    return show_session(showing, start_session(planned(recording.header), source, clock, end_when_finished=False))


async def _reading_lines(planned: Callable[[Header], SessionPlan]) -> StartSession:
    clock = UnpacedClock()
    source = LineSource(sys.stdin.fileno(), clock, _warn)
    return start_session(planned(await source.header()), source, clock, end_when_finished=False)


def _warn(sentence: str) -> None:
    click.echo(f"coach: {printable(sentence)}", err=True)
