"""One file: its bytes to a ``FileResult``. Never raises; writes nothing.

A source is ported (see ``attempts``), and so is a build file where that is asked for. Else it is
only reported on, like device code that is kept as a file and bindings of other languages. A port
that is not sound becomes ``FAILED`` with the reason, and its bytes stay.
"""

from __future__ import annotations

import traceback
from dataclasses import replace

from migrate.build.bindings import binding_file
from migrate.build.context import Around, around, builds
from migrate.build.devicecode import device_code
from migrate.build.extensions import unnamed
from migrate.build.files import build_file
from migrate.build.replace import changes
from migrate.build.replace.changes import Change, Tools
from migrate.build.replace.left import left_alone
from migrate.build.replace.seen import asked_around
from migrate.files.kinds import BINDINGS, DEVICE_CODE, Kind
from migrate.files.source import SourceFile, line_starts
from migrate.model import FileResult, Outcome
from migrate.port.attempts import ported
from migrate.port.building import edited
from migrate.port.job import UNSEEN, Job, Unseen
from migrate.port.subject import first_scan, subject
from migrate.rules.ruleset import RuleSet
from migrate.settings.config import Build, FileOptions
from migrate.tree.scan import Scan


def port(
    source: SourceFile,
    job: Job,
    options: FileOptions,
    seen: Scan | Unseen | None = UNSEEN,
    kind: Kind = Kind.SOURCE,
) -> FileResult:
    """Port one file; a file without a candidate is never parsed.

    ``seen`` is what the indexing of the tree scanned of it: nothing, where that was nothing of
    CUDA's. Without it the file is scanned here. A file of another ``kind`` is only reported on.
    """
    try:
        if kind in DEVICE_CODE:
            return device_code(source, kind, job.rules.causes, options)
        if kind in BINDINGS:
            return binding_file(source, kind, job.rules, options)
        if kind is not Kind.SOURCE:
            known = _around(source, kind, job)
            said = build_file(source, kind, job.rules.build, options, known)
            if options.build is Build.REPORT or not job.rules.build.tables:
                return said
            rule = f"{job.rules.info.name}/build/"
            return edited(source, said, _changes(source, kind, job, options, known), rule)
        file = subject(source, job, options)
        return ported(file, first_scan(file, seen))
    except MemoryError:  # a file may be too large for what there is of it
        raise
    except Exception:  # the one place where a bug becomes a result: other files go on
        return FileResult(
            source.path, Outcome.FAILED, traceback.format_exc(), lines=line_starts(source.data)
        )


def _changes(
    source: SourceFile, kind: Kind, job: Job, options: FileOptions, known: Around
) -> list[Change]:
    """What is said otherwise in a build file."""
    rules, files = job.rules.build, job.index.by_path
    left = left_alone(source.data, kind, rules, known, options.ignore)
    asked = asked_around(source.path, kind, files)
    missing = frozenset(name for name in rules.libraries if _is_missing(name, job.rules))
    by = Tools(rules.tables, rules.libraries, job.archs, asked, missing)
    return changes(source.data, kind, left, by)


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
