"""A walk from the command line: what is asked before it, its plan, its heart, and how it is shown and kept.

It loads all that a walk needs; `coach.cli.walk` has the options.
"""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from threading import Thread

import click
from msgspec.structs import replace

from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE, EXIT_INTERRUPTED
from coach.cli.faces import run_app, show_walk
from coach.cli.first_search import before_first_search
from coach.cli.headless import run_headless
from coach.cli.loading import loading
from coach.cli.notices import flag_sentence, warn
from coach.cli.options import TODAY
from coach.cli.patient_output import PatientOutput
from coach.cli.running import ask_late, diary_services, settled
from coach.cli.settling import finished
from coach.cli.showing import Showing
from coach.domain.programme.advice import planning_too_much
from coach.domain.programme.safety import SafetyAnswers, flag
from coach.domain.workout.steps import Workout, WorkoutKind, make
from coach.domain.zone.zones import Band
from coach.errors import CommandError, HostError, HostProblem, NotBegunError, StoreError, WorkoutLengthError
from coach.pages.ports import WalkSetup
from coach.pages.programme_words import sayings, too_much_sentence
from coach.services.diary import Diary
from coach.services.facade import DiaryServices
from coach.services.host_program import EarlyHost
from coach.services.straps import remembered_strap
from coach.services.walks import HeartSource, WalkUnderWay
from coach.session.error_words import error_sentence
from coach.session.plan import SessionPlan
from coach.session.sentences import unrecorded_sentence
from coach.session.text import clock_text
from coach.sources.bluetooth.discovery import WantedDevice
from coach.store.unfinished import Unfinished

LAST_LINES_S = 2.0
"""How long a walk that was interrupted waits for whoever reads its last lines."""


def take_walk(
    profile_name: str | None,
    showing: Showing,
    early: EarlyHost,
    *,
    workout: str,
    minutes: float | None,
    band: Band | None,
    strap: str | None,
    simulate: bool,
    go_on: bool | None,
) -> int:
    """Walk, with `coach walk`'s options; the result is the exit code.

    Args:
        profile_name: who walks.
        showing: how it is shown.
        early: the program of a walk that has a process of its own.
        workout: which walk, or `TODAY`.
        minutes: of the whole walk; None is the usual ones.
        band: to keep; None is the walker's own.
        strap: a strap's name or address; None is the remembered one.
        simulate: a simulated walker instead of a strap.
        go_on: with a walk that never ended; None asks.
    """
    with Diary(profile_name, walks_anyway=True) as diary:
        services = diary_services(diary, profile_name, for_screen=showing.screen, start_host=early.take)
        if services.walks.meeting.is_held:
            return _join_instead(diary, services, early, showing)
        services.notice = settled(diary, services)
        before = services.recorded.can_go_on()
        if before is None and go_on:
            raise CommandError(
                "there is no walk to go on with: none was left unended in the last half hour; `coach walk` begins one"
            )
        code = _ask_first(diary, services, showing)
        if code != EXIT_DONE:
            return code
        # On the screen a walk goes on with the remembered strap: for another strap, begin another walk.
        offered = go_on is None and not (showing.screen and (simulate or strap is not None))
        if before is not None and (go_on or (offered and _asked_to_go_on(before, showing))):
            if showing.screen and (simulate or strap is not None):
                raise click.UsageError(
                    "a walk goes on with the remembered strap; leave out --simulate and --strap, or use --new"
                )
            heart = _heart(diary, showing, strap, simulate=simulate)
            return _go_on(diary, services, early, before, heart, showing)
        if before is not None and (go_on is False or showing.screen):
            try:
                services.recorded.close(before)
            except StoreError as error:  # another window has gone on with it
                warn(error_sentence(error))
        walk_plan = _plan(diary, workout, minutes, band)
        heart = _heart(diary, showing, strap, simulate=simulate)
        if showing.screen:
            return show_on_screen(diary, services, early, lambda: services.begin(walk_plan, heart))
        walked = services.walks.begin(walk_plan, heart, ends_by_itself=True, audible=showing.audible)
        return _show_lines(diary, services, walked, plain=showing.plain)


def _join_instead(diary: Diary, services: DiaryServices, early: EarlyHost, showing: Showing) -> int:
    """A walk runs: offer to join it where somebody can answer."""
    if not showing.screen or not click.confirm("A walk is running. Join it?", default=True):
        raise HostError(HostProblem.RUNS_ALREADY)
    return show_on_screen(diary, services, early, services.join)


def _ask_first(diary: Diary, services: DiaryServices, showing: Showing) -> int:
    """Ask what was never answered about the walker's health, and say what is open; the result is the exit code."""
    code = EXIT_DONE
    if not diary.profile.asked or diary.profile.safety_answers.unasked:
        code = _ask_on_screen(diary, services) if showing.screen else _say_where_to_answer(diary)
    if code == EXIT_DONE and showing.screen and (missed := services.unasked()) is not None:
        code = ask_late(diary, services, missed)
    flagged = flag_sentence(diary.profile.safety_answers)
    if flagged and showing.screen:
        notices = (services.notice, flag(diary.profile.safety_answers.open).rstrip("."))
        services.notice = "; ".join(filter(None, notices))
    elif flagged:
        warn(flagged)
    return code


def _say_where_to_answer(diary: Diary) -> int:
    """Without a screen a walk begins all the same."""
    if diary.profile.asked:
        warn("a question about your health is not answered yet: run `coach` in a terminal to be asked")
    else:
        warn(
            "Coach is no medical device, and before a first walk there are a few questions about your health: "
            "run `coach` in a terminal to be asked"
        )
    return EXIT_DONE


def _ask_on_screen(diary: Diary, services: DiaryServices) -> int:
    """Ask the first questions; later only those about signs that have no answer yet."""
    from coach.tui.screens.first_run import FirstRunScreen
    from coach.tui.screens.safety import SafetyScreen

    before = asyncio.run(services.profile())
    answers, code = run_app(
        lambda: SafetyScreen(before.safety) if before.asked else FirstRunScreen(services.today(), before),
        theme=diary.profile.theme,
        theme_chosen=services.remember_theme,
    )
    if answers is None:
        return code or EXIT_INTERRUPTED  # nobody was asked about their health, so no walk begins
    changed = replace(before, safety=answers) if isinstance(answers, SafetyAnswers) else answers
    if changed != before:
        asyncio.run(services.save_profile(changed))
    return code


def _asked_to_go_on(before: Unfinished, showing: Showing) -> bool:
    """Ask whether to go on, where somebody can answer; else print how to."""
    walked = clock_text((before.last_at - before.started_at).total_seconds())
    question = f"a walk of {walked}, begun at {before.started_at.astimezone():%H:%M}, was never ended"
    if showing.screen:
        return click.confirm(f"{question[0].upper()}{question[1:]}. Go on with it?", default=True)
    warn(f"{question}; `coach walk --go-on` goes on with it")
    return False


def _plan(diary: Diary, workout: str, minutes: float | None, band: Band | None) -> SessionPlan:
    if workout != TODAY:
        made = _made(WorkoutKind(workout), minutes)
    else:
        today = diary.today()
        found = diary.plan_for(today, today)
        asked = found.today
        if asked.workout is None or (asked.done and minutes is None):
            why = sayings(found).focus if asked.workout is None else "Today's walk is done."
            raise CommandError(f"{why} To walk all the same: `coach walk --workout steady --minutes 15`")
        made = asked.workout if minutes is None else _made(asked.workout.kind, minutes)
    if workout != TODAY or minutes is not None:
        _warn_of_too_much(diary, made)
    return diary.session_plan(made, band)


def _made(kind: WorkoutKind, minutes: float | None) -> Workout:
    try:
        return make(kind, minutes)
    except WorkoutLengthError as error:
        raise click.UsageError(error_sentence(error)) from error


def _warn_of_too_much(diary: Diary, made: Workout) -> None:
    """Warn when the walk is more than the programme's next step; before the programme there is no step."""
    today = diary.today()
    with suppress(NotBegunError):
        standing = diary.plan_for(today, today).standing
        warning = planning_too_much(standing, None if made.duration_s is None else made.duration_s / 60)
        if warning is not None:
            warn(too_much_sentence(warning))


def _heart(diary: Diary, showing: Showing, strap: str | None, *, simulate: bool) -> HeartSource:
    """Choose where the heart rate comes from; without a strap's name the walker chooses on the screen."""
    if simulate:
        return HeartSource(simulated=True)
    wanted = remembered_strap(diary.profile) if strap is None else WantedDevice(strap)
    if wanted is None and not showing.screen:
        raise CommandError(
            "no strap is paired yet; run `coach pair`, or say which one: `coach scan`, then --strap NAME"
        )
    before_first_search(diary.profile)
    return HeartSource(wanted)


def _go_on(
    diary: Diary, services: DiaryServices, early: EarlyHost, before: Unfinished, heart: HeartSource, showing: Showing
) -> int:
    if showing.screen:
        return show_on_screen(diary, services, early, lambda: services.resume(before, heart))
    walked = services.walks.go_on(before, heart, ends_by_itself=True, audible=showing.audible)
    return _show_lines(diary, services, walked, plain=showing.plain)


def show_on_screen(diary: Diary, services: DiaryServices, early: EarlyHost, ready: Callable[[], WalkSetup]) -> int:
    """Show a walk on the screen, with the questions after it and the look back; keep it in any case.

    Once it is ready, no program waits for it any more.
    """
    # A walk's own process takes about as long to begin as the screens take to load.
    screens = Thread(target=import_module, args=("coach.tui.screens.whole_walk",), daemon=True)
    try:
        with loading(), early:
            screens.start()
            setup = ready()
            screens.join()
            from coach.tui.screens.whole_walk import WholeWalk

        code = show_walk(
            lambda: WholeWalk(services, setup), theme=diary.profile.theme, theme_chosen=services.remember_theme
        )
    finally:
        services.close()
    return finished(diary, services.walks, services.notice, code)


def _show_lines(diary: Diary, services: DiaryServices, walked: WalkUnderWay, *, plain: bool) -> int:
    """Run the walk and print its lines, then keep it, and only then wait for whoever reads the last ones."""
    warn(f"recording to {walked.recording}")
    lines = PatientOutput(sys.stdout)
    code = EXIT_COULD_NOT
    try:
        code = asyncio.run(run_headless(walked.host, plain=plain, patiently=lines))
    finally:
        kept = services.walks.keep(walked.session.session_id)
        if kept is None:
            warn(f"no heart beat was heard on that short walk, so it was not kept; its recording is {walked.recording}")
        elif kept.summary is not None and kept.summary.unrecorded_s is not None:
            warn(unrecorded_sentence(kept.summary.unrecorded_s))
        if code != EXIT_DONE:
            with suppress(OSError):
                lines.finish(LAST_LINES_S)
    if code == EXIT_DONE:
        lines.finish()
    services.close()
    return finished(diary, services.walks, services.notice, code)
