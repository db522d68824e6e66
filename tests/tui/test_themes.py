from itertools import combinations

import numpy as np
import pytest

from coach.drawing.ink import Ink, Tone
from coach.tui.themes import THEMES, Palette
from tests.support.seeing import EYES, contrast, lab, linear

JUDGEMENTS = (Tone.BELOW, Tone.IN, Tone.ABOVE)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("eye", EYES)
def test_below_in_and_above_stay_apart_for_red_green_blind_eyes(theme, eye):
    seen = {tone: lab(EYES[eye] @ linear(theme.variables[tone])) for tone in JUDGEMENTS}
    for one, other in combinations(JUDGEMENTS, 2):
        # A difference of 10 is seen at a glance; 25 is another colour.
        assert np.linalg.norm(seen[one] - seen[other]) > 25, (one, other)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("tone", [tone for tone in Tone if tone not in {Tone.GROUND, Tone.BAND}])
def test_text_is_readable_on_its_ground(theme, tone):
    # WCAG 2: 4.5 for text, 3 for what is large or secondary (the axis); 7 in the high-contrast theme.
    least = 7.0 if theme.name == "coach-contrast" else 3.0 if tone is Tone.FAINT else 4.5
    assert contrast(theme.variables[tone], theme.variables[Tone.GROUND]) >= least
    assert contrast(theme.variables[tone], theme.background) >= least


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("tone", JUDGEMENTS)
def test_the_trace_is_readable_on_the_band(theme, tone):
    assert contrast(theme.variables[tone], theme.variables[Tone.BAND]) >= 3


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_tone_has_a_colour(theme):
    assert set(theme.variables) == set(Tone)


def test_without_colour_there_is_no_colour_but_weight_and_reversal():
    palette = Palette({}, colour=False)
    for tone in Tone:
        for ground in (None, *Tone):
            style = palette.style(Ink(tone, ground, bold=True))
            assert style.color is None
            assert style.bgcolor is None
    assert palette.style(Ink(Tone.GROUND, Tone.ABOVE)).reverse
    assert not palette.style(Ink(Tone.IN, Tone.BAND)).reverse
