"""Regular expressions that are compiled when they are first used.

What comes in is the text of an expression; what goes out does all that a compiled one does. Most of
what rules, and modules, could ask for is not asked for in a run, and compiling takes longer than
all else of loading it. A text that may be wrong is to be compiled by whoever reads it.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, Generic, cast


class _Regex(Generic[AnyStr]):
    """Stands for a compiled expression; what was asked for once is an attribute of its own."""

    def __init__(self, text: AnyStr, flags: int) -> None:
        self._written: tuple[AnyStr, int] = (text, flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(re.compile(*self._written), name)
        self.__dict__[name] = found
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return _Regex, self._written

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Regex) and self._written == other._written

    def __hash__(self) -> int:
        return hash(self._written)

    def __repr__(self) -> str:
        return f"regex{self._written!r}"


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The expression, to be compiled at its first use."""
    return cast(re.Pattern[AnyStr], _Regex(text, int(flags)))
