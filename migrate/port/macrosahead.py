"""Headers of the port that have to stand ahead of macros, which have names that they use.

What comes in are a scan, the rules and the tree's index; what goes out are the place of the first
such macro, or of the include of a file that has one, and the headers that stand behind it. nvcc
reads CUDA's runtime ahead of a unit, and what comes with the rules is read where it is included.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.files.kinds import FOR_NVCC
from migrate.regex import regex
from migrate.rules.ruleset import RuleSet
from migrate.tree.filefacts import FileFacts
from migrate.tree.index import TreeIndex
from migrate.tree.scan import Scan

_MACRO = regex(rb"\s*(\w+)")


def ahead_of_macros(
    scan: Scan, rules: RuleSet, index: TreeIndex
) -> tuple[int | None, tuple[str, ...]]:
    """Where the file first defines a macro that has a name of the target's headers, or includes
    what does, and those headers that it has behind that place alone: nvcc would read CUDA's runtime
    ahead of it.
    """
    place = min(_macros_with_names_of_headers(scan, rules, index), default=None)
    if place is None:
        return None, ()
    branch = scan.branches.at
    targets: dict[str, bool] = {}
    for include in scan.includes:
        is_behind = include.start > place and branch(include.start).path == branch(place).path
        for target in _helpers_of(include.path, scan.path, rules, index):
            for each in (target, *rules.info.subsumes.get(target, ())):
                targets.setdefault(each, is_behind)
    late = [target for target, is_behind in targets.items() if is_behind]
    brought = {each for target in late for each in rules.info.subsumes.get(target, ())}
    return place, tuple(target for target in late if target not in brought)


def _macros_with_names_of_headers(scan: Scan, rules: RuleSet, index: TreeIndex) -> Iterator[int]:
    """Where the file defines such macros, and where it includes files of the tree that do, or a
    header of another's that is known to.
    """
    words, headers = rules.info.header_words, rules.info.macro_headers
    if words is None:
        return
    for item in scan.directives.items:
        name = _MACRO.match(scan.data, item.body) if item.keyword == "define" else None
        if name is not None and words.fullmatch(name[1].decode()):
            yield item.start

    def defines(file: FileFacts) -> bool:
        return any(words.fullmatch(macro.name) for macro in file.macros) or not (
            headers.isdisjoint(file.includes)
        )

    defining = index.leading("to a macro with a name of the target's headers", defines)
    for include in scan.includes:
        if include.path in rules.info.helpers:
            continue
        if include.path in headers or index.resolve(scan.path, include.path) in defining:
            yield include.start


def _helpers_of(name: str, path: str, rules: RuleSet, index: TreeIndex) -> Iterator[str]:
    """The headers that come with the rules which an include of ``path`` becomes, or brings; files
    for nvcc are given the runtime header themselves.
    """
    helpers = rules.info.helpers

    def becomes(name: str, path: str) -> str:
        verdict = rules.header(name)
        own = verdict is not None and index.beside(path, name) is not None
        return "" if own else name if verdict is None else verdict.target

    if (target := becomes(name, path)) in helpers:
        yield target
        return
    found = index.resolve(path, name)
    for helper in helpers:

        def brings(file: FileFacts, helper: str = helper) -> bool:
            is_given = file.has_candidates and file.path.endswith(FOR_NVCC)
            return (is_given and helper == rules.info.runtime_header) or any(
                becomes(each, file.path) == helper for each in file.includes
            )

        if found in index.leading(f"to what becomes {helper}", brings):
            yield helper
