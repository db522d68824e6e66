"""Walks whose questions nobody was asked yet: until they were answered, in whichever terminal."""

import pytest

from coach.services.unasked_walks import UnaskedWalks


@pytest.fixture
def unasked(diary):
    return UnaskedWalks(diary)


def test_they_are_to_be_asked_until_one_terminal_has_the_answers(diary, unasked):
    other = UnaskedWalks(diary)
    unasked.add("2026-11-29-0731")
    assert unasked.is_unasked("2026-11-29-0731")
    assert other.is_unasked("2026-11-29-0731")
    other.remove("2026-11-29-0731")
    assert not unasked.is_unasked("2026-11-29-0731")


def test_a_walk_that_the_disk_took_no_note_of_is_asked_about_by_the_program_that_saw_it(diary, unasked):
    diary.folders.unasked_file.mkdir(parents=True)
    unasked.add("2026-11-29-0731")
    assert unasked.is_unasked("2026-11-29-0731")
    assert unasked.latest() is None
    unasked.remove("2026-11-29-0731")
    assert not unasked.is_unasked("2026-11-29-0731")


def test_a_walk_that_is_gone_is_forgotten(unasked):
    unasked.add("2001-01-01-0000")
    assert unasked.latest() is None
    assert not unasked.is_unasked("2001-01-01-0000")
