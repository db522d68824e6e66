"""The three looks of Coach, and what a drawing's tones become in each.

Below, in and above the zone are blue, green-cyan and orange: the pairs that eyes with red-green blindness keep apart
(Okabe and Ito's palette, shifted for contrast on each ground); a test simulates those eyes. Colour is never alone:
a word, an arrow and a position on the gauge say the same.
"""

from collections.abc import Mapping

from rich.style import Style
from textual.theme import Theme

from coach.drawing.ink import Ink, Tone

DARK = Theme(
    name="coach-dark",
    primary="#5CB8FF",
    secondary="#8FA3B8",
    accent="#3FE0B4",
    warning="#FFA640",
    error="#FF6B8B",
    success="#3FE0B4",
    foreground="#E8EDF2",
    background="#0E1318",
    surface="#161D25",
    panel="#1F2933",
    dark=True,
    variables={
        "walk-text": "#E8EDF2",
        "walk-muted": "#93A4B5",
        "walk-faint": "#66788A",
        "walk-key": "#5CB8FF",
        "walk-below": "#5CB8FF",
        "walk-in": "#3FE0B4",
        "walk-above": "#FFA640",
        "walk-alarm": "#FF6B8B",
        "walk-easy": "#D5C8F5",
        "walk-band": "#143A33",
        "walk-ground": "#0E1318",
    },
)

LIGHT = Theme(
    name="coach-light",
    primary="#0057A8",
    secondary="#4A5A6A",
    accent="#006B52",
    warning="#A84B00",
    error="#B00040",
    success="#006B52",
    foreground="#17202A",
    background="#FBFAF6",
    surface="#F0EEE7",
    panel="#E4E1D7",
    dark=False,
    variables={
        "walk-text": "#17202A",
        "walk-muted": "#4A5A6A",
        "walk-faint": "#6B7884",
        "walk-key": "#0057A8",
        "walk-below": "#0057A8",
        "walk-in": "#007A5E",
        "walk-above": "#B85000",
        "walk-alarm": "#B00040",
        "walk-easy": "#5B3FA0",
        "walk-band": "#CDEBDD",
        "walk-ground": "#FBFAF6",
    },
)

CONTRAST = Theme(
    name="coach-contrast",
    primary="#66CCFF",
    secondary="#FFFFFF",
    accent="#00FFC8",
    warning="#FFB000",
    error="#FF7AA8",
    success="#00FFC8",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#1A1A1A",
    dark=True,
    variables={
        "walk-text": "#FFFFFF",
        "walk-muted": "#E0E0E0",
        "walk-faint": "#BDBDBD",
        "walk-key": "#FFFFFF",
        "walk-below": "#66CCFF",
        "walk-in": "#00FFC8",
        "walk-above": "#FFB000",
        "walk-alarm": "#FF7AA8",
        "walk-easy": "#FFFFFF",
        "walk-band": "#00463A",
        "walk-ground": "#000000",
    },
)

THEMES = (DARK, LIGHT, CONTRAST)

THEME_NAMES = tuple(theme.name.removeprefix("coach-") for theme in THEMES)
"""The values of the setting: dark, light, contrast."""


class Palette:
    """Turns ink into terminal styles for one theme, or for a terminal without colour.

    `ground` names the theme variable that a drawing without a ground of its own stands on.
    """

    def __init__(self, variables: Mapping[str, str], *, colour: bool = True, ground: str = Tone.GROUND) -> None:
        self._variables = variables
        self._ground = ground
        self._colour = colour
        self._styles: dict[Ink, Style] = {}

    def style(self, ink: Ink) -> Style:
        """The style of an ink; the same ink gives the same style object."""
        if ink not in self._styles:
            self._styles[ink] = self._coloured(ink) if self._colour else _colourless(ink)
        return self._styles[ink]

    def _coloured(self, ink: Ink) -> Style:
        ground = self._ground if ink.ground is None else ink.ground
        return Style(color=self._variables[ink.tone], bgcolor=self._variables[ground], bold=ink.bold)


def _colourless(ink: Ink) -> Style:
    """Weight and reversal instead of colour."""
    return Style(
        bold=ink.bold or ink.tone in {Tone.ALARM, Tone.ABOVE},
        dim=ink.ground is None and ink.tone in {Tone.FAINT, Tone.MUTED},
        reverse=ink.ground is not None and ink.ground is not Tone.BAND,
    )
