"""Everything that can go wrong, as types.

- CoachError: the base; its text is one sentence or two for the walker: what happened, what to do next.
    - PayloadRejectedError: bytes that are not a heart-rate measurement (`problem`).
    - RecordingError: a recording that cannot be read (`line` where known).
        - RecordingVersionError: written by a newer Coach (`version`).
    - FormatError: a file of another program that cannot be read.
    - BluetoothError: the radio cannot be used (`problem`).
        - StrapNotFoundError: no such strap in range.
    - ConfigError: a setting that cannot be used (`key`).
    - StoreError: the disk or the history cannot be used.
    - CommandError: the walker asked for something that cannot be done now.
        - NotBegunError: the programme begins on a later day (`first_day`).

A programming mistake (time running backwards, an illegal command) is a plain ValueError or
RuntimeError, never a CoachError.
"""

from enum import StrEnum


class CoachError(Exception):
    """Base of all errors that are told to the walker in one sentence."""


class PayloadProblem(StrEnum):
    """Why bytes are not a heart-rate measurement."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    ODD_TAIL = "odd_tail"


class PayloadRejectedError(CoachError):
    """Bytes that are not a Heart Rate Measurement (0x2A37) or Body Sensor Location (0x2A38)."""

    def __init__(self, problem: PayloadProblem, payload: bytes, detail: str) -> None:
        super().__init__(f"not a heart-rate measurement: {detail}")
        self.problem = problem
        self.payload = payload


class RecordingError(CoachError):
    """A recording that cannot be read."""

    def __init__(self, text: str, *, line: int | None = None) -> None:
        super().__init__(text)
        self.line = line


class RecordingVersionError(RecordingError):
    """A recording written by a newer Coach."""

    def __init__(self, version: int, newest_known: int) -> None:
        super().__init__(
            f"this recording has version {version}, and this Coach reads no newer one than {newest_known}; "
            "update Coach to replay it"
        )
        self.version = version


class FormatError(CoachError):
    """A file of another program that cannot be read."""


class BluetoothProblem(StrEnum):
    """What keeps Coach from using Bluetooth; each wants another next step."""

    NO_SERVICE = "no_service"
    NO_ADAPTER = "no_adapter"
    POWERED_OFF = "powered_off"
    NOT_PERMITTED = "not_permitted"
    BUSY = "busy"
    NOT_FOUND = "not_found"
    FAILED = "failed"


class BluetoothError(CoachError):
    """The radio cannot be used now."""

    def __init__(self, problem: BluetoothProblem, text: str) -> None:
        super().__init__(text)
        self.problem = problem


class StrapNotFoundError(BluetoothError):
    """No such strap in range."""

    def __init__(self, text: str) -> None:
        super().__init__(BluetoothProblem.NOT_FOUND, text)


class ConfigError(CoachError):
    """A setting that cannot be used; `key` names it."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__(text)
        self.key = key


class StoreError(CoachError):
    """The disk or the history cannot be used."""


class CommandError(CoachError):
    """What was asked for cannot be done now."""


class NotBegunError(CommandError):
    """The programme begins on a later day than the one asked about; `first_day` is ISO 8601."""

    def __init__(self, first_day: str) -> None:
        super().__init__(
            f"the programme begins on {first_day}; `coach walk --workout steady --minutes 15` walks today all the same"
        )
        self.first_day = first_day
