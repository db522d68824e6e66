"""Reads XML of strangers piece by piece: whatever it holds, memory stays flat and nothing but the file is read.

It is lenient where programs write XML that strict parsers refuse: wrong encodings, prefixes without a namespace, blanks
before the declaration, a lone ampersand. It is strict where XML attacks its reader: no entity is ever expanded.
"""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pyexpat import ExpatError, ParserCreate, XMLParserType, errors
from typing import IO

from coach.errors import FormatError, FormatProblem
from coach.formats.document import Document
from coach.limits import DEEPEST_XML, HEAD_BYTES, LONGEST_XML_PIECE, MOST_XML_DECLARATIONS, MOST_XML_NAMES
from coach.session.flaws import Flaw, FlawKind

CHUNK_BYTES = 64 * 1024
"""Read so much at once: some hundred trackpoints, under 10 ms."""

Attributes = Mapping[str, str]
"""An element's attributes as the file writes them, prefixes included."""

ASCII = "".join(chr(code) for code in range(0x20, 0x7F))

_PLAIN = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32"}
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""UTF-32 comes first: its mark begins as that of UTF-16 does."""

_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._-]{0,40})[\"']")
_CHARSET = re.compile(r"(us-)?ascii|utf-?8|iso|latin|windows|cp|koi8|mac|gb|big5|shift|sjis|euc|tis", re.IGNORECASE)
"""Python's other encodings are no character sets, as its own escapes."""
_DECLARATION = re.compile(r"<\?xml\s[^<>]{0,400}>")
_BEFORE = "\ufeff\0 \t\r\n"
"""What stands before the declaration in some files, where XML allows nothing."""

_PADDING = b"\0\x1a \t\r\n"
"""What stands after the root in some files: a disk's block that was not filled, or the end mark of old systems."""

_VISIBLE = bytes(code if code >= 0x20 or code in b"\t\n\r" else ord("?") for code in range(256))
"""Control characters are no XML, but stand in some names, and where a disk's block was lost: a number with a hole is no
number then, and what follows is read."""

_LONE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_LONGEST_REFERENCE = len("&#x10FFFF;")


@dataclass(slots=True)
class XmlEvents:
    """A file's elements, as they come. Names are local: "gpxtpx:hr" is "hr", whatever the prefix is bound to."""

    document: Document
    format_name: str
    most_bytes: int
    starts: Mapping[str, Callable[[Attributes], None]] = field(default_factory=dict)
    """What to call when an element begins, by its name; all others cost little."""
    ends: Mapping[str, Callable[[str], None]] = field(default_factory=dict)
    """What to call when an element ends, with the text since the last tag before."""
    damage: Flaw | None = None
    """Where the file stopped being XML: all that stands before was told."""
    _parser: XMLParserType = field(init=False)
    _names: dict[str, str] = field(default_factory=dict)
    """Every name of an element or attribute so far, kept by the parser."""
    _lines_before: int = 0
    """Of the blanks at the beginning, and of the declaration, which the parser does not get."""
    _depth: int = 0
    _quiet_bytes: int = 0
    """Since the last tag."""
    _declarations: int = 0

    @property
    def line(self) -> int:
        """Where the reader is, counted from 1."""
        return self._lines_before + self._parser.CurrentLineNumber

    def pieces(self) -> Iterator[None]:
        """Read the file, calling what was asked for, and yield after every piece.

        Raises:
            FormatError: when it attacks its reader, or is larger than it may be.
        """
        self._parser = _parser(self._names)
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.AttlistDeclHandler = self._count_declaration
        self._set_handlers()
        read, fed = 0, 0
        with self.document.open() as file:
            for read, text in self._texts(file):
                data = text.encode("utf-8", "replace")
                try:
                    self._parser.Parse(data.translate(_VISIBLE))
                except ExpatError as error:
                    self._stop(error, data[max(self._parser.ErrorByteIndex - fed, 0) :])
                    break
                fed += len(data)
                self._check(len(data))
                self.document.on_progress(read)
                yield
            else:
                self._finish()
        self.document.on_progress(read)
        yield

    def _finish(self) -> None:
        try:
            if self.damage is None:
                self._parser.Parse(b"", True)  # noqa: FBT003 - the C function takes no keywords
        except ExpatError as error:
            self._stop(error, b"")

    def _set_handlers(self) -> None:
        """Give the parser its handlers: for a gigabyte they are called ten million times."""
        starts, ends = _ByName(self.starts), _ByName(self.ends)
        parts: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            self._depth = depth = self._depth + 1
            if depth > DEEPEST_XML:
                raise self._hostile("elements within elements")
            self._quiet_bytes = 0
            parts.clear()
            handler = starts[name]
            if handler is not None:
                handler(attributes)

        def end(name: str) -> None:
            self._depth -= 1
            self._quiet_bytes = 0
            handler = ends[name]
            if handler is not None:
                handler("".join(parts))
            parts.clear()

        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end
        if self.ends:
            self._parser.CharacterDataHandler = parts.append

    def _texts(self, file: IO[bytes]) -> Iterator[tuple[int, str]]:
        """Yield how many bytes were read, and what they say: decoded, mended, and from the first tag on."""
        head = file.read(HEAD_BYTES)
        decoder = codecs.getincrementaldecoder(encoding_of(head))("replace")
        chunk, read, waiting, is_begun = head, 0, "", False
        while chunk or waiting:
            read += len(chunk)
            if read > self.most_bytes:
                raise FormatError(
                    FormatProblem.TOO_LARGE, self.format_name, name=self.document.name, limit=self.most_bytes
                )
            text = waiting + decoder.decode(chunk, not chunk)
            if not is_begun:
                begun = _begun(text)
                self._lines_before += text.count("\n", 0, len(text) - len(begun))
                text, is_begun = begun, bool(begun)
            # What may be half a reference waits for its other half.
            cut = text.rfind("&", max(len(text) - _LONGEST_REFERENCE, 0)) if chunk else -1
            text, waiting = (text, "") if cut < 0 else (text[:cut], text[cut:])
            yield read, _mended(text)
            if not chunk:
                break
            try:
                chunk = file.read(CHUNK_BYTES)
            except FormatError as error:
                if error.problem is not FormatProblem.DAMAGED:
                    raise
                # What it is packed in is cut off.
                self.damage = Flaw(FlawKind.DAMAGED, line=self.line, detail=error.detail)
                chunk = b""

    def _check(self, new_bytes: int) -> None:
        """Refuse what would fill the memory; each is one that the parser would keep."""
        self._quiet_bytes += new_bytes
        if self._quiet_bytes > LONGEST_XML_PIECE:
            raise self._hostile("a text without end")
        if len(self._names) > MOST_XML_NAMES:
            raise self._hostile("too many names")

    def _stop(self, error: ExpatError, rest: bytes) -> None:
        is_padding = self._depth == 0 and not rest.strip(_PADDING)
        if self.damage is None and not is_padding:
            line = self._lines_before + error.lineno
            self.damage = Flaw(FlawKind.DAMAGED, line=line, detail=errors.messages.get(error.code, str(error)))

    def _refuse_entity(self, *_declared: object) -> None:
        raise self._hostile("an entity")

    def _count_declaration(self, *_declared: object) -> None:
        self._declarations += 1
        if self._declarations > MOST_XML_DECLARATIONS:
            raise self._hostile("too many declarations")

    def _hostile(self, what: str) -> FormatError:
        return FormatError(FormatProblem.HOSTILE, self.format_name, name=self.document.name, detail=what)


class _EnoughError(Exception):
    """The first element is known, or none will be."""


def root_name(head: bytes) -> str | None:
    """Return the local name of the first element in a file's first bytes, or of its document type; None without one."""
    names: list[str] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        names.append(name)
        raise _EnoughError

    def entity(*_declared: object) -> None:
        raise _EnoughError

    parser = _parser({})
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = lambda name, *_more: names.append(name)
    parser.EntityDeclHandler = entity
    text = _mended(_begun(head.decode(encoding_of(head), "replace")))
    if text.startswith("<"):
        with suppress(ExpatError, _EnoughError):
            parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003 - the C function takes no keywords
    return names[-1].rpartition(":")[2] if names else None


def _begun(text: str) -> str:
    """Return it from its first tag on, without the declaration: by then the encoding is known."""
    begun = text.lstrip(_BEFORE)
    declaration = _DECLARATION.match(begun)
    return begun[declaration.end() :].lstrip(_BEFORE) if declaration else begun


def _mended(text: str) -> str:
    return _LONE_AMPERSAND.sub("&amp;", text) if "&" in text else text


def encoding_of(head: bytes) -> str:
    """Return the encoding of XML by its first bytes, where the declaration only counts if it can be true."""
    for mark, encoding in (*_PLAIN.items(), *_WIDE.items()):
        if head.startswith(mark):
            return encoding
    if head[:2].count(0) == 1:
        return "utf-16-be" if head[0] == 0 else "utf-16-le"
    declared = _DECLARED.match(head.lstrip(b"\0"))
    name = declared.group(1).decode("ascii") if declared else ""
    return name if _CHARSET.match(name) and _reads_ascii(name) else "utf-8"


def _reads_ascii(encoding: str) -> bool:
    """Return whether Python knows it, and the declaration can be read in it as it was."""
    try:
        return ASCII.encode("ascii").decode(encoding) == ASCII
    except (LookupError, ValueError):
        return False


def _parser(names: dict[str, str]) -> XMLParserType:
    parser = ParserCreate("utf-8", intern=names)
    parser.buffer_text = True
    parser.specified_attributes = True
    return parser


class _ByName(dict[str, Callable[..., None] | None]):
    """Handlers by the name as written, filled as names come: stripping a prefix a million times would take its time."""

    def __init__(self, local: Mapping[str, Callable[..., None]]) -> None:
        super().__init__()
        self._local = local

    def __missing__(self, name: str) -> Callable[..., None] | None:
        handler = self._local.get(name.rpartition(":")[2])
        self[name] = handler
        return handler
