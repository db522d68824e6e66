"""What the Bluetooth stacks say when something is wrong, turned into one kind of error with a next step.

A Linux machine without Bluetooth raises four different things, found by trying: no D-Bus socket is a FileNotFoundError,
a bus without bluetoothd a BleakDBusError ServiceUnknown, no adapter and a switched-off one a
BleakBluetoothNotAvailableError with a reason.
"""

import sys
from enum import StrEnum

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
    BleakGATTProtocolErrorCode,
)

from coach.errors import BluetoothError, BluetoothProblem

RADIO_ERRORS = (BleakError, OSError, EOFError, TimeoutError)
"""Everything that bleak 3.1 was seen to raise for reasons outside this program."""


class During(StrEnum):
    """What was being done: the same word of a stack means one thing of a search and another of a strap."""

    SCAN = "scan"
    CONNECT = "connect"
    SUBSCRIBE = "subscribe"


_NEXT_STEP: dict[BluetoothProblem, dict[str, str]] = {
    BluetoothProblem.NO_SERVICE: {
        "linux": "the Bluetooth service is not running; start it with `sudo systemctl start bluetooth`, "
        "or ask `coach doctor`",
        "": "the Bluetooth service does not answer; switch Bluetooth off and on in the system settings",
    },
    BluetoothProblem.NO_ADAPTER: {
        "": "this computer has no Bluetooth adapter that Coach can use; plug one in, or switch on the built-in one"
    },
    BluetoothProblem.POWERED_OFF: {
        "linux": "Bluetooth is off; switch it on in the settings, or with `bluetoothctl power on`",
        "": "Bluetooth is off; switch it on in the system settings",
    },
    BluetoothProblem.NOT_PERMITTED: {
        "linux": "this user may not use Bluetooth; add them to the group bluetooth: `sudo usermod -aG bluetooth $USER`",
        "darwin": "this terminal may not use Bluetooth; allow it in System Settings > Privacy & Security > Bluetooth",
        "": "this program may not use Bluetooth; allow it in Settings > Privacy > Bluetooth",
    },
    BluetoothProblem.BUSY: {
        "": "another program is searching for Bluetooth devices; close it, or switch Bluetooth off and on"
    },
    BluetoothProblem.NOT_FOUND: {
        "": "the strap is gone; put it on with wet electrodes, and close phone or watch apps that may hold it"
    },
}

_NOT_AVAILABLE: dict[BleakBluetoothNotAvailableReason, BluetoothProblem] = {
    BleakBluetoothNotAvailableReason.NO_BLUETOOTH: BluetoothProblem.NO_ADAPTER,
    BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: BluetoothProblem.NO_ADAPTER,
    BleakBluetoothNotAvailableReason.POWERED_OFF: BluetoothProblem.POWERED_OFF,
    BleakBluetoothNotAvailableReason.DENIED_BY_USER: BluetoothProblem.NOT_PERMITTED,
    BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM: BluetoothProblem.NOT_PERMITTED,
    BleakBluetoothNotAvailableReason.DENIED_BY_UNKNOWN: BluetoothProblem.NOT_PERMITTED,
    BleakBluetoothNotAvailableReason.UNKNOWN: BluetoothProblem.FAILED,
}

_DBUS: dict[str, BluetoothProblem] = {
    "org.freedesktop.DBus.Error.ServiceUnknown": BluetoothProblem.NO_SERVICE,
    "org.freedesktop.DBus.Error.NameHasNoOwner": BluetoothProblem.NO_SERVICE,
    "org.freedesktop.DBus.Error.NoReply": BluetoothProblem.NO_SERVICE,
    "org.freedesktop.DBus.Error.TimedOut": BluetoothProblem.NO_SERVICE,  # the bus could not start it in time
    "org.freedesktop.systemd1.NoSuchUnit": BluetoothProblem.NO_SERVICE,
    "org.freedesktop.systemd1.UnitMasked": BluetoothProblem.NO_SERVICE,
    "org.freedesktop.DBus.Error.AccessDenied": BluetoothProblem.NOT_PERMITTED,
    "org.bluez.Error.NotReady": BluetoothProblem.POWERED_OFF,
}

_DBUS_OF_SCAN: dict[str, BluetoothProblem] = {
    "org.bluez.Error.NotPermitted": BluetoothProblem.NOT_PERMITTED,
    "org.bluez.Error.InProgress": BluetoothProblem.BUSY,
    "org.freedesktop.DBus.Error.UnknownObject": BluetoothProblem.NO_ADAPTER,  # it was pulled out
}

_DBUS_OF_STRAP: dict[str, BluetoothProblem] = {
    "org.freedesktop.DBus.Error.UnknownObject": BluetoothProblem.NOT_FOUND,
    "org.freedesktop.DBus.Error.UnknownMethod": BluetoothProblem.NOT_FOUND,  # BlueZ forgot what it knew of the strap
}

_WANTS_PAIRING = frozenset(
    {
        BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHENTICATION,
        BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHORIZATION,
        BleakGATTProtocolErrorCode.INSUFFICIENT_ENCRYPTION,
        BleakGATTProtocolErrorCode.INSUFFICIENT_ENCRYPTION_KEY_SIZE,
    }
)

_PAIR = (
    "the strap gives its heart rate only to a computer it is paired with; pair it in the system's Bluetooth settings, "
    "then choose it again"
)
_TAKEN = (
    "another program on this computer has the strap's heart rate; close that program, or switch Bluetooth off and on"
)
_IN_PROGRESS = (
    "the strap is being connected to already; close other programs that use it, or switch Bluetooth off and on"
)

_NO_ANSWER: dict[During, dict[str, str]] = {
    During.SCAN: {
        "linux": "the search for straps did not start in time; try `sudo systemctl restart bluetooth`",
        "darwin": "the search did not start in time; answer the question macOS asks, or switch Bluetooth off and on",
        "": "the search for straps did not start in time; switch Bluetooth off and on",
    },
    During.CONNECT: {"": "the strap does not answer; end its use by phone or watch, and come nearer"},
    During.SUBSCRIBE: {
        "": "the strap is connected but does not answer; take it off and put it on again, and come nearer"
    },
}

_UNKNOWN: dict[During, str] = {
    During.SCAN: "the search for straps failed ({}); switch Bluetooth off and on",
    During.CONNECT: "the connection failed ({}); come nearer, and end the strap's use by phone or watch",
    During.SUBSCRIBE: "the strap gave no heart rate ({}); take it off and put it on again",
}


def problem_of(error: BaseException, during: During) -> BluetoothProblem:  # noqa: PLR0911 - an arm an error
    """Which kind of trouble this is."""
    match error:
        case BleakBluetoothNotAvailableError(reason=reason):
            return _NOT_AVAILABLE.get(reason, BluetoothProblem.FAILED)
        case BleakDeviceNotFoundError():
            return BluetoothProblem.NOT_FOUND
        case BleakDBusError(dbus_error=name):
            if name.startswith("org.freedesktop.DBus.Error.Spawn."):
                return BluetoothProblem.NO_SERVICE
            known = _DBUS | (_DBUS_OF_SCAN if during is During.SCAN else _DBUS_OF_STRAP)
            return known.get(name, BluetoothProblem.FAILED)
        case FileNotFoundError() | ConnectionRefusedError() | EOFError():
            return BluetoothProblem.NO_SERVICE
        case PermissionError():
            return BluetoothProblem.NOT_PERMITTED
        case _:
            return BluetoothProblem.FAILED


def translated(error: BaseException, *, during: During, system: str = sys.platform) -> BluetoothError:
    """The same trouble as a sentence with a next step."""
    problem = problem_of(error, during)
    steps = _NEXT_STEP.get(problem)
    if steps is not None:
        return BluetoothError(problem, steps.get(system, steps.get("", "")))
    return BluetoothError(problem, _words_of(error, during, system))


def _words_of(error: BaseException, during: During, system: str) -> str:
    match error:
        case TimeoutError():
            return _NO_ANSWER[during].get(system, _NO_ANSWER[during][""])
        case BleakGATTProtocolError(args=(code, *_)) if code in _WANTS_PAIRING:
            return _PAIR
        case BleakDBusError(dbus_error="org.bluez.Error.NotPermitted", dbus_error_details=details):
            return _PAIR if "pair" in (details or "").lower() else _TAKEN
        case BleakDBusError(dbus_error="org.bluez.Error.InProgress"):
            return _IN_PROGRESS if during is During.CONNECT else _TAKEN
        case BleakGATTProtocolError(args=(_, str(detail))) | BleakDBusError(dbus_error_details=str(detail)):
            return _UNKNOWN[during].format(detail)
        case _:
            return _UNKNOWN[during].format(str(error) or type(error).__name__)
