"""Errors and flaws by the sentence that the walker is shown."""

import re
from contextlib import contextmanager

import pytest

from coach.session.error_words import error_sentence, flaw_sentence


@contextmanager
def raises_saying(kind, pattern):
    """As `pytest.raises`, and the pattern is in the error's sentence, which is one line."""
    with pytest.raises(kind) as caught:
        yield caught
    said = error_sentence(caught.value)
    assert re.search(pattern, said), said
    assert "\n" not in said


def flaws_of(activity):
    """What was wrong with a file, in sentences."""
    return tuple(flaw_sentence(flaw) for flaw in activity.flaws)
