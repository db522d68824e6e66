"""`coach log`: how a walk felt."""

import json
from collections.abc import Collection, Sequence
from typing import Any

import click

from coach.cli.exits import EXIT_DONE
from coach.cli.history import session_object, session_text
from coach.cli.notices import warn
from coach.cli.options import FiniteRange, WholeRange, json_option
from coach.cli.settling import settle_if_needed
from coach.domain.programme.felt import SCALE, Felt
from coach.domain.programme.pain import asks_again
from coach.domain.programme.safety import question_again
from coach.domain.programme.talk import TalkTest
from coach.errors import CommandError
from coach.services.diary import Diary
from coach.session.names import PAIN_WORDS, RPE_WORDS, TALK_NAME

_ANSWERS = ", ".join(TALK_NAME.values())


def _levels(words: Sequence[str], *levels: int) -> str:
    """Some levels of a scale, as the question after a walk names them."""
    return ", ".join(f"{level} {words[level]}" for level in levels)


_SCALE = WholeRange(SCALE[0], SCALE[-1])


@click.command(epilog='Example: coach log --rpe 4 --pain 2 --note "easy, sunny"')
@click.argument("session", required=False)
@click.option("--rpe", type=_SCALE, help=f"Effort, how hard it felt: {_levels(RPE_WORDS, 0, 3, 5, 10)}.")
@click.option("--pain", "pain_after", type=_SCALE, help=f"Pain after the walk: {_levels(PAIN_WORDS, 0, 4, 7, 10)}.")
@click.option("--pain-before", type=_SCALE, help="Pain before it, 0 to 10.")
@click.option("--pain-during", type=_SCALE, help="The worst during it, 0 to 10.")
@click.option("--pain-morning", "pain_next_morning", type=_SCALE, help="Pain the next morning, 0 to 10.")
@click.option(
    "--talk", "talk_test", type=click.Choice([item.value for item in TalkTest]), help=f"Talk test: {_ANSWERS}."
)
@click.option("--end-bpm", type=FiniteRange(30, 230), help="Heart rate right after the walk, bpm.")
@click.option("--minute-bpm", "one_minute_bpm", type=FiniteRange(30, 230), help="Heart rate a minute later, bpm.")
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
    if "note" in answers:  # undecodable bytes arrive as lone surrogates, which no file can store
        answers["note"] = answers["note"].encode("utf-8", "replace").decode()
    with Diary(profile_name) as diary:
        settle_if_needed(diary)
        found = diary.history.find_session(session)
        if not answers and not as_json:
            raise CommandError(f"nothing to keep for {found.session_id}; say how it felt, like `coach log --rpe 4`")
        kept = diary.history.log(found.session_id, Felt(**answers)) if answers else found
        first_day = diary.counts_from([kept])
    file = diary.file_of(kept)
    click.echo(json.dumps(session_object(kept, file)) if as_json else session_text(kept, first_day))
    if _has_jumped(answers, kept.felt):
        warn(question_again())
    return EXIT_DONE


def _has_jumped(answers: Collection[str], felt: Felt) -> bool:
    """Whether a pain that was said now is a reason to ask about the urgent signs again."""
    against = {
        "pain_before": None,
        "pain_during": felt.pain_before,
        "pain_after": felt.pain_before,
        "pain_next_morning": felt.pain_after,
    }
    levels = {name: getattr(felt, name) for name in against if name in answers}
    return any(level is not None and asks_again(level, against[name]) for name, level in levels.items())
