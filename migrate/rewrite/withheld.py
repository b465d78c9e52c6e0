"""Rewrites that did not hold and are left to a person, and where they stand in a later state.

What comes in are references by their place in the original and what has become of it; what goes out
is whether the rewrite at a place is withheld. Names are never withheld: a name in the place of a
name cannot break code. Which rewrites are to blame is not decided here.
"""

from __future__ import annotations

from typing import NamedTuple

from migrate.rewrite.edits import Change


class Withheld(NamedTuple):
    """References, by where they start in the original, whose rewrites are withheld; with
    ``everything`` all of them. ``change`` has made the present state of the original.
    """

    starts: frozenset[int] = frozenset()
    everything: bool = False
    change: Change | None = None

    def holds(self, start: int) -> bool:
        """Whether the rewrite of the reference at ``start`` of the present state is withheld."""
        if self.everything or not self.starts:
            return self.everything
        return (start if self.change is None else self.change.nearest(start)) in self.starts

    def after(self, change: Change) -> Withheld:
        """The same for what ``change`` made of the original."""
        return Withheld(self.starts, self.everything, change)


NOTHING_WITHHELD = Withheld()
