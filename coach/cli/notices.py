"""Notices beside a command's output: one line each on standard error."""

from contextlib import suppress

import click

from coach.domain.programme.safety import SafetyAnswers, flag
from coach.domain.programme.talk import BandProposal
from coach.session.text import printable


def warn(sentence: str) -> None:
    """Print a notice for the walker; control characters in it cannot move the cursor.

    Where nobody can read it, it is lost, and what it is about goes on.
    """
    with suppress(OSError):
        click.echo(f"coach: {printable(sentence)}", err=True)


def flag_sentence(answers: SafetyAnswers) -> str:
    """Return what stays in sight while a sign is open, and how the walker closes it; empty when none is."""
    said = flag(answers.open)
    return f"{said} When a professional has seen to it: `coach profile --seen`" if said else ""


def proposal_text(proposal: BandProposal) -> str:
    """Return the band that the talk tests suggest, and how to take it."""
    band = proposal.band
    return f"{proposal.evidence} To take it: `coach profile --band {band.lo_bpm:.0f}-{band.hi_bpm:.0f}`"
