"""Include directives: CUDA's headers become the target's, each once.

What comes in are the includes of a file and the rules; what goes out are edits, references and
findings. Headers that become the same target header, or one that another brings along, are merged
where the first stands. What is added beside them is for ``additions`` to say.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from migrate.files.source import newline_of
from migrate.model import Edit, Finding, Fix, Reference, Status
from migrate.regex import regex
from migrate.rules.names import Verdict
from migrate.rules.ruleset import RuleSet
from migrate.rules.tables import Support
from migrate.text.headernames import Include, header_looks_like_cuda, origin
from migrate.tree.index import TreeIndex
from migrate.tree.scan import Scan

UNKNOWN_HEADER = "migrate/unknown-header"
IN_C = "migrate/header-in-c"
IN_LINKAGE = "migrate/header-in-linkage"
BLANK_REST = regex(rb"[ \t\r]*(?:\n|\Z)")
_BRINGS = {"cstring": "string.h"}  # <cmath> takes away what math.h gives
_FOR_CXX = regex(r"__cplusplus|__CUDACC__")
_LINKAGE = regex(rb'\bextern\s*"C"\s*\{')
_LINE = regex(rb"[^\n]*(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class Decision:
    """One include: what it is, and what its path becomes (None: the directive goes).

    ``before`` is a header that has to be included first; ``written`` is what the directive says;
    ``refused`` says why its compiler does not take it there.
    """

    include: Include
    verdict: Verdict
    target: str | None
    before: str = ""
    written: str = ""
    refused: Finding | None = None


def decide(
    scan: Scan, rules: RuleSet, index: TreeIndex, added: Iterable[str] = ()
) -> tuple[Decision, ...]:
    """What becomes of every CUDA include of the file, before which headers are ``added``."""
    cuda = [
        (include, verdict)
        for include in scan.includes
        if (verdict := _verdict(scan, include, rules, index))
    ]
    beside: dict[tuple[int, ...], dict[str, None]] = {}  # what includes of a branch become
    for include, verdict in cuda:
        path = scan.branches.at(include.start).path
        beside.setdefault(path, {}).setdefault(verdict.target)
    present = _target_headers(scan, rules)
    present.setdefault((), set()).update(added)
    decisions = []
    for include, verdict in cuda:
        segment = scan.branches.at(include.start)
        if segment.left_alone or verdict.support in (Support.EXACT, Support.NONE):
            decisions.append(Decision(include, verdict, include.path))
            continue
        runtime = rules.info.runtime_header
        target = _strongest(verdict.target or runtime, beside[segment.path], rules)
        if _is_present(target, segment.path, present, rules):
            decisions.append(Decision(include, verdict, None))
            continue
        first = target in rules.info.behind_runtime and not _is_present(
            runtime, segment.path, present, rules
        )
        present.setdefault(segment.path, set()).update({target, runtime} if first else {target})
        spelled = rules.info.spelled
        before = spelled(runtime) if first else ""
        refused = _in_c(scan, include, target, rules, index)
        refused = refused or _in_linkage(scan, include, target, rules)
        decisions.append(Decision(include, verdict, target, before, spelled(target), refused))
    return (*decisions, *_answers(scan, rules, index))


def _in_c(
    scan: Scan, include: Include, target: str, rules: RuleSet, index: TreeIndex
) -> Finding | None:
    """That an include gives C a header of the port, which are C++."""
    branch = scan.branches.at(include.start).branch
    if target not in rules.info.helpers or _FOR_CXX.search(branch):
        return None
    units = [path for path in (scan.path, *sorted(index.seen_by(scan.path))) if path.endswith(".c")]
    if not units or rules.info.runtime_header not in rules.info.helpers:
        return None
    which = "this unit" if units[0] == scan.path else posixpath.basename(units[0])
    message = f"{target} is C++, and {which} is compiled as C, which does not get through it"
    advice = "compile it as C++ (call it .cpp), or include this in a unit of C++ only"
    span = (include.start, include.end)
    what = (IN_C, Status.MANUAL, include.path, message, *span, advice, branch, None)
    return Finding(*what, *rules.causes.of_tool(IN_C))


def _in_linkage(scan: Scan, include: Include, target: str, rules: RuleSet) -> Finding | None:
    """That an include stands in a block of C's linkage, in which CUDA's headers mean C++ by
    themselves, and those of the target do not.
    """
    if not target.startswith(rules.info.template_headers):
        return None
    opened = [*_LINKAGE.finditer(scan.data, 0, include.start)]
    if not opened:
        return None
    inside = scan.data[opened[-1].end() : include.start]
    if inside.count(b"}") > inside.count(b"{") or scan.trivia.both.at(opened[-1].start()):
        return None
    message = f'{target} has templates, which cannot be in extern "C" {{ }}, where this stands'
    advice = 'include it above extern "C" {, or close that block for it'
    span, branch = (include.start, include.end), scan.branches.at(include.start).branch
    what = (IN_LINKAGE, Status.MANUAL, include.path, message, *span, advice, branch, None)
    return Finding(*what, *rules.causes.of_tool(IN_LINKAGE))


def _answers(scan: Scan, rules: RuleSet, index: TreeIndex) -> Iterator[Decision]:
    """What becomes of each header that is asked for: none is merged with another, and none goes."""
    for probe in scan.probes:
        verdict = _verdict(scan, probe, rules, index)
        if verdict is not None:
            target = verdict.target or probe.path
            yield Decision(probe, verdict, target, written=rules.info.spelled(target))


def _verdict(scan: Scan, include: Include, rules: RuleSet, index: TreeIndex) -> Verdict | None:
    """What the tables say of an include; None where it is not CUDA's but the tree's or someone
    else's.
    """
    verdict = rules.header(include.path)
    suspect = verdict is None and not include.quoted and header_looks_like_cuda(include.path)
    if verdict is None and not suspect:
        return None
    # What the target lacks may be the tree itself, or in it: a library, a copy of a helper.
    whole = verdict is not None and verdict.support is Support.NONE
    find = index.resolve if suspect or whole else index.beside
    if (include.quoted or suspect or whole) and find(scan.path, include.path) is not None:
        return None
    if suspect and posixpath.basename(include.path) in index.built:
        return None
    if verdict is not None and whole and _is_unused(scan, include, rules):
        return replace(verdict, status=Status.PORTED, message="", support=Support.DROP)
    if verdict is None:
        message = f"<{include.path}> looks like a CUDA header and is in no table"
        work = rules.causes.of_tool(UNKNOWN_HEADER)
        verdict = Verdict(
            include.path,
            Status.UNKNOWN,
            "",
            message,
            UNKNOWN_HEADER,
            Support.NONE,
            *work._replace(cause=f"{work.cause}: {origin(include.path)}"),
        )
    return verdict


def _is_unused(scan: Scan, include: Include, rules: RuleSet) -> bool:
    """Whether the target lacks the header, and the file says nothing that would need it."""
    code = scan.reading.blanked
    return any(
        fnmatchcase(include.path, name) and used.search(code) is None
        for name, used in rules.info.unused_headers.items()
    )


def _target_headers(scan: Scan, rules: RuleSet) -> dict[tuple[int, ...], set[str]]:
    """The target's headers a file includes already, by branch."""
    found: dict[tuple[int, ...], set[str]] = {}
    for include in scan.includes:
        if include.path in rules.target_headers:
            found.setdefault(scan.branches.at(include.start).path, set()).add(include.path)
    return found


def _strongest(target: str, beside: Iterable[str], rules: RuleSet) -> str:
    """A header ``beside`` it that brings ``target`` along if there is one, or ``target``."""
    return next((item for item in beside if target in rules.info.subsumes.get(item, ())), target)


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
        start = directive_start(scan, include.start)
        rest = BLANK_REST.match(data, include.end)
        whole = rest is not None and start == line_start(data, start)
        return Edit(start, rest.end() if rest and whole else include.end, b"")
    if decision.target == include.path:
        return None
    text = decision.written.encode("utf-8", "surrogateescape")
    if decision.before:
        text = decision.before.encode() + newline_of(data) + b"#include " + text
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
    if decision.refused is not None:
        left = Reference(
            include.start, include.end, verdict.name, Status.MANUAL, decision.refused.rule
        )
        return left, replace(decision.refused, fix=Fix((change,)) if change is not None else None)
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


def included(scan: Scan, index: TreeIndex) -> frozenset[str]:
    """The headers that the file and the local headers it includes name, and what these bring."""
    named = index.reach(scan.path).named.union(include.path for include in scan.includes)
    return frozenset(named | {_BRINGS[path] for path in named & _BRINGS.keys()})


def directive_start(scan: Scan, offset: int) -> int:
    """Where the line at ``offset`` starts, or its directive, if a comment stands before it."""
    line = line_start(scan.data, offset)
    directive = scan.directives.at(offset)
    if directive is None or not scan.data[line : directive.start].strip():
        return line
    return directive.start


def line_start(data: bytes, offset: int) -> int:
    return data.rfind(b"\n", 0, offset) + 1


def next_line(data: bytes, offset: int) -> int:
    match = _LINE.match(data, offset)
    return match.end() if match else len(data)
