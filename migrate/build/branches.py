"""Branches of conditions in build files, and those for another system than the target's.

What comes in are the bytes of a build file without its comments; what goes out are branches, each
with the conditions that lead to it, and the spans of those that are taken on Apple's systems or on
Android only, where no ROCm is, or by releases of CMake that know no HIP. The file is text here:
nothing is run, and no variable is followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.files.kinds import Kind
from migrate.model import Span
from migrate.regex import regex

_IF = regex(
    rb"^[ \t]*(?P<word>ifn?eq|ifn?def|if|elseif|elif|else|endif)\b(?P<rest>[^\n]*)",
    re.MULTILINE | re.IGNORECASE,
)
_SUITE = regex(rb"^(?P<indent>[ \t]*)(?P<rest>\S[^\n]*)", re.MULTILINE)
_ELSE_IF = regex(rb"\s+(?P<word>ifn?eq|ifn?def)\b(?P<rest>.*)", re.DOTALL)
_CLAUSE = regex(rb"(?P<word>if|elif|else)\b(?P<rest>[^\n]*):\s*\Z")
_EITHER = regex(rb"\bor\b|\|\|", re.IGNORECASE)
_BOTH = regex(rb"\band\b|&&", re.IGNORECASE)
_NEGATED = regex(rb"\bnot\b|!", re.IGNORECASE)
_UNSET = regex(rb"\b(?:no|off|false|none|0)\b|,\s*\)|\(\s*,|\"\"|''", re.IGNORECASE)
_OTHERS = regex(rb"(?<![a-z])(?:apple|darwin|mac_?osx?|osx|ios|android)(?![a-z])", re.IGNORECASE)
_RELEASE = regex(
    rb"\s*\(?\s*(?P<not>not\s+)?[\"$\{]*CMAKE_VERSION[\"\}]*\s+"
    rb"VERSION_(?P<how>LESS|GREATER)(?P<equal>_EQUAL)?\s+"
    rb"\"?(?P<major>\d+)\.(?P<minor>\d+)[\d.]*\"?\s*\)?\s*",
    re.IGNORECASE,
)
_WITH_HIP = (3, 21)  # the first release of CMake that has the language

Branches = list[tuple[tuple[bytes, ...], int, int]]
"""The conditions so far, where what they lead to begins, and where it ends."""


def branches(code: bytes, kind: Kind) -> Iterator[Branches]:
    """The branches of each ``if`` of a build file."""
    return _suites(code) if kind in (Kind.PYTHON, Kind.BAZEL) else _blocks(code, kind)


def elsewhere(code: bytes, kind: Kind) -> list[Span]:
    """What is for another system than one with ROCm, with the conditions that say so."""
    if not _OTHERS.search(code):
        return []
    return sorted(
        Span(start - len(conditions[-1]), end)
        for group in branches(code, kind)
        for conditions, start, end in group
        if _is_elsewhere(conditions)
    )


def _is_elsewhere(conditions: tuple[bytes, ...]) -> bool:
    *earlier, own = conditions
    if own.strip(b" \t\r()"):
        return not _EITHER.search(own) and any(map(_asks, _BOTH.split(own)))
    # The rest of a condition that asks whether it is none of them, and for nothing else.
    asked = earlier[0] if len(earlier) == 1 else b""
    one = not (_EITHER.search(asked) or _BOTH.search(asked))
    return one and _OTHERS.search(asked) is not None and not _asks(asked)


def outdated(code: bytes) -> list[Span]:
    """What only releases of CMake read that do not have the language HIP."""
    if b"CMAKE_VERSION" not in code:
        return []
    return sorted(
        Span(start, end)
        for group in _blocks(code, Kind.CMAKE)
        for conditions, start, end in group
        if _is_outdated(conditions)
    )


def _is_outdated(conditions: tuple[bytes, ...]) -> bool:
    *earlier, own = conditions
    if not _EITHER.search(own) and any(_is_before(term, True) for term in _BOTH.split(own)):
        return True
    return any(_is_before(condition, False) for condition in earlier)


def _is_before(condition: bytes, holds: bool) -> bool:
    """Whether a condition that ``holds``, or does not, tells that this CMake is older."""
    match = _RELEASE.fullmatch(condition)
    if match is None:
        return False
    says_less = match["how"].upper() == b"LESS"
    is_less = says_less == ((match["not"] is None) == holds)
    release = int(match["major"]), int(match["minor"])
    # "Less" and "not greater or equal" leave the release itself out.
    below = says_less != (match["equal"] is not None)
    return is_less and (release <= _WITH_HIP if below else release < _WITH_HIP)


def _asks(term: bytes) -> bool:
    """Whether a condition without "and" and "or" holds on such a system only."""
    if not _OTHERS.search(term):
        return False
    return bool(_NEGATED.search(term)) == bool(_UNSET.search(term))


def _blocks(code: bytes, kind: Kind) -> Iterator[Branches]:
    """The branches of each ``if`` of a Makefile, a CMake file or a shell's script."""
    opened: list[Branches] = []
    for match in _IF.finditer(code):
        word, rest = match["word"].lower(), match["rest"]
        if kind is Kind.MAKE and word == b"if":
            continue  # the shell's, in a recipe
        if opened and not word.startswith(b"if"):
            conditions, start, _ = opened[-1][-1]
            opened[-1][-1] = (conditions, start, match.start())
        if word == b"endif":
            if opened:
                yield opened.pop()
        elif word.startswith(b"if"):
            text = b"not " + rest if word in (b"ifneq", b"ifndef") else rest
            opened.append([((text,), match.end(), len(code))])
        elif opened:
            conditions = opened[-1][-1][0]
            opened[-1].append(((*conditions, _further(word, rest)), match.end(), len(code)))


def _further(word: bytes, rest: bytes) -> bytes:
    """What a further branch asks for: nothing, where it is the last; CMake may repeat a name."""
    if word != b"else":
        return rest
    match = _ELSE_IF.match(rest)
    if match is None:
        return b""
    return b"not " + match["rest"] if b"n" in match["word"] else match["rest"]


def _suites(code: bytes) -> Iterator[Branches]:
    """The branches of each ``if`` of a Python script, by indentation."""
    opened: list[tuple[int, Branches]] = []
    for match in _SUITE.finditer(code):
        indent, clause = len(match["indent"]), _CLAUSE.match(match["rest"])
        word = clause["word"] if clause is not None else b""
        goes_on = word in (b"elif", b"else")
        while opened and opened[-1][0] >= indent:
            at, group = opened[-1]
            conditions, start, end = group[-1]
            if end == len(code):
                group[-1] = (conditions, start, match.start())
            if at == indent and goes_on:
                break
            yield opened.pop()[1]
        if word == b"if" and clause is not None:
            opened.append((indent, [((clause["rest"],), match.end(), len(code))]))
        elif goes_on and clause is not None and opened and opened[-1][0] == indent:
            conditions = opened[-1][1][-1][0]
            own = clause["rest"] if word == b"elif" else b""
            opened[-1][1].append(((*conditions, own), match.end(), len(code)))
    for _, group in reversed(opened):
        yield group
