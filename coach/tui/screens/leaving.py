"""How a screen leaves: once, and nobody but itself."""

from textual.await_complete import AwaitComplete
from textual.screen import Screen, ScreenResultType


class LeavesOnce(Screen[ScreenResultType]):
    """The base of every screen of Coach. Where another base is named as well, it stands before this one.

    Textual's own `dismiss` takes away whatever lies on top, answers a second time when it is called a second time, and
    fails when nothing is left to take away: keys that were typed ahead, timers and work in the background all call it
    when they like, and a failure ends the walk that runs.
    """

    _left = False
    _waits_with: tuple[ScreenResultType | None] | None = None
    """The result with which this screen, asked to leave while a page covers it, leaves when it is uncovered."""

    @property
    def has_left(self) -> bool:
        """Whether this screen has left, or will as soon as no page covers it."""
        return self._left

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave with a result; only the first call counts. Questions that lie over this screen go with it."""
        if self._left:
            return AwaitComplete()
        self._left = True
        stack = self.app.screen_stack
        for above in reversed(stack[stack.index(self) + 1 :] if self in stack else ()):
            if not (isinstance(above, LeavesOnce) and above.is_modal):
                break  # a page may hold answers
            above.dismiss(None)
        if self.is_active:
            return super().dismiss(result)
        self._waits_with = (result,)
        return AwaitComplete()

    def on_screen_resume(self) -> None:
        """Leave, where that was put off. Textual calls the handler of each subclass as well."""
        if self._waits_with is not None and self.is_active:
            [result] = self._waits_with
            self._waits_with = None
            super().dismiss(result)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Do nothing any more for a key or a command that comes after this screen has left."""
        return not self._left and super().check_action(action, parameters)
