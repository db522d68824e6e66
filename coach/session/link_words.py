"""Words facts of a link and of Bluetooth as sentences for the walker: what happened, and what to do next."""

from typing import assert_never

import msgspec

from coach.errors import BluetoothProblem, During
from coach.session.link_facts import LinkFact, LinkFactKind


class LinkSentence(msgspec.Struct, frozen=True):
    """What happened, and what to do next, without the full stop at the end."""

    happened: str
    remedy: str = ""
    """Empty where the walker can do nothing."""
    joint: str = "; "
    """The text that joins the two in one sentence."""
    stop: str = ""

    def __str__(self) -> str:
        """Return both as one sentence."""
        return f"{self.happened}{self.joint if self.remedy else ''}{self.remedy}{self.stop}"


def words_of(said: LinkFact | str) -> LinkSentence:
    """Return the words of a link's input or event; a recorded sentence stays whole."""
    if isinstance(said, str):
        return LinkSentence(said)
    return LinkSentence(said.recorded) if said.recorded else link_sentence(said)


def link_sentence(fact: LinkFact) -> LinkSentence:  # noqa: C901, PLR0911, PLR0912 - one arm per fact
    """Return the words for a fact of the link."""
    name = fact.name
    match fact.kind:
        case LinkFactKind.LOOKING if not name:
            return LinkSentence("Looking for straps", stop=".")
        case LinkFactKind.LOOKING:
            return LinkSentence(f"Looking for {name}", "Is it on, and wet?", ". ")
        case LinkFactKind.CONNECTING:
            return LinkSentence(f"Connecting to {name}", stop=".")
        case LinkFactKind.SUBSCRIBING:
            return LinkSentence("Connected", "asking for the heart rate", stop=".")
        case LinkFactKind.NOTHING_TO_GIVE_YET:
            return LinkSentence(f"{name} shows no heart rate", "Coach looks once more", stop=".")
        case LinkFactKind.NOTHING_TO_GIVE:
            return LinkSentence(
                f"{name} sends no heart rate", "Choose another one with s, or with `coach pair`", ". ", "."
            )
        case LinkFactKind.NONE_CHOSEN:
            return _with_offer("No strap is chosen yet", fact)
        case LinkFactKind.NOT_HERE:
            return _with_offer(f"{name} is not here", fact)
        case LinkFactKind.SEVERAL:
            return _with_offer(f"Several straps are called {name}", fact)
        case LinkFactKind.OTHER_ADDRESS:
            happened = f"{name} is not here, but a strap of that name with another address"
            return LinkSentence(happened, "is it yours? Choose it with s", stop=".")
        case LinkFactKind.QUIET:
            return LinkSentence(f"Nothing from the strap for {fact.seconds or 0:.0f} s", stop=".")
        case LinkFactKind.SILENT:
            return LinkSentence(f"The strap has been silent for {fact.seconds or 0:.0f} s", stop=".")
        case LinkFactKind.LOST:
            return LinkSentence("The connection to the strap was lost", stop=".")
        case LinkFactKind.SWITCHED:
            return LinkSentence("Another strap was chosen", stop=".")
        case LinkFactKind.NOT_RUNNING:
            return LinkSentence("Coach was not running", stop=".")
        case LinkFactKind.UNANSWERED:
            return LinkSentence("The walk's program does not answer", stop=".")
        case LinkFactKind.TROUBLE:
            problem = fact.problem or BluetoothProblem.FAILED
            return bluetooth_sentence(problem, fact.during or During.SCAN, fact.detail, fact.system)
        case _:
            assert_never(fact.kind)


def _with_offer(happened: str, fact: LinkFact) -> LinkSentence:
    listed = ", ".join(fact.in_range)
    return LinkSentence(happened, f"in range: {listed}. Choose with s", stop=".")


_ON_EVERY_SYSTEM = ""

_NEXT_STEP: dict[BluetoothProblem, dict[str, tuple[str, str]]] = {
    BluetoothProblem.NO_SERVICE: {
        "linux": (
            "the Bluetooth service is not running",
            "start it with `sudo systemctl start bluetooth`, or ask `coach doctor`",
        ),
        _ON_EVERY_SYSTEM: (
            "the Bluetooth service does not answer",
            "switch Bluetooth off and on in the system settings",
        ),
    },
    BluetoothProblem.NO_ADAPTER: {
        _ON_EVERY_SYSTEM: (
            "this computer has no Bluetooth adapter that Coach can use",
            "plug one in, or switch on the built-in one",
        )
    },
    BluetoothProblem.POWERED_OFF: {
        "linux": ("Bluetooth is off", "switch it on in the settings, or with `bluetoothctl power on`"),
        _ON_EVERY_SYSTEM: ("Bluetooth is off", "switch it on in the system settings"),
    },
    BluetoothProblem.NOT_PERMITTED: {
        "linux": (
            "this user may not use Bluetooth",
            "add them to the group bluetooth: `sudo usermod -aG bluetooth $USER`",
        ),
        "darwin": (
            "this terminal may not use Bluetooth",
            "allow it in System Settings > Privacy & Security > Bluetooth",
        ),
        _ON_EVERY_SYSTEM: ("this program may not use Bluetooth", "allow it in Settings > Privacy > Bluetooth"),
    },
    BluetoothProblem.BUSY: {
        _ON_EVERY_SYSTEM: (
            "another program is searching for Bluetooth devices",
            "close it, or switch Bluetooth off and on",
        )
    },
    BluetoothProblem.NOT_FOUND: {
        _ON_EVERY_SYSTEM: (
            "the strap is gone",
            "put it on with wet electrodes, and close phone or watch apps that may hold it",
        )
    },
    BluetoothProblem.NEEDS_PAIRING: {
        _ON_EVERY_SYSTEM: (
            "the strap gives its heart rate only to a computer it is paired with",
            "pair it in the system's Bluetooth settings, then choose it again",
        )
    },
    BluetoothProblem.TAKEN: {
        _ON_EVERY_SYSTEM: (
            "another program on this computer has the strap's heart rate",
            "close that program, or switch Bluetooth off and on",
        )
    },
    BluetoothProblem.IN_PROGRESS: {
        _ON_EVERY_SYSTEM: (
            "the strap is being connected to already",
            "close other programs that use it, or switch Bluetooth off and on",
        )
    },
    BluetoothProblem.GIVEN_UP: {_ON_EVERY_SYSTEM: ("the system gave up the connection", "come nearer")},
}

_NO_ANSWER: dict[During, dict[str, tuple[str, str]]] = {
    During.SCAN: {
        "linux": ("the search for straps did not start in time", "try `sudo systemctl restart bluetooth`"),
        "darwin": (
            "the search did not start in time",
            "answer the question macOS asks, or switch Bluetooth off and on",
        ),
        _ON_EVERY_SYSTEM: ("the search for straps did not start in time", "switch Bluetooth off and on"),
    },
    During.CONNECT: {_ON_EVERY_SYSTEM: ("the strap does not answer", "end its use by phone or watch, and come nearer")},
    During.SUBSCRIBE: {
        _ON_EVERY_SYSTEM: (
            "the strap is connected but does not answer",
            "take it off and put it on again, and come nearer",
        )
    },
    During.WRITE: {_ON_EVERY_SYSTEM: ("the device does not answer", "come nearer, and switch it off and on")},
}

_FAILED: dict[During, tuple[str, str]] = {
    During.SCAN: ("the search for straps failed ({})", "switch Bluetooth off and on"),
    During.CONNECT: ("the connection failed ({})", "come nearer, and end the strap's use by phone or watch"),
    During.SUBSCRIBE: ("the strap gave no heart rate ({})", "take it off and put it on again"),
    During.WRITE: ("the device refused what was asked ({})", "look at its own display for the reason"),
}


def bluetooth_sentence(problem: BluetoothProblem, during: During, detail: str, system: str) -> LinkSentence:
    """Return the words for a Bluetooth problem; `detail` is the stack's own text, for one without words of ours."""
    if problem is BluetoothProblem.FAILED:
        happened, remedy = _FAILED[during]
        return LinkSentence(happened.format(detail), remedy)
    steps = _NO_ANSWER[during] if problem is BluetoothProblem.NO_ANSWER else _NEXT_STEP[problem]
    return LinkSentence(*steps.get(system, steps[_ON_EVERY_SYSTEM]))
