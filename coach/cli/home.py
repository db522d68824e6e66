"""`coach` alone: the home screen."""

import os

from coach.cli.diary import Diary
from coach.cli.exits import EXIT_DONE
from coach.cli.services import DiaryServices
from coach.cli.straps import before_first_search


def open_home(profile_name: str | None) -> int:
    """Open the home screen, after the first questions where they were never asked; the result is the exit code."""
    from coach.tui.app import CoachApp
    from coach.tui.screens.home import HomeScreen

    with Diary(profile_name) as diary:
        services = DiaryServices(diary, profile_name)
        before_first_search(diary.profile)
        app = CoachApp(
            lambda: HomeScreen(services),
            theme=diary.profile.theme,
            no_color=bool(os.environ.get("NO_COLOR")),
            theme_chosen=services.remember_theme,
        )
        try:
            app.run()
        finally:
            services.close()
        if app.fault is not None:
            raise app.fault
        return app.return_code or EXIT_DONE
