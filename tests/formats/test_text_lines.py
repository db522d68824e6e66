import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import FormatError, FormatProblem
from coach.formats import text_lines
from coach.formats.document import Document
from coach.formats.text_lines import TextLines, head_lines, is_missing, number_in
from coach.session.flaws import Flaw, FlawKind

TEXT = "Zeit;Höhe\n1;2\n\nµ;3"


def lines_of(data):
    return list(TextLines(Document.of_bytes(data, "x"), "text"))


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\r\n").encode("utf-16"),
    ],
)
def test_lines_are_the_same_in_every_encoding_and_with_all_line_ends(data):
    assert lines_of(data) == ["Zeit;Höhe", "1;2", "", "µ;3"]
    assert head_lines(data) == ["Zeit;Höhe", "1;2", ""]


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_where_a_chunk_ends_makes_no_difference(size, monkeypatch):
    monkeypatch.setattr(text_lines, "CHUNK_BYTES", size)
    assert lines_of(TEXT.replace("\n", "\r\n").encode()) == TEXT.split("\n")


def test_zero_bytes_are_left_out():
    assert lines_of(b"1\x00;2\x00\n\x00\x00\n3") == ["1;2", "", "3"]


def test_a_file_larger_than_any_walk_is_refused(monkeypatch):
    monkeypatch.setattr(text_lines, "MOST_TEXT_BYTES", 100)
    with pytest.raises(FormatError) as caught:
        lines_of(b"1\n" * 51)
    assert (caught.value.problem, caught.value.limit) == (FormatProblem.TOO_LARGE, 100)


def test_what_stands_before_a_line_without_an_end_is_kept(monkeypatch):
    monkeypatch.setattr(text_lines, "LONGEST_LINE_BYTES", 50)
    monkeypatch.setattr(text_lines, "CHUNK_BYTES", 8)
    lines = TextLines(Document.of_bytes(b"1\n2\n" + b"9" * 1000), "text")
    assert list(lines) == ["1", "2"]
    assert lines.flaws == [Flaw(FlawKind.DAMAGED, line=3, detail="line_too_long")]
    with pytest.raises(FormatError):
        lines_of(b"9" * 1000)


def test_what_stands_before_a_damaged_packing_is_kept():
    class Packed:
        reads = 0

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def read(self, _size):
            self.reads += 1
            if self.reads > 1:
                raise FormatError(FormatProblem.DAMAGED, "gzip", detail="CRC")
            return b"1\n2\n3"

    lines = TextLines(Document("x", "", Packed), "text")
    assert list(lines) == ["1", "2"]
    assert lines.flaws == [Flaw(FlawKind.DAMAGED, line=3, detail="CRC")]


def test_progress_is_told():
    told = []
    document = Document("x", "", Document.of_bytes(b"1\n2\n").open, on_progress=told.append)
    assert list(TextLines(document, "text")) == ["1", "2"]
    assert told == [4]


@given(data=st.binary(max_size=200))
def test_any_bytes_have_lines(data):
    assert all("\n" not in line and "\0" not in line for line in lines_of(data))
    head_lines(data)


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), (" -1.5 ", -1.5), (".5", 0.5), ("1.", 1), ("1e3", 1000), ("1e999", None), ("٣", None), ("1_0", None),
     ("nan", None), ("inf", None), ("", None), ("12 bpm", None), ("1,5", None), ("0x10", None)],
)  # fmt: skip
def test_a_number_is_plain_digits(text, number):
    assert number_in(text) == number


def test_a_decimal_comma_counts_where_it_may():
    assert number_in("1,5", decimal_comma=True) == 1.5
    assert number_in("1,500,000", decimal_comma=True) is None


def test_a_field_may_say_that_it_is_empty():
    assert all(map(is_missing, ["", "--", "NaN", " null ", "inf"]))
    assert not is_missing("0")
