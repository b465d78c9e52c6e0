"""Definitions of functions without the words that mark their declarations: they get them.

What comes in are a scan and what its tree declares; what goes out are the entries of definitions
whose declaration, in the same file or in one that it includes, says ``__device__`` where they do
not. nvcc joins the words of both; a compiler for which functions of the host and of the device are
overloads takes them for two, and refuses the second or misses it at the link. A macro that marks
the declaration is left to a person, and where one may mark the definition, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.model import Edit, Finding, Fix, Reference, Span, Status
from migrate.rewrite.entries import Entry
from migrate.rules.causes import Work
from migrate.tree.index import TreeIndex
from migrate.tree.marked import Declared, Function, defined
from migrate.tree.scan import Scan

MARKING = "migrate/marking"
API = "mark of a declaration"
_WRITTEN = frozenset({"__host__", "__device__"})


def entries(scan: Scan, index: TreeIndex, work: Work) -> Iterator[Entry]:
    """The entries of such definitions; ``work`` is that of one left to a person."""
    if not index.is_for_device(scan.path):
        return
    marked: dict[str, list[Declared]] = {}
    for file in index.closure(scan.path):
        for one in file.marked:
            marked.setdefault(one.function.name, []).append(one)
    if not marked:
        return
    for span, function in defined(scan.reading.blanked):
        words = _missing(function, marked.get(function.name, ()))
        if words and not scan.branches.at(span.start).left_alone:
            yield _entry(span, words, scan.branches.at(span.start).branch, work)


def _entry(span: Span, words: Sequence[str], branch: str, work: Work) -> Entry:
    text = " ".join(words)
    if _WRITTEN.issuperset(words):
        edit = Edit(span.start, span.start, f"{text} ".encode())
        return Entry(Reference(*span, API, Status.PORTED, MARKING), (), Fix((edit,)))
    message = (
        f"The declaration says {text}, and this definition does not: nvcc joins the two, and for "
        "clang they are a function of the device and another one of the host"
    )
    said = Finding(
        MARKING,
        Status.MANUAL,
        API,
        message,
        *span,
        f"Write {text} here, too",
        branch=branch,
        effort=work.effort,
        cause=work.cause,
        declares=work.announces,
    )
    return Entry(Reference(*span, API, Status.MANUAL, MARKING), (said,))


def _missing(function: Function, marked: Sequence[Declared]) -> Sequence[str]:
    """The words of its declaration that a definition lacks."""
    if function.may_have_more or not _WRITTEN.issuperset(function.marks):
        return ()
    found = {one.function.marks for one in marked if one.is_of(function)}
    if len(found) != 1:
        return ()
    (words,) = found
    if function.marks and not _WRITTEN.issuperset(words):
        return ()
    return tuple(word for word in words if word not in function.marks)
