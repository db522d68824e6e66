"""What the commands with a screen share about walks that processes of their own run."""

import logging

from coach.cli.faces import run_app
from coach.cli.settling import settle
from coach.live.meeting import Meeting
from coach.pages.programme import UnaskedView
from coach.services.detached import Detached, WhyNotDetached, why_not_detached
from coach.services.diary import Diary
from coach.services.facade import DiaryServices
from coach.services.host_program import StartHost, start_host

WHY_HERE: dict[WhyNotDetached, str] = {
    WhyNotDetached.MACOS: "on macOS a walk ends with its window: leave it open",
    WhyNotDetached.LOGOUT: "this walk ends with the ssh login; `loginctl enable-linger`, or tmux, keeps it",
    WhyNotDetached.NO_FOLDER: "no folder of your own was found for a walk's socket, so this walk ends with its window",
    WhyNotDetached.NO_PLACE: "the disk takes no new file, so a walk ends with its window: leave it open",
}
"""Why a walk runs in the process of its screen, in a few words for the screen."""


def diary_services(
    diary: Diary, profile_name: str | None, *, for_screen: bool, start_host: StartHost = start_host
) -> DiaryServices:
    """Return the services; for a screen, with walks in processes of their own where that can be."""
    detached, meeting = None, Meeting(diary.folders.data)
    if for_screen and why_not_detached(meeting) is None:
        debug = logging.getLogger().isEnabledFor(logging.DEBUG)
        detached = Detached(profile_name, meeting, debug=debug, start=start_host)
    return DiaryServices(diary, profile_name, detached=detached, here_notice=WHY_HERE[WhyNotDetached.NO_PLACE])


def settled(diary: Diary, services: DiaryServices) -> str:
    """Bring the history in line with the recordings; return what a screen should say at its beginning."""
    found = settle(diary, services.recorded)
    why = why_not_detached(services.walks.meeting)
    return "; ".join(filter(None, (found, "" if why is None else WHY_HERE[why])))


def ask_late(diary: Diary, services: DiaryServices, missed: UnaskedView) -> int:
    """Ask how a walk felt that ended with nobody there; the result is the exit code."""
    from coach.tui.screens.whole_walk import MissedWalk

    _, code = run_app(
        lambda: MissedWalk(services, missed), theme=diary.profile.theme, theme_chosen=services.remember_theme
    )
    return code
