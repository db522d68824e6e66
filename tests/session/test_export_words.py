"""Each reason why a walk cannot be written has its own words, with the file's name and what to do."""

from coach.errors import ExportError, ExportProblem
from coach.session.export_words import export_sentence


def test_every_problem_has_a_sentence_of_its_own():
    said = {problem: export_sentence(ExportError(problem, "walk.fit", detail="disk full")) for problem in ExportProblem}
    assert len(set(said.values())) == len(ExportProblem)
    assert all("walk.fit" in words and "choose another" in words for words in said.values())
    assert "disk full" in said[ExportProblem.UNWRITABLE]
