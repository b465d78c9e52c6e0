"""Words without which a regular expression fits nowhere, so that a text can be passed over quickly.

What comes in is an expression; what goes out are texts of which one stands in all that it fits: to
search for these costs far less than to try the expression at each place. Where letters count in
either case, or nothing can be said, there are none. What an expression fits is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_MOST = 8  # texts that are worth a search
_LEAST = 3  # characters of one
_REPEATS = frozenset({codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT})


@cache
def needed(expression: str, flags: int = 0) -> tuple[str, ...]:
    """Texts of which one is in each text that the expression fits in; nothing if none is known."""
    try:
        tree = parser.parse(expression, flags)
    except re.error:
        return ()
    if (flags | tree.state.flags) & re.IGNORECASE:
        return ()
    return _best(tree)


def _best(items: Any) -> tuple[str, ...]:
    """Of the texts that parts in a row need the ones that are the rarest: the longest."""
    return max(_each(items), key=lambda texts: min(map(len, texts), default=0), default=())


def _each(items: Any) -> Iterator[tuple[str, ...]]:
    """What each of the parts in a row needs, as far as that is known."""
    run = ""
    for code, value in (*items, (None, None)):
        if code is codes.LITERAL and value < 128:
            run += chr(value)
            continue
        if len(run) >= _LEAST:
            yield (run,)
        run = ""
        if code is not None:
            yield _of(code, value)


def _of(code: Any, value: Any) -> tuple[str, ...]:
    """What one part needs."""
    if code is codes.SUBPATTERN:
        return () if value[1] & re.IGNORECASE else _best(value[3])
    if code is codes.ATOMIC_GROUP:
        return _best(value)
    if code is codes.ASSERT:
        return _best(value[1])
    if code in _REPEATS:
        return _best(value[2]) if value[0] else ()
    if code is codes.BRANCH:
        found = [_best(branch) for branch in value[1]]
        texts = tuple(dict.fromkeys(text for each in found for text in each))
        return texts if all(found) and len(texts) <= _MOST else ()
    return ()
