"""What the README promises is there: its commands, their options, its pictures and its links."""

import re
import shlex
from pathlib import Path

import click
import pytest

from coach.cli.main import cli

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
