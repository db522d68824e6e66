"""Commands run in this process, and what they print."""

import json

from coach.cli.main import run

FREE_WALK = '{"format": "coach-recording", "version": 1, "session": {"workout": "free", "band_bpm": [120, 135]}}\n'
"""The header of a recording that says no more than it has to."""


def lines(text):
    """The objects of JSON lines."""
    return [json.loads(line) for line in text.splitlines()]


def asked(capsys, *arguments):
    """Exit code, what was printed, and what was complained of."""
    code = run(list(arguments))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def as_json(capsys, *arguments):
    """What a command prints with --json."""
    code, out, err = asked(capsys, *arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def rebuilt(capsys):
    """Compute the history from the recordings again."""
    assert asked(capsys, "history", "--rebuild")[0] == 0
