"""Drawing without widgets: pure functions from state and size to lines of inked text."""
