from coach.pages.exporting import FILES, ExportedFile, choices, file_sentence
from coach.services.exporting import FORMATS


def test_every_format_that_coach_writes_can_be_chosen():
    assert {to for to, _, _ in FILES} == set(FORMATS)
    assert len(FILES) == len(set(choices())) == len(FORMATS)


def test_who_takes_the_recording_is_told_what_else_is_in_it():
    (recording,) = (words for words in choices() if words.startswith("jsonl"))
    assert "notes and the strap's name" in recording


def test_the_sentence_says_where_it_is_and_what_is_missing():
    assert file_sentence(ExportedFile("w.fit", "~/Downloads", 1200)) == "w.fit is in ~/Downloads now."
    assert "no heart rate" in file_sentence(ExportedFile("w.fit", "~/Downloads", 0))
