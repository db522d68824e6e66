"""The strap that is remembered, and where a recording says its heart rate came from."""

from coach.config import Profile
from coach.sources.bluetooth.discovery import WantedDevice


def remembered_strap(profile: Profile) -> WantedDevice | None:
    """Return the paired strap, as it is known on this system; None without one."""
    known = profile.strap
    return None if known is None else WantedDevice.remembered(known.name, known.address, known.system)


def origin_of(wanted: WantedDevice | None) -> dict[str, object]:
    """Return where a recording's heart rate comes from, for its header (README, "Your files")."""
    origin: dict[str, object] = {"kind": "strap"}
    if wanted is not None:
        origin |= {"name": wanted.name, "address": wanted.address}
    return origin
