"""Notices beside a command's output: one line each on standard error."""

import click

from coach.session.text import printable


def warn(sentence: str) -> None:
    """Print a notice for the walker; control characters in it cannot move the cursor."""
    click.echo(f"coach: {printable(sentence)}", err=True)
