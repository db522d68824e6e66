"""The strap that is remembered, and where a recording says its heart rate came from."""

from coach.config import Profile
from coach.sources.bluetooth.discovery import WantedDevice


def remembered_strap(profile: Profile) -> WantedDevice | None:
    """The strap that was paired, as it is known on this system; None when none was."""
    known = profile.strap
    return None if known is None else WantedDevice.remembered(known.name, known.address, known.system)


def origin_of(wanted: WantedDevice | None) -> dict[str, object]:
    """Where a recording's heart rate is to come from, for its header (README, "Your files")."""
    origin: dict[str, object] = {"kind": "strap"}
    if wanted is not None:
        origin |= {"name": wanted.name, "address": wanted.address}
    return origin
