"""Include directives: CUDA's headers become the target's, each once.

What comes in are the includes of a file and the rules; what goes out are edits, references and
findings. Headers that become the same target header, or one that another brings along, are merged
where the first stands. Where a file relied on nvcc, which includes the runtime header by itself,
the target's runtime header is added behind the licence, ``#pragma once`` and the include guard.
Whether that is needed is the caller's to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from migrate.index import TreeIndex
from migrate.lexer import BOM, tokens
from migrate.model import Edit, Finding, Fix, Reference, Status
from migrate.rules import RuleSet, Verdict
from migrate.scan import Include, Scan, header_looks_like_cuda
from migrate.source import newline_of
from migrate.tables import Support

_UNKNOWN = "migrate/unknown-header"
_BLANK_REST = re.compile(rb"[ \t\r]*(?:\n|\Z)")
_NAME = re.compile(rb"\s+(\w+)")
_LINKAGE = re.compile(rb'\bextern\s*"C"\s*\{')
_BRINGS = {"cstring": "string.h"}  # <cmath> takes away what math.h gives
_NO_MACROS: Mapping[str, str] = {}
_UNIT = ".cu"
_FOR_NVCC = (_UNIT, ".cuh")
_HOST = (".c", ".cc", ".cpp", ".cxx")
_LINE = re.compile(rb"[^\n]*(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class Decision:
    """One include: what it is, and what its path becomes (None: the directive goes).

    ``before`` is a header that has to be included first.
    """

    include: Include
    verdict: Verdict
    target: str | None
    before: str = ""


def decide(scan: Scan, rules: RuleSet, index: TreeIndex) -> tuple[Decision, ...]:
    """What becomes of every CUDA include of the file."""
    cuda = [
        (include, verdict)
        for include in scan.includes
        if (verdict := _verdict(scan, include, rules, index))
    ]
    present = _target_headers(scan, rules)
    decisions = []
    for include, verdict in cuda:
        segment = scan.branches.at(include.start)
        if segment.left_alone or verdict.support in (Support.EXACT, Support.NONE):
            decisions.append(Decision(include, verdict, include.path))
            continue
        runtime = rules.info.runtime_header
        target = _strongest(verdict.target or runtime, segment.path, scan, cuda, rules)
        if _is_present(target, segment.path, present, rules):
            decisions.append(Decision(include, verdict, None))
            continue
        first = target in rules.info.behind_runtime and not _is_present(
            runtime, segment.path, present, rules
        )
        present.setdefault(segment.path, set()).update({target, runtime} if first else {target})
        decisions.append(Decision(include, verdict, target, runtime if first else ""))
    return (*decisions, *_answers(scan, rules, index))


def _answers(scan: Scan, rules: RuleSet, index: TreeIndex) -> Iterator[Decision]:
    """What becomes of each header that is asked for: none is merged with another, and none goes."""
    for probe in scan.probes:
        verdict = _verdict(scan, probe, rules, index)
        if verdict is not None:
            yield Decision(probe, verdict, verdict.target or probe.path)


def _verdict(scan: Scan, include: Include, rules: RuleSet, index: TreeIndex) -> Verdict | None:
    """What the tables say of an include; None where it is not CUDA's but the tree's or someone
    else's.
    """
    verdict = rules.header(include.path)
    suspect = verdict is None and not include.quoted and header_looks_like_cuda(include.path)
    if verdict is None and not suspect:
        return None
    # A library that the target lacks as a whole may be the tree itself, or in it.
    whole = verdict is not None and verdict.support is Support.NONE and "/" in include.path
    find = index.resolve if suspect or whole else index.beside
    if (include.quoted or suspect or whole) and find(scan.path, include.path) is not None:
        return None
    if verdict is None:
        message = f"<{include.path}> looks like a CUDA header and is in no table"
        verdict = Verdict(
            include.path,
            Status.UNKNOWN,
            "",
            message,
            _UNKNOWN,
            Support.NONE,
            *rules.causes.of_tool(_UNKNOWN),
        )
    return verdict


def _target_headers(scan: Scan, rules: RuleSet) -> dict[tuple[int, ...], set[str]]:
    """The target's headers a file includes already, by branch."""
    found: dict[tuple[int, ...], set[str]] = {}
    for include in scan.includes:
        if include.path in rules.target_headers:
            found.setdefault(scan.branches.at(include.start).path, set()).add(include.path)
    return found


def _strongest(
    target: str,
    path: tuple[int, ...],
    scan: Scan,
    wanted: Sequence[tuple[Include, Verdict]],
    rules: RuleSet,
) -> str:
    """A header of the same branch that brings ``target`` along if there is one, or ``target``."""
    for include, verdict in wanted:
        brings = target in rules.info.subsumes.get(verdict.target, ())
        if brings and scan.branches.at(include.start).path == path:
            return verdict.target
    return target


def _is_present(
    target: str, path: tuple[int, ...], present: dict[tuple[int, ...], set[str]], rules: RuleSet
) -> bool:
    """Whether ``target`` is already included in this branch or one around it."""
    for depth in range(len(path) + 1):
        for header in present.get(path[:depth], ()):
            if header == target or target in rules.info.subsumes.get(header, ()):
                return True
    return False


def edit(scan: Scan, decision: Decision) -> Edit | None:
    """The edit of one include; a directive that goes takes its line along if nothing else stands
    there.
    """
    include, data = decision.include, scan.data
    if decision.target is None:
        start = _directive_start(scan, include.start)
        rest = _BLANK_REST.match(data, include.end)
        whole = rest is not None and start == _line_start(data, start)
        return Edit(start, rest.end() if rest and whole else include.end, b"")
    if decision.target == include.path:
        return None
    text = b"<" + decision.target.encode("utf-8", "surrogateescape") + b">"
    if decision.before:
        text = b"<" + decision.before.encode() + b">" + newline_of(data) + b"#include " + text
    return Edit(include.start, include.end, text)


def report(scan: Scan, decision: Decision, change: Edit | None) -> tuple[Reference, Finding | None]:
    """The ledger entry of an include and, where a person should read it, its finding."""
    include, verdict = decision.include, decision.verdict
    segment = scan.branches.at(include.start)
    if segment.left_alone:
        alone = Reference(include.start, include.end, verdict.name, Status.NATIVE, segment.because)
        return alone, None
    status = verdict.status
    if status is Status.NATIVE and change is not None:
        status = Status.PORTED
    reference = Reference(include.start, include.end, verdict.name, status, verdict.rule)
    if not verdict.message:
        return reference, None
    fix = Fix((change,)) if change is not None else None
    finding = Finding(
        verdict.rule,
        status,
        verdict.name,
        verdict.message,
        include.start,
        include.end,
        branch=segment.branch,
        fix=fix,
        effort=verdict.effort,
        cause=verdict.cause,
        declares=verdict.announces,
    )
    return reference, finding


def needs_runtime(scan: Scan, rules: RuleSet, index: TreeIndex) -> bool:
    """Whether the file needs the runtime header that nvcc gave its unit: neither it nor a local
    header it includes brings it in, or only behind a header that names CUDA.

    That another source includes the file is no reason to leave it out: it may be a unit as well.
    """
    if not _is_brought(scan.path, rules, index, scan.includes):
        return True
    return scan.path.endswith(_UNIT) and _comes_late(scan.path, rules, index)


def included(scan: Scan, index: TreeIndex) -> frozenset[str]:
    """The headers that the file and the local headers it includes name, and what these bring."""
    named = {include.path for include in scan.includes}
    named.update(path for file in index.closure(scan.path) for path in file.includes)
    return frozenset(named | {_BRINGS[path] for path in named & _BRINGS.keys()})


def is_for_the_host(path: str, index: TreeIndex) -> bool:
    """Whether a source that nvcc leaves to the host's compiler includes the file."""
    return any(includer.endswith(_HOST) for includer in index.seen_by(path))


def _comes_late(path: str, rules: RuleSet, index: TreeIndex) -> bool:
    """Whether a header that names CUDA is included before anything brings in the runtime header.

    Sources for nvcc are given it themselves.
    """
    for name in index.by_path[path].includes if path in index.by_path else ():
        found = index.resolve(path, name)
        if _brings_runtime(path, name, rules, index) or (
            found is not None and (found.endswith(_FOR_NVCC) or _is_brought(found, rules, index))
        ):
            return False
        if found is not None and any(file.has_candidates for file in index.closure(found)):
            return True
    return False


def _is_brought(path: str, rules: RuleSet, index: TreeIndex, own: Sequence[Include] = ()) -> bool:
    """Whether the file or a local header it includes brings in the runtime header."""
    named = ((path, include.path) for include in own)
    theirs = ((file.path, name) for file in index.closure(path) for name in file.includes)
    return any(_brings_runtime(*item, rules, index) for item in (*named, *theirs))


def _brings_runtime(includer: str, path: str, rules: RuleSet, index: TreeIndex) -> bool:
    runtime = rules.info.runtime_header
    if path == runtime:
        return True
    verdict = rules.header(path)
    if verdict is None or verdict.target != runtime:
        return False
    return index.beside(includer, path) is None


def insertion(scan: Scan, headers: Sequence[str], macros: Mapping[str, str] = _NO_MACROS) -> Edit:
    """Add includes of ``headers`` before the first include, else behind licence, ``#pragma once``
    and guard; never between a suppression comment and its line, nor inside ``extern "C"``.
    ``macros`` are those under which a header counts.
    """
    newline = newline_of(scan.data)
    lines = b"".join(_line(header, macros.get(header, ""), newline) for header in headers)
    at, first_include = _preamble(scan)
    at = _above_orders(scan, at)
    if not first_include and scan.data[at - 1 : at] not in (b"\n", b"", BOM[-1:]):
        lines = newline + lines
    return Edit(at, at, lines)


def _line(header: str, macro: str, newline: bytes) -> bytes:
    line = b"#include <" + header.encode() + b">" + newline
    if not macro:
        return line
    return b"#ifdef " + macro.encode() + newline + line + b"#endif" + newline


def _above_orders(scan: Scan, at: int) -> int:
    """``at``, or the line of the suppression comments that stand right above it."""
    for comment in reversed(scan.trivia.comments.spans):
        if comment.end > at:
            continue
        order = b"migrate:" in scan.data[comment.start : comment.end]
        if not order or scan.data[comment.end : at].strip():
            break
        at = _line_start(scan.data, comment.start)
    return at


def _preamble(scan: Scan) -> tuple[int, bool]:
    """Offset of the line for a new include, and whether that is where the first include stands."""
    data, guard = scan.data, _include_guard(scan)
    start = behind = len(BOM) if data.startswith(BOM) else 0
    for directive in scan.directives.items:
        body = data[directive.body : directive.end].split()
        depth = len(scan.branches.at(directive.start).path) - (guard is not None)
        if directive.keyword == "include":
            if depth <= 0 and not _LINKAGE.search(data, 0, directive.start):
                return _directive_start(scan, directive.start), True
            break
        if (directive.keyword == "pragma" and body[:1] == [b"once"]) or (
            directive.keyword in ("ifndef", "define") and guard and body[:1] == [guard]
        ):
            behind = _next_line(data, directive.end)
    if behind == start:
        behind = _behind_licence(scan, start)
    return behind, False


def _include_guard(scan: Scan) -> bytes | None:
    """``X`` where ``#ifndef X`` and ``#define X`` come first and hold the whole file."""
    directives = [d for d in scan.directives.items if d.keyword not in ("pragma", "")][:2]
    if [d.keyword for d in directives] != ["ifndef", "define"]:
        return None
    *inner, last = scan.branches.segments[1:]
    if not all(segment.path for segment in inner):
        return None
    if not last.path and tokens(scan.data, last.start, len(scan.data), scan.trivia.both):
        return None
    names = [_NAME.match(scan.data, d.body) for d in directives]
    first, second = (match.group(1) if match else b"" for match in names)
    return first if first and first == second else None


def _behind_licence(scan: Scan, start: int) -> int:
    """Behind the comments the file begins with."""
    line = end = start
    for comment in scan.trivia.comments.spans:
        if scan.data[end : comment.start].strip():
            break
        end = comment.end
        if rest := _BLANK_REST.match(scan.data, end):
            line = rest.end()
    return line


def _directive_start(scan: Scan, offset: int) -> int:
    """Where the line at ``offset`` starts, or its directive, if a comment stands before it."""
    line = _line_start(scan.data, offset)
    directive = scan.directives.at(offset)
    if directive is None or not scan.data[line : directive.start].strip():
        return line
    return directive.start


def _line_start(data: bytes, offset: int) -> int:
    return data.rfind(b"\n", 0, offset) + 1


def _next_line(data: bytes, offset: int) -> int:
    match = _LINE.match(data, offset)
    return match.end() if match else len(data)
