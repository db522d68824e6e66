"""A file from outside, as its reader gets it."""

from coach.errors import FormatError
from coach.formats.document import Document
from coach.limits import HEAD_BYTES
from tests.support.saying import raises_saying


def test_a_document_gives_its_beginning_and_all_of_it_any_number_of_times():
    data = bytes(range(256)) * 100
    done = []
    document = Document("walk", ".fit", Document.of_bytes(data).open, on_progress=done.append)
    assert [document.head() for _ in range(2)] == [data[:HEAD_BYTES]] * 2
    assert [document.whole(len(data), "FIT") for _ in range(2)] == [data] * 2
    assert done == [len(data)] * 2


def test_a_document_with_more_than_its_format_may_have_is_refused():
    with raises_saying(FormatError, "the FIT file walk.fit is larger than any walk"):
        Document.of_bytes(bytes(3), "walk.fit").whole(2, "FIT")
