"""Many files: discover, index, port, settle across files. Computes a report; writes nothing.

The tree is gone through twice. The first time every file's candidates are found, which is enough to
know what the tree declares; the second time files are ported with that index. What is known of all
files together is settled here; what is done with one, and in which process, ``chunks`` has.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from migrate.cache.contents import Contents
from migrate.cache.files import CachedFiles
from migrate.cache.reports import CachedReport, Last
from migrate.cache.results import NO_RESULTS, ResultCache, Slot
from migrate.chunks import (
    INDEX,
    PORT,
    Chunk,
    Crew,
    Dispatcher,
    Progress,
    Tree,
    crew,
    guards_of,
    index_chunk,
    port_chunk,
    processes,
    rules_of,
    vocabulary_of,
)
from migrate.files import source
from migrate.files.discover import Discovered, Root, copies, roots, shim_place
from migrate.files.kinds import BUILD_KINDS, DEVICE_CODE
from migrate.files.store import store
from migrate.model import FileResult, Report, UserError
from migrate.port.copied import of_copies
from migrate.port.indexing import (
    index_of,
    macros_of,
    own_macros,
    settle,
    surveyed,
    with_declared,
    without_shim,
)
from migrate.port.renames import plan
from migrate.port.wholetree import WholeTree, files_of, skipped
from migrate.report.assembly import assembled
from migrate.rewrite.entries import is_guess
from migrate.rules.ruleset import RuleSet
from migrate.semantics import compiledb
from migrate.settings.config import Build, Settings
from migrate.tree.filesemantics import TreeSemantics
from migrate.tree.index import TreeIndex
from migrate.tree.vendored import recognized

_NO_SOURCES = (
    "no source files below the paths given",
    "see --help for the suffixes that are read",
)


@dataclass(frozen=True, slots=True)
class Run:
    """A report, the files it is of, and what made it: rules, the tree's index, what units said.

    ``near`` are headers outside the PATHs that the files include.
    """

    report: Report
    found: tuple[Discovered, ...]
    near: tuple[Discovered, ...]
    rules: RuleSet
    index: TreeIndex = field(default_factory=TreeIndex)
    semantics: TreeSemantics = field(default_factory=TreeSemantics)

    @property
    def files(self) -> dict[str, Path]:
        """Where each file stands on the disk, by its name."""
        return {file.name: file.path for file in self.found}

    @property
    def notes(self) -> tuple[str, ...]:
        return self.semantics.notes


def run(
    paths: Sequence[Path],
    settings: Settings,
    *,
    progress: Progress | None = None,
    cache: ResultCache = NO_RESULTS,
    only_report: bool = False,
    hands: Crew | None = None,
) -> Run:
    """Port everything below ``paths`` in memory; raises ``UserError`` where the user can help.

    What earlier runs have left is taken over, by ``cache``; where the ``only_report`` is wanted,
    with the files it is of, the index may be missing. Rules are read once in a process: where
    they have changed since, nothing is left. ``hands`` are those of several runs.
    """
    places = roots(paths)
    slot = Slot.of(cache, settings, places)
    ruleset = rules_of(settings)
    _check_build(settings, ruleset)
    kinds = DEVICE_CODE | (BUILD_KINDS if ruleset.reads_build_files else frozenset())

    def find() -> tuple[Discovered, ...]:
        return files_of(paths, settings, ruleset, kinds)

    found = find()
    if not found:
        raise UserError(*_NO_SOURCES)

    def study(index: TreeIndex) -> TreeSemantics:
        wanted = [file for file in found if not file.skip]
        return _study(wanted, paths, index, ruleset, settings)

    contents = Contents()
    report = CachedReport(slot, contents, places, ruleset, find)
    whole = only_report and not _is_studied(paths, settings)
    if whole and (last := report.last(found)) is not None:
        return Run(*last, ruleset)
    kept = CachedFiles(slot, contents)
    try:
        with nullcontext(hands) if hands is not None else crew(settings) as those:
            share = Dispatcher(those, settings, progress)
            done = _port_all(found, paths, settings, ruleset, study, share, kept)
    except (KeyboardInterrupt, UserError):
        kept.leave()
        raise
    kept.keep()
    if whole and kept.is_whole:
        report.keep(Last(done.report, done.found, done.near), done.index)
    return done


def originals(done: Run) -> Callable[[str], bytes]:
    """What reads a file of the run as it was; nothing of one that the port adds."""
    files = done.files
    added = {file.path for file in done.report.files if file.is_new}
    return lambda name: b"" if name in added else source.read(files[name], name).data


def with_helpers(done: Run, paths: Sequence[Path]) -> tuple[Report, Mapping[str, Path]]:
    """The report with the headers that the ports include and that come with the rules, and where
    all files lie.
    """
    info = done.rules.info
    if not info.helpers:
        return done.report, done.files
    from migrate.report import helpers  # three targets have none

    return helpers.with_helpers(done.report, done.files, info, roots(paths))


def _check_build(settings: Settings, ruleset: RuleSet) -> None:
    """Refuse to edit build files for a target that has no tables for that."""
    asked = [settings.options.build, *(item.options.get("build") for item in settings.per_path)]
    if {Build.REPLACE, Build.DUAL} & {*asked} and not ruleset.build.tables:
        raise UserError(
            f"build files are not edited for {ruleset.info.title}: it has no tables for that",
            'leave --build replace (build = "replace") out: they are reported',
        )


def port_again(
    done: Run, paths: Sequence[Path], settings: Settings, places: Mapping[str, Path]
) -> Run:
    """Port what a run made, which stands at ``places`` by the names of its files: a port that is
    whole leaves nothing to edit. What units said of names holds for them as before.
    """
    found = tuple(replace(file, path=places.get(file.name, file.path)) for file in done.found)
    edits = {file.path: file.edits for file in done.report.files}
    known = done.semantics.by_file.items()
    moved = {name: item.after(edits.get(name, ())) for name, item in known}
    semantics = replace(done.semantics, by_file=moved)
    before = [file.path for file in done.found]
    kept = CachedFiles(Slot(NO_RESULTS, settings), Contents())
    with crew(settings) as hands:
        share = Dispatcher(hands, settings)
        return _port_all(
            found, paths, settings, done.rules, lambda _: semantics, share, kept, before
        )


def _port_all(
    found: tuple[Discovered, ...],
    paths: Sequence[Path],
    settings: Settings,
    ruleset: RuleSet,
    study: Callable[[TreeIndex], TreeSemantics],
    share: Dispatcher,
    kept: CachedFiles,
    moved: Collection[Path] = (),
) -> Run:
    """Port the files that were found, with what ``study`` knows of them once they are indexed, as
    far as they are not ``kept``; ``moved`` is where they stood before, if they are read from
    elsewhere.
    """
    wanted = [file for file in found if not file.skip]
    for task in (INDEX, PORT):
        share.expect(task, len(wanted))
    places = roots(paths)
    facts_of_files = kept.facts(wanted, lambda files: share(INDEX, files, Tree()))
    found, near, facts_of_headers = surveyed(
        found,
        facts_of_files,
        settings,
        lambda files: kept.facts(files, lambda those: [index_chunk(Chunk(tuple(those), settings))]),
        places,
        tuple(ruleset.info.suffixes.values()),
        moved,
    )
    wanted = [file for file in found if not file.skip]
    share.expect(PORT, len(wanted))
    names = [file.name for file in wanted]
    facts = [*facts_of_files, *facts_of_headers]
    if settings.shim:
        name, _ = shim_place(places, settings, ruleset.info.name)
        facts = without_shim(facts, name, ruleset)
    index = index_of(facts, names, ruleset)
    known = study(index)
    tree = _tree_of(index, names, settings, ruleset, places)
    wished = Chunk(tuple(wanted), settings, known.by_file)
    results = _ported(share, wished, near, tree, ruleset, kept)
    results.update((file.name, skipped(file)) for file in found if file.skip)
    tree_says = WholeTree.of(found, results, index, places, ruleset, moved)
    told = tree_says.told([results[file.name] for file in found], index, ruleset)
    _, headers = recognized(ruleset)
    report = assembled(told, settings, ruleset, known, of_copies(headers))
    return Run(report, found, near, ruleset, index, known)


def _tree_of(
    index: TreeIndex,
    names: Sequence[str],
    settings: Settings,
    ruleset: RuleSet,
    places: Sequence[Root],
) -> Tree:
    """What all files of a run have in common, once they are indexed."""
    macros = own_macros(index, guards_of(ruleset, settings.guards), ruleset)
    tree = Tree(index, macros=macros, duals=_duals(index), home=places[0].folder)
    if not settings.rename:
        return tree
    beside = (copied.name for copied in copies(places))
    return replace(tree, renames=plan(names, ruleset.info.suffixes, beside))


def _duals(index: TreeIndex) -> Mapping[str, str]:
    """The build files that a build of the tree's own for the target goes through."""
    if not any(item.decides for item in index.by_path.values()):
        return {}
    from migrate.build.dual import duals

    return duals(index.by_path)


def _ported(
    share: Dispatcher,
    wanted: Chunk,
    near: Sequence[Discovered],
    tree: Tree,
    ruleset: RuleSet,
    kept: CachedFiles,
) -> dict[str, FileResult]:
    """The ports of the files by their names, each settled with what the others declare."""

    def ported(files: Sequence[Discovered], tree: Tree) -> list[FileResult]:
        return kept.results(
            files, tree, wanted.semantics, lambda those: share(PORT, those, tree, wanted.semantics)
        )

    results = ported(wanted.files, tree)
    declared = macros_of(tree.index).union(*(result.declares for result in results))
    headers = replace(wanted, files=tuple(near))
    declared |= _declared_nearby(results, declared, headers, tree, kept)
    settled = {result.path: settle(result, declared, ruleset) for result in results}
    again = [file for file in wanted.files if settled[file.name] is None]
    mended = ported(again, replace(tree, index=with_declared(tree.index, declared)))
    found = {name: result for name, result in settled.items() if result is not None}
    return found | {result.path: result for result in mended}


def _study(
    files: Sequence[Discovered],
    paths: Sequence[Path],
    index: TreeIndex,
    ruleset: RuleSet,
    settings: Settings,
) -> TreeSemantics:
    """What libclang knows of the files; nothing of it is loaded where it is not asked for."""
    if not _is_studied(paths, settings):
        return TreeSemantics()
    from migrate.semantics.study import study

    words, jobs, choice = vocabulary_of(ruleset), processes(settings), settings.semantic
    return study(files, paths, index, ruleset, words, choice, jobs, store(settings.cache))


def _is_studied(paths: Sequence[Path], settings: Settings) -> bool:
    """Whether libclang is asked for, or there is a compile database."""
    choice = settings.semantic
    if choice.wanted is False:
        return False
    return bool(choice.wanted or choice.database or compiledb.find(paths))


def _declared_nearby(
    results: Iterable[FileResult],
    declared: frozenset[str],
    headers: Chunk,
    tree: Tree,
    kept: CachedFiles,
) -> frozenset[str]:
    """Names that only look like CUDA's and that headers outside the PATHs declare; a header without
    one of the names in question is not parsed.
    """
    guessed = {
        reference.name.encode(errors="surrogateescape")
        for result in results
        for reference in result.references
        if is_guess(reference) and reference.name not in declared
    }
    if not guessed:
        return frozenset()
    asked = []
    for header in headers.files:
        with suppress(OSError):
            data = source.read(header.path, header.name).data
            asked += [header] if any(name in data for name in guessed) else []
    ported = kept.results(
        asked,
        tree,
        headers.semantics,
        lambda those: [port_chunk(replace(headers, files=tuple(those)), tree)],
    )
    return frozenset(name for result in ported for name in result.declares)
