"""What happens on the way to a sensor, as data. `link_words` has the sentences."""

from enum import StrEnum
from typing import Any

import msgspec

from coach.errors import BluetoothError, BluetoothProblem, During


class LinkFactKind(StrEnum):
    """What happened. The fact's other fields hold the names and numbers that belong to it."""

    LOOKING = "looking"
    """The search began, for `name`; without a name, for any device."""
    CONNECTING = "connecting"
    SUBSCRIBING = "subscribing"
    NOTHING_TO_GIVE_YET = "nothing_to_give_yet"
    """The device shows no such characteristic; look once more, for the system may have read only half of it."""
    NOTHING_TO_GIVE = "nothing_to_give"
    """The device has no such characteristic: it is not such a sensor."""
    NONE_CHOSEN = "none_chosen"
    """The walker has not chosen a device yet; `in_range` could be chosen."""
    NOT_HERE = "not_here"
    """The wanted device is out of range; those in `in_range` are not."""
    SEVERAL = "several"
    """Several devices have the wanted name."""
    OTHER_ADDRESS = "other_address"
    """A device of the wanted name is in range, with another address."""
    QUIET = "quiet"
    """The device sent nothing for `seconds`; it is still connected."""
    SILENT = "silent"
    """The device sent nothing for `seconds`, and Coach closed the link."""
    LOST = "lost"
    """The system reports that the connection is gone."""
    SWITCHED = "switched"
    """The walker chose another device."""
    NOT_RUNNING = "not_running"
    """Coach itself was not running."""
    UNANSWERED = "unanswered"
    """The program that runs the walk does not answer its viewer: no recording has this."""
    TROUBLE = "trouble"
    """Bluetooth or the sensor refused: `problem`, `during`, `detail`."""


class LinkFact(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One fact of a link."""

    kind: LinkFactKind
    name: str = ""
    """Name of the device, as it was sent; its address where it has no name."""
    in_range: tuple[str, ...] = ()
    """Names of other devices that could be chosen, nearest first."""
    seconds: float | None = None
    problem: BluetoothProblem | None = None
    during: During | None = None
    detail: str = ""
    """The Bluetooth stack's own words."""
    system: str = ""
    """The system it happened on ("linux", "darwin", "win32"), where the next step depends on it."""
    recorded: str = ""
    """The sentence of a recording that worded the fact differently from today: shown unchanged."""

    @classmethod
    def trouble(cls, error: BluetoothError) -> "LinkFact":
        """Return the fact for an error."""
        return cls(
            LinkFactKind.TROUBLE,
            problem=error.problem,
            during=error.during,
            detail=error.detail,
            system=error.system,
        )

    def to_json(self) -> Any:  # noqa: ANN401 - builtins that JSON has
        """Return the `fact` of a recorded line, without defaults and without the sentence, which has its own key."""
        return msgspec.to_builtins(msgspec.structs.replace(self, recorded=""))

    @classmethod
    def from_json(cls, data: object) -> "LinkFact":
        """Return the fact of a recorded line.

        Raises:
            ValueError: when this version does not know it.
        """
        try:
            return msgspec.convert(data, cls)
        except msgspec.ValidationError as error:
            raise ValueError(f"not a fact that this version knows: {error}") from error
