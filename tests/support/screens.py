"""The screen as text: what the snapshot tests compare."""

from coach.tui.app import CoachApp


def screen_text(app):
    """What stands on the screen, line by line. The compositor is Textual's own business: only this helper knows it."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def screen_inks(app):
    """How it is printed: the screen with a letter for each style in the place of each character, and the styles."""
    letters = {}
    lines = []
    for strip in app.screen._compositor.render_strips():
        line = ""
        for text, style, _ in strip:
            told = str(style) if style else "none"
            letter = letters.setdefault(told, chr(ord("a") + len(letters)))
            line += "".join(char if char == " " and " on " not in told else letter for char in text)
        lines.append(line.rstrip())
    return "\n".join([*lines, *(f"{letter}: {told}" for told, letter in letters.items())])


SIZES = ((40, 12), (80, 24), (160, 50))


async def at_every_size(make, *keys, theme="dark", no_color=False, shows=None):
    """A screen after some keys, as text, at the sizes that Coach is drawn for; resized while it is shown.

    `shows` is awaited at each size: a footer of Textual's comes some moments later than the rest.
    """
    app = CoachApp(make, theme=theme, no_color=no_color)
    told = []
    async with app.run_test(size=SIZES[1]) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            if shows is not None:
                await until(pilot, shows=shows)
            told.append(f"--- {size[0]} x {size[1]}\n{screen_text(app)}")
    return "\n".join(told) + "\n"


async def until(pilot, *, shows=None, screen=None, holds=lambda: True):
    """Wait, as long as it takes on a busy machine, until a text or a screen is shown, or something else holds."""
    for _ in range(500):
        await pilot.pause(0.02)
        app = pilot.app
        is_there = (screen is None or isinstance(app.screen, screen)) and (shows is None or shows in screen_text(app))
        if is_there and holds():
            return
    raise AssertionError(f"no {shows or screen or holds} on the screen:\n{screen_text(pilot.app)}")
