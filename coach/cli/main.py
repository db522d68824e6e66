"""The `coach` command: its sub-commands, loaded when they are asked for, and what happens to errors."""

import importlib
import logging
import os
import traceback
from collections.abc import Sequence
from difflib import get_close_matches

import click

from coach import __version__
from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE, EXIT_INTERRUPTED, silence_stdout
from coach.errors import CoachError

_COMMANDS = {
    "demo": "coach.cli.walking",
    "walk": "coach.cli.walking",
    "replay": "coach.cli.walking",
    "scan": "coach.cli.straps",
    "pair": "coach.cli.pairing",
    "doctor": "coach.cli.doctor",
    "profile": "coach.cli.profile",
    "plan": "coach.cli.programme",
    "history": "coach.cli.programme",
    "log": "coach.cli.programme",
}
"""Where each command lives; its module is imported only when it runs, so that `--version` need not load a radio."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are needed, listed in the order a walker meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in order."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, or None."""
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command = getattr(importlib.import_module(module), cmd_name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}.{cmd_name} is not a command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; for a word that is none, the nearest one is named."""
        word = args[0]
        if word not in _COMMANDS and not word.startswith("-") and not ctx.resilient_parsing:
            nearest = get_close_matches(word, _COMMANDS, 1)
            ctx.fail(f"there is no command {word!r}{f'; did you mean {nearest[0]}?' if nearest else ''}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: coach demo    shows a whole guided walk, no strap needed.",
)
@click.version_option(__version__, prog_name="coach")
@click.option("--debug", is_flag=True, help="Show what went wrong in full, and write a log file.")
@click.option("--profile", "profile_name", metavar="NAME", help="Whose walks: several people can share a computer.")
@click.pass_context
def cli(context: click.Context, *, debug: bool, profile_name: str | None) -> None:
    """A coach for a six-week walking programme, guided by a heart-rate strap.

    Without a command it opens the home screen. Coach is no medical device.
    """
    context.obj = profile_name
    if debug:
        from coach.cli.logs import start_log

        click.echo(f"coach: writing a log to {start_log(profile_name)}", err=True)
    if context.invoked_subcommand is None:
        from coach.cli.home import open_home

        context.exit(open_home(profile_name))


def run(arguments: Sequence[str]) -> int:
    """Run the command line; the result is the exit code. Errors are one line on standard error."""
    debug = "--debug" in arguments
    logging.getLogger().addHandler(logging.NullHandler())  # nothing but a log file may be written to
    # click knows nothing of NO_COLOR (https://no-color.org: set and not empty).
    color = False if os.environ.get("NO_COLOR") else None
    try:
        result = cli.main(list(arguments), prog_name="coach", standalone_mode=False, color=color)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        silence_stdout()
        return EXIT_COULD_NOT
    except CoachError as error:
        _tell(str(error), debug=debug)
        return EXIT_COULD_NOT
    except Exception as error:
        logging.getLogger("coach").exception("unexpected")
        _tell(
            f"something went wrong inside Coach ({type(error).__name__}: {error}); "
            "run it again as `coach --debug ...` and report what it shows",
            debug=debug,
        )
        return EXIT_COULD_NOT
    return result if isinstance(result, int) else EXIT_DONE


def _tell(sentence: str, *, debug: bool) -> None:
    from coach.session.lines import printable

    if debug:
        traceback.print_exc()
    click.echo(f"coach: {printable(' '.join(sentence.split()))}", err=True)
