"""Who may look on: a code lets in one device, and nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.web.access import (
    _BROWSERS,
    _KINDS,
    CODE_LIFE_S,
    MOST_ADDRESSES,
    MOST_DEVICES,
    WRONG_CODES,
    WRONG_CODES_S,
    Access,
    device_name,
)

IPAD = (
    "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/604.1"
)


def enter(access, code, *, now_s=0.0, address="192.168.1.7", user_agent=IPAD):
    return access.enter(code, user_agent=user_agent, address=address, now_s=now_s)


def test_a_code_lets_in_one_device_and_the_next_code_is_another():
    access = Access()
    code = access.code(0.0)
    assert access.code(1.0) == code
    keys = enter(access, code, now_s=2.0)
    device = access.device_of(keys.cookie, keys.page)
    assert (device.id, device.name, device.address, device.since_s) == (1, "Safari on iPad", "192.168.1.7", 2.0)
    assert access.devices == (device,)
    assert enter(access, code, now_s=3.0) is None
    assert access.code(3.0) != code
    assert enter(access, access.code(3.0), now_s=4.0) != keys
    assert [one.id for one in access.devices] == [1, 2]


def test_a_code_has_128_bits_and_a_key_256_and_neither_is_made_twice():
    asked = []

    def random(count):
        asked.append(count)
        return len(asked).to_bytes(count, "big")

    access = Access(random)
    keys = {enter(access, access.code(0.0)) for _ in range(5)}
    assert asked == [16, 32, 32] * 5
    assert len({key for both in keys for key in (both.cookie, both.page)}) == 10


def test_every_bit_of_a_code_counts():
    codes = {Access(lambda count, bit=bit: (1 << bit).to_bytes(count, "big")).code(0.0) for bit in range(128)}
    assert len(codes) == 128


def test_a_code_grows_old():
    access = Access()
    code = access.code(0.0)
    assert access.code(CODE_LIFE_S - 0.1) == code
    assert enter(access, code, now_s=CODE_LIFE_S) is None
    assert access.code(CODE_LIFE_S) != code


def test_before_a_code_is_shown_none_is_right():
    assert enter(Access(), "") is None


def test_a_code_is_right_however_it_is_typed():
    access = Access()
    assert enter(access, f" {access.code(0.0).upper()} ") is not None


@given(st.text(st.characters(codec=None)))
def test_no_other_text_is_right_whatever_is_in_it(text):
    access = Access(lambda count: b"\x17" * count)
    access.code(0.0)
    assert enter(access, text) is None
    assert access.devices == ()
    assert access.device_of(text, text) is None


def test_who_guesses_is_held_off_and_nobody_else():
    access = Access()
    for second in range(WRONG_CODES):
        assert not access.is_held_off("192.168.1.66", second)
        enter(access, "wrong", address="192.168.1.66", now_s=second)
    code = access.code(WRONG_CODES)
    assert access.is_held_off("192.168.1.66", WRONG_CODES)
    assert not access.is_held_off("192.168.1.7", WRONG_CODES)
    assert enter(access, "wrong", address="192.168.1.66", now_s=WRONG_CODES) is None
    assert enter(access, code, address="192.168.1.66", now_s=WRONG_CODES) is not None, "the right code is right"
    assert not access.is_held_off("192.168.1.66", WRONG_CODES_S)
    assert enter(access, access.code(WRONG_CODES_S), address="192.168.1.66", now_s=WRONG_CODES_S) is not None


def test_guesses_take_no_memory_whatever_addresses_they_come_from():
    access = Access()
    for number in range(3 * MOST_ADDRESSES):
        enter(access, "wrong", address=str(number))
    assert len(access._wrong) == MOST_ADDRESSES


def test_one_device_is_put_out_and_the_others_stay():
    access = Access()
    keys = [enter(access, access.code(0.0)) for _ in range(3)]
    access.revoke(2)
    access.revoke(2)
    access.revoke(99)
    assert [access.device_of(one.cookie, one.page) is not None for one in keys] == [True, False, True]
    assert [device.id for device in access.devices] == [1, 3]


def test_both_keys_are_needed_and_each_is_of_its_own_device():
    access = Access()
    one, other = (enter(access, access.code(0.0)) for _ in range(2))
    for cookie, page in ((one.cookie, other.page), (one.page, one.cookie), (one.cookie, None), (None, one.page)):
        assert access.device_of(cookie, page) is None
    access.forget(one.page)
    assert len(access.devices) == 2
    access.forget(one.cookie)
    assert [device.id for device in access.devices] == [2]


def test_of_too_many_devices_the_first_goes():
    access = Access()
    keys = [enter(access, access.code(0.0)) for _ in range(MOST_DEVICES + 1)]
    assert len(access.devices) == MOST_DEVICES
    assert access.device_of(keys[0].cookie, keys[0].page) is None
    assert access.device_of(keys[-1].cookie, keys[-1].page).id == MOST_DEVICES + 1


ANDROID = "Mozilla/5.0 (Linux; Android 14; {}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 {}Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (IPAD, "Safari on iPad"),
        (ANDROID.format("SM-X710", ""), "Chrome on Android tablet"),
        (ANDROID.format("K", "Mobile "), "Chrome on Android phone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Windows"),
        (f"{WINDOWS} Edg/131.0.0.0", "Edge on Windows"),
        (WINDOWS, "Chrome on Windows"),
        ("curl/8.9.1", "A device"),
        ("", "A device"),
        ("<img src=x onerror=alert(1)> iPad", "A browser on iPad"),
    ],
)
def test_a_device_is_named_by_what_its_browser_says(user_agent, name):
    assert device_name(user_agent) == name


MARKS = st.sampled_from(
    ["iPad", "Android", "Mobile", "Windows", "Chrome/", "Safari/", "Edg/", "<b>", "\0", "\n", " on "]
)


@given(st.lists(MARKS | st.text(), max_size=5).map("".join))
def test_no_word_of_a_stranger_is_in_a_name(user_agent):
    browsers = {*(name for _, name in _BROWSERS), "A browser"}
    names = {f"{browser} on {kind}" for browser in browsers for _, kind in _KINDS}
    assert device_name(user_agent) in names | browsers | {"A device"}
