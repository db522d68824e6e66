"""The errors of the Bluetooth stacks, turned into one kind of error.

A Linux machine without Bluetooth raises four different things, as observed: no D-Bus socket is a FileNotFoundError,
a bus without bluetoothd a BleakDBusError ServiceUnknown, no adapter and a switched-off one a
BleakBluetoothNotAvailableError with a reason.
"""

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
    BleakGATTProtocolErrorCode,
)

from coach.errors import BluetoothError, BluetoothProblem, During

RADIO_ERRORS = (BleakError, OSError, EOFError, TimeoutError)
"""Everything that bleak 3.1 was seen to raise for reasons outside this program."""


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


def problem_of(error: BaseException, during: During) -> BluetoothProblem:  # noqa: PLR0911 - one case per error
    """Return which kind of problem this is."""
    match error:
        case BleakBluetoothNotAvailableError(reason=reason):
            return _NOT_AVAILABLE.get(reason, BluetoothProblem.FAILED)
        case BleakDeviceNotFoundError():
            return BluetoothProblem.NOT_FOUND
        case BleakDBusError(dbus_error=name):
            if name.startswith("org.freedesktop.DBus.Error.Spawn."):
                return BluetoothProblem.NO_SERVICE
            known = _DBUS | (_DBUS_OF_SCAN if during is During.SCAN else _DBUS_OF_STRAP)
            if name in known:
                return known[name]
            return _of_a_sensor(error, during)
        case BleakGATTProtocolError(args=(code, *_)) if code in _WANTS_PAIRING:
            return BluetoothProblem.NEEDS_PAIRING
        case TimeoutError():
            return BluetoothProblem.NO_ANSWER
        case FileNotFoundError() | ConnectionRefusedError() | EOFError():
            return BluetoothProblem.NO_SERVICE
        case PermissionError():
            return BluetoothProblem.NOT_PERMITTED
        case _:
            return BluetoothProblem.FAILED


def _of_a_sensor(error: BleakDBusError, during: During) -> BluetoothProblem:
    """Return the problem that BlueZ reports of a sensor, where one error name has several meanings."""
    match error.dbus_error:
        case "org.bluez.Error.NotPermitted":
            wants_pairing = "pair" in (error.dbus_error_details or "").lower()
            return BluetoothProblem.NEEDS_PAIRING if wants_pairing else BluetoothProblem.TAKEN
        case "org.bluez.Error.InProgress":
            return BluetoothProblem.IN_PROGRESS if during is During.CONNECT else BluetoothProblem.TAKEN
        case _:
            return BluetoothProblem.FAILED


def translated(error: BaseException, *, during: During) -> BluetoothError:
    """Return the same problem as a fact, with the stack's own words where they say more."""
    match error:
        case BleakGATTProtocolError(args=(_, str(detail))) | BleakDBusError(dbus_error_details=str(detail)):
            words = detail
        case _:
            words = str(error) or type(error).__name__
    problem = problem_of(error, during)
    return BluetoothError(problem, during, words if problem is BluetoothProblem.FAILED else "")
