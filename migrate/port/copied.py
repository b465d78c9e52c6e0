"""Headers of NVIDIA's that a tree copies file by file: the samples' helpers, CUDA's declarations.

What comes in are the results of a tree and what its files declare; what goes out are the files that
are copies, and results in which all that is left of the copies of one thing is one finding, with
each of its places. Where these declare what CUDA's headers do, the copy is replaced as a whole, and
its places are remarks. A copy is known by what it defines, under whatever name it stands; a file
that defines more of its own is none. Copies are ported as all other sources: what uses them needs
them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from migrate.files import source
from migrate.files.discover import Discovered
from migrate.files.kinds import Kind
from migrate.model import FileResult, Finding, Reference, Status
from migrate.regex import regex
from migrate.rules.causes import Work
from migrate.tree.filefacts import FileFacts
from migrate.tree.index import TreeIndex
from migrate.tree.vendored import Header

COPIED_HEADER = "migrate/copied-header"
_HEADERS = (".h", ".hh", ".hpp", ".hxx", ".cuh", ".inl", ".inc")
_LEAST = 20  # names of CUDA's that a copy of a header of its declares
_OF_CUDA = "declarations of CUDA's own headers"
_GRAVEST = (Status.MANUAL, Status.UNKNOWN, Status.REVIEW)
_COMMENT = regex(r"//[^\n]*|/\*(?:.*?\*/|.*)", re.DOTALL)
# Macros that stand for something (no guards of includes), and functions with bodies.
_MACRO = regex(r"^[ \t]*#[ \t]*define[ \t]+(\w+)(?=\(|[ \t]+[^\s])", re.MULTILINE)
_FUNCTION = regex(
    r"^[^\s#{}][^#;{}()=]{0,160}?\b(operator\W{1,3}|\w{1,80})\s{0,3}\([^;{}()]{0,400}\)\s{0,9}\{",
    re.MULTILINE,
)
# What a copy of CUDA's own declarations has: their rules say how each name is declared otherwise.
_DECLARED = regex(r"\w+/(?:names/\w+|families)|migrate/(?:copied-number|redefined|unknown-name)")


class Kept(NamedTuple):
    """A copy: what it is of, and the advice; ``of_cuda`` says whether it only declares what headers
    of CUDA's declare.
    """

    title: str
    advice: str
    of_cuda: bool = False


def copied_headers(
    found: Iterable[Discovered],
    results: Iterable[FileResult],
    index: TreeIndex,
    headers: Sequence[Header],
    target: str,
) -> dict[str, Kept]:
    """The files that are copies, of those about which something is said, and those that declare
    what CUDA declares; ``target`` is how people call what is ported to.
    """
    of_cuda = Kept(
        _OF_CUDA,
        f"leave these declarations out for {target}, and include its own header that has them",
        of_cuda=True,
    )
    files = {file.name: file for file in found if file.kind is Kind.SOURCE and not file.skip}
    kept = {}
    for result in results:
        facts, file = index.by_path.get(result.path), files.get(result.path)
        if facts is None or file is None:
            continue
        if _declares_cuda(facts, result):
            kept[result.path] = of_cuda
        elif any(item.status is not Status.INFO for item in result.findings):
            header = _header(file, headers)
            if header is not None:
                kept[result.path] = Kept(header.title, header.advice)
    return kept


def with_copied(
    results: Sequence[FileResult], kept: Mapping[str, Kept], work: Work
) -> Sequence[FileResult]:
    """The ``results``, in which what is left of the copies of one thing has one cause, and the
    first of them says so; ``work`` is what such a copy costs.
    """
    asked = {file.path: _left(file, kept[file.path]) for file in results if file.path in kept}
    asked = {path: places for path, places in asked.items() if places}
    told: dict[str, Finding | None] = {}
    for title in dict.fromkeys(kept[path].title for path in asked):
        paths = [path for path in asked if kept[path].title == title]
        lead = _lead([asked[path] for path in paths], kept[paths[0]], work)
        told |= {path: lead if path == paths[0] else None for path in paths}
        if kept[paths[0]].of_cuda:
            told |= {path: replace(lead) for path in paths}  # each is a place of its own
    return [
        _said(file, asked[file.path], kept[file.path], told[file.path])
        if file.path in told
        else file
        for file in results
    ]


def of_copies(headers: Sequence[Header]) -> frozenset[str]:
    """The causes of such findings: each is one for the tree."""
    return frozenset(map(_cause, (_OF_CUDA, *(header.title for header in headers))))


def _cause(title: str) -> str:
    return f"Copy of {title}"


def _said(
    file: FileResult, places: Collection[Finding], kept: Kept, lead: Finding | None
) -> FileResult:
    cause = _cause(kept.title)
    moved = [_in_copy(item, kept, cause) if item in places else item for item in file.findings]
    file = replace(file, findings=(*((lead,) if lead else ()), *moved))
    if not kept.of_cuda:
        return file
    gone, edited = {item.start for item in places}, {edit.start for edit in file.edits}
    settled = (_gone(item, edited) if item.start in gone else item for item in file.references)
    return replace(file, references=tuple(settled))


def _in_copy(item: Finding, kept: Kept, cause: str) -> Finding:
    """What is said of a place in a copy; a compiler stops there all the same, until it is gone."""
    if kept.of_cuda:
        item = replace(item.remark, declares=item.announces)
    return replace(item, cause=cause)


def _gone(reference: Reference, edited: Collection[int]) -> Reference:
    """A reference that goes with the copy it stands in: nothing is to be done for it alone."""
    if reference.status in (Status.PORTED, Status.NATIVE):
        return reference
    status = Status.PORTED if reference.start in edited else Status.NATIVE
    return reference._replace(status=status, rule=COPIED_HEADER)


def _left(file: FileResult, kept: Kept) -> list[Finding]:
    """What asks for something in a copy, and goes with it."""
    return [
        item
        for item in file.findings
        if item.status is not Status.INFO
        and kept.advice
        and (not kept.of_cuda or _DECLARED.fullmatch(item.rule))
    ]


def _lead(places: Sequence[Sequence[Finding]], kept: Kept, work: Work) -> Finding:
    """What is said of the copies of one thing: no place of a file, but all of them."""
    count, others = sum(map(len, places)), len(places) - 1
    what = f"this file and {others} more are copies" if others else "this file is a copy"
    left = f"{count} places are" if count > 1 else "1 place is"
    left = f"{left} left to a person, which go with the copy"
    if kept.of_cuda:
        left = f"{count} places that would need a person go with the copy"
    statuses = {item.status for each in places for item in each}
    return Finding(
        COPIED_HEADER,
        next(status for status in _GRAVEST if status in statuses),
        kept.title,
        f"{what} of {kept.title}: {left}",
        0,
        0,
        suggestion=kept.advice,
        effort=work.effort,
        cause=_cause(kept.title),
        declares=work.announces,
    )


def _declares_cuda(facts: FileFacts, result: FileResult) -> bool:
    """Whether most of what a header names of CUDA's are types and values that it declares."""
    declared = {item.name for item in facts.declared if item.kind in ("type", "value")}
    if len(declared) < _LEAST or not facts.path.endswith(_HEADERS):
        return False
    named = {item.name for item in result.references}
    return 2 * len(declared) >= len(named)


def _header(file: Discovered, headers: Sequence[Header]) -> Header | None:
    """What a source is a copy of."""
    with suppress(OSError):
        text = source.read(file.path, file.name).data.decode("utf-8", "replace")
        likely = [header for header in headers if header.says.search(text)]
        defined = _defined(text) if likely else frozenset()
        for header in likely:
            of_it = sum(header.names.fullmatch(name) is not None for name in defined)
            if 2 * of_it > len(defined):
                return header
    return None


def _defined(text: str) -> frozenset[str]:
    """The functions and macros that a source defines, in words that stand at the margin."""
    code = _COMMENT.sub(" ", text)
    return frozenset((*_MACRO.findall(code), *_FUNCTION.findall(code)))
