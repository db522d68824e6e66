"""Coach's folders and the walker's profile, as everything else uses them."""

from coach.config.folders import Folders, exports_folder, folders_of
from coach.config.profile import NO_DEVICE, WEEK, Profile, RememberedStrap, Theme, Weekday, this_system
from coach.config.profile_file import load_profile

__all__ = [
    "NO_DEVICE",
    "WEEK",
    "Folders",
    "Profile",
    "RememberedStrap",
    "Theme",
    "Weekday",
    "exports_folder",
    "folders_of",
    "load_profile",
    "this_system",
]
