"""The settings, on one page: colours, tones, voice, days, zone, strap, and the way to the questions and the plan."""

import asyncio
from functools import partial
from typing import ClassVar

from msgspec.structs import replace
from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Select, SelectionList, Static, Switch
from textual.widgets.selection_list import Selection

from coach.domain.zone.zones import Band
from coach.drawing.plain_text import plain_text, strap_label
from coach.errors import CoachError
from coach.pages.ports import CoachServices
from coach.pages.profile import DAY_NAMES, ProfileView, SettingsView, band_from, band_typed
from coach.pages.programme_words import days_sentence
from coach.session.error_words import error_sentence
from coach.tui.messages import ThemeChosen
from coach.tui.screens.first_run import FirstRunScreen
from coach.tui.screens.flare import FlarePlanScreen
from coach.tui.screens.pair import PairScreen
from coach.tui.screens.widget_page import WidgetPage
from coach.tui.themes import THEME_NAMES

ANY_DAYS = "None marked: the programme chooses."
VOLUME_RANGE = range(101)
NO_VOLUME = "The volume is a whole number from 0 to 100."
NO_BAND = "Zone 2 is two heart rates between 30 and 250, like 120-135; empty: by age or maximum."


class Days(SelectionList[int]):
    """The days of the week. What is not marked has no mark at all: Textual tells the two apart by colour alone."""

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        index = self.scroll_offset.y + y
        if not 0 <= index < self.option_count or self.get_option_at_index(index).value in self.selected:
            return strip
        _, inner, *_ = segments = list(strip)
        segments[1] = Segment(" " * len(inner.text), inner.style)
        return Strip(segments)

    def action_select(self) -> None:
        """Mark the day under the cursor now: Textual's list does it later, where the cursor is by then."""
        if self.highlighted is not None:
            self.toggle(self.get_option_at_index(self.highlighted))


class SettingsScreen(WidgetPage[None]):
    """Every change is kept at once; what is typed, when it is complete."""

    TITLE_TEXT = "Settings"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", "next"),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
        # Before the lists: they are short, and Textual's fail when they page without a place on the screen.
        Binding("pageup", "page(-1)", show=False, priority=True),
        Binding("pagedown", "page(1)", show=False, priority=True),
    ]

    def __init__(self, services: CoachServices) -> None:
        super().__init__()
        self._services = services
        self._kept: SettingsView | None = None
        """As the profile has it; None until it is read."""
        self._wanted: SettingsView | None = None
        self._one_by_one = asyncio.Lock()
        self._refused = False
        """Whether the last change could not be kept: the walker has read why, and may leave."""
        self._colours = Select([(name, name) for name in THEME_NAMES], allow_blank=False, compact=True)
        self._sound = Switch()
        self._speech = Switch()
        self._volume = Input(restrict=r"[0-9]*", max_length=3, compact=True, id="volume")
        self._days = Days(*(Selection(name, day) for day, name in enumerate(DAY_NAMES)), compact=True)
        self._days_mean = Static("", classes="note", markup=False)
        self._band = Input(placeholder="none of your own", max_length=20, compact=True)
        self._zone = Static("", classes="note", markup=False)
        self._strap = Button("", id="strap", compact=True)
        self._plan = Button("My plan for a flare ▸", id="plan", compact=True)
        self._questions = Button("Age, heart, safety, first day ▸", id="questions", compact=True)

    def widgets(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield from _row("Colours", self._colours)
            yield from _row("Tones", self._sound, Label("", id="sound-word"))
            yield from _row("Voice", self._speech, Label("", id="speech-word"))
            yield from _row("Volume", self._volume, Label("of 100"))
            yield from _row("My days", Vertical(self._days, self._days_mean))
            yield from _row("Zone 2", Vertical(self._band, self._zone))
            yield from _row("Strap", self._strap)
            yield from _row("Flares", self._plan)
            yield from _row("Questions", self._questions)

    def on_mount(self) -> None:
        self._load()

    def _load(self) -> None:
        self.fetch(self._services.settings, self._fill)

    def _fill(self, view: SettingsView) -> None:
        self._kept = self._wanted = view
        self._colours.value = self.app.theme.removeprefix("coach-")
        self._sound.value, self._speech.value = view.sound, view.speech
        self._volume.value = str(view.volume_percent)
        self._band.value = "" if view.band is None else band_typed(view.band)
        self._days.deselect_all()
        for day in view.weekdays:
            self._days.select(day)
        self._show_words(view)

    def _show_words(self, view: SettingsView) -> None:
        """Say in words what follows from the settings."""
        self._zone.update(plain_text(f"Now by {view.zone_source}."))
        self._days_mean.update(days_sentence(len(view.weekdays)) if view.weekdays else ANY_DAYS)
        self._strap.label = Content(f"{strap_label(view.strap) if view.strap else 'Choose one'} ▸")
        for name, is_on in (("sound", view.sound), ("speech", view.speech)):
            self.query_one(f"#{name}-word", Label).update("on" if is_on else "off")

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Mark the name of what has the focus."""
        for row in self.query(".setting"):
            row.set_class(event.widget in row.walk_children(), "here")

    def action_page(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by * max(1, self.size.height - 5), animate=False)

    # What is typed

    def _volume_typed(self) -> int | None:
        text = self._volume.value
        return int(text) if text.isdecimal() and int(text) in VOLUME_RANGE else None

    def _band_typed(self) -> tuple[Band | None] | None:
        """Return the band in the field, or that it is empty; None where it is not one yet."""
        text = self._band.value.strip()
        try:
            return (band_from(text) if text else None,)
        except ValueError:
            return None

    def _read(self, kept: SettingsView) -> SettingsView:
        """Return what the page says; a field that makes no sense yet says what was."""
        volume, band = self._volume_typed(), self._band_typed()
        return replace(
            kept,
            sound=self._sound.value,
            speech=self._speech.value,
            weekdays=frozenset(self._days.selected),
            volume_percent=kept.volume_percent if volume is None else volume,
            band=kept.band if band is None else band[0],
        )

    @on(Input.Changed)
    def _check(self) -> None:
        """Say what a field takes, while it makes no sense."""
        trouble = NO_VOLUME if self._volume_typed() is None else NO_BAND if self._band_typed() is None else ""
        if self._kept is not None:
            self.say(trouble, is_trouble=True)

    # Keeping

    @on(Select.Changed)
    def _choose_colours(self) -> None:
        name = str(self._colours.value)
        if self._kept is not None and self.app.theme != f"coach-{name}":
            self.post_message(ThemeChosen(name))

    @on(Switch.Changed)
    @on(SelectionList.SelectedChanged)
    @on(Input.Submitted)
    @on(Input.Blurred)
    def _changed(self) -> None:
        if self._kept is not None and (wanted := self._read(self._kept)) != self._wanted:
            self._wanted = wanted
            self._show_words(wanted)
            self.run_worker(self._keep(), group="keep", exit_on_error=False)

    async def _keep(self) -> None:
        """Keep what is wanted; changes that come meanwhile are kept after this one, in their order."""
        async with self._one_by_one:
            self._refused = False
            while self._kept is not None and self._wanted is not None and self._wanted != self._kept:
                wanted = self._wanted
                try:
                    await self._services.change_settings(self._kept, wanted)
                    source = (await self._services.settings()).zone_source
                except CoachError as error:
                    self._refused = True
                    self.say(error_sentence(error), is_trouble=True)
                    return
                if self._wanted is wanted:
                    self._wanted = replace(wanted, zone_source=source)
                self._kept = replace(wanted, zone_source=source)
                self._show_words(self._wanted)
                self.say("Kept.")

    def action_back(self) -> None:
        """Leave, when all is kept; what cannot be kept is told once before."""
        if self._kept is not None:
            self._wanted = self._read(self._kept)
        if self._wanted == self._kept and not self._one_by_one.locked():
            self.dismiss(None)
        else:
            self.run_worker(self._leave(), group="leave", exclusive=True, exit_on_error=False)

    async def _leave(self) -> None:
        has_read_why = self._refused
        await self._keep()
        if has_read_why or not self._refused:
            self.dismiss(None)

    # Elsewhere

    @on(Button.Pressed, "#strap")
    def _choose_strap(self) -> None:
        self.app.push_screen(PairScreen(self._services), lambda _: self._load())

    @on(Button.Pressed, "#plan")
    def _read_plan(self) -> None:
        self.fetch(self._services.profile, self._open_plan)

    def _open_plan(self, profile: ProfileView) -> None:
        self.app.push_screen(FlarePlanScreen(profile.flare_plan), self._take_plan)

    def _take_plan(self, plan: str | None) -> None:
        if plan is not None:
            self.fetch(partial(self._services.save_flare_plan, plan), lambda _: self.say("Kept."))

    @on(Button.Pressed, "#questions")
    def _ask(self) -> None:
        self.fetch(self._services.profile, self._open_questions)

    def _open_questions(self, profile: ProfileView) -> None:
        self.app.push_screen(FirstRunScreen(self._services.today(), profile), self._take_answers)

    def _take_answers(self, profile: ProfileView | None) -> None:
        if profile is not None:
            self.fetch(partial(self._services.save_profile, profile), self._load_after)

    def _load_after(self, _: None) -> None:
        """Load once this work is done: the next work would end it."""
        self.call_later(self._load)


def _row(name: str, *widgets: Widget) -> ComposeResult:
    with Horizontal(classes="setting"):
        yield Label(name, classes="name")
        yield from widgets
