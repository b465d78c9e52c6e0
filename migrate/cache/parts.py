"""Values that a run leaves for the next one as it goes, in parts: each is whole by itself.

What comes in are values by their keys; what goes out, in a later run, are those that were left,
also by a run that was stopped. A list says which parts there are; it is written after the part that
is new, and before one is removed: whatever is lost costs time only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from migrate.cache.results import Slot


class Parts:
    """The parts of one ``kind`` in a slot, as the runs before have left them."""

    def __init__(self, slot: Slot, kind: str) -> None:
        self._slot, self._kind = slot, kind
        numbers = slot.get(kind)
        self._keys: dict[int, frozenset[str]] = {}  # of what each part holds
        self.before: dict[str, Any] = {}
        for number in numbers if isinstance(numbers, tuple) else ():
            part = slot.get(kind, str(number))
            if isinstance(part, dict):
                self._keys[number] = frozenset(part)
                self.before |= part

    @property
    def keys(self) -> frozenset[str]:
        """Those of all that is left."""
        return frozenset().union(*self._keys.values())

    def leave(self, values: Mapping[str, Any]) -> None:
        """Leave one more part."""
        if not values:
            return
        number = max(self._keys, default=0) + 1
        self._slot.put(self._kind, dict(values), str(number))
        self._keys[number] = frozenset(values)
        self._list()

    def reduce(self, wanted: Mapping[str, Any]) -> None:
        """Leave what is ``wanted`` of the parts, and nothing else: a part that holds more is
        written anew.
        """
        old = [number for number, keys in self._keys.items() if not keys <= wanted.keys()]
        if not old:
            return
        left = frozenset().union(*(self._keys[number] for number in old)) & wanted.keys()
        self.leave({key: wanted[key] for key in left})
        self._remove(old)

    def _remove(self, numbers: Collection[int]) -> None:
        for number in numbers:
            del self._keys[number]
        self._list()
        for number in numbers:
            self._slot.drop(self._kind, str(number))

    def _list(self) -> None:
        self._slot.put(self._kind, tuple(self._keys))
