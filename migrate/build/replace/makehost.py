"""Options for the compiler of the host that a Makefile hands to nvcc in a variable.

What comes in are the lines of a file and a row of words; what goes out are runs of these with the
variable alone, as the target's compiler takes such options itself. One that nothing gives a value
is of who builds. It is left where a value is not known, or would make device code compute something
else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.build.replace.options import unquoted
from migrate.regex import regex
from migrate.text.make import Kind, Line, words

_HANDS_ON = regex(r"-Xcompiler|--?compiler-options?")
_JOINED = regex(r"(?:-Xcompiler|--?compiler-options?)=(.+)")
_VARIABLE = regex(r"\$[({](\w+)[)}]")
_EACH = regex(r"\$\(addprefix[ \t]+-Xcompiler[ \t]*,[ \t]*(\$[({]\w+[)}])[ \t]*\)")
_PLAIN = regex(
    r"-(?!Xcompiler|W[lpa],|ffast-math|Ofast|funsafe-math|fassociative|freciprocal|M|l|L)"
    r"[A-Za-z][^\s'\"`;$]*"
)
# Where programs look for CUDA's libraries when they run: the target's compiler knows its own.
_RUNPATH = regex(
    r"-Wl,-rpath[,=](?:\$[({]\w*CUDA\w*[)}]|/(?:usr/local|opt)/cuda[\w.-]*)"
    r"/(?:extras/CUPTI/)?lib(?:64)?/?"
)
_INCLUDES = regex(rb"[ \t]*[-s]?include\b")
_MOST_DEEP = 8  # variables in variables


def handed_on(
    texts: Sequence[str], data: bytes, found: Sequence[Line]
) -> Iterator[tuple[int, int, str]]:
    """Runs of words, each with the variable that is written for it; with none where it goes."""
    for at, text in enumerate(texts):
        each, joined = _EACH.fullmatch(text), _JOINED.fullmatch(text)
        if each is not None:
            run = (at, at + 1, each[1])
        elif joined is not None:
            run = (at, at + 1, unquoted(joined[1]))
        elif _HANDS_ON.fullmatch(text) and at + 1 < len(texts):
            run = (at, at + 2, unquoted(texts[at + 1]))
        else:
            continue
        if _RUNPATH.fullmatch(run[2]):
            yield *run[:2], ""
            continue
        names = run[2].split()
        if names and all(_is_plain(name, data, found, _MOST_DEEP) for name in names):
            yield run


def _is_plain(text: str, data: bytes, found: Sequence[Line], depth: int) -> bool:
    """Whether a word is a variable of options that every compiler here takes."""
    match = _VARIABLE.fullmatch(text)
    if match is None or not depth:
        return False
    name = match[1].encode()
    given = [line for line in found if line.kind is Kind.ASSIGNMENT and line.name == name]
    spans = [word for line in given for word in words(data, line.value)]
    held = [data[slice(*span)].decode("utf-8", "replace") for span in spans]
    is_known = bool(given) or not any(_INCLUDES.match(data, *line.span) for line in found)
    return is_known and all(
        _PLAIN.fullmatch(word) or _is_plain(word, data, found, depth - 1) for word in held
    )
