"""A use and its verdict to edits: how the target spells the name, part by part.

What comes in are the spans of a name's parts as they are written; what goes out are edits of the
parts that differ. Aliases and using directives stay: they are ported where they are declared.
"""

from __future__ import annotations

from migrate.model import Edit
from migrate.regex import regex
from migrate.rules.names import Verdict
from migrate.rules.ruleset import RuleSet
from migrate.rules.tables import Support
from migrate.tree.qualifiers import Access
from migrate.tree.resolve import Use

_REST = regex(rb"[ \t]*\r?\n")
_GOES_ON = regex(rb"[ \t]*+\\\r?\n\Z")  # ahead of a line that continues a directive
_MACRO_OF_WORDS = regex(  # with a directive behind it
    rb"[ \t]*#[ \t]*define[ \t]+\w+((?:[ \t]+\w+)+)[ \t]*(?=\r?\n[ \t]*#)"
)


def rename(use: Use, verdict: Verdict, rules: RuleSet) -> tuple[Edit, ...]:
    """Edits that spell the target's name, part by part where both have as many parts."""
    if not verdict.target or verdict.target == use.name:
        return ()
    if _is_enumerator(use, rules):
        return (Edit(use.start, use.end, verdict.target.rpartition("::")[2].encode()),)
    old, new, parts = use.name.split("::"), verdict.target.split("::"), use.parts
    if use.alias:
        ported = rules.verdict(use.alias)
        inside = ported.target + "::" if ported is not None else ""
        if inside and verdict.target.startswith(inside):  # the alias goes along: keep its name
            old = old[use.alias.count("::") + 1 :]
            new, parts = verdict.target[len(inside) :].split("::"), parts[1:]
    elif len(parts) < len(old):  # a member written without its namespace
        old, new = old[-len(parts) :], new[-len(parts) :]
    if len(parts) != len(new) or len(old) != len(new):
        return (Edit(parts[0].start, use.end, "::".join(new).encode()),) if parts else ()
    return tuple(
        Edit(span.start, span.end, after.encode())
        for span, before, after in zip(parts, old, new, strict=True)
        if before != after
    )


def _is_enumerator(use: Use, rules: RuleSet) -> bool:
    """Whether the name stands behind its type: ``cudaError_t::cudaSuccess``."""
    if use.before.access is not Access.SCOPED:
        return False
    owner = rules.verdict(use.before.words[-1])
    return owner is not None and bool(owner.target)


def removal(data: bytes, use: Use, rules: RuleSet) -> Edit:
    """Take a name out, with the blanks behind it, and a line that holds nothing else, with what
    made the line before go on to it. Where all of a macro goes ahead of a directive it is the
    blanks before: it ends with its own name, or it would not parse; ahead of code it would not
    without.
    """
    start, end = data.rfind(b"\n", 0, use.start) + 1, use.end
    before, whole = data[start : use.start], _REST.match(data, end)
    if whole is not None and not before.strip():
        goes_on = _GOES_ON.search(data, data.rfind(b"\n", 0, max(0, start - 1)) + 1, start)
        return Edit(goes_on.start(), end, b"") if goes_on else Edit(start, whole.end(), b"")
    if (macro := _MACRO_OF_WORDS.match(data, start)) is not None and _all_go(macro[1], rules):
        return Edit(start + len(before.rstrip(b" \t")), end, b"")
    while data[end : end + 1] in (b" ", b"\t"):
        end += 1
    return Edit(use.start, end, b"")


def _all_go(words: bytes, rules: RuleSet) -> bool:
    verdicts = [rules.verdict(word.decode()) for word in words.split()]
    return all(found is not None and found.support is Support.DROP for found in verdicts)
