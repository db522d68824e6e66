"""`coach plan`: today's walk, this week, and whether the programme moves on."""

import json
from datetime import date
from typing import Any

import click

from coach.cli.exits import EXIT_DONE
from coach.cli.notices import flag_sentence, proposal_text, warn
from coach.cli.options import DayType, json_option
from coach.cli.settling import settle_if_needed
from coach.clock import local_now
from coach.domain.programme.day_plan import DayPlan, PlannedDay, week_title
from coach.domain.programme.tolerance import Action, Why
from coach.domain.programme.walk_log import SHORT_WALK_S
from coach.domain.programme.weeks import week_plan
from coach.pages.lessons import lesson_of_walk
from coach.pages.programme_words import afterwards_sentence, goal_sentence, length_text, path_sentence, sayings
from coach.pages.walk_lessons import WalkLesson
from coach.services.diary import Diary
from coach.session.step_words import step_line

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@click.command(epilog="Example: coach plan --on 2026-12-01")
@click.option("--on", "on", type=DayType(), help="Another day than today.")
@json_option
@click.pass_obj
def plan(profile_name: str | None, /, *, on: date | None, as_json: bool) -> int:
    """Today's walk, this week, and whether the programme moves on."""
    today = local_now().date()
    day = today if on is None else on
    with Diary(profile_name) as diary:
        settle_if_needed(diary)
        flagged = "" if as_json else flag_sentence(diary.profile.safety_answers)
        if flagged:
            warn(flagged)
        start = diary.programme_start(today)
        if day.toordinal() < start.start_day:
            shown: dict[str, Any] = not_begun_object(start.start_day, day.toordinal())
            click.echo(json.dumps(shown) if as_json else shown["decision"]["reason"])
            return EXIT_DONE
        found = diary.plan_for(day, today)
        proposal = diary.band_proposal()
        walks = diary.walks()
        walks_before = sum(walk.moving_s >= SHORT_WALK_S and walk.day < day.toordinal() for walk in walks)
    lesson = lesson_of_walk(found.standing.number, walks_before)
    if as_json:
        click.echo(json.dumps(plan_object(found)))
        return EXIT_DONE
    click.echo(_plan_text(found, lesson))
    if proposal is not None:
        click.echo(proposal_text(proposal))
    return EXIT_DONE


def plan_object(plan: DayPlan) -> dict[str, object]:
    """Return the object that `coach plan --json` prints."""
    today, week, decision, said = plan.today, plan.week, plan.standing.decision, sayings(plan)
    return {
        "week": plan.standing.number,
        "phase": today.phase.number,
        "today": {
            "workout": "rest" if today.kind is None else today.kind.value,
            "minutes": today.minutes,
            "steps": []
            if today.workout is None
            else [{"kind": step.kind.value, "duration_s": step.duration_s} for step in today.workout.steps],
            "focus": said.focus,
        },
        "this_week": {
            "walks": week.walks,
            "prescribed_walks": list(week.prescribed_walks),
            "minutes": round(week.minutes, 1),
            "z2_minutes": round(week.z2_minutes, 1),
            "goal_minutes": None if week.goal_minutes is None else list(week.goal_minutes),
            "goal_is_walked": week.goal_is_walked,
            "long_walk_done": week.long_walk_done,
        },
        "decision": {"action": decision.action.value, "reason": said.reason, "why": decision.why.value},
    }


def not_begun_object(start_day: int, day: int) -> dict[str, object]:
    """Return the same object for a day before the programme begins: week 0, and no walk."""
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
            "minutes": 0.0,
            "z2_minutes": 0.0,
            "goal_minutes": None,
            "goal_is_walked": False,
            "long_walk_done": False,
        },
        "decision": {"action": Action.HOLD.value, "reason": wait, "why": Why.BEGINS.value},
    }


def _plan_text(found: DayPlan, lesson: WalkLesson) -> str:
    today, week, said = found.today, found.week, sayings(found)
    lines = [_wrapped(f"{week_title(found.standing.number)}: {today.phase.name}. {today.phase.intensity}"), ""]
    if today.workout is None:
        lines.append(said.focus)
    else:
        done = " - done" if today.done else ""
        optional = " (or an ordinary walk of the same minutes)" if today.optional else ""
        lines.append(f"Today: {today.workout.kind.value}, {length_text(today.minutes, today.kind)}{optional}{done}")
        lines += [f"  {step_line(step.kind, step.duration_s)}" for step in today.workout.steps]
        lines.append(_wrapped(said.focus, "  "))
    lines += ["", "This week"]
    lines += [f"  {_day_text(item)}" for item in found.days]
    lo, hi = week.prescribed_walks
    wanted = f"{lo}" if lo == hi else f"{lo}-{hi}"
    in_zone = f", {week.z2_minutes:.0f} of them in Zone 2" if week.z2_minutes >= 1 else ""
    lines.append(f"  {week.walks} of {wanted} walks, {week.minutes:.0f} minutes{in_zone}")
    goal = goal_sentence(found.standing.week, is_walked=week.goal_is_walked)
    lines += [*([f"  {goal}"] if goal else []), ""]
    afterwards = afterwards_sentence(found.standing, is_walked=week.goal_is_walked)
    texts = (said.reason, said.warning, said.not_enough, said.hint, path_sentence(found.standing), afterwards)
    lines += [_wrapped(text) for text in texts if text]
    lines += ["", _wrapped(f"{lesson.text} ({lesson.source})")]
    return "\n".join(lines)


def _wrapped(text: str, indent: str = "") -> str:
    """A paragraph for a terminal of the usual 80 columns."""
    return click.wrap_text(text, 79, indent, indent)


def _day_text(item: PlannedDay) -> str:
    day = date.fromordinal(item.day)
    planned = item.planned
    asked = "rest" if planned.kind is None else f"{planned.kind.value} {length_text(planned.minutes, planned.kind)}"
    walked = f", walked {item.walked_minutes:.0f} min" if item.walked_minutes else ""
    return f"{WEEKDAYS[day.weekday()]} {day:%d %b}  {asked}{walked}"
