"""What becomes of a macro, or a type, with a name of CUDA's that the tree gives a meaning itself.

What comes in are the place, the rules and what the tree makes of the name; what goes out is
an entry, or word that the name is to be ported like its uses, so that these still pass through it.
It is not where uses are reshaped, or where another name of CUDA's becomes the same one. What the
uses become is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from migrate.model import Span, Status
from migrate.regex import regex
from migrate.rewrite.entries import Entry, entry, native
from migrate.rules.causes import Work
from migrate.rules.ruleset import RuleSet
from migrate.rules.tables import Support
from migrate.text.lexer import Directive
from migrate.tree.resolve import Use
from migrate.tree.scan import Scan

REDEFINED = "migrate/redefined"
_NAMED = regex(rb"[ \t]*([A-Za-z_]\w*)(?!\()")
_WORD = regex(r"[A-Za-z_]\w*")
_VALUE = regex(
    rb"[ \t]*[-+(]*[ \t]*(?:\.?\d[\w.+-]*|\"[^\"\n]*\"|'[^'\n]*')[ \t)]*(?:/[/*].*)?", re.DOTALL
)
_ALIKE = 3  # letters with which names of one vendor begin: hip, HIP, mus


def goes_along(
    scan: Scan, directive: Directive | None, use: Use, rules: RuleSet, reshaped: bool
) -> bool:
    """Whether the macro that is defined here is ported by renaming it: each use is renamed and
    nothing else, and nothing but its uses gets that name. One with a name of the target's in
    it is a shim, and stays. ``reshaped``: a rule has shapes of it.
    """
    verdict = rules.verdict(use.name)
    if directive is None or verdict is None or reshaped or len(use.parts) != 1:
        return False
    target = verdict.target
    if verdict.support is not Support.RENAMED or not _WORD.fullmatch(target):
        return False
    body = _WORD.findall(scan.data[use.end : directive.end].decode("utf-8", "replace"))
    is_shim = any(word[:_ALIKE].lower() == target[:_ALIKE].lower() for word in body)
    return not is_shim and rules.sources(target) == {use.name}


def values(scan: Scan) -> Mapping[str, tuple[Span, ...]]:
    """Names that the file's macros make plain numbers or strings, and where they are: behind the
    definition, to the end of it. What is a type or a function of CUDA's is the user's there.
    """
    found: dict[str, tuple[Span, ...]] = {}
    for item in scan.directives.items:
        named = _NAMED.match(scan.data, item.body, item.end)
        if named is None or item.keyword not in ("define", "undef"):
            continue
        name = named[1].decode("utf-8", "replace")
        if item.keyword == "define" and _VALUE.fullmatch(scan.data, named.end(), item.end):
            found[name] = (*found.get(name, ()), Span(item.end, len(scan.data)))
        elif item.keyword == "undef" and name in found:
            *before, last = found[name]
            found[name] = (*before, Span(last.start, min(last.end, item.end)))
    return found


def is_valued(values: Sequence[Span], directive: Directive | None) -> bool:
    """Whether this is the definition of such a macro."""
    return directive is not None and any(span.start == directive.end for span in values)


def redefined(
    use: Use, rules: RuleSet, meaning: bytes, branch: str, work: Work, reshaped: bool
) -> Entry:
    """The tree gives a CUDA name a ``meaning`` of its own; harmless if that is the target's, or
    becomes it, and where uses stay as they are: the target has nothing for them, and they are not
    ``reshaped``.
    """
    verdict, other = rules.verdict(use.name), rules.verdict(meaning.decode("utf-8", "replace"))
    shim = verdict is not None and meaning in (b"", verdict.target.encode())
    if verdict is None or shim or verdict.status is Status.NATIVE:
        return native(use, REDEFINED)
    if (not verdict.target and not reshaped) or (other and other.target == verdict.target):
        return native(use, REDEFINED)
    message = (
        f"{use.name} is given another meaning here; "
        "its uses are ported and no longer pass through it"
    )
    suggestion = "Give the macro and its uses a name that is not CUDA's"
    if verdict.target:
        suggestion = f"Give {verdict.target} that meaning too, or the macro a name of your own"
    return entry(use, Status.REVIEW, REDEFINED, message, branch, work, suggestion=suggestion)
