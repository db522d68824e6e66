"""A list to choose from, in a window of any size."""

from textual.widgets import OptionList


def has_room(options: OptionList) -> bool:
    """Whether the list has a place on the screen: without one Textual knows no line of it, and fails when it pages."""
    return bool(options.scrollable_content_region)


class Options(OptionList):
    """Textual's list; it pages only where it has room."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in {"page_up", "page_down"} and not has_room(self):
            return False
        return super().check_action(action, parameters)
