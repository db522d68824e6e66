"""`coach plan`, `coach history`, `coach log`: the programme, the walks that were, and what was felt."""

import json
import sys
from datetime import date, datetime
from typing import Any

import click

from coach.cli.diary import Diary
from coach.cli.exits import EXIT_DONE
from coach.cli.options import FiniteRange, json_option
from coach.clock import local_now
from coach.domain.plan_view import AFTERWARDS, DayPlan, PlannedDay, week_title
from coach.domain.programme import week_plan
from coach.domain.progression import Action
from coach.domain.talk_test import BandProposal, TalkTest
from coach.errors import CommandError
from coach.session.lines import step_line, summary_object
from coach.session.text import clock_text, printable
from coach.store.rows import LogChanges, Session, StoredSummary

LAST_DAY = date(2199, 12, 31)
"""Further ahead nobody plans a walk, and near the year 9999 dates end."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@click.command(epilog="Example: coach plan --on 2026-12-01")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="Another day than today.")
@json_option
@click.pass_obj
def plan(profile_name: str | None, /, *, on: datetime | None, as_json: bool) -> int:
    """Today's walk, this week, and whether the programme moves on."""
    today = local_now().date()
    day = today if on is None else on.date()
    if day > LAST_DAY:
        raise click.UsageError(f"the plan reaches as far as {LAST_DAY}, not {day}")
    with Diary(profile_name) as diary:
        start = diary.profile.programme(today, min((walk.day for walk in diary.history.walks()), default=None))
        if day.toordinal() < start.start_day:
            shown: dict[str, Any] = not_begun_object(start.start_day, day.toordinal())
            click.echo(json.dumps(shown) if as_json else shown["decision"]["reason"])
            return EXIT_DONE
        found = diary.plan_for(day, today)
        proposal = diary.band_proposal()
    if as_json:
        click.echo(json.dumps(plan_object(found)))
        return EXIT_DONE
    click.echo(_plan_text(found))
    if proposal is not None:
        click.echo(proposal_text(proposal))
    return EXIT_DONE


def plan_object(plan: DayPlan) -> dict[str, object]:
    """What `coach plan --json` prints."""
    today, week = plan.today, plan.week
    return {
        "week": plan.standing.number,
        "phase": today.phase.number,
        "today": {
            "workout": "rest" if today.kind is None else today.kind.value,
            "minutes": today.minutes,
            "steps": []
            if today.workout is None
            else [{"kind": step.kind.value, "duration_s": step.duration_s} for step in today.workout.steps],
            "focus": today.focus,
        },
        "this_week": {
            "walks": week.walks,
            "prescribed_walks": list(week.prescribed_walks),
            "z2_minutes": round(week.z2_minutes, 1),
            "goal_minutes": None if week.goal_minutes is None else list(week.goal_minutes),
            "long_walk_done": week.long_walk_done,
        },
        "decision": {"action": plan.standing.decision.action.value, "reason": plan.standing.decision.reason},
    }


def not_begun_object(start_day: int, day: int) -> dict[str, object]:
    """The same object for a day before the programme begins: week 0, and nothing asked for."""
    phase = week_plan(1).phase
    days = start_day - day
    wait = f"The programme begins in {days} days." if days != 1 else "The programme begins tomorrow."
    return {
        "week": 0,
        "phase": phase.number,
        "today": {"workout": "rest", "minutes": 0, "steps": [], "focus": wait},
        "this_week": {
            "walks": 0,
            "prescribed_walks": [0, 0],
            "z2_minutes": 0.0,
            "goal_minutes": None,
            "long_walk_done": False,
        },
        "decision": {"action": Action.HOLD.value, "reason": wait},
    }


def proposal_text(proposal: BandProposal) -> str:
    """What the talk tests speak for, and how to take it."""
    band = proposal.band
    return f"{proposal.evidence} To take it: `coach profile --band {band.lo_bpm:.0f}-{band.hi_bpm:.0f}`"


def _plan_text(found: DayPlan) -> str:
    today, week = found.today, found.week
    lines = [f"{week_title(found.standing.number)}: {today.phase.name}. {today.phase.intensity}", ""]
    if today.workout is None:
        lines.append(today.focus)
    else:
        done = " - done" if today.done else ""
        optional = " (or an ordinary walk of the same minutes)" if today.optional else ""
        lines.append(f"Today: {today.minutes} minutes, {today.workout.kind.value}{optional}{done}")
        lines += [f"  {step_line(step.kind, step.duration_s)}" for step in today.workout.steps]
        lines.append(_wrapped(today.focus, "  "))
    lines += ["", "This week"]
    lines += [f"  {_day_text(item)}" for item in found.days]
    lo, hi = week.prescribed_walks
    goal = "" if week.goal_minutes is None else f" of {week.goal_minutes[0]}-{week.goal_minutes[1]}"
    lines += [f"  {week.walks} of {lo}-{hi} walks, {week.z2_minutes:.0f}{goal} minutes in Zone 2", ""]
    told = (found.standing.decision.reason, found.warning, found.not_enough, AFTERWARDS)
    lines += [_wrapped(text) for text in told if text]
    return "\n".join(lines)


def _wrapped(text: str, indent: str = "") -> str:
    """A paragraph for a terminal of the usual 80 columns."""
    return click.wrap_text(text, 79, indent, indent)


def _day_text(item: PlannedDay) -> str:
    day = date.fromordinal(item.day)
    asked = "rest" if item.planned.kind is None else f"{item.planned.kind.value} {item.planned.minutes} min"
    walked = f", walked {item.walked_minutes:.0f} min" if item.walked_minutes else ""
    return f"{WEEKDAYS[day.weekday()]} {day:%d %b}  {asked}{walked}"


@click.command(epilog="Example: coach history --json")
@click.option("--rebuild", is_flag=True, help="Compute it again from the recordings.")
@json_option
@click.pass_obj
def history(profile_name: str | None, /, *, rebuild: bool, as_json: bool) -> int:
    """The walks that were, newest first."""
    with Diary(profile_name) as diary:
        if rebuild:
            _rebuild(diary)
        diary.close_unfinished()
        sessions = tuple(reversed(diary.history.sessions()))
    if as_json:
        click.echo(json.dumps([_session_object(session) for session in sessions]))
    elif not sessions:
        click.echo("No walk yet. Begin with `coach walk`, or see one with `coach demo`.")
    else:
        click.echo("walk               kind     length  Zone 2  mean  felt  pain      after")
        for session in sessions:
            click.echo(_session_text(session))
    return EXIT_DONE


def _rebuild(diary: Diary) -> None:
    with click.progressbar(length=1, label="Reading", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def told(done: int, of: int, trouble: str | None) -> None:
            bar.length = of
            bar.update(done - bar.pos)
            if trouble is not None:
                click.echo(f"coach: {printable(trouble)}", err=True)

        count = diary.rebuild(told)
    click.echo(f"coach: {count} walks computed again from their recordings", err=True)


def _session_object(session: Session) -> dict[str, object]:
    log, summary = session.log, session.summary
    return {
        "session": session.session_id,
        "started_at": session.started_at.isoformat(),
        "workout": session.kind.value,
        "planned_minutes": session.planned_min,
        "recording": session.recording,
        "end_reason": session.end_reason,
        "summary": None if summary is None else _summary_object(summary),
        "log": {
            "rpe": log.rpe,
            "pain_before": log.pain_before,
            "pain_during": log.pain_during,
            "pain_after": log.pain_after,
            "pain_next_morning": log.pain_next_morning,
            "talk_test": None if log.talk_test is None else log.talk_test.value,
            "note": log.note,
            "distance_m": log.distance_m,
            "belt_speed_mps": log.belt_speed_mps,
            "end_bpm": _tenth(log.end_bpm),
            "one_minute_bpm": _tenth(log.one_minute_bpm),
        },
    }


def _tenth(bpm: float | None) -> float | None:
    return None if bpm is None else round(bpm, 1)


def _summary_object(summary: StoredSummary) -> dict[str, object]:
    """As the walk's own summary line has it; the sums of another version of Coach are shown as they were kept."""
    known = summary.as_summary()
    return dict(summary.everything) if known is None else summary_object(known)


def _session_text(session: Session) -> str:
    log, summary = session.log, session.summary
    felt, pain = ("-" if value is None else str(value) for value in (log.rpe, log.pain_after))
    after = " -> ".join(f"{bpm:.0f}" for bpm in (log.end_bpm, log.one_minute_bpm) if bpm is not None)
    note = f"  {printable(log.note)}" if log.note else ""
    kind = session.kind.value
    if summary is None:
        return f"{session.session_id:<18} {kind:<7}  not ended{note}"
    length, in_zone = clock_text(summary.moving_s), clock_text(summary.z2_s)
    mean = "-" if summary.mean_bpm is None else f"{summary.mean_bpm:.0f}"
    sums = f"{length:>7} {in_zone:>7} {mean:>5} {felt:>5} {pain:>5} {after:>10}"
    return f"{session.session_id:<18} {kind:<7} {sums}{note}".rstrip()


_SCALE = click.IntRange(0, 10)


@click.command(epilog='Example: coach log --rpe 4 --pain 2 --note "easy, sunny"')
@click.argument("session", required=False)
@click.option("--rpe", type=_SCALE, help="How hard it felt: 0 nothing, 3 moderate, 5 hard, 10 all you have.")
@click.option("--pain", "pain_after", type=_SCALE, help="Pain after the walk.")
@click.option("--pain-before", type=_SCALE, help="Pain before it.")
@click.option("--pain-during", type=_SCALE, help="The worst during it.")
@click.option("--pain-morning", "pain_next_morning", type=_SCALE, help="Pain the next morning.")
@click.option("--talk", "talk_test", type=click.Choice([item.value for item in TalkTest]), help="How you could speak.")
@click.option("--end-bpm", type=FiniteRange(30, 230), help="Heart rate right after the walk.")
@click.option("--minute-bpm", "one_minute_bpm", type=FiniteRange(30, 230), help="Heart rate a minute later.")
@click.option("--note", help="Anything worth remembering.")
@click.option("--distance", "distance_m", type=FiniteRange(0, 100_000), help="Metres walked.")
@click.option("--speed", "speed_kmh", type=FiniteRange(0, 20), help="The belt's speed, km/h.")
@json_option
@click.pass_obj
def log(profile_name: str | None, /, *, session: str | None, as_json: bool, **given: Any) -> int:  # noqa: ANN401 - click's
    """Say how a walk felt, or mend what was said; SESSION is the latest walk unless it is named.

    The beginning of a walk's name is enough: `coach log 2026-11-23 --rpe 4`.
    """
    answers = {key: value for key, value in given.items() if value is not None}
    if (speed_kmh := answers.pop("speed_kmh", None)) is not None:
        answers["belt_speed_mps"] = speed_kmh / 3.6
    if "talk_test" in answers:
        answers["talk_test"] = TalkTest(answers["talk_test"])
    if "note" in answers:  # bytes that are no text come as halves of surrogate pairs, which nothing can keep
        answers["note"] = answers["note"].encode("utf-8", "replace").decode()
    with Diary(profile_name) as diary:
        found = diary.history.find_session(session)
        if not answers and not as_json:
            raise CommandError(f"nothing to keep for {found.session_id}; say how it felt, like `coach log --rpe 4`")
        changes: LogChanges = {}
        changes.update(answers)  # type: ignore[typeddict-item]  # the options are named as its keys
        kept = diary.history.log(found.session_id, **changes) if changes else found
    click.echo(json.dumps(_session_object(kept)) if as_json else _session_text(kept))
    return EXIT_DONE
