"""Zip files as the standard library packs them, and with entries that it would never write."""

import io
import struct
import zipfile
import zlib


class Unseekable(io.RawIOBase):
    """What a packer writes to without going back: sizes come after the data."""

    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


def local_header(name, data, method=0, flags=0):
    """A file's own header with its data."""
    head = struct.pack(
        "<4s5H3I2H", b"PK\x03\x04", 20, flags, method, 0, 0, zlib.crc32(data), len(data), len(data), len(name), 0
    )
    return head + name + data


def zip_of(files, method=zipfile.ZIP_DEFLATED, *, is_streamed=False, comment=b"", entries=()):
    """A zip file of names and contents.

    `entries`: more of them, each a name, its bytes (None: those of the entry before) and its packed size as told.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(Unseekable(file) if is_streamed else file, "w", method) as archive:
        archive.comment = comment
        for name, data in files.items():
            archive.writestr(name, data)
    whole = file.getvalue()
    end = whole.rindex(b"PK\x05\x06") if not comment else len(whole) - 22 - len(comment)
    return whole if not entries else _with_entries(whole, end, entries)


def _with_entries(whole, end, entries):
    count, length, start = struct.unpack_from("<H2I", whole, end + 10)
    data, listed, at = whole[:start], whole[start : start + length], 0
    for name, own, size in entries:
        if own is not None:
            at = len(data)
            data += own
        flags, method, _, _, crc = struct.unpack_from("<4HI", data, at + 6)
        numbers = (20, 20, flags, method, 0, 0, crc, size, size, len(name), 0, 0, 0, 0, 0, at)
        listed += struct.pack("<4s6H3I5H2I", b"PK\x01\x02", *numbers) + name
        count += 1
    return data + listed + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(listed), len(data), 0)
