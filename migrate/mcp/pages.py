"""Long answers piece by piece: lists by items, texts by lines.

What comes in is all there is, and where to begin; what goes out is what fits, and where the rest
begins. What does not fit is never left out without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from migrate.report.outputs.jsonlines import fitted, written

ROOM = 20_000
"""Bytes that a list, or characters that a text takes in one answer."""

_ITEM = 6_000  # bytes of one item
_USUAL = 25  # items


def page(
    items: Sequence[Any], arguments: Any, made: Any = lambda item: item
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The items from ``offset`` on, as ``made`` of each, no more than ``limit`` and than there is
    room for; and where they stand in the list.
    """
    offset, limit = arguments.get("offset", 0), arguments.get("limit", _USUAL)
    shown: list[dict[str, Any]] = []
    room = ROOM
    for item in items[offset : offset + limit]:
        values = fitted(made(item), _ITEM)
        room -= len(written(values))
        if room < 0 and shown:
            break
        shown.append(values)
    end = offset + len(shown)
    return shown, standing(offset, end, len(items), "items")


def text(whole: str, arguments: Any) -> tuple[str, dict[str, Any]]:
    """The text from the character ``offset`` on, as far as there is room, in whole lines; and where
    that stands.
    """
    offset = arguments.get("offset", 0)
    end = min(len(whole), offset + ROOM)
    if end < len(whole):
        end = whole.rfind("\n", offset, end) + 1 or end
    return whole[offset:end], standing(offset, max(offset, end), len(whole), "characters")


def standing(offset: int, end: int, total: int, of: str) -> dict[str, Any]:
    """What of a whole is shown; the rest begins at ``next_offset``, which is null at the end."""
    rest = end if end < total else None
    return {"of": of, "offset": offset, "shown": end - offset, "total": total, "next_offset": rest}


def some(items: Iterable[Any], most: int) -> list[Any]:
    """The first few items."""
    return list(islice(items, most))
