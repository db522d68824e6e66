"""What the walker can do during a walk, once: the keys, the footer, the help and the palette all read this table."""

import msgspec


class KeyCommand(msgspec.Struct, frozen=True):
    """One command. `keys` as Textual names them, `shown` as printed; `label` for the footer."""

    keys: str
    shown: str
    label: str
    action: str
    title: str
    help: str


WALK_COMMANDS = (
    KeyCommand("space", "space", "pause", "pause", "Pause or go on", "The step's clock stands; beats are still kept."),
    KeyCommand("n", "n", "skip", "skip", "Skip this step", "Go to the next step now."),
    KeyCommand("plus,equals_sign,e", "+", "min", "extend", "A minute more", "Make this step a minute longer (also e)."),
    KeyCommand("b", "b", "band", "band", "Change the target", "Another Zone 2, for the rest of the walk."),
    KeyCommand("m", "m", "mute", "mute", "Mute or unmute", "Steps and safety are told all the same."),
    KeyCommand("t", "t", "talk", "talk", "Talk test", "Read a few sentences aloud, and say how it went."),
    KeyCommand("p", "p", "pain", "pain", "Pain now", "From 0 to 10; above what is fine the walk may change."),
    KeyCommand("s", "s", "swap", "swap", "Swap the strap", "Take another strap; the walk goes on."),
    KeyCommand("f", "f", "far", "far", "Far view", "Only number, word and time, very large."),
    KeyCommand("w", "w", "screen", "share", "On another screen", "A code for a tablet or a television."),
    KeyCommand("question_mark,f1", "?", "help", "help", "Help", "This page."),
    KeyCommand("q,ctrl+q", "q", "end", "end", "End the walk, or leave it", "Asks first; ctrl+c ends it at once."),
)

FOOTER_KEYS = tuple((command.shown, command.label) for command in WALK_COMMANDS)
