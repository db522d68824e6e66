"""Modules are loaded without a look for garbage: what they make stays until the end."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Load modules within: garbage is not looked for, nor later among what they have made.

    Otherwise the look takes a tenth of the time in which the screens load, and a fifth of `coach history`.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
