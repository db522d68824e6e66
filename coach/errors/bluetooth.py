"""What keeps Coach from using Bluetooth or a sensor."""

import sys
from enum import StrEnum

from coach.errors.base import CoachError


class BluetoothProblem(StrEnum):
    """What keeps Coach from using Bluetooth or a sensor; each needs a different next step."""

    NO_SERVICE = "no_service"
    NO_ADAPTER = "no_adapter"
    POWERED_OFF = "powered_off"
    NOT_PERMITTED = "not_permitted"
    BUSY = "busy"
    """Another program is searching."""
    NOT_FOUND = "not_found"
    NO_ANSWER = "no_answer"
    """The stack or the sensor does not answer in time."""
    NEEDS_PAIRING = "needs_pairing"
    """The sensor sends only to a computer that the system has paired with it."""
    TAKEN = "taken"
    """Another program on this computer has the sensor's notifications."""
    IN_PROGRESS = "in_progress"
    """The system is connecting to the sensor already."""
    GIVEN_UP = "given_up"
    """The system cancelled the connection."""
    FAILED = "failed"
    """Any other failure; `detail` has the stack's own words."""


class During(StrEnum):
    """What Coach was doing: the same word of a stack means one thing in a search and another at a sensor."""

    SCAN = "scan"
    CONNECT = "connect"
    SUBSCRIBE = "subscribe"
    WRITE = "write"


class BluetoothError(CoachError):
    """The radio or a sensor cannot be used now: a fact; `coach.session.error_words` has the sentence.

    Args:
        problem: the kind of problem.
        during: what Coach was doing.
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
