"""`coach` alone: the home screen."""

from coach.cli.faces import run_app, say_if_left
from coach.cli.first_search import before_first_search
from coach.cli.loading import loading
from coach.cli.running import diary_services, settled
from coach.cli.settling import finished
from coach.cli.streams import has_terminal
from coach.errors import CommandError
from coach.services.diary import Diary


def open_home(profile_name: str | None) -> int:
    """Open the home screen, after the first questions if they were never asked; the result is the exit code.

    Raises:
        CommandError: when there is no terminal to draw it on.
    """
    if not has_terminal():
        raise CommandError(
            "the home screen needs a terminal; `coach plan`, `coach history` and `coach walk` do without, "
            "and `coach --help` has all commands"
        )
    with loading():
        from coach.tui.screens.home import HomeScreen

    with Diary(profile_name, walks_anyway=True) as diary:
        services = diary_services(diary, profile_name, for_screen=True)
        services.notice = settled(diary, services)
        before_first_search(diary.profile)
        try:
            outcome, code = run_app(
                lambda: HomeScreen(services, services.notice),
                theme=diary.profile.theme,
                theme_chosen=services.remember_theme,
            )
        finally:
            services.close()
        say_if_left(outcome)
        return finished(diary, services.walks, services.notice, code)
