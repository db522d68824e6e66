"""The type of an option that names a computer."""

import ipaddress
import re
from typing import Any

import click

LONGEST_NAME = 253
"""Characters of a name with its dots (RFC 1035, 2.3.4: 255 octets as it is sent)."""

_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
"""RFC 952, and RFC 1123, 2.1: letters, digits and hyphens, up to 63 between two dots."""

_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
"""What a browser takes for an IPv4 address by its end (URL Standard, "ends in a number")."""

_KEPT_APART = re.compile("[\u00df\u1e9e\u03c2\u200c\u200d]")
"""Characters that browsers keep and Python's IDNA of 2003 turns into others (UTS 46, deviations): another name."""


class HostName(click.ParamType[str]):
    """A computer's name or IPv4 address as a browser sends it: in small letters, those beyond ASCII as punycode."""

    name = "host"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - click's
        """Return the name."""
        host = _as_sent(str(value))
        if host is None:
            self.fail(f"{value!r} is no name of a computer: letters, digits, hyphens and dots, no port", param, ctx)
        return host


def _as_sent(name: str) -> str | None:
    """Return a name as a browser sends it; None when it is none."""
    if _KEPT_APART.search(name):
        return None
    try:
        host = name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    if len(host) > LONGEST_NAME or not _NAME.fullmatch(host):
        return None
    return None if _NUMBER.fullmatch(host) and not _is_address(host) else host


def _is_address(host: str) -> bool:
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True
