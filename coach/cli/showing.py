"""How a session is to be shown, by a command's options."""

import click
import msgspec

from coach.cli.streams import has_terminal


class Showing(msgspec.Struct, frozen=True):
    """How a session is shown: on the screen, as JSON lines or as plain sentences."""

    screen: bool
    plain: bool

    @property
    def audible(self) -> bool:
        """Whether a walk plays sounds too; not with JSON lines, which are for another program."""
        return self.screen or self.plain

    @classmethod
    def chosen(cls, *, no_screen: bool, as_json: bool, plain: bool) -> "Showing":
        """Choose by the options; without a terminal there is no screen to draw on."""
        if plain and as_json:
            raise click.UsageError("--plain and --json are two ways to print; choose one")
        return cls(screen=has_terminal() and not (no_screen or as_json or plain), plain=plain)
