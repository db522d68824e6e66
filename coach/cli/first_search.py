"""What is said before Bluetooth is used for the first time."""

import sys

from coach.cli.notices import warn
from coach.config import Profile

MACOS_FIRST = (
    "answer the question macOS asks, whether this terminal may use Bluetooth. When it may not, macOS ends this "
    "program at once; then allow it in System Settings > Privacy & Security > Bluetooth, and start again"
)
"""Printed before the first scan: afterwards macOS may have ended the program."""


def before_first_search(profile: Profile) -> None:
    """On a Mac, until a strap is remembered, warn that macOS may end the program."""
    if sys.platform == "darwin" and profile.strap is None:
        warn(MACOS_FIRST)
