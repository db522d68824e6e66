"""`coach profile`: what Coach knows of the walker, shown and changed."""

import json
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import click
import msgspec

from coach.cli.exits import EXIT_DONE
from coach.cli.notices import proposal_text
from coach.cli.options import BandType, DayType, FiniteRange, WeekdaysType, WholeRange, json_option
from coach.clock import local_now
from coach.config import WEEK, Profile, Theme, folders_of, load_profile
from coach.domain.programme.flare_plan import MOST_CHARACTERS, tidied
from coach.domain.programme.safety import SIGN_TEXT, SafetyAnswers, in_order
from coach.domain.programme.talk import BandProposal
from coach.domain.zone.max_heart_rate import OLDEST, YOUNGEST, Formula, ZoneModel
from coach.domain.zone.zones import ZoneTable
from coach.errors import CommandError, ConfigError
from coach.services.diary import Diary
from coach.session.text import printable

CLEARABLE = {
    "age": "age",
    "max": "max_bpm",
    "rest": "resting_bpm",
    "band": "band_bpm",
    "start": "programme_start",
    "days": "walk_days",
    "moves": "moved",
    "usual-pain": "usual_pain",
    "baseline": "baseline",
    "flare-plan": "flare_plan",
}
"""Keys that --clear forgets, by the option that sets them; walks are moved on the home screen."""


STARTS = ("programme_start", "programme_said")
"""Keys that --start replaces."""


@click.command(epilog="Example: coach profile --age 57 --rest 62")
@click.option("--age", type=WholeRange(YOUNGEST, OLDEST), help="Years; the zones are estimated from it.")
@click.option("--max", "max_bpm", type=FiniteRange(100, 230), help="Your measured maximum heart rate, bpm.")
@click.option("--rest", "resting_bpm", type=FiniteRange(30, 110), help="Your resting heart rate, bpm.")
@click.option("--formula", type=click.Choice([item.value for item in Formula]), help="Maximum from age.")
@click.option(
    "--model",
    "zone_model",
    type=click.Choice([item.value for item in ZoneModel]),
    help="What the zones are a share of.",
)
@click.option("--band", type=BandType(), help="A Zone 2 of your own, bpm.")
@click.option("--medication/--no-medication", "slowing_medication", default=None, help="Medicine that slows the heart.")
@click.option("--paced/--not-paced", "paced_heart", default=None, help="A pacemaker keeps your heart's rhythm.")
@click.option("--start", type=DayType(), help="The first day of week 1.")
@click.option("--days", type=WeekdaysType(), help="The weekdays on which you want to walk, such as mon,wed,fri.")
@click.option("--usual-pain", type=WholeRange(0, 10), help="Your pain on an ordinary day, 0 to 10.")
@click.option("--baseline/--no-baseline", default=None, help="Begin with one easy week at what is comfortable.")
@click.option("--flare-plan", help="What you want to do when pain flares, in your own words.")
@click.option(
    "--seen/--not-seen", default=None, help="A doctor or other professional has seen to the signs you marked."
)
@click.option("--theme", type=click.Choice([item.value for item in Theme]), help="The colours of the screen.")
@click.option("--sound/--no-sound", default=None, help="Tones.")
@click.option("--speech/--no-speech", default=None, help="A voice, where the system has one.")
@click.option("--volume", type=WholeRange(0, 100), help="Volume of tones and voice, per cent.")
@click.option("--rate", "speech_words_per_min", type=WholeRange(80, 320), help="Words a minute of the voice.")
@click.option("--clear", multiple=True, type=click.Choice(list(CLEARABLE)), help="Forget this again.")
@click.option("--test-sound", is_flag=True, help="Play the cues, to hear whether they can be heard.")
@json_option
@click.pass_obj
def profile(
    profile_name: str | None,
    /,
    *,
    as_json: bool,
    test_sound: bool,
    clear: tuple[str, ...],
    **given: Any,  # noqa: ANN401 - click's
) -> int:
    """Show what Coach knows of you, or change it.

    Everything may be left out: without an age or a maximum, the typical band of 120-135 bpm is used.
    """
    folders = folders_of(profile_name)
    path = folders.profile_file
    changes = {key: value for key, value in given.items() if value is not None}
    if (band := changes.pop("band", None)) is not None:
        changes["band_bpm"] = (band.lo_bpm, band.hi_bpm)
    if (days := changes.pop("days", None)) is not None:
        changes["walk_days"] = tuple(WEEK[day] for day in sorted(days))
    if (plan := changes.pop("flare_plan", None)) is not None:
        changes["flare_plan"] = _plan_of(plan)
    start = changes.pop("start", None)
    seen = changes.pop("seen", None)
    changes |= {CLEARABLE[name]: getattr(Profile(), CLEARABLE[name]) for name in clear}
    known = _load(path, {*changes, *(() if seen is None else ("signs_seen_on",))}, start)
    if changes or start is not None or seen is not None:
        if start is not None:
            known = known.starting(start, local_now().date())
        if seen is not None:
            known = _with_signs(known, seen=seen)
        known = msgspec.convert(msgspec.to_builtins(msgspec.structs.replace(known, **changes)), Profile)
        known.zones()  # refuse numbers that cannot be a person's before saving them
        from coach.config.profile_writing import save_profile

        save_profile(path, known)
    if test_sound:
        import asyncio

        from coach.cli.sounds import try_sounds

        click.echo(asyncio.run(try_sounds(known, folders)))
        return EXIT_DONE
    proposal = _proposal(profile_name)
    if as_json:
        proposed = None if proposal is None else [proposal.band.lo_bpm, proposal.band.hi_bpm]
        click.echo(json.dumps({**_as_object(known), "proposed_band_bpm": proposed}))
    else:
        click.echo(_as_text(known))
        if proposal is not None:
            click.echo(f"\n{proposal_text(proposal)}")
    return EXIT_DONE


def _plan_of(text: str) -> str:
    """Return the flare plan as it is kept."""
    plan = tidied(text)
    if not plan or len(text.strip()) > MOST_CHARACTERS:
        most = f"a plan for flares has one to {MOST_CHARACTERS} characters"
        raise click.BadParameter(f"{most}; --clear flare-plan forgets it", param_hint="--flare-plan")
    return plan


def _with_signs(known: Profile, *, seen: bool) -> Profile:
    """Return the profile with the signs that were marked seen to by a professional today, or not seen to."""
    answers = known.safety_answers
    if not answers.marked:
        raise CommandError("no sign is marked, so there is nothing to be seen to; run `coach`, then r marks one")
    return known.with_safety(answers.seen_to(local_now().date().toordinal()) if seen else answers.not_seen_to())


def _load(path: Path, changes: Collection[str], start: date | None) -> Profile:
    """Load the profile, ignoring bad values that are replaced now; a date that can be read is kept as it is."""
    try:
        return load_profile(path, replacing=changes)
    except ConfigError as error:
        if start is not None and error.key in STARTS:
            return load_profile(path, replacing={*changes, *STARTS})
        if changes or start is not None:
            from coach.session.error_words import error_sentence

            why = error_sentence(error)
            raise CommandError(f"{why}; nothing was changed: mend that first, or with the same command") from error
        raise


def _proposal(profile_name: str | None) -> BandProposal | None:
    """Return the band that the talk tests suggest; looking at a profile alone does not create a history."""
    if not folders_of(profile_name).history_file.exists():
        return None
    with Diary(profile_name) as diary:
        return diary.band_proposal()


def _as_object(known: Profile) -> dict[str, object]:
    zones = known.zones()
    return {
        **{field: msgspec.to_builtins(getattr(known, field)) for field in known.__struct_fields__},
        "zone_2_bpm": _band_of(zones.table),
        "zone_source": zones.source,
    }


def _as_text(known: Profile) -> str:
    zones = known.zones()
    lines = [
        f"age              {_or_dash(known.age)}",
        f"measured maximum {_or_dash(known.max_bpm, ' bpm')}",
        f"resting          {_or_dash(known.resting_bpm, ' bpm')}",
        f"medication       {'slows the heart' if known.heart_is_slowed else '-'}",
        f"pacemaker        {'yes' if known.paced_heart else '-'}",
        f"marked signs     {_signs_text(known.safety_answers)}",
        f"programme began  {_or_dash(known.programme_start)}",
        f"walking days     {_days_text(known)}",
        f"usual pain       {_or_dash(known.usual_pain, ' of 10')}",
        f"easy first week  {'yes' if known.baseline else '-'}",
        f"plan for flares  {_plan_text(known.flare_plan)}",
        f"strap            {_or_dash(printable(known.strap.name) if known.strap else None)}",
        f"tones, voice     {'on' if known.sound else 'off'}, {'on' if known.speech else 'off'}",
        "",
        *([zones.source] if zones.table is None else [f"Zones, from {zones.source}:", *_zone_lines(zones.table)]),
    ]
    return "\n".join(lines)


def _band_of(table: ZoneTable | None) -> list[float] | None:
    return None if table is None else [round(table.zone_2.lo_bpm, 1), round(table.zone_2.hi_bpm, 1)]


def _days_text(known: Profile) -> str:
    return " ".join(day.capitalize() for day in known.walk_days or ()) or "the programme chooses"


def _plan_text(plan: str | None) -> str:
    """Return the plan with its further lines below the first."""
    return "-" if plan is None else f"\n{'':17}".join(map(printable, plan.splitlines()))


def _signs_text(answers: SafetyAnswers) -> str:
    """Return the signs that were marked, and whether a professional has seen to them."""
    if not answers.marked:
        return "-" if not answers.unasked else "not all asked yet; run `coach` to be asked"
    seen_on = "" if answers.seen_day is None else f" on {date.fromordinal(answers.seen_day)}"
    seen = [f"{SIGN_TEXT[sign]} (seen to{seen_on})" for sign in in_order(answers.seen)]
    return "; ".join([*(f"{SIGN_TEXT[sign]} (not seen to yet)" for sign in in_order(answers.open)), *seen])


def _zone_lines(table: ZoneTable) -> list[str]:
    bounds = [*table.lower_bounds_bpm, table.max_bpm]
    marks = {2: "  <- you walk here"}
    return [
        f"  Zone {zone}  {bounds[zone - 1]:3.0f}-{bounds[zone]:3.0f} bpm{marks.get(zone, '')}" for zone in range(1, 6)
    ]


def _or_dash(value: object, unit: str = "") -> str:
    if value is None:
        return "-"
    return f"{value:g}{unit}" if isinstance(value, float) else f"{value}{unit}"
