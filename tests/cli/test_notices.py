"""Notices beside what a command prints."""

import pytest

from coach.cli.notices import flag_sentence, warn
from coach.domain.programme.safety import SafetyAnswers, SafetySign


def test_a_notice_is_one_line_on_standard_error(capsys):
    warn("line 3 was left out")
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "coach: line 3 was left out\n")


@pytest.mark.parametrize("nasty", ["\x1b[2J", "\r", "\n", "\u202e", "\x07"])
def test_what_a_file_says_cannot_move_the_cursor_or_make_a_second_line(capsys, nasty):
    warn(f"a strap named {nasty}H10")
    said = capsys.readouterr().err
    assert said.startswith("coach: a strap named ·")
    assert said.endswith("H10\n")
    assert said.removesuffix("\n").isprintable()


def test_a_flag_says_how_it_is_closed_and_without_one_nothing_is_said():
    open_signs = SafetyAnswers().noticed({SafetySign.FEVER})
    assert flag_sentence(open_signs).endswith("When a professional has seen to it: `coach profile --seen`")
    assert flag_sentence(SafetyAnswers()) == ""
