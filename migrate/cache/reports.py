"""The report of the last run over the same PATHs, where nothing that it is made of has changed.

What comes in are the files that were found anew; what goes out is the report, with the headers that
are looked up anew, or nothing. A report is made of its files, of headers outside the PATHs, and of
what else a run asks the disk: which submodules are missing, which files of images stand beside
others, what people and builds say of the sources. All of it is asked here as a run asks it, and
what was found out from the answers is taken over if they are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from migrate.cache.contents import Contents, changed_last
from migrate.cache.digests import digest
from migrate.cache.results import Slot
from migrate.files.discover import Discovered, Root, copies
from migrate.model import FileResult, Report, Unread
from migrate.port.indexing import surveyed
from migrate.port.submodules import absent
from migrate.port.unbuilt import MOST_IN_ALL, is_whole, texts_below
from migrate.rules.ruleset import RuleSet
from migrate.tree.counterparts import images
from migrate.tree.filefacts import FileFacts
from migrate.tree.index import TreeIndex

_KIND = "reports"
_TOO_MANY = "too many"
_AT_ONCE = 500  # files of a report that are left together
Found = tuple[Discovered, ...]


class Last(NamedTuple):
    """A report, the files it is of, and the headers near them."""

    report: Report
    found: Found
    near: Found


class _Answers(NamedTuple):
    """What the disk says, digested: of the files that were ``found`` at the PATHs, and of what is
    ``around`` them; ``stamp`` says when this was changed last.
    """

    found: str
    around: str
    stamp: str


class _Entry(NamedTuple):
    """The ``last`` report, and what it is made of: the answers; what each file includes; and what
    the headers hold that this leads to, by their names. A large report is in ``parts``, which are
    called ``named``, so that it is never in memory twice: in the entry are its first files.
    """

    found: str
    around: str
    includes: Mapping[str, tuple[str, ...]]
    held: Mapping[str, str]
    last: Last
    named: str
    parts: int


class CachedReport:
    """The report of one run: that of the last, if it is the same. ``find`` finds the files of the
    PATHs anew.
    """

    def __init__(
        self,
        slot: Slot,
        contents: Contents,
        places: Sequence[Root],
        ruleset: RuleSet,
        find: Callable[[], Found],
    ) -> None:
        self._slot, self._contents, self._places = slot, contents, places
        self._ruleset, self._find = ruleset, find
        self._begun: _Answers | None = None
        self._parts = 0  # of what is left now

    def last(self, found: Found) -> Last | None:
        """The last report, if all that it was made of is as it was."""
        if not self._slot.keeps:
            return None
        self._begun = self._answers(found, self._contents)
        entry = self._slot.get(_KIND)
        if not isinstance(entry, _Entry):
            return None
        self._parts = entry.parts
        if (entry.found, entry.around) != (self._begun.found, self._begun.around):
            return None
        return self._whole(entry) if self._leads_to_the_same(found, entry) else None

    def keep(self, last: Last, index: TreeIndex) -> None:
        """Leave a report for the next run, unless something was changed since this one began."""
        begun = self._begun
        if begun is None or any(file.unread is Unread.UNREADABLE for file in last.report.files):
            return
        found = self._find()
        held = self._held_by_others(found, (*last.found, *last.near))
        if not all(held.values()) or self._contents.changed:
            return
        if self._answers(found, Contents()) == begun:
            includes = {path: item.includes for path, item in index.by_path.items()}
            answers = (begun.found, begun.around, includes, held)
            first, *rest = _shared_out(last.report.files)
            named = uuid4().hex
            for number, files in enumerate(rest):
                self._slot.put(_KIND, (named, files), str(number))
            self._slot.put(_KIND, _Entry(*answers, _with(last, first), named, len(rest)))
            for number in range(len(rest), self._parts):
                self._slot.drop(_KIND, str(number))

    def _whole(self, entry: _Entry) -> Last | None:
        """The report with the files of its parts, if all of them are there."""
        files = [*entry.last.report.files]
        for number in range(entry.parts):
            part = self._slot.get(_KIND, str(number))
            if not isinstance(part, tuple) or part[0] != entry.named:
                return None
            files += part[1]
        return _with(entry.last, tuple(files))

    def _answers(self, found: Found, contents: Contents) -> _Answers:
        """What a run is told by the disk before and after it looks for headers."""
        held = [digest(file, _digest_of(file, contents)) for file in found]
        known = {file.path for file in found}
        missing, guard = absent(self._places), self._ruleset.build.guard
        around: list[object] = [missing, images(found, guard)]
        stamp = ""
        if self._slot.settings.rename:
            around.append(sorted(copied.name for copied in copies(self._places)))
        if len(self._places) == 1 and not self._places[0].is_file:
            texts, stamp = _texts(self._places[0], known)
            around += [is_whole(self._places[0].path), texts]
        return _Answers(digest(held), digest(around), stamp)

    def _leads_to_the_same(self, found: Found, entry: _Entry) -> bool:
        """Whether the same headers are found by what the files include, and hold what they held."""

        def facts(files: Sequence[Discovered]) -> list[FileFacts]:
            known = ((file.name, entry.includes.get(file.name)) for file in files)
            return [FileFacts(name, names) for name, names in known if names is not None]

        now = surveyed(
            found,
            facts([file for file in found if not file.skip]),
            self._slot.settings,
            facts,
            self._places,
            tuple(self._ruleset.info.suffixes.values()),
        )
        if (now.found, now.near) != (entry.last.found, entry.last.near):
            return False
        return self._held_by_others(found, (*now.found, *now.near)) == entry.held

    def _held_by_others(self, found: Found, files: Found) -> Mapping[str, str]:
        """What those of ``files`` hold that are included only."""
        named = {file.path for file in found}
        others = (file for file in files if file.path not in named)
        return {file.name: _digest_of(file, self._contents) for file in others}


def _with(last: Last, files: tuple[FileResult, ...]) -> Last:
    return last._replace(report=replace(last.report, files=files))


def _shared_out(files: tuple[FileResult, ...]) -> list[tuple[FileResult, ...]]:
    """The files of a report as they are left; of one without any, these are none."""
    return [files[at : at + _AT_ONCE] for at in range(0, len(files), _AT_ONCE)] or [()]


def _digest_of(file: Discovered, contents: Contents) -> str:
    held = contents.of(file.path)
    return held.digest if held is not None else ""


def _texts(top: Root, known: Collection[Path]) -> tuple[str, str]:
    """What the files hold that are none of the ``known`` ones, as far as a run reads them; and when
    they were changed.
    """
    found, left = list[tuple[str, str, int]](), MOST_IN_ALL
    for entry, data in texts_below(top, known):
        left -= len(data)
        if left < 0:
            return _TOO_MANY, _TOO_MANY
        held = hashlib.sha256(data).hexdigest()
        found.append((entry.relative, held, changed_last(entry.path)))
    found.sort()
    return digest([item[:2] for item in found]), digest([item[2] for item in found])
