"""Packs recordings of walks that are over: a crash at any moment leaves a whole one, and never two walks.

The packed file is written and synced beside the plain one and read back, and only then is the plain one removed. Where
both lie there, the plain one is the recording; the next packing removes it where the two are the same.
"""

import logging
import lzma
import os
from contextlib import suppress
from pathlib import Path

from coach.errors import FileError
from coach.files import is_regular, read_whole, state_of, write_whole
from coach.limits import UNPACKED_FREELY_BYTES
from coach.packing import XZ, pack, packed_path, unpack
from coach.store.file_lock import is_locked

_LOG = logging.getLogger(__name__)


def pack_away(recording: Path) -> bool:
    """Put the packed file in the place of a recording that nobody writes any more.

    Where the disk is full or takes nothing, the recording stays as it is; so does a link, one that is larger than what
    any reader unpacks unasked, and one beside which another one lies packed.

    Returns:
        Whether it was packed now.
    """
    try:
        return _pack_away(recording)
    except (OSError, FileError) as error:
        _LOG.info("%s is not packed: %s", recording.name, error)
        return False


def _pack_away(recording: Path) -> bool:
    before = state_of(recording)
    if before is None or recording.is_symlink() or not is_regular(recording) or is_locked(recording):
        return False
    size, changed_ns = before
    if size > UNPACKED_FREELY_BYTES:
        return False
    data, packed = read_whole(recording, UNPACKED_FREELY_BYTES), packed_path(recording)
    if data.startswith(XZ):
        return False  # somebody has packed it under its plain name
    is_new = not packed.exists()  # or else a crash kept it from being alone
    if is_new:
        write_whole(packed, pack(data))
    if not _holds(packed, data) or state_of(recording) != before:
        if is_new:
            packed.unlink()
        return False
    os.utime(packed, ns=(changed_ns, changed_ns))  # the date of a walk that has no other
    _sync_folder(packed.parent)
    recording.unlink()
    return True


def _holds(packed: Path, data: bytes) -> bool:
    """Return whether a packed file is whole, and these very bytes come back."""
    at = 0
    with packed.open("rb") as file, suppress(lzma.LZMAError):
        for _, piece in unpack(file):
            if data[at : at + len(piece)] != piece:
                return False
            at += len(piece)
        return at == len(data)
    return False


def _sync_folder(folder: Path) -> None:
    """Have the disk know the names in a folder; Windows opens no folders, and knows them at once."""
    with suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
