"""What a tree says of its own files as a whole: which have a port of their own, which are copies of
somebody else's, which nothing builds, or a compiler of SYCL's only, what of them nothing uses,
which submodules the tree lacks, and whether a main initialises what has to be.

What comes in are the files of a run, later their results; what goes out are the files, those that
are left alone marked as such, and what has to be said otherwise of the results, of all of them or
of one by itself. Nothing is ported here. A run and the language server share this.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from migrate.files.discover import SUFFIXES, Discovered, Root, discover, roots
from migrate.files.kinds import Kind
from migrate.files.source import head
from migrate.model import FileResult, Outcome
from migrate.port.copied import COPIED_HEADER, Kept, copied_headers, with_copied
from migrate.port.foreign import foreign
from migrate.port.initialised import NEEDS_INIT, uninitialised, with_initialised
from migrate.port.submodules import ABSENT, Absent, absent, with_absent
from migrate.port.switches import switched_off
from migrate.port.unbuilt import bytes_of, unbuilt, with_unbuilt
from migrate.port.unmentioned import Idle, joined, unmentioned, with_unmentioned
from migrate.port.unread import unread
from migrate.rules.ruleset import RuleSet
from migrate.rules.targets import HELPERS, TargetInfo, rules_folder
from migrate.settings.config import Settings
from migrate.tree.counterparts import (
    counterparts,
    left_alone,
    originals,
    ported_builds,
    ported_by_hand,
    ported_containers,
    with_port,
    with_remark,
)
from migrate.tree.index import TreeIndex
from migrate.tree.native import native
from migrate.tree.vendored import recognized, vendored

_COMES_WITH = "comes with the rules for the target"


def files_of(
    paths: Sequence[Path], settings: Settings, ruleset: RuleSet, kinds: Collection[Kind]
) -> tuple[Discovered, ...]:
    """The files of the PATHs; the tree's own port of others, and copies of libraries that the
    target has in another form, are left alone.
    """
    info, plain = ruleset.info, (*SUFFIXES, *settings.extend_suffixes)
    further = tuple(set(info.suffixes.values()) - set(plain))
    wider = replace(settings, extend_suffixes=(*settings.extend_suffixes, *further))
    files = tuple(discover(paths, wider, kinds))
    ports = counterparts(files, info)
    typed = {root.path for root in roots(paths)}
    both = originals(files, ports, info, typed)
    own = native(files, info.native, info.title, typed)
    brought = vendored(files, typed, recognized(ruleset)[0])
    found = []
    for file in files:
        if file.name in ports:
            found.append(left_alone(file, ports[file.name], info.title))
        elif file.name in both:
            found.append(ported_by_hand(file, both[file.name], info.title))
        elif alone := own.get(file.name):
            found.append(with_remark(file, alone.message, alone.why))
        elif copy := brought.get(file.name):
            found.append(copy.left_alone(file))
        elif file.path.name in info.helpers and not file.skip and _is_helper(file.path, info):
            found.append(replace(file, skip=_COMES_WITH))
        elif (
            file.kind is not Kind.SOURCE
            or not file.name.endswith(further)
            or file.name.endswith(plain)
            or file.path in typed
        ):
            found.append(file)
    return tuple(found)


def _is_helper(path: Path, info: TargetInfo) -> bool:
    """Whether a file is the header that comes with the rules, as it is or changed: it begins with
    the same line.
    """
    own = (rules_folder() / info.name / HELPERS / path.name).read_bytes().partition(b"\n")[0]
    try:
        return head(path, len(own)) == own
    except OSError:
        return False


def skipped(file: Discovered) -> FileResult:
    """The result of a file that is not ported."""
    return file.left or FileResult(
        file.name, Outcome.SKIPPED, file.skip, lines=(0,), unread=file.unread
    )


class WholeTree(NamedTuple):
    """The files of a tree of which something else is said than their ports say: those that it has
    for the target, by the name of the other, the copies of headers, and what nothing builds; and
    the one in which it is said that nothing initialises the runtime, if any.
    """

    ports: Mapping[str, str]
    missing: Absent
    copies: Mapping[str, Kept]
    idle: frozenset[str]
    foreign: frozenset[str]
    unmentioned: Mapping[str, Idle]
    uninitialised: str = ""

    @classmethod
    def of(
        cls,
        found: Sequence[Discovered],
        results: Mapping[str, FileResult],
        index: TreeIndex,
        places: Sequence[Root],
        ruleset: RuleSet,
        moved: Collection[Path] = (),
    ) -> WholeTree:
        """What there is of such, by the ``results`` of all files that were ``found``; ``moved`` is
        where they stood before, if they are read from elsewhere.
        """
        info, missing = ruleset.info, absent(places)
        ports = {
            **ported_builds(found, results, info),
            **ported_containers(found, results, ruleset.build.guard),
        }
        told = cls(ports, missing, {}, frozenset(), frozenset(), {}).told(
            [results[file.name] for file in found], index, ruleset
        )
        _, headers = recognized(ruleset)
        copies = copied_headers(found, told, index, headers, info.title)
        idle, is_private, is_said, texts = unbuilt(found, index, places, told, copies, moved)
        files = {file.name: file for file in found if file.kind is Kind.SOURCE}

        def read(path: str) -> bytes:
            return bytes_of(files[path]) if path in files else b""

        others = foreign(index)
        aside = {*idle, *copies, *others}
        used = [file for file in told if file.path in files and file.path not in aside]
        where_called = ruleset.where_called
        mute = unmentioned(used, index, read, is_private, where_called)
        off = switched_off(used, index, files.keys(), read, is_said)
        off = {**off, **unread([file for file in told if file.path not in idle], texts)}
        mute = {path: joined(mute.get(path), off.get(path)) for path in mute.keys() | off.keys()}
        first = uninitialised(used, ruleset)
        return cls(ports, missing, copies, idle, others, mute, first)

    def told(
        self, results: Sequence[FileResult], index: TreeIndex, ruleset: RuleSet
    ) -> Sequence[FileResult]:
        """The ``results`` of some files or all, with what is to be said of them in this tree."""
        title, causes = ruleset.info.title, ruleset.causes
        told: Sequence[FileResult] = [
            with_port(file, self.ports[file.path], title) if file.path in self.ports else file
            for file in results
        ]
        told = with_absent(told, self.missing, index, causes.of_tool(ABSENT))
        if self.uninitialised:
            work = causes.of_tool(NEEDS_INIT)
            told = with_initialised(told, self.uninitialised, ruleset, work)
        told = with_unbuilt(told, self.idle, self.foreign)
        told = with_unmentioned(told, self.unmentioned)
        return with_copied(told, self.copies, causes.of_tool(COPIED_HEADER))
