"""TOML files people write: read, and refused with file, key and advice where they are wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from migrate.model import UserError


def read_toml(file: Path) -> dict[str, Any]:
    """Parse ``file``; a syntax error is the user's to mend (``UserError``)."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{file}: {error}", "mend the TOML syntax") from None


def refuse_unknown_keys(file: Path, keys: Iterable[str], known: Iterable[str]) -> None:
    """Raise ``UserError`` for the first of ``keys`` that is not known, with the nearest that is."""
    allowed = sorted(known)
    for key in keys:
        if key not in allowed:
            near = get_close_matches(key, allowed, 1)
            advice = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(allowed)}"
            raise UserError(f"{place(file, key)}: unknown key {key!r}", advice)


def place(file: Path, key: str) -> str:
    """``file:12`` where ``key`` is written; by searching: the parser keeps no positions."""
    name = f"[\"']?{re.escape(key)}[\"']?"
    written = re.compile(rf"\s*(?:{name}\s*=|\[\[?\s*(?:[\w.-]+\.)?{name}\s*\])")
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if written.match(line):
            return f"{file}:{number}"
    return str(file)
