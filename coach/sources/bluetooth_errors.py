"""What the Bluetooth stacks say when something is wrong, turned into one kind of error with a next step.

A Linux machine without Bluetooth raises four different things, found by trying: no D-Bus socket is a FileNotFoundError,
a bus without bluetoothd a BleakDBusError ServiceUnknown, no adapter and a switched-off one a
BleakBluetoothNotAvailableError with a reason.
"""

import sys

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
)

from coach.errors import BluetoothError, BluetoothProblem

RADIO_ERRORS = (BleakError, OSError, EOFError, TimeoutError)
"""Everything that bleak 3.1 was seen to raise for reasons outside this program."""

_NEXT_STEP: dict[BluetoothProblem, dict[str, str]] = {
    BluetoothProblem.NO_SERVICE: {
        "linux": "the Bluetooth service is not running; start it with `sudo systemctl start bluetooth`",
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
    "org.freedesktop.DBus.Error.AccessDenied": BluetoothProblem.NOT_PERMITTED,
    "org.bluez.Error.NotPermitted": BluetoothProblem.NOT_PERMITTED,
    "org.bluez.Error.NotReady": BluetoothProblem.POWERED_OFF,
    "org.bluez.Error.InProgress": BluetoothProblem.BUSY,
    "org.freedesktop.DBus.Error.UnknownObject": BluetoothProblem.NOT_FOUND,
}


def problem_of(error: BaseException) -> BluetoothProblem:
    """Which kind of trouble this is."""
    match error:
        case BleakBluetoothNotAvailableError(reason=reason):
            return _NOT_AVAILABLE.get(reason, BluetoothProblem.FAILED)
        case BleakDeviceNotFoundError():
            return BluetoothProblem.NOT_FOUND
        case BleakDBusError(dbus_error=name):
            return _DBUS.get(name, BluetoothProblem.FAILED)
        case FileNotFoundError() | ConnectionRefusedError() | EOFError():
            return BluetoothProblem.NO_SERVICE
        case PermissionError():
            return BluetoothProblem.NOT_PERMITTED
        case _:
            return BluetoothProblem.FAILED


def translated(error: BaseException, *, system: str = sys.platform) -> BluetoothError:
    """The same trouble as a sentence with a next step."""
    problem = problem_of(error)
    steps = _NEXT_STEP.get(problem)
    if steps is None:
        detail = str(error) or type(error).__name__
        return BluetoothError(problem, f"the connection failed ({detail}); Coach tries again")
    return BluetoothError(problem, steps.get(system, steps[""]))
