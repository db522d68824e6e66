"""`coach` alone: the home screen."""

import os

import msgspec

from coach.cli.diary import Diary
from coach.cli.main import EXIT_DONE
from coach.cli.services import DiaryServices
from coach.config import load_profile, save_profile


def open_home(profile_name: str | None) -> int:
    """Open the home screen, after the first questions where they were never asked; the result is the exit code."""
    from coach.tui.app import CoachApp
    from coach.tui.screens.home import HomeScreen

    with Diary(profile_name) as diary:
        services = DiaryServices(diary, profile_name)

        def remember_theme(name: str) -> None:
            path = diary.places.profile_file
            diary.profile = msgspec.structs.replace(load_profile(path), theme=name)
            save_profile(path, diary.profile)

        app = CoachApp(
            lambda: HomeScreen(services),
            theme=diary.profile.theme,
            no_color=bool(os.environ.get("NO_COLOR")),
            theme_chosen=remember_theme,
        )
        try:
            app.run()
        finally:
            services.close()
        if app.fault is not None:
            raise app.fault
        return app.return_code or EXIT_DONE
