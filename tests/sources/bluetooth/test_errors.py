"""What the stacks raise, told apart: each trouble has its own next step."""

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)

from coach.errors import BluetoothError, BluetoothProblem, During
from coach.session.error_words import error_sentence
from coach.sources.bluetooth.errors import RADIO_ERRORS, problem_of, translated

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
    (bus("org.bluez.Error.NotPermitted"), BluetoothProblem.NOT_PERMITTED),
    (bus("org.bluez.Error.InProgress"), BluetoothProblem.BUSY),
    (bus("org.freedesktop.DBus.Error.TimedOut"), BluetoothProblem.NO_SERVICE),
    (bus("org.freedesktop.DBus.Error.Spawn.ChildExited"), BluetoothProblem.NO_SERVICE),
    (bus("org.freedesktop.systemd1.NoSuchUnit"), BluetoothProblem.NO_SERVICE),
    (bus("org.freedesktop.systemd1.UnitMasked"), BluetoothProblem.NO_SERVICE),
    (bus("org.freedesktop.DBus.Error.UnknownObject"), BluetoothProblem.NO_ADAPTER),
    (BleakDeviceNotFoundError("AA", "gone"), BluetoothProblem.NOT_FOUND),
    (off(Reason.UNKNOWN), BluetoothProblem.FAILED),
    (bus("org.bluez.Error.Failed"), BluetoothProblem.FAILED),
    (TimeoutError(), BluetoothProblem.NO_ANSWER),
    (BleakError("le-connection-abort-by-local"), BluetoothProblem.FAILED),
]


STRAPS_OWN = [
    (bus("org.freedesktop.DBus.Error.UnknownObject"), BluetoothProblem.NOT_FOUND),
    (bus("org.freedesktop.DBus.Error.UnknownMethod"), BluetoothProblem.NOT_FOUND),
    (bus("org.bluez.Error.NotPermitted"), BluetoothProblem.TAKEN),
    (bus("org.freedesktop.DBus.Error.NoReply"), BluetoothProblem.NO_SERVICE),
]
ALL = [
    *((error, problem, During.SCAN) for error, problem in CASES),
    *((error, problem, during) for error, problem in STRAPS_OWN for during in (During.CONNECT, During.SUBSCRIBE)),
    (bus("org.bluez.Error.InProgress"), BluetoothProblem.IN_PROGRESS, During.CONNECT),
    (bus("org.bluez.Error.InProgress"), BluetoothProblem.TAKEN, During.SUBSCRIBE),
]


def sentence(error, during, system):
    found = translated(error, during=during)
    return error_sentence(BluetoothError(found.problem, found.during, found.detail, system=system))


@pytest.mark.parametrize(("error", "problem", "during"), ALL)
def test_each_is_known(error, problem, during):
    assert problem_of(error, during) is problem
    assert isinstance(error, RADIO_ERRORS)


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize(("error", "problem", "during"), ALL)
def test_each_is_a_sentence_with_a_next_step_on_every_system(error, problem, during, system):
    assert translated(error, during=during).problem is problem
    told = sentence(error, during, system)
    assert len(told) > 30
    assert ";" in told
    assert "tries again" not in told, "a command that asks once does not"


def test_linux_is_told_the_command_and_macos_the_settings():
    denied = off(Reason.DENIED_BY_USER)
    assert "usermod" in sentence(denied, During.SCAN, "linux")
    assert "System Settings" in sentence(denied, During.SCAN, "darwin")
    assert "bluetoothctl" not in sentence(off(Reason.POWERED_OFF), During.SCAN, "win32")
    assert "answer the question macOS asks" in sentence(TimeoutError(), During.SCAN, "darwin")


@pytest.mark.parametrize(
    ("error", "during", "told"),
    [
        (TimeoutError(), During.CONNECT, "does not answer; end its use by phone or watch, and come nearer"),
        (TimeoutError(), During.SUBSCRIBE, "put it on again"),
        (bus("org.bluez.Error.InProgress"), During.SCAN, "another program is searching"),
        (bus("org.bluez.Error.InProgress"), During.CONNECT, "is being connected to already"),
        (bus("org.bluez.Error.InProgress"), During.SUBSCRIBE, "another program on this computer has"),
        (BleakDBusError("org.bluez.Error.NotPermitted", ["Not paired"]), During.SUBSCRIBE, "pair it in the system's"),
        (BleakDBusError("org.bluez.Error.NotPermitted", ["Notify acquired"]), During.SUBSCRIBE, "another program"),
        (BleakGATTProtocolError(0x05), During.SUBSCRIBE, "pair it in the system's"),
        (BleakGATTProtocolError(0x80), During.SUBSCRIBE, "(GATT Protocol Error: Application-specific"),
    ],
)
def test_the_same_word_of_a_stack_means_what_was_being_done(error, during, told):
    assert told in sentence(error, during, "linux")


def test_what_is_unknown_keeps_its_own_words():
    aborted = BleakDBusError("org.bluez.Error.Failed", ["le-connection-abort-by-local"])
    assert "(le-connection-abort-by-local)" in sentence(aborted, During.CONNECT, "linux")
    assert "(KeyError)" in sentence(KeyError(), During.SCAN, "linux")
