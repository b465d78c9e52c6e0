"""Which headers a port adds to a file: what nvcc included by itself, or others brought along.

What comes in are a scan with the entries of its file; what goes out are the target's headers that
the file needs and does not get, and the first place that needs one. nvcc gives its units the
runtime header. A source for the host that includes nothing of CUDA's has it from its build, unless
a header from elsewhere may bring it; so has a header with kernels that only such sources include.
Types of half precision come along with many of CUDA's headers, and with few of the target's. Where
an include goes is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from migrate.files.kinds import FOR_NVCC
from migrate.files.source import newline_of
from migrate.model import Edit, Reference, Status
from migrate.port.implicit import implicit_headers
from migrate.port.macrosahead import ahead_of_macros
from migrate.regex import regex
from migrate.rewrite.entries import Entry
from migrate.rewrite.includes import included
from migrate.rewrite.preamble import insertion
from migrate.rules.ruleset import RuleSet
from migrate.rules.targets import Opening
from migrate.text.headernames import C_HEADERS, Include
from migrate.tree.filefacts import FileFacts
from migrate.tree.index import TreeIndex
from migrate.tree.scan import Scan

_UNIT = ".cu"
_HOST = (".c", ".cc", ".cpp", ".cxx")
_KERNELS = frozenset({"<<<", "__global__"})
_COMPILERS_MACRO = "__CUDACC__"
_MAIN = regex(
    rb"^[ \t]*(?:extern\s+\"C\"\s+)?(?:int|auto)\s+main\s*"
    rb"\([^(){};]*\)\s*(?:try\s*|->\s*int\s*)?\{",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Additions:
    """Headers to add, the macros under which they count, and the first place that needs one."""

    headers: tuple[str, ...] = ()
    macros: Mapping[str, str] = field(default_factory=dict)
    before: int | None = None
    helpers: Collection[str] = ()  # headers that are in quotes
    opening: Edit | None = None  # what main begins with

    @property
    def always(self) -> tuple[str, ...]:
        """Those that count under no macro."""
        return tuple(header for header in self.headers if not self.macros.get(header))

    def edit(self, scan: Scan) -> Edit | None:
        """The insertion of all of them."""
        if not self.headers:
            return None

        def spelled(header: str) -> str:
            return f'"{header}"' if header in self.helpers else f"<{header}>"

        return insertion(scan, self.headers, self.macros, self.before, spelled)


def additions(
    scan: Scan, entries: Sequence[Entry], rules: RuleSet, index: TreeIndex, relies: bool
) -> Additions:
    """What the file needs; ``relies`` says that its headers rely on what nvcc gives the unit."""
    uses = [item.reference for item in entries if _calls_for_runtime(item, rules)]
    if scan.path.endswith(_HOST):
        uses = [use for use in uses if use.name not in _macros_in_sight(scan.path, index)]
    starts = [use.start for use in uses if scan.directives.at(use.start) is None]
    first = min(starts, default=None)
    wanted: list[str] = []
    runtime = rules.info.runtime_header
    if (relies or uses) and _needs_runtime(scan, uses, first, rules, index):
        wanted.append(runtime)
    place, ahead = ahead_of_macros(scan, rules, index)
    wanted += ahead
    if place is not None and wanted:
        first = min(place, place if first is None else first)
    present = included(scan, index)
    wanted += (path for entry in entries for path in entry.requires if path not in present)
    wanted += _brought_along(scan, uses, wanted, rules, index)
    if runtime not in wanted:
        wanted += implicit_headers(scan.path, scan.reading.blanked, rules, index)
    opening = _opening(scan, rules.info.opening) if uses and rules.info.opening else None
    if opening is not None and rules.info.opening.header not in present:
        wanted.append(rules.info.opening.header)
    macros = {runtime: _macro(scan.path, uses, rules, index)}
    helpers = frozenset(rules.info.helpers)
    return Additions(tuple(dict.fromkeys(wanted)), macros, first, helpers, opening)


def _opening(scan: Scan, opening: Opening) -> Edit | None:
    """The statement that main begins with, on a line of its own; none where it is there, and in C,
    which has no such statement.
    """
    statement = opening.statement.encode()
    found = _MAIN.search(scan.reading.blanked)
    if found is None or statement in scan.data or scan.path.endswith(".c"):
        return None
    end = found.end()
    return Edit(end, end, newline_of(scan.data) + b"  " + statement)


def relies_on_nvcc(path: str, index: TreeIndex) -> bool:
    """Whether this is a unit whose headers name CUDA, so that nvcc's own include may matter."""
    return path.endswith(_UNIT) and any(
        file.has_candidates and file.path != path for file in index.closure(path)
    )


def _calls_for_runtime(entry: Entry, rules: RuleSet) -> bool:
    """Whether an entry is of something that CUDA's headers declare, and the target's do too."""
    reference = entry.reference
    return reference.status in (Status.PORTED, Status.NATIVE, Status.REVIEW) and not (
        reference.rule.startswith("migrate/")
        or reference.rule.endswith("/headers")
        or reference.name in rules.plain
    )


def _macros_in_sight(path: str, index: TreeIndex) -> frozenset[str]:
    """The macros that the file and its headers define, of words (``__device__``) as well."""
    return frozenset(item.name for file in index.closure(path) for item in file.macros)


def _needs_runtime(
    scan: Scan, uses: Sequence[Reference], first: int | None, rules: RuleSet, index: TreeIndex
) -> bool:
    """Whether nothing brings in the runtime header that the file had from elsewhere, or only
    behind its first use, or behind a header that names CUDA.

    That another source includes the file is no reason to leave it out: it may be a unit as well.
    """
    if index.mapped_above(scan.path):
        return False  # all that include it have the header of one code base
    if scan.path.endswith(FOR_NVCC):
        return _nvcc_gave_it(scan, uses, first, rules, index)
    if _is_brought(scan.path, rules, index, scan.includes):
        return False
    return _build_gave_it(scan, uses, rules, index)


def _nvcc_gave_it(
    scan: Scan, uses: Sequence[Reference], first: int | None, rules: RuleSet, index: TreeIndex
) -> bool:
    """Whether a file that nvcc compiles by its name relied on what nvcc includes."""
    late = scan.path.endswith(_UNIT) and _comes_late(scan.path, rules, index)
    return (
        late
        or not _is_surely_brought(scan, uses, rules, index)
        or _comes_behind(scan, first, rules, index)
    )


def _build_gave_it(scan: Scan, uses: Sequence[Reference], rules: RuleSet, index: TreeIndex) -> bool:
    """Whether a source for the host, or a header that only such sources include, relied on what
    its build includes, or on nvcc, to which the build gave it.
    """
    if scan.path.endswith(_HOST):
        is_left = not index.seen_by(scan.path)
        if is_left and _stands_alone(scan, index):
            return True
    else:
        is_left = _is_left_to_the_build(scan.path, rules, index)
    return is_left and _is_for_nvcc(uses) and not _may_be_anothers(uses, rules)


def _may_be_anothers(uses: Sequence[Reference], rules: RuleSet) -> bool:
    """Whether all that is used are words that other languages for kernels have as well, whose
    compilers know them: then a header from elsewhere may be of such a language.
    """
    rows = (row for use in uses for row in rules.surface.rows(use.name))
    return all(row["kind"] == "keyword" or _is_brought_type(row, rules) for row in rows)


def _is_brought_type(row: Mapping[str, str], rules: RuleSet) -> bool:
    header = rules.header(row["header"]) if row["kind"] == "type" else None
    return header is not None and header.target in rules.info.type_headers


def _is_for_nvcc(uses: Sequence[Reference]) -> bool:
    """Whether only nvcc can have compiled the file."""
    return any(use.name in _KERNELS for use in uses)


def _is_left_to_the_build(path: str, rules: RuleSet, index: TreeIndex) -> bool:
    """Whether files include a header that have the runtime header from none, and by their names
    are none of nvcc's: the build says that it compiles them.
    """
    above = index.seen_by(path)
    return bool(above) and not any(
        one.endswith(FOR_NVCC) or _is_brought(one, rules, index) for one in above
    )


def _stands_alone(scan: Scan, index: TreeIndex) -> bool:
    """Whether all that the file includes is the tree's or the standard library's, and no header of
    CUDA's or the target's.
    """

    def is_strange(name: str, path: str) -> bool:
        return not _is_standard(name) and index.resolve(path, name) is None

    def has_strange(file: FileFacts) -> bool:
        return any(is_strange(name, file.path) for name in file.includes)

    if any(is_strange(include.path, scan.path) for include in scan.includes):
        return False
    return scan.path not in index.leading("to a header from elsewhere", has_strange)


def _is_standard(name: str) -> bool:
    return name in C_HEADERS or not ("." in name or "/" in name)


def _macro(path: str, uses: Sequence[Reference], rules: RuleSet, index: TreeIndex) -> str:
    """What guards the runtime header, where a compiler for the host reads the file as well, or the
    tree has types of its own for it.
    """
    with_kernels = path.endswith(_HOST) and _is_for_nvcc(uses)
    if not (with_kernels or _is_for_the_host(path, index) or _has_own(path, uses, index)):
        return ""
    verdict = rules.verdict(_COMPILERS_MACRO)
    return verdict.target if verdict is not None and verdict.target != _COMPILERS_MACRO else ""


def _has_own(path: str, uses: Sequence[Reference], index: TreeIndex) -> bool:
    """Whether a source for the host sees what the tree declares, in some builds, under one of the
    names that it uses: with the target's header it would be there twice.
    """
    if not path.endswith(_HOST):
        return False
    seen = {file.path for file in index.closure(path)}
    placed = (item for use in uses for item in index.declared.get(use.name, ()))
    return any(where in seen and one.defined and not one.space for where, one in placed)


def _brought_along(
    scan: Scan, uses: Sequence[Reference], wanted: Sequence[str], rules: RuleSet, index: TreeIndex
) -> Iterator[str]:
    """Headers of types that CUDA's other headers bring along and the target's do not; those
    ``wanted`` so far count as if they were there, as they will be in a second run.
    """
    found = (_header_of_type(use, rules) for use in uses)
    needed = [*dict.fromkeys(target for target in found if target is not None)]
    if not needed:
        return
    here = {include.path for include in scan.includes}.union(wanted)
    named = here | index.reach(scan.path).named
    became = {path: verdict.target for path in named if (verdict := rules.header(path))}
    present, alone = named | set(became.values()), not index.seen_by(scan.path)
    around = named & (became.keys() | rules.target_headers)
    if not (here & around or (alone and (around or scan.path.endswith(FOR_NVCC)))):
        return
    yield from (target for target in needed if target not in present)


def _header_of_type(use: Reference, rules: RuleSet) -> str | None:
    """The target's header of a type that another header of CUDA's may have brought along."""
    rows = [row for row in rules.surface.rows(use.name) if row["kind"] == "type"]
    header = rules.header(rows[0]["header"]) if rows else None
    is_apart = header is not None and header.target in rules.info.type_headers
    return header.target if header is not None and is_apart else None


def _is_for_the_host(path: str, index: TreeIndex) -> bool:
    """Whether a source that nvcc leaves to the host's compiler includes the file."""
    return path in index.below("a source of the host's", lambda file: file.path.endswith(_HOST))


def _comes_late(path: str, rules: RuleSet, index: TreeIndex) -> bool:
    """Whether a header that names CUDA is included, directly or by another, before anything brings
    in the runtime header.

    Sources for nvcc are given it themselves.
    """
    seen = {path}
    ahead = [(path, name) for name in reversed(_includes(path, index))]
    while ahead:
        includer, name = ahead.pop()
        if _brings_runtime(includer, name, rules, index):
            return False
        found = index.resolve(includer, name)
        if found is None or found in seen:
            continue
        seen.add(found)
        if found.endswith(FOR_NVCC):
            return False
        if _is_brought(found, rules, index):
            ahead += [(found, one) for one in reversed(_includes(found, index))]
        elif found in index.leading("to what CUDA declares", lambda file: file.names_declared):
            return True
    return False


def _includes(path: str, index: TreeIndex) -> Sequence[str]:
    return index.by_path[path].includes if path in index.by_path else ()


def _comes_behind(scan: Scan, first: int | None, rules: RuleSet, index: TreeIndex) -> bool:
    """Whether every include that brings in the runtime header stands behind the first use."""
    return first is not None and not any(
        _brings_runtime(scan.path, include.path, rules, index)
        or ((found := index.resolve(scan.path, include.path)) and _is_brought(found, rules, index))
        for include in scan.includes
        if include.start < first
    )


def _is_surely_brought(
    scan: Scan, uses: Sequence[Reference], rules: RuleSet, index: TreeIndex
) -> bool:
    """Whether a header of CUDA's brings the runtime header wherever it is used, or one that asks
    for the target: an include that some builds leave out counts for the branch it stands in.
    """
    runtime, path, facts = rules.info.runtime_header, scan.path, index.by_path.get(scan.path)
    if any(include.path == runtime for include in scan.includes):
        return True
    if path in index.leading("to the runtime header", lambda file: runtime in file.includes):
        return True
    left_out = facts.conditional if facts is not None else frozenset[int]()
    named = [
        (path, include.path)
        for number, include in enumerate(scan.includes)
        if number not in left_out or _is_for_all(scan, include, uses)
    ]
    if any(_brings_runtime(*each, rules, index) for each in named):
        return True

    def brings(file: FileFacts) -> bool:
        return any(
            number not in file.conditional and _brings_runtime(file.path, name, rules, index)
            for number, name in enumerate(file.includes)
        )

    leading = index.leading("surely to what brings the runtime", brings, surely=True)
    return any(index.resolve(*each) in leading for each in named)


def _is_for_all(scan: Scan, include: Include, uses: Sequence[Reference]) -> bool:
    """Whether all that is used stands under the conditions that the include stands under."""
    asked = scan.branches.at(include.start).branch.split(" && ")
    found = (scan.branches.at(use.start).branch.split(" && ") for use in uses)
    return bool(uses) and all(conditions[: len(asked)] == asked for conditions in found)


def _is_brought(path: str, rules: RuleSet, index: TreeIndex, own: Sequence[Include] = ()) -> bool:
    """Whether the file or a local header it includes brings in the runtime header."""
    if any(_brings_runtime(path, include.path, rules, index) for include in own):
        return True

    def brings(file: FileFacts) -> bool:
        return any(_brings_runtime(file.path, name, rules, index) for name in file.includes)

    return path in index.leading("to what brings the runtime", brings)


def _brings_runtime(includer: str, path: str, rules: RuleSet, index: TreeIndex) -> bool:
    runtime = rules.info.runtime_header
    if path == runtime or runtime in rules.info.subsumes.get(path, ()):
        return True
    verdict = rules.header(path)
    if verdict is None:
        return False
    brings = rules.info.subsumes.get(verdict.target, ())
    if verdict.target != runtime and runtime not in brings:
        return False
    return index.beside(includer, path) is None
