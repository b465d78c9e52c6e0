"""The headers that come with a target's rules, for the ports that include them.

What comes in are a finished report, the target and the PATHs; what goes out are results for new
files, each with the place where it is to lie: beside the first PATH, or in it. One that is there
already is the user's, and stays as it is. Some come where a port has certain words, as the runtime
header includes them itself. One that says what no port has comes with the first copy of the runtime
header, to whole folders: a single file is no port of all. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from migrate.compact import packed
from migrate.files.discover import Root
from migrate.model import Edit, FileResult, Outcome, Report
from migrate.regex import regex
from migrate.rules.targets import HELPERS, WITHOUT, TargetInfo, rules_folder

_INCLUDE = regex(rb"""^[ \t]*#[ \t]*include[ \t]*["<]([^">\n]+)[">]""")


def helpers(
    report: Report, info: TargetInfo, places: Sequence[Root]
) -> Iterator[tuple[FileResult, Path]]:
    """The new files that the ports of a report need, and where they lie."""
    needed = list(_needed(report.files, info)) if info.helpers else []
    found = [(HELPERS, header) for header in needed]
    if info.runtime_header in needed and _has_none(places[0], info.runtime_header):
        found += [(WITHOUT, header) for header in _without(report.files, info)]
    for folder, header in found:
        name, path = _place(places[0], header)
        if not path.exists():
            content = (rules_folder() / info.name / folder / header).read_bytes()
            yield _added(name, content), path


def with_helpers(
    report: Report, files: Mapping[str, Path], info: TargetInfo, places: Sequence[Root]
) -> tuple[Report, Mapping[str, Path]]:
    """The report with the new files, and where all files lie."""
    new = list(helpers(report, info, places))
    whole = replace(report, files=(*report.files, *(file for file, _ in new)))
    return whole, {**files, **{file.path: path for file, path in new}}


def _needed(files: Iterable[FileResult], info: TargetInfo) -> Iterator[str]:
    """The headers that ports ask for, and those that these include, each once."""
    wanted = [header for file in files for header in _asked_for(file, info)]
    seen: set[str] = set()
    while wanted:
        header = wanted.pop(0)
        if header not in seen:
            seen.add(header)
            yield header
            wanted += info.helpers[header]


def _has_none(place: Root, header: str) -> bool:
    """Whether a PATH is a folder that has no copy of a header yet."""
    return not place.is_file and not _place(place, header)[1].exists()


def _without(files: Iterable[FileResult], info: TargetInfo) -> Iterator[str]:
    """The headers that say what no port has."""
    for header, words in info.helpers_without.items():
        if not any(words.search(file.content or b"") for file in files):
            yield header


def _asked_for(file: FileResult, info: TargetInfo) -> Iterator[str]:
    """The headers that a port includes, and those whose words it has."""
    content = file.content if file.edits else None
    if content is None:
        return
    found = (_INCLUDE.match(line) for line in content.split(b"\n"))
    names = (match[1].decode("utf-8", "replace") for match in found if match is not None)
    yield from (name for name in names if name in info.helpers)
    yield from (name for name, words in info.helpers_with.items() if words.search(content))


def _place(first: Root, header: str) -> tuple[str, Path]:
    """What a header is called, as the files of a run are, and where it lies."""
    if not first.is_file:
        return first.name(header), first.path / header
    folder = PurePosixPath(first.prefix).parent.as_posix()
    return header if folder == "." else f"{folder}/{header}", first.path.parent / header


def _added(name: str, content: bytes) -> FileResult:
    edits = (Edit(0, 0, content),)
    return FileResult(name, Outcome.PORTED, edits=edits, packed=packed(content), is_new=True)
