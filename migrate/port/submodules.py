"""Submodules that are listed and not checked out, and what is unknown for want of them.

What comes in are the PATHs and the results of their files; what goes out are the same results in
which headers of such submodules, and names in files that include them or headers that are nowhere,
are one cause: nothing can be said of either until the submodules are there. ``.gitmodules`` is read
and folders are listed; no file of a submodule is read, and nothing is fetched.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from migrate.files.discover import Root
from migrate.model import FileResult, Finding
from migrate.regex import regex
from migrate.rewrite.entries import UNKNOWN_NAME
from migrate.rewrite.includes import UNKNOWN_HEADER
from migrate.rules.causes import Work
from migrate.settings.bounded import read
from migrate.tree.index import TreeIndex

ABSENT = "migrate/absent-submodule"
_FETCH = (
    "Check them out (git submodule update --init --recursive) and run again: what their headers "
    "declare decides how the code is ported that uses them"
)
_LIST = ".gitmodules"
_PATH = regex(r"""^[ \t]*path[ \t]*=[ \t]*("?)([^"\n]+?)\1[ \t]*$""", re.MULTILINE)


_HEADERS = (".h", ".hh", ".hpp", ".cuh")
_Place = tuple[str, Finding]


class Absent(NamedTuple):
    """The submodules that are not there, by the name of their folder as includes are compared."""

    paths: Mapping[str, str]

    def of(self, header: str) -> str | None:
        """The submodule that a header is of, as its path says."""
        *folders, name = map(_plain, PurePosixPath(header).parts or ("",))
        parts = (*folders, name.partition(".")[0])
        return next((self.paths[part] for part in parts if part in self.paths), None)


def absent(places: Iterable[Root]) -> Absent:
    """The submodules that are missing in the repositories which hold the PATHs."""
    found: dict[str, str] = {}
    for top in dict.fromkeys(_top(root) for root in places):
        for folder in _missing(top):
            found.setdefault(_plain(folder.name), folder.relative_to(top).as_posix())
    return Absent(found)


def with_absent(
    files: Sequence[FileResult], missing: Absent, index: TreeIndex, work: Work
) -> Sequence[FileResult]:
    """The results, in which what is unknown for want of ``missing`` submodules says that."""
    if not missing.paths:
        return files
    headers = _headers(files, missing)
    wanted = headers | _names(files, missing, index, frozenset().union(*headers.values()))
    names = ", ".join(sorted({name for needed in wanted.values() for name in needed}))

    def said(file: FileResult) -> FileResult:
        told = [
            _told(finding, names, work) if (file.path, finding) in wanted else finding
            for finding in file.findings
        ]
        return replace(file, findings=tuple(told))

    return [said(file) for file in files] if wanted else files


def _told(finding: Finding, names: str, work: Work) -> Finding:
    shown = f"<{finding.api}>" if finding.rule == UNKNOWN_HEADER else finding.api
    return replace(
        finding,
        rule=ABSENT,
        message=f"{shown} is not in the tree as it is here: submodules that the code includes are "
        f"not checked out ({names})",
        suggestion=_FETCH,
        effort=work.effort,
        cause=work.cause,
        declares=work.announces,
    )


def _headers(files: Sequence[FileResult], missing: Absent) -> dict[_Place, frozenset[str]]:
    """The findings on headers of missing submodules, with these."""
    return {
        (file.path, finding): frozenset({owner})
        for file in files
        for finding in file.findings
        if finding.rule == UNKNOWN_HEADER and (owner := missing.of(finding.api))
    }


def _names(
    files: Sequence[FileResult], missing: Absent, index: TreeIndex, likely: frozenset[str]
) -> dict[_Place, frozenset[str]]:
    """The findings on names that missing submodules may declare, with these: of what a file
    includes, ``likely`` ones first; where it includes headers without a folder that are nowhere, of
    all that are used. A name that one file has of them is theirs in all.
    """
    unknown = [
        (file.path, finding)
        for file in files
        for finding in file.findings
        if finding.rule == UNKNOWN_NAME
    ]
    if not unknown:
        return {}
    used = frozenset().union(*(_included(path, missing, index) for path in index.by_path))
    found: dict[str, frozenset[str]] = {}
    for path in {path for path, _ in unknown}:
        needed = _included(path, missing, index) or frozenset().union(
            *(_included(above, missing, index) for above in index.seen_by(path))
        )
        if not needed and _lacks_headers(path, index):  # as an include path to their folders
            needed = used
        for finding in (item for at, item in unknown if at == path and needed):
            found[finding.api] = found.get(finding.api, frozenset()) | (needed & likely or needed)
    return {(at, item): found[item.api] for at, item in unknown if item.api in found}


def _included(path: str, missing: Absent, index: TreeIndex) -> frozenset[str]:
    """The missing submodules of which a file includes headers, directly or not."""
    return frozenset(
        owner
        for facts in index.closure(path)
        for name in facts.includes
        if (owner := missing.of(name)) and index.resolve(facts.path, name) is None
    )


def _lacks_headers(path: str, index: TreeIndex) -> bool:
    """Whether a file includes headers of no folder that are not in the tree."""
    return any(
        "/" not in name and name.endswith(_HEADERS) and index.resolve(path, name) is None
        for facts in index.closure(path)
        for name in facts.includes
    )


def _top(root: Root) -> Path:
    """The top of the repository that holds a PATH; without one, the folder itself."""
    folder = root.path.parent if root.is_file else root.path
    chain = (folder, *folder.parents)
    return next((each for each in chain if (each / ".git").exists()), folder)


def _missing(top: Path) -> Iterator[Path]:
    """The folders of submodules that hold nothing, those of submodules too."""
    for folder in _listed(top):
        if _is_empty(folder):
            yield folder
        else:
            yield from _missing(folder)


def _listed(top: Path) -> Iterator[Path]:
    """The folders that are listed as submodules, those below ``top`` alone."""
    try:
        text = read(top / _LIST).decode("utf-8", "surrogateescape")
    except OSError:  # most trees have none
        return
    for match in _PATH.finditer(text.replace("\r\n", "\n")):
        folder = Path(os.path.normpath(top / match[2]))
        if folder != top and folder.is_relative_to(top):
            yield folder


def _is_empty(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return all(entry.name == ".git" for entry in entries)
    except OSError:
        return True


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_")
