"""The `coach` command: its sub-commands, loaded when they are asked for, and what happens to errors."""

import importlib
import logging
import os
import traceback
from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from coach import __version__
from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE, EXIT_INTERRUPTED, EXIT_USAGE
from coach.cli.loading import loading
from coach.cli.streams import (
    OUTPUT_REFUSED,
    TOO_MANY,
    TOO_MANY_OPEN,
    has_spare_descriptors,
    output_sentence,
    prepare_streams,
    settle_streams,
)
from coach.errors import BluetoothError, CoachError, During

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_COMMANDS = {
    "demo": ("coach.cli.demo", "A guided walk on a simulated walker: no strap, no set-up, nothing stored."),
    "walk": ("coach.cli.walk", "The guided walk: it may begin before the strap is there, and goes on when it drops."),
    "watch": (
        "coach.cli.watch",
        "Join the walk that runs: from another terminal, or after its window was closed.",
    ),
    "screen": (
        "coach.cli.screen",
        "The walk in any browser, on a tablet or a television: shows a QR code and an address.",
    ),
    "stop": ("coach.cli.stop", "End the walk that runs, whoever shows it, and keep it."),
    "replay": ("coach.cli.replay", "The same engine and the same screen on a recording."),
    "scan": ("coach.cli.scan", "Heart-rate straps in range, nearest first."),
    "pair": ("coach.cli.pair", "Choose your strap from those in range; walks use it from then on."),
    "doctor": (
        "coach.cli.doctor",
        "What is wrong with Bluetooth or the strap here, in plain words, with the next step.",
    ),
    "profile": ("coach.cli.profile", "Show what Coach knows of you, or change it."),
    "plan": ("coach.cli.plan", "Today's walk, this week, and whether the programme moves on."),
    "history": ("coach.cli.history", "The walks that were, newest first, and how things change."),
    "import": ("coach.cli.import_", "Other devices' walks into the history, each as a recording of its own."),
    "log": (
        "coach.cli.log",
        "Say how a walk felt, or mend what was said; SESSION is the latest walk unless it is named.",
    ),
    "export": ("coach.cli.export", "Walks as files for other programs and other people."),
}
"""Each command's module, and the first sentence of its help. A module is imported only when its command runs, so that
neither `--help` nor the shell's completion loads a radio."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are needed, listed in the order a walker meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in order."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, or None."""
        if cmd_name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[cmd_name]
        with loading():
            command = getattr(importlib.import_module(module), module.rpartition(".")[2])
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}.{cmd_name} is not a command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, as click does."""
        room = formatter.width - 6 - max(map(len, _COMMANDS))
        with formatter.section("Commands"):
            formatter.write_dl([(name, _listed(name).get_short_help_str(room)) for name in _COMMANDS])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Return the commands and options that begin like this, as click does."""
        from click.shell_completion import CompletionItem

        begun = [_listed(name) for name in _COMMANDS if name.startswith(incomplete)]
        commands = [CompletionItem(command.name, help=command.get_short_help_str()) for command in begun]
        return [*commands, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve the command; for an unknown word, fail with the nearest one as a hint."""
        word = args[0]
        if word not in _COMMANDS and not word.startswith("-") and not ctx.resilient_parsing:
            nearest = get_close_matches(word, _COMMANDS, 1)
            ctx.fail(f"there is no command {word!r}{f'; did you mean {nearest[0]}?' if nearest else ''}")
        return super().resolve_command(ctx, args)


def _listed(name: str) -> click.Command:
    """Return what lists show of a command, whose module is not loaded for it."""
    return click.Command(name, help=_COMMANDS[name][1])


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
        from coach.cli.debug_log import start_log
        from coach.cli.notices import warn

        warn(f"writing a log to {start_log(profile_name)}")
    if context.invoked_subcommand is None:
        with loading():
            from coach.cli.home import open_home

        context.exit(open_home(profile_name))


def run(arguments: Sequence[str]) -> int:
    """Run the command line; the result is the exit code. Errors are one line on standard error."""
    prepare_streams()
    debug = "--debug" in arguments
    try:
        if not has_spare_descriptors():
            _report(TOO_MANY_OPEN, debug=False)
            return EXIT_COULD_NOT
        return _run(arguments, debug=debug)
    finally:
        settle_streams()


def _run(arguments: Sequence[str], *, debug: bool) -> int:
    logging.getLogger().addHandler(logging.NullHandler())  # write to nothing but a log file
    # click ignores NO_COLOR (https://no-color.org: set and not empty).
    color = False if os.environ.get("NO_COLOR") else None
    try:
        result = cli.main(list(arguments), prog_name="coach", standalone_mode=False, color=color)
    except (click.Abort, KeyboardInterrupt):
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        return EXIT_COULD_NOT
    except Exception as error:
        logging.getLogger("coach").exception("could not do it")
        return _failed(error, debug=debug)
    return result if isinstance(result, int) else EXIT_DONE


def _failed(error: Exception, *, debug: bool) -> int:
    """Print what went wrong, and return the exit code."""
    code = EXIT_COULD_NOT
    match error:
        case click.UsageError():
            code, sentence = EXIT_USAGE, _usage_sentence(error)
        case click.ClickException():
            sentence = error.format_message()
        case BluetoothError(during=During.SCAN):
            from coach.services.diagnosis import why_no_scan
            from coach.sources.bluetooth.checks import radio_without_scan, system_facts

            sentence = why_no_scan(system_facts(), radio_without_scan(error))
        case CoachError():
            from coach.session.error_words import error_sentence

            sentence = error_sentence(error)
        case OSError(errno=number, filename=None) if number in OUTPUT_REFUSED:
            sentence = output_sentence(error)
        case OSError(errno=number) if number in TOO_MANY:
            sentence = TOO_MANY_OPEN
        case MemoryError():
            sentence = "there is not enough memory for this; close other programs, or give it a smaller file"
        case _:
            sentence = (
                f"something went wrong inside Coach ({type(error).__name__}: {error}); "
                "run it again as `coach --debug ...` and report what it shows"
            )
    _report(sentence, debug=debug)
    return code


def _usage_sentence(error: click.UsageError) -> str:
    """Return what is wrong and where the help is, in one line; click makes four of it."""
    message = error.format_message().rstrip(".")
    command = "coach" if error.ctx is None else error.ctx.command_path
    joined = " See" if message.endswith("?") else "; see"
    return f"{message[:1].lower()}{message[1:]}{joined} `{command} --help`"


def _report(sentence: str, *, debug: bool) -> None:
    from coach.cli.notices import warn

    if debug:
        with suppress(OSError):
            traceback.print_exc()
    warn(" ".join(sentence.split()))
