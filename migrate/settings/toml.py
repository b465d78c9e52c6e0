"""TOML files people write: read, and refused with file, key and advice where they are wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from migrate.model import UserError
from migrate.regex import regex
from migrate.settings.bounded import text

_MOST = 1024 * 1024  # characters of a file
_PARTS = 16  # of a dotted key: more are not to be read in reasonable time
_TOO_LONG = regex(r"(?m)^[^#\n]*?(?:[\w-]++[ \t]*+\.[ \t]*+){16}[\w-]")


def read_toml(file: Path) -> dict[str, Any]:
    """Parse ``file``; a syntax error is the user's to mend (``UserError``)."""
    try:
        written = text(file)
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}") from None
    if len(written) > _MOST:
        raise UserError(f"{file} has more than {_MOST:,} characters", "make it a smaller one")
    if found := _TOO_LONG.search(written):
        line = written.count("\n", 0, found.start()) + 1
        raise UserError(f"{file}:{line}: a key of more than {_PARTS} parts", "write a shorter one")
    import tomllib

    try:
        return tomllib.loads(written)
    except RecursionError:
        raise UserError(f"{file}: values are nested too deeply", "write it flatter") from None
    except ValueError as error:  # of the syntax, and of integers with too many digits
        raise UserError(f"{file}: {error}", "mend the TOML syntax") from None


def refuse_unknown_keys(file: Path, keys: Iterable[str], known: Iterable[str]) -> None:
    """Raise ``UserError`` for the first of ``keys`` that is not known, with the nearest that is."""
    allowed = sorted(known)
    for key in keys:
        if key not in allowed:
            from difflib import get_close_matches

            near = get_close_matches(key, allowed, 1)
            advice = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(allowed)}"
            raise UserError(f"{place(file, key)}: unknown key {key!r}", advice)


def any_of(file: Path, key: str, expressions: Sequence[str]) -> re.Pattern[str] | None:
    """Regular expressions at ``key``, of which one fits in full, as one; None where there is none.
    One that is wrong is the user's to mend (``UserError``).
    """
    for expression in expressions:
        try:
            re.compile(expression)
        except re.error as error:
            raise UserError(
                f"{place(file, key)}: {expression!r} is no regular expression",
                f"mend it: {error}",
            ) from None
    return regex("|".join(f"(?:{item})" for item in expressions)) if expressions else None


def place(file: Path, key: str) -> str:
    """``file:12`` where ``key`` is written; by searching: the parser keeps no positions."""
    name = f"[\"']?{re.escape(key)}[\"']?"
    written = re.compile(rf"\s*(?:{name}\s*=|\[\[?\s*(?:[\w.-]+\.)?{name}\s*\])")
    for number, line in enumerate(text(file).split("\n"), 1):
        if written.match(line):
            return f"{file}:{number}"
    return str(file)
