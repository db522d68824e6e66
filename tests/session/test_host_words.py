"""What keeps a viewer from a walk is told in a sentence, with what to do next."""

import pytest

from coach.errors import HostError, HostProblem
from coach.session.error_words import error_sentence
from coach.session.host_words import host_sentence, unexpected_sentence


@pytest.mark.parametrize("problem", HostProblem)
@pytest.mark.parametrize("detail", ["", "4711", "The disk is full."])
def test_every_problem_has_a_sentence(problem, detail):
    sentence = host_sentence(HostError(problem, detail))
    assert sentence
    assert not sentence.endswith(" ")
    assert "None" not in sentence
    assert error_sentence(HostError(problem, detail)) == sentence


@pytest.mark.parametrize(
    ("problem", "detail", "told"),
    [
        (HostProblem.NONE, "", "`coach walk`"),
        (HostProblem.RUNS_ALREADY, "", "`coach watch` joins it, `coach stop` ends it"),
        (HostProblem.SILENT, "4711", "`kill -CONT 4711`"),
        (HostProblem.SILENT, "4711", "`kill -9 4711` ends it: its recording is kept, and `coach walk` goes on with it"),
        (HostProblem.NO_PLACE, "", "make room on it"),
        (HostProblem.SILENT, "", "try again"),
        (HostProblem.SILENT, "no number", "try again"),
        (HostProblem.FULL, "", "too many viewers"),
        (HostProblem.OTHER_VERSION, "9.1", "Coach 9.1; `coach stop` ends it"),
        (HostProblem.OTHER_VERSION, "", "Coach of another version"),
        (HostProblem.LOST, "", "`coach walk` goes on with it"),
        (HostProblem.FAILED, "The disk is full.", "The disk is full."),
        (HostProblem.FAILED, "", "recording is kept"),
    ],
)
def test_it_says_what_to_do(problem, detail, told):
    assert told in host_sentence(HostError(problem, detail))


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (OSError(28, "No space left on device"), "OSError: No space left on device"),
        (ValueError("no number"), "ValueError: no number"),
        (OSError("odd"), "OSError"),
        (RuntimeError(), "RuntimeError"),
    ],
)
def test_what_nobody_foresaw_is_a_sentence_too(error, what):
    sentence = unexpected_sentence(error)
    assert f"({what})" in sentence
    assert repr(error) not in sentence
