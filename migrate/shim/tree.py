"""A whole port as one code base: its sources with CUDA's names, and the header that they include.

What comes in are the results of a run with the bytes they were made of; what goes out are the
results of the other form, the header among them. Nothing is written.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from migrate.compact import packed
from migrate.files.source import digest, line_starts, newline_of
from migrate.model import Edit, FileResult, Outcome, Span, Status, UserError
from migrate.rewrite.edits import apply
from migrate.rewrite.preamble import insertion
from migrate.rules.ruleset import RuleSet
from migrate.shim import header as text
from migrate.shim.convert import Converted, Shim, convert
from migrate.shim.files import Ported
from migrate.shim.forms import Forms
from migrate.shim.guarded import Guard
from migrate.shim.includes import Header
from migrate.shim.survey import forms_of
from migrate.shim.targets import names_for_target
from migrate.text.conditions import GUARDED
from migrate.text.derived import definitions
from migrate.text.guards import Guards
from migrate.tree.filefacts import FileFacts
from migrate.tree.index import TreeIndex
from migrate.tree.mapping import maps_names
from migrate.tree.scan import Scan

_UNITS = (".cu", ".c", ".cc", ".cpp", ".cxx")
_TABLES = "/names/"


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of a tree: its index and rules, ``name`` of the header, and how to read a file
    (as it was before the port) and to scan one.
    """

    index: TreeIndex
    rules: RuleSet
    guards: Guards
    name: str
    read: Callable[[str], bytes]
    scan: Callable[[str, bytes], Scan | None]


def one_code_base(results: Sequence[FileResult], ground: Ground) -> tuple[FileResult, ...]:
    """The ``results`` of all sources as one code base, with that of the header."""
    stands = _standing(results, ground)
    files = [
        Ported(result, ground.read(result.path))
        for result in results
        if result.path != ground.name
        and (result.references or result.edits)
        and result.outcome in _DONE
    ]
    rules, guard = ground.rules, guard_of(ground.rules)
    mapping = _mapping(files, ground)
    others = {file.path: _left_alone(file.result) for file in files if file.path in mapping}
    files = [file for file in files if file.path not in mapping]
    index, guards = ground.index, ground.guards
    further = names_for_target(files, rules, guards, index, ground.scan)
    own = _own_macros(ground, mapping)
    forms = forms_of(files, rules, guards, own, further, ground.scan)
    brings = {rules.info.runtime_header, *rules.info.subsumes.get(rules.info.runtime_header, ())}
    shim = Shim(forms, Header(ground.name, frozenset(brings)), guard, guards, rules.causes)
    converted = _converted(files, shim, ground)
    whole = _with_includes(files, converted, shim, ground)
    made = {**{result.path: result for result in results}, **others, **whole}
    if stands is not None or any(item.includes_shim or item.uses for item in converted.values()):
        uses = frozenset(further).union(*(item.uses for item in converted.values()))
        made[ground.name] = _header(forms.only(uses), guard, ground, stands)
    return tuple(made[path] for path in sorted(made, key=_by_bytes))


_DONE = frozenset({Outcome.PORTED, Outcome.UNCHANGED})


def _left_alone(result: FileResult) -> FileResult:
    """The result of a header that maps names for another vendor: nothing of it is the target's."""
    places = [Span(edit.start, edit.end) for edit in result.edits]
    references = tuple(
        item._replace(status=Status.NATIVE, rule=GUARDED)
        if any(start < item.end and item.start < end for start, end in places)
        else item
        for item in result.references
    )
    return replace(result, outcome=Outcome.UNCHANGED, references=references, edits=(), packed=None)


def _converted(files: Sequence[Ported], shim: Shim, ground: Ground) -> dict[str, Converted]:
    """The files with CUDA's names; one that has the header by others does not include it where it
    included nothing of CUDA's.
    """
    made = {file.path: convert(file, shim) for file in files}
    seeing = {path for path, item in made.items() if item.includes_shim and not item.is_added}
    for file in files:
        sees = _sees_first if file.path.endswith(_UNITS) else _sees
        if made[file.path].is_added and sees(file.path, seeing, ground):
            made[file.path] = convert(file, shim, sees=True)
    return made


def _sees_first(path: str, seeing: Collection[str], ground: Ground) -> bool:
    """Whether a file has the header by another before it includes anything that names CUDA."""
    index = ground.index
    naming = index.leading(
        "to a name of CUDA's",
        lambda file: file.has_candidates,
    )
    for name in index.by_path[path].includes if path in index.by_path else ():
        found = index.resolve(path, name)
        if found is not None and _includes(found, seeing, ground):
            return True
        if found in naming:
            return False
    return False


def _includes(path: str, seeing: Collection[str], ground: Ground) -> bool:
    """Whether a file is one of those ``seeing`` the header, or includes one."""
    closure = {file.path for file in ground.index.closure(path)} | {path}
    return ground.name in closure or not closure.isdisjoint(seeing)


def _by_bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")


def guard_of(rules: RuleSet) -> Guard:
    """What a build for the target is told by; refuses a target that says nothing of it."""
    if not rules.info.shim:
        raise UserError(
            f"--shim: nothing is known of how a build for {rules.info.title} is told",
            "give target.toml a key shim, with the macros that its compiler defines",
        )
    return Guard(rules.info.shim)


def _standing(results: Iterable[FileResult], ground: Ground) -> text.Written | None:
    """The header of an earlier run, as it stands in the tree."""
    if all(result.path != ground.name for result in results):
        return None
    stands = text.read(ground.read(ground.name))
    if stands is None:
        raise UserError(
            f"{ground.name} is there, and was not written by migrate port --shim",
            "choose another name: --shim-header NAME",
        )
    if stands.edited:
        raise UserError(
            f"{ground.name}: what migrate wrote between the marks was edited by hand",
            "move your lines above or below the marks, where they stay, and take the names out of "
            "what is between; or remove the file, to have it written anew",
        )
    return stands


def _own_macros(ground: Ground, mapping: Collection[str]) -> Collection[str]:
    """The macros that the tree defines itself, but for those that nothing else has defined, and
    those of headers that are ``mapping`` names.
    """
    return {
        item.name
        for path, file in ground.index.by_path.items()
        if path not in mapping
        for item in file.macros
        if not item.is_default
    }


def _mapping(files: Iterable[Ported], ground: Ground) -> Collection[str]:
    """The header, and those that give CUDA's names the meaning of any vendor: builds for others
    take these instead.
    """
    rules, guards = ground.rules, ground.guards
    facts = (FileFacts(file.path, macros=definitions(file.data, guards)) for file in files)
    return {ground.name, *(item.path for item in facts if maps_names(item, rules.is_cuda))}


def _with_includes(
    files: Sequence[Ported],
    converted: Mapping[str, Converted],
    shim: Shim,
    ground: Ground,
) -> dict[str, FileResult]:
    """The results, each file of which gets to see the header where it needs it."""
    seeing = {path for path, item in converted.items() if item.includes_shim}
    made = {}
    for file in files:
        result = converted[file.path].result
        if converted[file.path].uses and not _sees(file.path, seeing, ground):
            result = _with_include(file, result, shim, ground)
        made[file.path] = result
    return made


def _sees(path: str, seeing: Collection[str], ground: Ground) -> bool:
    """Whether a file includes the header, by others or by itself; a header, too, if all that
    include it do.
    """
    index = ground.index
    if _includes(path, seeing, ground):
        return True
    above = index.seen_by(path) - {path}
    tops = [one for one in above if not index.seen_by(one) - {one}]
    if path.endswith(_UNITS) or not tops:
        return False
    return all(_includes(one, seeing, ground) for one in tops)


def _with_include(file: Ported, result: FileResult, shim: Shim, ground: Ground) -> FileResult:
    """The file with an include of the header of its own."""
    scan = ground.scan(file.path, file.data)
    assert scan is not None
    at = insertion(scan, [ground.name]).start
    newline = newline_of(file.data)
    lines = [b"#if " + shim.guard.holds.encode(), shim.header.line(file.path), b"#endif", b""]
    begins = not at or file.data[at - 1 : at] in (b"\n", b"\xbf")
    new = Edit(at, at, (b"" if begins else newline) + newline.join(lines))
    change = apply(file.data, [new, *result.edits])
    edits = change.edits(len(file.data))
    return replace(result, outcome=Outcome.PORTED, edits=edits, packed=packed(change.data))


def _header(
    forms: Forms,
    guard: Guard,
    ground: Ground,
    stands: text.Written | None,
) -> FileResult:
    """The result of the header: none of its names is a reference of the tree's."""
    info = ground.rules.info
    name = posixpath.basename(ground.name)
    groups, headers = _groups(forms.names, ground.rules), [info.runtime_header]
    made = text.text(forms, groups, headers, guard, info.title, name, stands)
    before = ground.read(ground.name) if stands is not None else b""
    changed = before != made
    return FileResult(
        ground.name,
        Outcome.PORTED if changed else Outcome.UNCHANGED,
        edits=(Edit(0, len(before), made),) if changed else (),
        packed=packed(made) if changed else None,
        lines=line_starts(before),
        digest=digest(before) if stands is not None else b"",
        is_new=stands is None,
    )


def _groups(names: Iterable[str], rules: RuleSet) -> Mapping[str, str]:
    """By name the table that it is from."""
    verdicts = ((name, rules.verdict(name)) for name in names)
    return {name: item.rule.rpartition(_TABLES)[2] for name, item in verdicts if item is not None}
