"""What the stacks raise, told apart: each trouble has its own next step."""

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
)

from coach.errors import BluetoothProblem
from coach.sources.bluetooth_errors import RADIO_ERRORS, problem_of, translated

Reason = BleakBluetoothNotAvailableReason


def off(reason):
    return BleakBluetoothNotAvailableError("", reason)


def bus(name):
    return BleakDBusError(name, [])


CASES = [
    (FileNotFoundError(2, "no socket"), BluetoothProblem.NO_SERVICE),
    (ConnectionRefusedError(), BluetoothProblem.NO_SERVICE),
    (EOFError(), BluetoothProblem.NO_SERVICE),
    (bus("org.freedesktop.DBus.Error.ServiceUnknown"), BluetoothProblem.NO_SERVICE),
    (off(Reason.NO_BLUETOOTH), BluetoothProblem.NO_ADAPTER),
    (off(Reason.NO_BLE_CENTRAL_ROLE), BluetoothProblem.NO_ADAPTER),
    (off(Reason.POWERED_OFF), BluetoothProblem.POWERED_OFF),
    (bus("org.bluez.Error.NotReady"), BluetoothProblem.POWERED_OFF),
    (off(Reason.DENIED_BY_USER), BluetoothProblem.NOT_PERMITTED),
    (off(Reason.DENIED_BY_SYSTEM), BluetoothProblem.NOT_PERMITTED),
    (off(Reason.DENIED_BY_UNKNOWN), BluetoothProblem.NOT_PERMITTED),
    (bus("org.freedesktop.DBus.Error.AccessDenied"), BluetoothProblem.NOT_PERMITTED),
    (PermissionError(), BluetoothProblem.NOT_PERMITTED),
    (bus("org.bluez.Error.InProgress"), BluetoothProblem.BUSY),
    (BleakDeviceNotFoundError("AA", "gone"), BluetoothProblem.NOT_FOUND),
    (off(Reason.UNKNOWN), BluetoothProblem.FAILED),
    (bus("org.bluez.Error.Failed"), BluetoothProblem.FAILED),
    (TimeoutError(), BluetoothProblem.FAILED),
    (BleakError("le-connection-abort-by-local"), BluetoothProblem.FAILED),
]


@pytest.mark.parametrize(("error", "problem"), CASES)
def test_each_is_known(error, problem):
    assert problem_of(error) is problem
    assert isinstance(error, RADIO_ERRORS)


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize(("error", "problem"), CASES)
def test_each_is_a_sentence_with_a_next_step_on_every_system(error, problem, system):
    told = translated(error, system=system)
    assert told.problem is problem
    assert len(str(told)) > 30
    assert ";" in str(told)


def test_linux_is_told_the_command_and_macos_the_settings():
    denied = off(Reason.DENIED_BY_USER)
    assert "usermod" in str(translated(denied, system="linux"))
    assert "System Settings" in str(translated(denied, system="darwin"))
    assert "bluetoothctl" not in str(translated(off(Reason.POWERED_OFF), system="win32"))


def test_what_is_unknown_keeps_its_own_words():
    assert "le-connection-abort" in str(translated(BleakError("le-connection-abort-by-local")))
    assert "TimeoutError" in str(translated(TimeoutError()))
