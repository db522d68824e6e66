"""Coach: a guided walk by heart rate, from the strap to the screen."""

__version__ = "0.1.0"
