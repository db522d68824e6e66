"""How a session is to be shown."""

import click
import pytest

from coach.cli import showing
from coach.cli.showing import Showing


def chosen(*asked):
    options = {"no_screen", "as_json", "plain"}
    return Showing.chosen(**{option: option in asked for option in options})


@pytest.mark.parametrize(
    ("asked", "screen", "plain", "audible"),
    [
        ((), True, False, True),
        (("no_screen",), False, False, False),
        (("as_json",), False, False, False),
        (("plain",), False, True, True),
    ],
)
def test_the_options_choose_and_a_screen_needs_a_terminal(monkeypatch, asked, screen, plain, audible):
    monkeypatch.setattr(showing, "has_terminal", lambda: True)
    shown = chosen(*asked)
    assert (shown.screen, shown.plain, shown.audible) == (screen, plain, audible)
    monkeypatch.setattr(showing, "has_terminal", lambda: False)
    assert chosen(*asked) == Showing(screen=False, plain=plain)


def test_plain_and_json_exclude_each_other():
    with pytest.raises(click.UsageError, match="--plain and --json are two ways to print"):
        chosen("plain", "as_json")
