"""When Python looks for objects that hold each other, and that nobody else holds.

What it loads lives as long as the process, so that to look through it again and again finds
nothing. What comes in is where a run stands; nothing goes out.
"""

from __future__ import annotations

import gc

_NEW = 20_000  # objects that were made and are still there before they are looked at


def pause() -> None:
    """Look for none while modules are loaded, until ``resume``."""
    gc.disable()


def resume() -> None:
    """Leave what is loaded alone, and look at what a run makes, now and then."""
    gc.freeze()
    gc.set_threshold(_NEW, 20, 20)
    gc.enable()
