"""Regular expressions of rules that have a name, so that each is written once.

What comes in are the values of a rule file, where ``(?&integer)`` stands for the expression called
``integer``: one of the file's own table ``[patterns]``, or of ``patterns.toml`` at the root of the
rules. What goes out are the same values with the expressions in their places, each in a group of
its own that captures nothing. Expressions may call others. No expression is compiled here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from migrate.model import UserError
from migrate.settings.toml import place, read_toml

FILE_NAME = "patterns.toml"
_MOST = 100_000  # characters of a text
_CALL = re.compile(r"\(\?&(\w+)\)")


def shared_patterns(root: Path) -> Mapping[str, str]:
    """The patterns for all rules below ``root``: none, where it has no such file."""
    file = root / FILE_NAME
    return checked(file, read_toml(file)) if file.is_file() else {}


def checked(file: Path, patterns: object) -> Mapping[str, str]:
    """``patterns`` of ``file``, where they are a table of texts; else raise ``UserError``."""
    if isinstance(patterns, dict) and all(isinstance(text, str) for text in patterns.values()):
        return patterns
    raise UserError(f"{file}: patterns is {patterns!r}", "write [patterns] with NAME = 'REGEX'")


def expanded(file: Path, value: Any, patterns: Mapping[str, str]) -> Any:
    """``value`` of ``file``, with every pattern that its texts call, at any depth.

    Raises ``UserError`` for a name that ``patterns`` does not have, and for one that calls itself.
    """
    if isinstance(value, str):
        return _text(file, value, patterns, ())
    if isinstance(value, list):  # no deeper than TOML that could be read
        return [expanded(file, item, patterns) for item in value]
    if isinstance(value, dict):
        return {key: expanded(file, item, patterns) for key, item in value.items()}
    return value


def _text(file: Path, text: str, patterns: Mapping[str, str], callers: tuple[str, ...]) -> str:
    def called(found: re.Match[str]) -> str:
        name = found[1]
        if name not in patterns:
            known = ", ".join(sorted(patterns)) or "there are none"
            raise UserError(f"{file}: no pattern is called {name!r}", f"known patterns: {known}")
        if name in callers:
            raise UserError(f"{place(file, name)}: pattern {name!r} calls itself", "write it out")
        return f"(?:{_text(file, patterns[name], patterns, (*callers, name))})"

    made = _CALL.sub(called, text) if "(?&" in text else text
    if len(made) > _MOST and made is not text:
        raise UserError(f"{file}: patterns that call patterns become too long", "write fewer")
    return made
