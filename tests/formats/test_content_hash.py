import hashlib

import pytest

from coach.formats.content_hash import CHUNK_BYTES, ContentHash
from coach.formats.document import Document

DATA = bytes(range(256)) * (CHUNK_BYTES // 100)


def counted(data):
    document, opened = Document.of_bytes(data), []

    def opening():
        opened.append(1)
        return document.open()

    return Document("", "", opening), opened


@pytest.mark.parametrize("data", [b"", b"walk", DATA])
def test_a_file_that_is_read_to_its_end_is_read_once(data):
    document, opened = counted(data)
    content = ContentHash(document)
    assert content.document.whole(len(data), "") == data
    assert content.hexdigest() == hashlib.sha256(data).hexdigest()
    assert len(opened) == 1


@pytest.mark.parametrize("read", [0, 1, CHUNK_BYTES])
def test_one_that_is_left_early_is_read_anew_and_that_once(read):
    document, opened = counted(DATA)
    content = ContentHash(document)
    with content.document.open() as file:
        assert file.read(read) == DATA[:read]
        assert content.hexdigest() == content.hexdigest() == hashlib.sha256(DATA).hexdigest()
    assert len(opened) == 2


def test_lines_are_read_as_they_are():
    content = ContentHash(Document.of_bytes(b"a\nb"))
    with content.document.open() as file:
        assert list(file) == [b"a\n", b"b"]
    assert content.hexdigest() == hashlib.sha256(b"a\nb").hexdigest()
