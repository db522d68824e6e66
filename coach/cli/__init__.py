"""The commands: the composition root, the only room that knows every part."""
