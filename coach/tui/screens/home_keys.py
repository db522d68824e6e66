"""The home screen's keys, in the order in which the footer keeps them."""

from msgspec.structs import replace

from coach.tui.commands import KeyCommand
from coach.tui.screens.exporting import EXPORT as EXPORT_OF_A_PAGE
from coach.tui.screens.page import HELP

START = KeyCommand("enter", "enter", "start", "start", "Start today's walk", "The strap may come later.")
JOIN = KeyCommand("j", "j", "join", "join", "Join the walk", "It runs already; see it here.")
GO_ON = KeyCommand("c", "c", "go on", "go_on", "Go on with the unfinished walk", "Its time so far counts.")
CLOSE = KeyCommand("x", "x", "close", "close_walk", "Close the unfinished walk", "It is kept as it is.")
MORNING = KeyCommand("m", "m", "morning", "morning", "How the back was this morning", "After yesterday's walk.")
BAND = KeyCommand("b", "b", "new band", "band", "Another Zone 2", "What your talk tests speak for.")
CHECK_IN = KeyCommand("w", "w", "this week", "check_in", "How this week went", "Three things of daily life.")
FUNCTION = KeyCommand("a", "a", "activities", "function", "Your own activities", "How well you can do them by now.")
FLARE = KeyCommand("f", "f", "flare", "flare", "My back flares", "Say how much, and read your plan.")
FLARE_PLAN = KeyCommand("y", "y", "my plan", "flare_plan", "My plan for a flare", "Write it before it is needed.")
MOVE = KeyCommand("v", "v", "move", "move", "Move the walk", "To another day of this week, or to today.")
SEEN = KeyCommand("d", "d", "seen", "seen", "A professional has seen to it", "To what you marked in the questions.")
OTHER = KeyCommand("o", "o", "other walk", "other", "Another walk", "Free, steady, long or tempo.")
PLAN = KeyCommand("p", "p", "plan", "plan", "The plan", "All six weeks, and where you are.")
HISTORY = KeyCommand("h", "h", "history", "history", "History", "Your walks, and how things change.")
STRAP = KeyCommand("s", "s", "strap", "pair", "Strap", "Choose, try or forget a strap.")
SETTINGS = KeyCommand("g", "g", "settings", "settings", "Settings", "Colours, sound, days, zone and strap.")
PROFILE = KeyCommand("r", "r", "profile", "profile", "Profile", "Age, maximum heart rate, medicine, first day.")
EXPORT = replace(EXPORT_OF_A_PAGE, keys="e", shown="e", title="Export the newest walk")
LEARN = KeyCommand("l", "l", "learn", "learn", "Learn", "Why Zone 2, the talk test, and more, in short texts.")
QUIT = KeyCommand("q,ctrl+q,ctrl+c", "q", "quit", "back", "Quit", "Leave Coach.")

HOME_COMMANDS = (
    START,
    JOIN,
    GO_ON,
    CLOSE,
    MORNING,
    BAND,
    CHECK_IN,
    FUNCTION,
    SEEN,
    MOVE,
    OTHER,
    FLARE,
    FLARE_PLAN,
    PLAN,
    HISTORY,
    STRAP,
    SETTINGS,
    PROFILE,
    LEARN,
    EXPORT,
    HELP,
    QUIT,
)
