"""Conditions that the port writes anew: in one code base they hold on both sides what they held.

What comes in is a directive before and after the port; what goes out is one that is the first where
a build is for CUDA, and the second where it is for the target.
"""

from __future__ import annotations

from migrate.files.source import newline_of
from migrate.model import Edit
from migrate.regex import regex
from migrate.shim.files import CONDITIONS, Ported
from migrate.shim.guarded import Guard
from migrate.text.guards import Guards
from migrate.text.lexer import Directive, directives, trivia

_DEFINED = regex(r"defined\s*\(\s*(\w+)\s*\)|defined\s+(\w+)")
_BESIDE = regex(r"\(*(.*?)\)* (?:\|\| |&& !)defined\((\w+)\)\)*")
_SPLICE = regex(r"\\\r?\n")
_FEW = 100  # letters of a line


def both(file: Ported, directive: Directive, guard: Guard, guards: Guards) -> Edit | None:
    """The edit of a condition that holds what each side's holds; None where the port has more than
    a condition there.
    """
    ported = file.line_text(directive.start, directive.end)
    found = directives(ported, trivia(ported).both).items
    if len(found) != 1 or found[0].keyword not in CONDITIONS:
        return None
    was = _asked(directive.keyword, _code(file.data, directive))
    now = _asked(found[0].keyword, _code(ported, found[0]))
    word = "elif" if directive.keyword.startswith("el") else "if"
    if word != ("elif" if found[0].keyword.startswith("el") else "if"):
        return None
    newline = newline_of(file.data).decode()
    text = _wider(was, now, guards) or _joined(was, now) or _chosen(was, now, guard, newline)
    return Edit(directive.start, _end(file, directive), f"#{word} {text}".encode())


def _code(data: bytes, directive: Directive) -> str:
    """What a directive asks, without comments."""
    out, at = b"", directive.body
    for comment in trivia(data[: directive.end]).comments.between(directive.body, directive.end):
        out += data[at : comment.start] + b" "
        at = comment.end
    text = (out + data[at : directive.end]).decode("utf-8", "surrogateescape")
    return " ".join(_SPLICE.sub(" ", text).split())


def _end(file: Ported, directive: Directive) -> int:
    """Where a directive ends, a comment behind it left out."""
    comments = file.trivia.comments.between(directive.body, directive.end)
    end = directive.end
    for comment in reversed(comments):
        if file.data[comment.end : end].strip():
            break
        end = comment.start
    return directive.body + len(file.data[directive.body : end].rstrip())


def _asked(keyword: str, text: str) -> str:
    name = text.split(" ", maxsplit=1)[0]
    if keyword.endswith("ndef"):
        return f"!defined({name})"
    return f"defined({name})" if keyword.endswith("def") else text


def _wider(was: str, now: str, guards: Guards) -> str:
    """What the port asks, where that is the same or, without it, a macro that no build for CUDA
    defines.
    """
    found = _BESIDE.fullmatch(now)
    if found is None or found[1] != was.strip("()"):
        return ""
    return now if guards.known(found[2], False).defined is False else ""


def _joined(was: str, now: str) -> str:
    """Both in one, where they differ in macros that are asked for, each known to one side only."""
    old, new = list(_DEFINED.finditer(was)), list(_DEFINED.finditer(now))
    if len(old) != len(new) or _DEFINED.sub("defined", was) != _DEFINED.sub("defined", now):
        return ""
    out, at = "", 0
    for one, other in zip(old, new, strict=True):
        first, second = (item[1] or item[2] for item in (one, other))
        either = f"defined({first}) || defined({second})"
        alone = one.span() == (0, len(was))
        out += was[at : one.start()]
        out += one[0] if first == second else either if alone else f"({either})"
        at = one.end()
    return out + was[at:]


def _chosen(was: str, now: str, guard: Guard, newline: str) -> str:
    """The one or the other, by which side a build is for."""
    first, second = f"({guard.holds}) && ({now})", f"{guard.fails} && ({was})"
    text = f"({first}) || ({second})"
    return text if len(text) <= _FEW else f"({first}) || \\{newline}    ({second})"
