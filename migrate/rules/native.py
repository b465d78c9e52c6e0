"""``[native]`` of a target: how files are told that were written for it, or for another chip.

What comes in is that table of a ``target.toml``; what goes out are the suffixes of such files, the
words that folders and files are called by, and headers. No file of a tree is looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrate.settings.toml import any_of, refuse_unknown_keys

_KEYS = frozenset("suffixes called headers foreign".split())


@dataclass(frozen=True, slots=True)
class Native:
    """Files with one of the ``suffixes``, or called by one of the words ``called``, are the
    target's own; ``headers``, in full, are what only such include. Those that include one of
    ``foreign`` are written for other chips. None of them names what only CUDA has.
    """

    suffixes: tuple[str, ...] = ()
    called: frozenset[str] = frozenset()
    headers: re.Pattern[str] | None = None
    foreign: re.Pattern[str] | None = None


def read_native(file: Path, values: Mapping[str, Any]) -> Native | None:
    """The table, checked; None where the target has none."""
    refuse_unknown_keys(file, values, _KEYS)
    if not values:
        return None
    return Native(
        suffixes=tuple(values.get("suffixes", ())),
        called=frozenset(values.get("called", ())),
        headers=any_of(file, "headers", values.get("headers", ())),
        foreign=any_of(file, "foreign", values.get("foreign", ())),
    )
