"""XML of strangers: what it says is told, and nothing that it holds fills memory, hangs or reaches out."""

import codecs
import tracemalloc
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coach.errors import FormatError, FormatProblem
from coach.formats.document import Document
from coach.formats.xml_events import XmlEvents, root_name
from coach.limits import DEEPEST_XML, LONGEST_XML_PIECE, MOST_XML_DECLARATIONS, MOST_XML_NAMES
from coach.session.flaws import Flaw, FlawKind
from tests.support.saying import raises_saying

MOST_BYTES = 64 * 1024 * 1024


def told(data, most_bytes=MOST_BYTES):
    """The attributes of `a` and the texts of `b`, as they came, and the damage."""
    return told_of(Document.of_bytes(data), most_bytes)


def told_of(document, most_bytes=MOST_BYTES):
    events = []
    xml = XmlEvents(
        document, "XML", most_bytes, {"a": lambda values: events.append(dict(values))}, {"b": events.append}
    )
    for _ in xml.pieces():
        pass
    return events, xml.damage


class Endless(BytesIO):
    """A file that goes on and on, made as it is read."""

    def __init__(self, beginning, again):
        super().__init__()
        self.waiting, self.again = beginning, again

    def read(self, size=-1):
        while len(self.waiting) < size:
            self.waiting += self.again * (size // len(self.again) + 1)
        data, self.waiting = self.waiting[:size], self.waiting[size:]
        return data


def test_elements_are_told_by_their_local_names_whatever_their_prefixes():
    data = b'<r><a x="1" p:y="2"/><q:a/><b>one</b><unbound:b> two </unbound:b><c>not asked for</c></r>'
    assert told(data) == ([{"x": "1", "p:y": "2"}, {}, "one", " two "], None)


def test_a_text_is_what_stands_since_the_last_tag():
    assert told(b"<r><b>\n<c>3</c>4<!-- no -->5<![CDATA[6]]></b></r>") == (["456"], None)
    assert told(b"<r><b>&lt;&#65;&#x42;&amp;</b></r>") == (["<AB&"], None)


TEXT = "\u00e4\u20ac"
ENCODINGS = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "windows-1252",
    "iso-8859-15",
    "gb18030",
]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("before", ["", "\n \r\n\t"])
def test_every_encoding_of_a_declaration_or_of_the_first_bytes_is_read(encoding, before):
    declared = encoding.removesuffix("-sig")
    text = f'{before}<?xml version="1.0" encoding="{declared}" standalone=\'yes\' ?>\n<r><b>{TEXT}</b></r>'
    assert told(text.encode(encoding)) == ([TEXT], None)
    assert root_name(text.encode(encoding)) == "r"


UNTRUE = ["utf-16", "utf-7", "no-such-thing", "hex", "rot13", "", "idna", "raw_unicode_escape", "cp037"]


@pytest.mark.parametrize("declared", UNTRUE)
def test_a_declaration_that_cannot_be_true_does_not_count(declared):
    text = f'<?xml version="1.0" encoding="{declared}"?><r><b>{TEXT} +AGEAZQ- \\ud800</b></r>'
    assert told(text.encode()) == ([f"{TEXT} +AGEAZQ- \\ud800"], None)


def test_bytes_that_are_no_text_do_not_stop_the_reading():
    assert told(b"<r><c>M\xfcnchen</c><b>1</b></r>") == (["1"], None)


def test_control_characters_do_not_stop_the_reading_and_are_no_part_of_a_number():
    assert told(b"<r><c>M\x0bnchen</c><b>1\0\0</b>\0<b>2</b></r>\0\0") == (["1??", "2"], None)


@pytest.mark.parametrize("chunk", range(65_510, 65_530))
def test_a_lone_ampersand_is_an_ampersand_wherever_a_piece_ends(chunk):
    data = b"<r><c>" + b"x" * (4096 + chunk) + b"</c><b>Tom & Jerry &nbsp;&amp;&#x10FFFF;&</b></r>"
    assert told(data) == (["Tom & Jerry &nbsp;&\U0010ffff&"], None)


def test_what_stands_before_the_damage_is_told_and_its_line_said():
    events, damage = told(b'\n<?xml version="1.0"?>\n<r>\n<b>1</b>\n<b>2</c>\n<b>3</b></r>')
    assert events == ["1"]
    assert damage == Flaw(FlawKind.DAMAGED, line=5, detail="mismatched tag")
    events, damage = told(b"<r>\n<b>1</b>\n<b>2")
    assert (events, damage.line) == (["1"], 3)


def test_padding_after_the_root_is_no_damage_but_another_root_is():
    assert told(b"<r><b>1</b></r>\n\n" + bytes(5000)) == (["1"], None)
    assert told(b"<r><b>1</b></r>\x1a") == (["1"], None)
    assert told(b"<r><b>1</b></r>\n<r><b>2</b></r>") == (
        ["1"],
        Flaw(FlawKind.DAMAGED, line=2, detail="junk after document element"),
    )


def test_the_good_part_of_a_packed_file_that_is_cut_off_is_told():
    class Cut(BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise FormatError(FormatProblem.DAMAGED, "gzip", detail="it ends too early")
            return super().read(size)

    data = b"<r><b>1</b>" + b" " * 5000 + b"</r>"
    assert told_of(Document("x", "", lambda: Cut(data))) == (
        ["1"],
        Flaw(FlawKind.DAMAGED, line=1, detail="it ends too early"),
    )


def test_progress_is_told_to_the_end():
    done = []
    data = b"<r>" + b"<c/>" * 50_000 + b"</r>"
    told_of(Document("x", "", lambda: BytesIO(data), on_progress=done.append))
    assert done == sorted(done)
    assert len(done) > 3
    assert done[-1] == len(data)


PHONE = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE r [
<!-- HealthKit Export Version: 11 -->
<!ELEMENT r (a|b)*>
<!ATTLIST r locale CDATA #REQUIRED>
<!ATTLIST a x CDATA #IMPLIED y CDATA "default">
]>
<r locale="de_DE"><a x="1"/></r>"""


@pytest.mark.parametrize(
    "doctype",
    [b"<!DOCTYPE r>", b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">', b'<!DOCTYPE r PUBLIC "-//x" "file:///x">'],
)
def test_a_harmless_document_type_is_read_over_and_nothing_is_loaded(doctype):
    assert told(PHONE) == ([{"x": "1"}], None)
    assert told(doctype + b"<r><b>&x;1</b></r>") == (["&x;1"], None)
    assert root_name(doctype) == "r"


LAUGHS = b'<!DOCTYPE r [<!ENTITY l "ha">' + b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%s;" % (b"%d" % (level - 1) if level else b"") * 10) for level in range(10)
)
HOSTILE = {
    "billion laughs": LAUGHS + b"]><r><b>&l9;</b></r>",
    "laughs in an attribute": LAUGHS + b']><r x="&l9;"/>',
    "quadratic": b'<!DOCTYPE r [<!ENTITY l "' + b"x" * 60_000 + b'">]><r><b>' + b"&l;" * 60_000 + b"</b></r>",
    "external": b'<!DOCTYPE r [<!ENTITY l SYSTEM "file:///etc/passwd">]><r><b>&l;</b></r>',
    "external by UTF-16": '<!DOCTYPE r [<!ENTITY l SYSTEM "file:///etc/passwd">]><r><b>&l;</b></r>'.encode("utf-16"),
    "parameter": b'<!DOCTYPE r [<!ENTITY % l SYSTEM "http://127.0.0.1:9/x"> %l;]><r/>',
    "unparsed": b'<!DOCTYPE r [<!NOTATION n SYSTEM "n"><!ENTITY l SYSTEM "x" NDATA n>]><r/>',
    "deep": b"<r>" + b"<c>" * 1_000_000,
    "a long attribute": b'<r x="' + b"x" * 4 * LONGEST_XML_PIECE + b'"/>',
    "a long text": b"<r><b>" + b"x" * 4 * LONGEST_XML_PIECE + b"</b></r>",
    "a long comment": b"<r><!--" + b"x" * 4 * LONGEST_XML_PIECE + b"--></r>",
    "many names": b"<r>" + b"".join(b"<n%d/>" % number for number in range(20 * MOST_XML_NAMES)) + b"</r>",
    "many declarations": b"<!DOCTYPE r ["
    + b"".join(b"<!ATTLIST r n%d CDATA 'x'>" % number for number in range(2 * MOST_XML_DECLARATIONS))
    + b"]>"
    + b"<r/>",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_an_attack_is_refused_in_a_sentence(data):
    with raises_saying(FormatError, "is refused: it holds") as caught:
        told(data)
    assert caught.value.problem is FormatProblem.HOSTILE


@pytest.mark.parametrize(
    ("beginning", "again"),
    [
        (b"<r>", b"<a x='1'/>"),
        (b"<r>", b"\n"),
        (b"<r x='", b"x"),
        (b"", b" "),
        (b"", b"\0"),
        (b"<!DOCTYPE r [", b"<!ELEMENT r (a)>"),
        (b"<r>", b"<c>"),
        (b"<r>", b"<?x x?>"),
        (b"<r><b>", b"&&&&"),
    ],
    ids=["elements", "blanks", "attribute", "before", "zeros", "declarations", "deep", "instructions", "ampersands"],
)
def test_a_file_without_end_is_refused_in_little_memory(beginning, again):
    most_bytes = 16 * 1024 * 1024
    xml = XmlEvents(Document("x", "", lambda: Endless(beginning, again)), "XML", most_bytes, {"a": dict}, {"b": str})
    tracemalloc.start()
    try:
        with pytest.raises(FormatError) as caught:
            for _ in xml.pieces():
                pass
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.problem in {FormatProblem.HOSTILE, FormatProblem.TOO_LARGE}
    assert peak_bytes < 8 * LONGEST_XML_PIECE


def test_elements_may_lie_as_deep_as_the_limit():
    inner = DEEPEST_XML - 2
    assert told(b"<r>" + b"<c>" * inner + b"<b>1</b>" + b"</c>" * inner + b"</r>") == (["1"], None)


@given(st.binary(max_size=300))
@example(codecs.BOM_UTF16_LE + b"<")
@example(b"<?xml")
@example(b"<?xml version='1.0' encoding='unicode_escape'?><r>\\ud800</r>")
def test_whatever_bytes_come_only_our_errors_are_raised(data):
    root_name(data)
    with suppress(FormatError):
        told(data)


TAGS = ["<r>", "<a x='1'>", "</a>", "<b>", "</b>", "</r>", "<?xml version='1.0'?>", "<?", "?>", "1", "\xff", "\0", "\n"]
ODDITIES = ["&", "&lt;", "<!DOCTYPE r [", "]>", "<!ENTITY x 'y'>", "%x;", "<!--", "-->", "<![CDATA[", "]]>"]
PIECES = st.sampled_from([*TAGS, *ODDITIES]).map(lambda piece: piece.encode("latin-1"))


@given(st.lists(PIECES, max_size=30).map(b"".join))
def test_whatever_tags_come_only_our_errors_are_raised(data):
    root_name(data)
    with suppress(FormatError):
        told(data)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<&\ufffe\uffff"), min_size=1))
def test_what_is_written_is_read(text):
    data = f"<r><b>{text}</b></r>".replace("]]>", "")
    for encoding in ("utf-8", "utf-16", "utf-32"):
        assert told(data.encode(encoding)) == ([data[6:-8]], None)
