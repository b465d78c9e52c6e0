"""Libraries that a build asks for and no source names.

What comes in are the results of a tree; what goes out are the same, where the advice on a library
says so if nothing but build files speaks of it. Nothing is left out: a part of a tree may be all
that was given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from migrate.files.kinds import BINDINGS, BUILD_KINDS, kind_of
from migrate.model import FileResult, Finding, Outcome

_ADVICE = "no source among these files names it: where none does, leave it out. Else"
_SOME = "no source among these files names anything of"


def with_unused(
    files: Iterable[FileResult], libraries: Collection[str], of_build: str
) -> tuple[FileResult, ...]:
    """The ``files`` with that said; ``libraries`` are the causes of findings that are about one,
    and rules that begin with ``of_build`` speak of build files.
    """
    results = tuple(files)
    told = {
        finding.cause
        for file in results
        for finding in file.findings
        if not finding.rule.startswith(of_build)
    }
    unused = frozenset(libraries) - told

    def said(finding: Finding) -> Finding:
        if finding.cause not in unused or not finding.rule.startswith(of_build):
            return finding
        more = tuple(map(said, finding.more))
        return replace(finding, suggestion=f"{_ADVICE}: {finding.suggestion}", more=more)

    return _with(results, said)


def with_idle(
    files: Iterable[FileResult], names: Mapping[str, str], about: Collection[str]
) -> tuple[FileResult, ...]:
    """The ``files``, whose findings are joined, with the same said of libraries that the target has
    in another form: ``names`` is how what each declares begins, and ``about`` are the rules that
    speak of such libraries.
    """
    results = tuple(files)
    idle = _idle(results, names)
    if not any(idle.values()):
        return results
    return _with(results, lambda item: _linked(item, idle) if item.rule in about else item)


def _with(
    files: Iterable[FileResult], said: Callable[[Finding], Finding]
) -> tuple[FileResult, ...]:
    return tuple(replace(file, findings=tuple(map(said, file.findings))) for file in files)


def _idle(results: Sequence[FileResult], names: Mapping[str, str]) -> dict[str, bool]:
    """Libraries in small letters, with whether no source names them; none where a source was not
    read.
    """
    sources = [file for file in results if kind_of(file.path) not in BUILD_KINDS - BINDINGS]
    if not sources or any(file.outcome is Outcome.SKIPPED for file in sources):
        return {}
    found = {item.name.lower() for file in sources for item in file.references}
    if not found:
        return {}
    begins = {
        start: not any(name.startswith(start.lower()) for name in found)
        for start in {*names.values()}
    }
    return {library.lower(): begins[start] for library, start in names.items()}


def _linked(finding: Finding, idle: Mapping[str, bool]) -> Finding:
    """A finding about libraries that the target has, with those of them that no source names."""
    places = [finding, *finding.more]
    left = [place.api for place in places if _is_idle(place.api, idle)]
    if not left:
        return finding
    if len(left) == len(places):
        advice = f"{_ADVICE}: {finding.suggestion}"
    else:
        first = ", ".join(dict.fromkeys(left))
        advice = f"{finding.suggestion}; {_SOME} {first}: where none does, leave that out"
    return replace(finding, suggestion=advice)


def _is_idle(api: str, idle: Mapping[str, bool]) -> bool:
    """Whether the library that is called so in a build file is one that no source names."""
    text = api.lower()
    named = (library for library in sorted(idle, key=len, reverse=True) if library in text)
    return idle.get(next(named, ""), False)
