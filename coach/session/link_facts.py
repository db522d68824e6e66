"""What happens on the way to a sensor, as data. `link_words` has the sentences."""

from enum import StrEnum
from typing import Any

import msgspec

from coach.errors import BluetoothError, BluetoothProblem, During


class LinkFactKind(StrEnum):
    """What happened. Names and numbers that belong to it stand beside it in the fact."""

    LOOKING = "looking"
    """The search began, for `name`; without one for any."""
    CONNECTING = "connecting"
    SUBSCRIBING = "subscribing"
    NOTHING_TO_GIVE_YET = "nothing_to_give_yet"
    """The device shows no such characteristic; it is looked at once more, for the system may have read it half."""
    NOTHING_TO_GIVE = "nothing_to_give"
    """It has none: it is no such sensor."""
    NONE_CHOSEN = "none_chosen"
    """Nothing is wanted yet; `in_range` could be chosen."""
    NOT_HERE = "not_here"
    """The wanted one is not heard; `in_range` is."""
    SEVERAL = "several"
    """Several bear the wanted name."""
    OTHER_ADDRESS = "other_address"
    """One of the wanted name is here, with another address."""
    QUIET = "quiet"
    """Nothing came for `seconds`; the link stands."""
    SILENT = "silent"
    """Nothing came for `seconds`, and the link was torn down."""
    LOST = "lost"
    """The system says that the connection is gone."""
    SWITCHED = "switched"
    """Another device was chosen."""
    NOT_RUNNING = "not_running"
    """Coach itself was not running."""
    TROUBLE = "trouble"
    """Bluetooth or the sensor refused: `problem`, `during`, `detail`."""


class LinkFact(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One fact of a link."""

    kind: LinkFactKind
    name: str = ""
    """Of the device it speaks of, as it was sent; its address where it has no name."""
    in_range: tuple[str, ...] = ()
    """Names of others that could be chosen, nearest first."""
    seconds: float | None = None
    problem: BluetoothProblem | None = None
    during: During | None = None
    detail: str = ""
    """The stack's own words."""
    system: str = ""
    """The system it happened on ("linux", "darwin", "win32"), where the next step depends on it."""
    recorded: str = ""
    """The sentence of a recording that told it in other words than today's: it is shown as it was."""

    @classmethod
    def trouble(cls, error: BluetoothError) -> "LinkFact":
        """What an error says."""
        return cls(
            LinkFactKind.TROUBLE,
            problem=error.problem,
            during=error.during,
            detail=error.detail,
            system=error.system,
        )

    def to_json(self) -> Any:  # noqa: ANN401 - builtins that JSON has
        """The `fact` of a recorded line; what does not belong to it is left out, and the sentence stands beside it."""
        return msgspec.to_builtins(msgspec.structs.replace(self, recorded=""))

    @classmethod
    def from_json(cls, data: object) -> "LinkFact":
        """The fact that a recorded line tells.

        Raises:
            ValueError: when it is none that this version knows.
        """
        try:
            return msgspec.convert(data, cls)
        except msgspec.ValidationError as error:
            raise ValueError(f"not a fact that this version knows: {error}") from error
