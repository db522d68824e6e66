import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.drawing.ink import text_of
from coach.drawing.pairing import age_text, draw_proof, draw_straps
from coach.drawing.signal_strength import signal_bars
from coach.session.straps import StrapSeen
from tests.support import sample_pages
from tests.support.fitting import HEIGHTS, WIDTHS, any_size, assert_fits

NASTY = "\x1b[31m[bold]\u202eH10\u202c [/bold]\n\t" + "é\u0301\u0301\u0301" * 40


def straps_text(straps, width=76, height=20, **changes):
    given_args = {"tick": 0, "everything": False, "deaf": False} | changes
    return text_of(draw_straps(straps, straps[0].address if straps else None, None, width, height, **given_args))


@any_size
@given(st.integers(0, 4), WIDTHS, HEIGHTS, st.booleans())
def test_the_list_fits_any_size(count, width, height, deaf):
    block = draw_straps(
        sample_pages.STRAPS[:count], None, sample_pages.STRAP, width, height, tick=3, everything=True, deaf=deaf
    )
    assert_fits(block, width, height)


@any_size
@given(st.sampled_from([*sample_pages.PROOFS, sample_pages.FAILED]), WIDTHS, HEIGHTS)
def test_the_proof_fits_any_size(proof, width, height):
    assert_fits(draw_proof(sample_pages.STRAPS[0], proof, width, height, tick=1), width, height)


@pytest.mark.parametrize("name", [NASTY, "\u202e\u2066", "心拍計" * 30, "a" * 248])
def test_a_strap_may_be_called_anything(name):
    seen = StrapSeen(name, "AA", -60, None, True, False, 0.0)
    for told in (straps_text((seen,)), text_of(draw_proof(seen, sample_pages.PROOFS[3], 76, 20, tick=0))):
        assert not any(char in told for char in "\x1b\t\u202e\u2066\u202c")
    assert_fits(draw_straps((seen,), None, None, 38, 10, tick=0, everything=False), 38)


def test_what_stands_in_a_list():
    told = straps_text(sample_pages.STRAPS, everything=True)
    assert "unnamed strap" in told
    assert "12 s ago" in told
    assert "battery 40 %" in told
    assert "connected" in told


def test_while_nobody_is_there_it_says_what_to_do_and_when_deaf_how_to_listen_again():
    assert "wet its two electrodes" in straps_text(())
    told = straps_text((), deaf=True)
    assert "r tries again" in told
    assert "Listening" not in told


@pytest.mark.parametrize(
    ("rssi", "connected", "told"),
    [
        (None, True, (0, "connected")),
        (None, False, (0, "unknown")),
        (-95, False, (0, "hardly")),
        (-80, False, (1, "weak")),
        (-50, False, (4, "near")),
    ],
)
def test_bars(rssi, connected, told):
    assert signal_bars(replace(sample_pages.STRAPS[0], rssi_dbm=rssi, connected=connected)) == told


@pytest.mark.parametrize(("age", "told"), [(0.5, "now"), (5.0, "5 s ago"), (180.0, "3 min ago")])
def test_ages(age, told):
    assert age_text(age) == told


def test_the_proof_counts_beats_and_tells_what_the_strap_says_of_itself():
    told = text_of(draw_proof(sample_pages.STRAPS[0], sample_pages.PROOFS[2], 76, 20, tick=0))
    for wanted in ("Heart beats arrive", "3 of 5", "battery 80 %", "worn at the chest", "Polar Electro Oy"):
        assert wanted in told
    failed = text_of(draw_proof(sample_pages.STRAPS[0], sample_pages.FAILED, 76, 20, tick=0))
    assert "wet the electrodes" in failed
    assert " of 5" not in failed
    nasty = replace(sample_pages.PROOFS[2], manufacturer=NASTY, location=NASTY)
    assert "\x1b" not in text_of(draw_proof(sample_pages.STRAPS[0], nasty, 76, 20, tick=0))
