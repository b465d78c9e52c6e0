"""A file that is no source: what is said of it, and its port where that is asked for.

What comes in are a build file, device code that is kept as a file, or bindings of other languages,
with what the run knows of their tree; what goes out is a ``FileResult``. It is loaded where there
is such a file. Nothing is written.
"""

from __future__ import annotations

import posixpath
from dataclasses import replace

from migrate.build.bindings import binding_file
from migrate.build.context import Around, around, builds
from migrate.build.devicecode import device_code
from migrate.build.extensions import unnamed
from migrate.build.files import build_file
from migrate.build.replace import changes
from migrate.build.replace.changes import Change, Tools
from migrate.build.replace.left import left_alone
from migrate.build.replace.names import Names
from migrate.build.replace.seen import asked_around
from migrate.compact import packed
from migrate.files.kinds import BINDINGS, DEVICE_CODE, FOR_NVCC, Kind
from migrate.files.source import SourceFile
from migrate.model import FileResult
from migrate.port import bothbuilds, bothmakefiles, bothscripts
from migrate.port.building import by_lines, edited
from migrate.port.job import Job
from migrate.rewrite.edits import apply
from migrate.rules.ruleset import RuleSet
from migrate.settings.config import Build, FileOptions


def other(source: SourceFile, job: Job, options: FileOptions, kind: Kind) -> FileResult:
    """What is said of a file of this ``kind``, and what becomes of it."""
    if kind in DEVICE_CODE:
        return device_code(source, kind, job.rules.causes, options)
    if kind in BINDINGS:
        return binding_file(source, kind, job.rules, options)
    known = _around(source, kind, job)
    if options.build is Build.REPORT or not job.rules.build.tables:
        # A run refuses to replace what there are no tables for.
        return build_file(source, kind, job.rules.build, options, known)
    said = build_file(source, kind, job.rules.build, options, known, each=True)
    if options.build is Build.DUAL and kind not in (Kind.CMAKE, Kind.MAKE, Kind.PYTHON):
        return by_lines(said)
    rule = f"{job.rules.info.name}/build/"
    made = edited(source, said, _changes(source, kind, job, options, known), rule)
    if options.build is Build.DUAL:
        made = _of_both(source, said, made, job.rules, kind)
    return by_lines(made)


def _of_both(
    source: SourceFile, said: FileResult, made: FileResult, rules: RuleSet, kind: Kind
) -> FileResult:
    """The port of a file as one that builds for both sides; what is said of it, where it cannot."""
    target = rules.info.name
    if kind is Kind.PYTHON:
        edits = bothscripts.both_sides(source.data, made.edits, target, rules.build.tables)
    elif kind is Kind.MAKE:
        edits = bothmakefiles.both_sides(source.data, made.edits, target)
    else:
        edits = bothbuilds.both_sides(source.path, source.data, made.edits, target)
    content = apply(source.data, edits).data if edits else None
    return replace(made, edits=edits, packed=packed(content)) if content is not None else said


def _changes(
    source: SourceFile, kind: Kind, job: Job, options: FileOptions, known: Around
) -> list[Change]:
    """What is said otherwise in a build file."""
    rules, files = job.rules.build, job.index.by_path
    left = left_alone(source.data, kind, rules, known, options.ignore)
    asked = asked_around(source.path, kind, files)
    missing = frozenset(name for name in rules.libraries if _is_missing(name, job.rules))
    by = Tools(
        rules.tables,
        rules.libraries,
        job.archs,
        asked,
        missing,
        _names(job),
        source.path,
        *_compiled(source.path, job),
    )
    return changes(source.data, kind, left, by)


def _compiled(path: str, job: Job) -> tuple[frozenset[str], str]:
    """The sources that only a compiler of the target's takes, where it is the host's as well, and
    the folder of the headers that come with the rules as the build file ``path`` calls it.
    """
    if not job.rules.build.tables.is_shared:
        return frozenset(), ""

    def answer() -> frozenset[str]:
        index = job.index
        return frozenset(name for name in index.by_path if index.meets_cuda(name))

    found = job.index.once("sources that include headers of CUDA's", answer)
    code = (name for name in job.index.by_path if name in found or name.endswith(FOR_NVCC))
    is_beside = all((posixpath.dirname(name) or ".") == job.home for name in code)
    if is_beside or not job.rules.info.helpers:
        return found, ""
    return found, posixpath.relpath(job.home, posixpath.dirname(path) or ".")


def _names(job: Job) -> Names:
    """The names of files that get others; those of the whole tree, gone through once."""
    suffixes, renames = job.rules.info.suffixes, job.renames.names
    if not renames:
        return Names({}, frozenset())
    return job.index.once(
        "names in build files",
        lambda: Names(renames, job.index.paths | renames.keys(), suffixes),
    )


def _is_missing(library: str, rules: RuleSet) -> bool:
    """Whether the target's version lacks what a library of CUDA's is called by its header."""
    verdict = rules.header(f"{library}.h")
    return verdict is not None and not verdict.target


def _around(source: SourceFile, kind: Kind, job: Job) -> Around:
    """What the tree says of a build file."""
    index, guard = job.index, job.rules.build.guard
    none = unnamed(source.path, source.data, kind, job.rules.build, index)
    said = index.once(("builds", guard), lambda: builds(index.by_path, index.paths, guard))
    known = around(source.path, said, job.duals)
    return replace(known, unnamed=frozenset(none))
