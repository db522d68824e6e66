"""A past walk as a file: asked for in words, on the home screen, in the history and on the look back."""

from functools import partial
from typing import Any, Protocol

from coach.pages.exporting import FILES, ExportedFile, choices, file_sentence
from coach.pages.questions import Answers, Choice
from coach.tui.commands import KeyCommand
from coach.tui.screens.form_page import FormPage
from coach.tui.screens.page import Page

EXPORT = KeyCommand("x", "x", "export", "export", "Export", "A file for Strava, a spreadsheet or the physiotherapist.")


class Exporter(Protocol):
    """Puts walks into files: a part of `CoachServices`."""

    async def export(self, walk_id: str, to: str) -> ExportedFile:
        """Put a walk into a file of a format in `coach.pages.exporting.FILES`; no other file is replaced."""


class ExportScreen(FormPage[str | None]):
    """Which file; dismissed with the format, or nothing."""

    TITLE_TEXT = "Export the walk"
    LEAVING_LABEL = "no file"

    def __init__(self) -> None:
        super().__init__((Choice("to", "What is the file for?", options=choices()),))

    def answered(self, answers: Answers) -> None:
        chosen = answers.get("to")
        self.dismiss(FILES[chosen][0] if isinstance(chosen, int) else None)


def export_over(page: Page[Any], services: Exporter, walk_id: str) -> None:
    """Ask for the format over the page; then say there where the file is, or why there is none."""

    def exported(file: ExportedFile) -> None:
        page.notice(file_sentence(file), stays=True)

    def take(to: str | None) -> None:
        if to is not None:
            # A page that comes back may be reloading: this is work of its own.
            page.fetch("Writing the file", partial(services.export, walk_id, to), exported, group="export")

    page.app.push_screen(ExportScreen(), take)
