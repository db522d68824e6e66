"""Imports that are taken back: `test_importing` has what becomes of their files."""

from coach.services.taking_back import undo


def test_where_nothing_was_imported_nothing_is_taken_back(recorded):
    assert undo(recorded) == (0, "")
