"""The walker's profile: read, shown and changed, in a file that other programs may change as well."""

import threading
from collections.abc import Callable, Collection
from datetime import date

import msgspec

from coach.config import NO_DEVICE, Profile, RememberedStrap, load_profile, this_system
from coach.config.profile_writing import save_profile
from coach.domain.programme.flare_plan import tidied
from coach.domain.programme.safety import SafetySign
from coach.domain.zone.zones import Band
from coach.pages.profile import ProfileView, SettingsView
from coach.services.diary import Diary, declined_name
from coach.session.straps import StrapId


class ProfileKeeper:
    """Reads and changes one person's profile; threads may share it.

    Every method may raise ConfigError, when the profile cannot be read or written.
    """

    def __init__(self, diary: Diary, today: Callable[[], date]) -> None:
        self._diary = diary
        self._today = today
        self._lock = threading.Lock()

    def read(self) -> Profile:
        """Return the profile as its file is now."""
        self._diary.profile = load_profile(self._diary.folders.profile_file)
        return self._diary.profile

    def _change(self, change: Callable[[Profile], Profile]) -> None:
        """Read, change and write in one go: two threads may want to."""
        path = self._diary.folders.profile_file
        with self._lock:
            changed = change(load_profile(path))
            save_profile(path, changed)
            self._diary.profile = changed

    def view(self) -> ProfileView:
        """Return the answers to the first questions."""
        known = self.read()
        return ProfileView(
            age=known.age,
            max_bpm=None if known.max_bpm is None else round(known.max_bpm),
            heart_medication=known.slowing_medication,
            paced_heart=known.paced_heart,
            safety=known.safety_answers,
            start=None if known.programme_start is None else date.fromisoformat(known.programme_start),
            asked=known.asked,
            weekdays=known.own_path.weekdays,
            usual_pain=known.usual_pain,
            baseline=known.baseline,
            flare_plan=known.flare_plan or "",
        )

    def save(self, profile: ProfileView) -> None:
        """Keep the answers beside everything else that is known."""
        self._change(lambda known: self._with_answers(known, profile))

    def _with_answers(self, known: Profile, profile: ProfileView) -> Profile:
        before = None if known.max_bpm is None else round(known.max_bpm)
        changed = msgspec.structs.replace(
            known.with_safety(profile.safety).choosing_days(profile.weekdays),
            age=profile.age,
            # Do not round a maximum measured to a tenth when its answer is unchanged.
            max_bpm=known.max_bpm if profile.max_bpm == before else profile.max_bpm,
            slowing_medication=profile.heart_medication,
            paced_heart=profile.paced_heart,
            usual_pain=profile.usual_pain,
            baseline=profile.baseline,
            flare_plan=tidied(profile.flare_plan) or None,
            disclaimers_seen=tuple(dict.fromkeys((*known.disclaimers_seen, NO_DEVICE))),
        )
        if profile.start is not None and profile.start.isoformat() != known.programme_start:
            changed = changed.starting(profile.start, self._today())
        changed.zones()  # refuse numbers that cannot be a person's before saving them
        return changed

    def notice_signs(self, signs: Collection[SafetySign]) -> None:
        """Keep signs that are new or there again: they stay in sight until a professional has seen to them."""
        self._change(lambda known: known.with_safety(known.safety_answers.noticed(signs)))

    def say_signs_seen(self) -> None:
        """Keep that a professional has seen to the signs that were open, and the day."""
        self._change(lambda known: known.with_safety(known.safety_answers.seen_to(self._today().toordinal())))

    def remember_theme(self, name: str) -> None:
        """Remember the chosen colours for the next time."""
        self._change(lambda known: msgspec.structs.replace(known, theme=name))

    def remember_strap(self, strap: StrapId | None) -> None:
        """Remember the strap that walks use from now on; with None they ask."""
        kept = None if strap is None else RememberedStrap(strap.name, strap.address, this_system())
        self._change(lambda known: msgspec.structs.replace(known, strap=kept))

    def decide_band(self, band: Band, *, take: bool) -> None:
        """Keep the band, or that it was declined."""

        def decided(known: Profile) -> Profile:
            if take:
                return msgspec.structs.replace(known, band_bpm=(band.lo_bpm, band.hi_bpm))
            return msgspec.structs.replace(known, disclaimers_seen=(*known.disclaimers_seen, declined_name(band)))

        self._change(decided)

    def move_walk(self, from_day: date, to_day: date) -> None:
        """Move a walk to another day of its week; moving it straight back leaves no trace.

        Raises:
            ValueError: when no week holds both days.
        """
        self._change(lambda known: known.moving(from_day, to_day))

    def save_flare_plan(self, text: str) -> None:
        """Keep what to do when pain flares; without a word there is no plan."""
        self._change(lambda known: msgspec.structs.replace(known, flare_plan=tidied(text) or None))

    def settings(self) -> SettingsView:
        """Return what the settings page shows."""
        known = self.read()
        return SettingsView(
            sound=known.sound,
            speech=known.speech,
            volume_percent=known.volume,
            weekdays=known.own_path.weekdays,
            band=None if known.band_bpm is None else Band(*known.band_bpm),
            zone_source=known.zones().source,
            strap=None if known.strap is None else known.strap.name,
        )

    def change_settings(self, before: SettingsView, after: SettingsView) -> None:
        """Keep what differs; colours and strap are kept where they are chosen.

        Raises:
            ConfigError: when the band cannot be a person's.
        """
        self._change(lambda known: self._with_settings(known, before, after))

    def _with_settings(self, known: Profile, before: SettingsView, after: SettingsView) -> Profile:
        if after.weekdays != before.weekdays:
            known = known.choosing_days(after.weekdays)
        if after.band != before.band:
            bounds = None if after.band is None else (after.band.lo_bpm, after.band.hi_bpm)
            known = msgspec.structs.replace(known, band_bpm=bounds)
        changed = msgspec.structs.replace(
            known,
            sound=known.sound if after.sound == before.sound else after.sound,
            speech=known.speech if after.speech == before.speech else after.speech,
            volume=known.volume if after.volume_percent == before.volume_percent else after.volume_percent,
        )
        changed.zones()  # refuse numbers that cannot be a person's before saving them
        return changed
