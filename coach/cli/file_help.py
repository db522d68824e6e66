"""The help of the commands that take files."""

import click

from coach.formats.registry import kinds_of_files

KINDS = "{kinds of files}"
"""Stands in a help text where the kinds of files are named."""


class FileCommand(click.Command):
    """A command whose help names the files that Coach reads.

    They are named when somebody asks for the help: each has its name from its reader, and to load all readers takes
    longer than to load what replays a walk.
    """

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help text."""
        self.help = (self.help or "").replace(KINDS, kinds_of_files())
        super().format_help_text(ctx, formatter)
