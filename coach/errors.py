"""Everything that can go wrong, as types.

- CoachError: the base; its text is one sentence or two for the walker: what happened, what to do next.
    - PayloadRejectedError: bytes that are no measurement of their sensor (`problem`).
    - RecordingError: a recording that cannot be read (`line` where known).
        - NotARecordingError: it does not begin as one; whoever opened it says what can be read instead.
        - RecordingVersionError: written by a newer Coach (`version`).
    - FormatError: a file of another program that cannot be read.
    - BluetoothError: the radio or a sensor cannot be used (`problem`, `during`, `detail`).
    - ConfigError: a setting that cannot be used (`key`).
    - StoreError: the disk or the history cannot be used.
    - CommandError: the walker asked for something that cannot be done now.
        - NotBegunError: the programme begins on a later day (`first_day`).

A programming mistake (time running backwards, an illegal command) is a plain ValueError or
RuntimeError, never a CoachError.
"""

import sys
from enum import StrEnum


class CoachError(Exception):
    """Base of all errors that are told to the walker in one sentence."""


class PayloadProblem(StrEnum):
    """Why bytes are no measurement."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    ODD_TAIL = "odd_tail"


class PayloadRejectedError(CoachError):
    """Bytes that are no value of the characteristic they came from."""

    def __init__(self, problem: PayloadProblem, payload: bytes, detail: str) -> None:
        super().__init__(f"not a measurement: {detail}")
        self.problem = problem
        self.payload = payload


class RecordingError(CoachError):
    """A recording that cannot be read."""

    def __init__(self, text: str, *, line: int | None = None) -> None:
        super().__init__(text)
        self.line = line


class NotARecordingError(RecordingError):
    """What claims to be a recording does not begin as one."""

    def __init__(self) -> None:
        super().__init__("no header of a recording", line=1)


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
    """What keeps Coach from using Bluetooth or a sensor; each wants another next step."""

    NO_SERVICE = "no_service"
    NO_ADAPTER = "no_adapter"
    POWERED_OFF = "powered_off"
    NOT_PERMITTED = "not_permitted"
    BUSY = "busy"
    """Another program searches."""
    NOT_FOUND = "not_found"
    NO_ANSWER = "no_answer"
    """The stack or the sensor does not answer in time."""
    NEEDS_PAIRING = "needs_pairing"
    """The sensor speaks only to a computer that the system has paired with it."""
    TAKEN = "taken"
    """Another program on this computer has the sensor's notifications."""
    IN_PROGRESS = "in_progress"
    """The system is connecting to the sensor already."""
    GIVEN_UP = "given_up"
    """The system cancelled the connection."""
    FAILED = "failed"
    """All else; `detail` has the stack's own words."""


class During(StrEnum):
    """What was being done: the same word of a stack means one thing of a search and another of a sensor."""

    SCAN = "scan"
    CONNECT = "connect"
    SUBSCRIBE = "subscribe"
    WRITE = "write"


class BluetoothError(CoachError):
    """The radio or a sensor cannot be used now: a fact; `coach.session.error_words` has the sentence.

    Args:
        problem: which kind of trouble.
        during: what was being done.
        detail: the stack's own words, where they say more.
        system: where it happened (`sys.platform`): the next step depends on it.
    """

    def __init__(
        self, problem: BluetoothProblem, during: During, detail: str = "", *, system: str = sys.platform
    ) -> None:
        super().__init__(f"{problem} during {during}{f': {detail}' if detail else ''}")
        self.problem = problem
        self.during = during
        self.detail = detail
        self.system = system


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
