"""A whole port as one code base: its sources with CUDA's names, and the header that they include.

What comes in are the results of a run with the bytes they were made of; what goes out are the
results of the other form, the header among them. Nothing is written.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from migrate.files.source import digest, line_starts, newline_of
from migrate.model import Edit, FileResult, Outcome, Reference, UserError
from migrate.port.indexing import macros_of
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
from migrate.text.guards import Guards
from migrate.tree.index import TreeIndex
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
        if result.path != ground.name and result.references and result.outcome in _DONE
    ]
    rules, guard = ground.rules, guard_of(ground.rules)
    own = _own_macros(ground)
    forms = forms_of(files, rules, ground.guards, own)
    brings = {rules.info.runtime_header, *rules.info.subsumes.get(rules.info.runtime_header, ())}
    shim = Shim(forms, Header(ground.name, frozenset(brings)), guard, rules.causes)
    converted = {file.path: convert(file, shim) for file in files}
    whole = _with_includes(files, converted, shim, ground)
    uses = frozenset[str]().union(*(item.uses for item in converted.values()))
    made = {**{result.path: result for result in results}, **whole}
    if stands is not None or any(item.includes_shim or item.uses for item in converted.values()):
        made[ground.name] = _header(files, forms.only(uses), guard, ground, stands)
    return tuple(made[path] for path in sorted(made, key=_by_bytes))


_DONE = frozenset({Outcome.PORTED, Outcome.UNCHANGED})


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


def _own_macros(ground: Ground) -> Collection[str]:
    """The macros that the tree defines itself; those of the header are none."""
    index = ground.index
    elsewhere = {path: file for path, file in index.by_path.items() if path != ground.name}
    return macros_of(replace(index, by_path=elsewhere))


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

    def includes(one: str) -> bool:
        closure = {file.path for file in index.closure(one)} | {one}
        return ground.name in closure or not closure.isdisjoint(seeing)

    if includes(path):
        return True
    above = index.seen_by(path) - {path}
    tops = [one for one in above if not index.seen_by(one) - {one}]
    return not path.endswith(_UNITS) and bool(tops) and all(map(includes, tops))


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
    return replace(result, outcome=Outcome.PORTED, edits=edits, content=change.data)


def _header(
    files: Iterable[Ported],
    forms: Forms,
    guard: Guard,
    ground: Ground,
    stands: text.Written | None,
) -> FileResult:
    """The result of the header: none of its names is a reference of the tree's."""
    info = ground.rules.info
    references = [item for file in files for item in file.references]
    name = posixpath.basename(ground.name)
    made = text.text(
        forms, _groups(references), [info.runtime_header], guard, info.title, name, stands
    )
    before = ground.read(ground.name) if stands is not None else b""
    changed = before != made
    return FileResult(
        ground.name,
        Outcome.PORTED if changed else Outcome.UNCHANGED,
        edits=(Edit(0, len(before), made),) if changed else (),
        content=made if changed else None,
        lines=line_starts(before),
        digest=digest(before) if stands is not None else b"",
        is_new=stands is None,
    )


def _groups(references: Iterable[Reference]) -> Mapping[str, str]:
    """By name the table that it is from."""
    return {
        item.name: item.rule.rpartition(_TABLES)[2] for item in references if _TABLES in item.rule
    }
