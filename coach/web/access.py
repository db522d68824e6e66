"""Who may look on: a code that works once, and the devices that have used one. Pure; held in memory, stored nowhere."""

import base64
import hashlib
import hmac
import re
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable

import msgspec

CODE_BYTES = 16
"""128 bits: at the ten tries a minute that an address has, no number of addresses finds one."""

CODE_LIFE_S = 600.0
"""Ten minutes: time to fetch a tablet. An address left in a chat or in a photograph of the screen is then nothing."""

KEY_BYTES = 32
"""A device keeps its keys for the whole walk, so each has twice a code's bits."""

WRONG_CODES, WRONG_CODES_S = 10, 60.0
"""So many wrong codes an address may send a minute: a person who types one needs three."""

MOST_ADDRESSES = 256
"""Addresses whose wrong codes are counted, as many as a home's network has; the one longest quiet is forgotten."""

MOST_DEVICES = 64
"""Each has been let in by hand; beyond these the one that was let in first is put out."""

LONGEST_CODE = 64
"""Characters of a code as it is typed, blanks included; a longer one is wrong unseen."""


class Keys(msgspec.Struct, frozen=True):
    """What a device must show from now on, both together.

    A browser sends a cookie to every program behind the same host name, whatever its port (RFC 6265, 8.5): another
    user's as well. What a page keeps is its origin's alone, and an origin has its port.
    """

    cookie: str
    page: str


class Device(msgspec.Struct, frozen=True):
    """A browser that was let in. `id` counts from 1; `since_s` is in the time that `Access` is given."""

    id: int
    name: str
    address: str
    since_s: float


class Access:
    """The code that lets the next device in, and the devices that are in.

    A cookie cannot be had without a code, a code lets in one device, and the next code is another one.

    Args:
        random: returns that many unguessable bytes.
    """

    def __init__(self, random: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._random = random
        self._code: tuple[str, float] | None = None
        self._devices: OrderedDict[bytes, tuple[bytes, Device]] = OrderedDict()
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()
        self._let_in = 0

    @property
    def devices(self) -> tuple[Device, ...]:
        """The devices that are in, in the order in which they came."""
        return tuple(device for _, device in self._devices.values())

    def code(self, now_s: float) -> str:
        """Return the code for the next device: another one once this has been used, or is too old."""
        if self._code is None or now_s >= self._code[1]:
            self._code = (_as_code(self._random(CODE_BYTES)), now_s + CODE_LIFE_S)
        return self._code[0]

    def enter(self, code: str, *, user_agent: str, address: str, now_s: float) -> Keys | None:
        """Let a device in, and return its keys; None when the code is not the present one.

        The right code is right however many wrong ones its address has sent: users of one computer share one, and none
        of them may keep the others out. Wrong ones are counted, see `is_held_off`.
        """
        if self._code is None or now_s >= self._code[1] or not _is_same(code, self._code[0]):
            self._note_wrong(address, now_s)
            return None
        self._code = None
        self._let_in += 1
        keys = Keys(*(base64.urlsafe_b64encode(self._random(KEY_BYTES)).decode().rstrip("=") for _ in range(2)))
        while len(self._devices) >= MOST_DEVICES:
            self._devices.popitem(last=False)
        device = Device(self._let_in, device_name(user_agent), address, now_s)
        self._devices[_kept(keys.cookie)] = _kept(keys.page), device
        return keys

    def device_of(self, cookie: str | None, page: str | None) -> Device | None:
        """Return the device that has both keys; None when there is none, or when it has been put out."""
        if cookie is None or page is None:
            return None
        of_page, device = self._devices.get(_kept(cookie), (b"", None))
        return device if hmac.compare_digest(of_page, _kept(page)) else None

    def revoke(self, device_id: int) -> None:
        """Put a device out; one that is not there already is."""
        self._devices = OrderedDict((key, one) for key, one in self._devices.items() if one[1].id != device_id)

    def forget(self, cookie: str) -> None:
        """Put out the device with this cookie, if there is one: its browser has just been let in anew."""
        self._devices.pop(_kept(cookie), None)

    def is_held_off(self, address: str, now_s: float) -> bool:
        """Return whether this address has sent too many wrong codes lately, and is to be told to wait."""
        wrong_s = self._wrong.get(address)
        return wrong_s is not None and len(wrong_s) == WRONG_CODES and now_s - wrong_s[0] < WRONG_CODES_S

    def _note_wrong(self, address: str, now_s: float) -> None:
        if self.is_held_off(address, now_s):
            return  # or who goes on guessing would be held off for ever
        self._wrong.setdefault(address, deque(maxlen=WRONG_CODES)).append(now_s)
        self._wrong.move_to_end(address)
        while len(self._wrong) > MOST_ADDRESSES:
            self._wrong.popitem(last=False)


def device_name(user_agent: str) -> str:
    """Return what a device is, guessed from how its browser calls itself: "Safari on iPad".

    The header is a stranger's text: what is returned is made of the words of this module alone.
    """
    kind = next((name for mark, name in _KINDS if re.search(mark, user_agent)), None)
    browser = next((name for mark, name in _BROWSERS if re.search(mark, user_agent)), None)
    return f"{browser or 'A browser'} on {kind}" if kind else browser or "A device"


_KINDS = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android.*Mobile", "Android phone"),
    ("Android", "Android tablet"),
    ("TV|Tizen|Web0S", "television"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac or iPad"),  # an iPad calls itself a Mac unless asked not to
    ("Linux|X11", "Linux"),
)
_BROWSERS = (
    ("Edg(e|A|iOS)?/", "Edge"),
    ("Firefox/|FxiOS/", "Firefox"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Chrome/|CriOS/", "Chrome"),  # after those that are made of it, and call themselves Chrome as well
    ("Safari/", "Safari"),
)


def _as_code(random: bytes) -> str:
    """Return bytes as letters and digits that a tablet types without a shift key, and that no one confuses."""
    return base64.b32encode(random).decode().rstrip("=").lower()


def _is_same(code: str, right: str) -> bool:
    """Compare in a time that says nothing about how much of it is right."""
    given = code[:LONGEST_CODE].strip().lower()
    return given.isascii() and hmac.compare_digest(given, right)


def _kept(key: str) -> bytes:
    """Return what is kept of a key, so that looking one up tells nothing about the others."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
