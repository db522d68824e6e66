"""What is wrong with a file of another program, in words."""

import pytest

from coach.errors import FormatError, FormatProblem
from coach.session.format_words import format_sentence, megabytes


@pytest.mark.parametrize("problem", FormatProblem)
def test_every_problem_names_its_file_and_what_to_do(problem):
    said = format_sentence(FormatError(problem, "FIT", name="walk.fit", detail="why", limit=3 * 2**20))
    assert "\n" not in said
    if problem not in {FormatProblem.NO_PACKAGE, FormatProblem.DATE_NOT_HELD}:  # these are about no file
        assert "walk.fit" in said
    assert ";" in said or ":" in said


def test_limits_are_in_whole_megabytes():
    assert (megabytes(48 * 2**20), megabytes(None)) == (48, 0)
