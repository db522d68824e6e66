"""What the README promises is there: its commands, their options, its pictures and its links."""

import re
import shlex
from pathlib import Path

import click
import pytest

from coach.cli.main import cli
from coach.drawing.wording import headline
from coach.session.names import TALK_NAME
from coach.session.step_words import STEP_NAME
from coach.tui.commands import WALK_COMMANDS
from tests.support.headlines import every_headline

PROJECT = Path(__file__).parents[1]
TEXT = (PROJECT / "README.md").read_text(encoding="utf-8")
PROGRAMS = [code for code in re.findall(r"`(coach [^`]*)`", TEXT) if "..." not in code]


def test_the_readme_names_every_command():
    with click.Context(cli) as context:
        assert {name for name in cli.list_commands(context) if f"`coach {name}" not in TEXT} == set()


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_command_and_its_options_exist(program):
    name, *rest = shlex.split(program)[1:]
    with click.Context(cli) as context:
        command = cli.get_command(context, name)
        assert command is not None
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in rest if word.startswith("--")} <= known


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)]+)\)", TEXT))
def test_a_picture_or_link_leads_somewhere(target):
    assert (PROJECT / target).is_file()


def rows_of(table):
    """The first cells of a table of the README, by its first heading."""
    _, _, rest = TEXT.partition(f"| {table} |")
    return [row.split(" | ")[0].removeprefix("| ") for row in rest.partition("\n\n")[0].splitlines()[2:]]


def test_the_readme_has_every_word_of_the_screen_and_no_other():
    told = {word for cell in rows_of("The screen says") for word in re.findall(r"\*\*([A-Z ]+)\*\*", cell)}
    said = {headline(*view).word.upper() for view in every_headline()}
    assert told == said | {name.upper() for name in STEP_NAME.values()}


def test_a_shorter_word_of_large_letters_is_told_beside_the_whole_one():
    for view in every_headline():
        head = headline(*view)
        if head.short:
            [row] = [row for row in TEXT.splitlines() if row.startswith(f"| **{head.word.upper()}**")]
            assert f"**{head.short.upper()}**" in row


def test_the_readme_has_every_key_of_a_walk_and_no_other():
    told = [key for cell in rows_of("Key") for key in cell.split(", ")]
    assert sorted(told) == sorted(command.shown for command in WALK_COMMANDS)


def test_the_readme_has_the_answers_of_the_talk_test():
    assert all(f"*{name}*" in TEXT for name in TALK_NAME.values())
