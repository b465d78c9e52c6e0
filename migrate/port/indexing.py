"""What one file says of its tree, and what the tree says of one file's port.

What comes in are a file's bytes on the way to the index, and its result on the way back; what goes
out are its facts, the index of all facts, and the result less what only looked like CUDA's and is
declared by another file. A run and the language server share this.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from migrate.files.discover import Discovered, Root, included
from migrate.model import FileResult, Reference, Span, Status
from migrate.regex import regex
from migrate.rewrite.entries import is_guess
from migrate.rules.ruleset import RuleSet
from migrate.settings.config import Settings
from migrate.text.derived import SOMETIMES, Definition, definitions, derive
from migrate.text.guards import Derived, Guards
from migrate.tree.devicefunctions import device_functions
from migrate.tree.devicenames import device_names
from migrate.tree.filefacts import FileFacts, facts, includes_only
from migrate.tree.functionmacros import function_macros
from migrate.tree.headersearch import Nearby
from migrate.tree.index import TreeIndex
from migrate.tree.jitfunctions import jit_functions
from migrate.tree.macronames import macro_names
from migrate.tree.mapping import MARK, mapped, maps_names
from migrate.tree.marked import declared
from migrate.tree.ownership import facts_of
from migrate.tree.reading import Reading
from migrate.tree.scan import Scan, scan_of
from migrate.tree.vocabulary import Vocabulary

# A macro that CMake may define in a header it makes: one called for CUDA or for the target.
_MADE = regex(
    rb"^[ \t]*#[ \t]*(?:cmake)?define(?:01)?[ \t]+(\w*(?:CUDA|HIP|ROCM)\w*)", re.MULTILINE
)


def facts_of_source(
    reading: Reading, vocabulary: Vocabulary, guards: Guards
) -> tuple[FileFacts, Scan | None]:
    """What the file contributes to the index, and its scan, so that nobody has to scan it again."""
    data = reading.data
    seen = scan_of(reading, vocabulary, guards)
    plain = vocabulary.plain_declared(reading)
    macros = (*definitions(data, guards), *(made_macros(data) if b"cmakedefine" in data else ()))
    if seen is None:
        found = includes_only(reading, plain)
    else:
        found = facts_of(facts(seen, plain), seen, vocabulary.matters_to_others)
        names = mapped(seen, found.declared, vocabulary.is_targets, vocabulary.becomes)
        texts = {token.text for token in seen.tokens}
        found = replace(
            found,
            jit_functions=jit_functions(seen),
            mapped=names,
            fits=vocabulary.of_builds(texts),
            names_declared=any(map(vocabulary.is_declared, texts)),
        )
        if vocabulary.asks_devices:
            devices = reading.once(device_names, lambda: device_names(reading.blanked))
            found = replace(found, devices=devices)
        if vocabulary.asks_functions:
            functions = reading.once(
                device_functions, lambda: device_functions(data, reading.blanked)
            )
            found = replace(found, functions=functions)
        found = replace(found, is_shim=True) if MARK in data else found
    short = reading.once(function_macros, lambda: tuple(function_macros(data)))
    pasted = reading.once(macro_names, lambda: macro_names(data))
    if vocabulary.asks_marks:
        found = replace(found, marked=declared(reading.blanked))
    return replace(found, macros=macros, macro_names=pasted, function_macros=short), seen


def made_macros(data: bytes) -> Iterable[Definition]:
    """The macros of a header that a build makes of this."""
    return (Definition(match[1].decode(), "?", SOMETIMES) for match in _MADE.finditer(data))


def own_macros(index: TreeIndex, guards: Guards, rules: RuleSet) -> Derived:
    """What the macros of the tree are on the target and on CUDA."""
    found = (item for file in index.by_path.values() for item in file.macros)
    return derive(found, guards, rules.is_cuda)


def macros_of(index: TreeIndex) -> frozenset[str]:
    """The macros that sources and build files of the tree define."""
    return frozenset(item.name for file in index.by_path.values() for item in file.macros)


def index_of(found: Iterable[FileFacts], names: Iterable[str], rules: RuleSet) -> TreeIndex:
    """The index of a tree that holds the files ``names``."""
    return TreeIndex.of(found, names, lambda header: rules.header(header) is not None)


def headers_nearby(
    files: Iterable[Discovered],
    facts_of_files: Iterable[FileFacts],
    settings: Settings,
    read: Callable[[list[Discovered]], list[FileFacts]],
    places: Sequence[Root] = (),
    moved: Collection[Path] = (),
) -> tuple[list[Discovered], list[FileFacts]]:
    """Headers that the files include, directly or not, and that are none of them: outside the PATHs
    or without a source's suffix. With what they declare, as ``read`` finds it. ``moved`` is where
    the files stood before, if they are read from elsewhere.
    """
    search = Nearby(files, settings, places, moved)
    found: list[Discovered] = []
    facts_of_found: list[FileFacts] = []
    latest = search.headers(facts_of_files)
    while latest:
        found += latest
        facts_of_latest = read(latest)
        facts_of_found += facts_of_latest
        latest = search.headers(facts_of_latest)
    return found, facts_of_found


class Surveyed(NamedTuple):
    """The files of a run, in order, and headers ``near`` them, with the facts of what was read to
    find these.
    """

    found: tuple[Discovered, ...]
    near: tuple[Discovered, ...]
    facts: list[FileFacts]


def surveyed(
    found: Sequence[Discovered],
    facts_of_files: Iterable[FileFacts],
    settings: Settings,
    read: Callable[[list[Discovered]], list[FileFacts]],
    places: Sequence[Root],
    suffixes: Sequence[str],
    moved: Collection[Path] = (),
) -> Surveyed:
    """The files that were found, with those that they include: see ``headers_nearby`` and
    ``parted``.
    """
    wanted = [file for file in found if not file.skip]
    near, facts = headers_nearby(wanted, facts_of_files, settings, read, places, moved)
    inside, near = parted(near, found, places, settings, suffixes)
    every = sorted((*found, *inside), key=lambda file: os.fsencode(file.name))
    return Surveyed(tuple(every), tuple(near), facts)


def parted(
    near: Iterable[Discovered],
    found: Iterable[Discovered],
    places: Sequence[Root],
    settings: Settings,
    suffixes: Sequence[str],
) -> tuple[list[Discovered], list[Discovered]]:
    """Headers that files include: those within the PATHs, which are sources as others are, whatever
    they are called, and the rest. Files with ``suffixes`` are the target's own, and those of
    ``found`` have been decided about.
    """
    known = {file.path for file in found}
    inside, outside = list[Discovered](), list[Discovered]()
    for file in near:
        taken = None
        if file.path not in known and not file.name.endswith(tuple(suffixes)):
            taken = included(file, places, settings)
        (outside if taken is None else inside).append(taken or file)
    return inside, outside


def without_shim(found: Sequence[FileFacts], name: str, rules: RuleSet) -> list[FileFacts]:
    """The facts of a tree in which the header ``name``, which a port writes anew, says nothing of
    its own, nor do those that give CUDA's names another vendor's meaning: a build for the target
    takes none of these.
    """
    silent = {name} | {
        item.path for item in found if not item.mapped and maps_names(item, rules.is_cuda)
    }
    return [FileFacts(item.path, item.includes) if item.path in silent else item for item in found]


def with_declared(index: TreeIndex, declared: frozenset[str]) -> TreeIndex:
    """The index in which the names that the tree declares are its own."""
    return replace(index, types=index.types | declared)


def settle(result: FileResult, declared: Collection[str], rules: RuleSet) -> FileResult | None:
    """The result less the references, and their findings, to names that only looked like CUDA's and
    are ``declared`` in the tree; None where an edit was made of one, so that the file has to be
    ported again.
    """
    spans = {
        Span(reference.start, reference.end)
        for reference in result.references
        if reference.name in declared and _may_be_own(reference, rules)
    }
    if any(Span(edit.start, edit.end) in spans for edit in result.edits if spans):
        return None
    return without(result, spans)


def _may_be_own(reference: Reference, rules: RuleSet) -> bool:
    """Whether only its form makes this name CUDA's, in code that is left alone too."""
    name = reference.name
    if reference.status is Status.NATIVE and reference.rule.startswith("migrate/"):
        return not (rules.is_cuda(name) or name in rules.macro_names)
    return is_guess(reference)


def guesses(result: FileResult) -> set[Span]:
    """Where the file has names that only look like CUDA's."""
    return {Span(item.start, item.end) for item in result.references if is_guess(item)}


def without(result: FileResult, spans: Collection[Span]) -> FileResult:
    """The result less the references at ``spans``, which no edit touches, and their findings."""
    if not spans:
        return result
    references = tuple(r for r in result.references if Span(r.start, r.end) not in spans)
    findings = tuple(f for f in result.findings if Span(f.start, f.end) not in spans)
    return replace(result, references=references, findings=findings)
