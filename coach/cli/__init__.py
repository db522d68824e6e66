"""The commands: the composition root, the only package that knows every part."""
