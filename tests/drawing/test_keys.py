from coach.drawing.ink import line_width, text_of
from coach.drawing.keys import draw_keys

KEYS = (("space", "pause"), ("n", "skip"), ("b", "band"), ("?", "help"), ("q", "end"))


def test_help_and_the_end_stay_in_the_footer_and_the_first_keys_longest():
    assert text_of((draw_keys(KEYS, 80),)) == "space pause  n skip  b band  ? help  q end"
    for width in range(1, 80):
        line = draw_keys(KEYS, width)
        assert line_width(line) <= width
        assert width < len("? help q end") or ("? help" in text_of((line,)) and text_of((line,)).endswith("q end"))
    assert text_of((draw_keys(KEYS, 33),)) == "space pause n skip ? help q end"
