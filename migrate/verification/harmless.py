"""Words of a tree that a compiler may be given: none that its driver would execute.

What comes in are arguments and names that a repository decides: macros, folders, files. hipcc and
nvcc are drivers that call other programs through a shell, and do not quote every word on the way:
a command in a file's name, or in the value of a macro, would be run. What goes out are the words
without those; what is left out is for the caller to say. Options that load or run something are
not known here: ``compiledb`` keeps none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.regex import regex

_SHELLS = regex(r"[`$;&|<>\n\r\0]|\\(?s:.)*\s|\s(?s:.)*\\")
_UNQUOTED = regex(r"\.(?:a|lo)\Z|--amdhsa-code-object-version|\A@")  # hipcc's own handling
_PATHS = frozenset({"-isystem", "-iquote", "-idirafter", "-include"})


def is_harmless(word: str) -> bool:
    """Whether a word means the same to a shell, quoted or not, as far as running things goes."""
    return _SHELLS.search(word) is None and _UNQUOTED.search(word) is None


def parted(arguments: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The arguments less those that are not harmless, and these; an option of two words is one."""
    kept: list[str] = []
    left: list[str] = []
    for option in _options(arguments):
        (kept if all(map(is_harmless, option)) else left).extend(option)
    return tuple(kept), tuple(left)


def _options(arguments: Sequence[str]) -> Iterator[tuple[str, ...]]:
    words = iter(arguments)
    for word in words:
        yield (word, next(words, "")) if word in _PATHS else (word,)
