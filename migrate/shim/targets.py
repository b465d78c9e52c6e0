"""Names of CUDA's in branches that only a build for the target compiles.

What comes in are files with such branches; what goes out are the names, with what they are on the
target. Whoever wrote the branches had a header that maps these; a port leaves them alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from migrate.model import Reference
from migrate.rules.ruleset import RuleSet
from migrate.rules.tables import Support
from migrate.shim.files import INCLUDES, Ported
from migrate.text.conditions import GUARDED, evaluate
from migrate.text.guards import Guards
from migrate.tree.index import TreeIndex
from migrate.tree.scan import Scan


def names_for_target(
    files: Iterable[Ported],
    rules: RuleSet,
    guards: Guards,
    index: TreeIndex,
    scan: Callable[[str, bytes], Scan | None],
) -> dict[str, str]:
    """The names, but for those that a header of the tree maps there."""
    found: dict[str, str] = {}
    for file in files:
        guarded = [item for item in file.references if item.rule == GUARDED]
        scanned = scan(file.path, file.data) if guarded else None
        if scanned is None:
            continue
        mapped = index.reach(file.path).mapped
        for item in _on_target(file, guarded, scanned, guards):
            verdict = rules.verdict(item.name) if item.name not in mapped else None
            if verdict is not None and verdict.support is Support.RENAMED:
                found[item.name] = verdict.target
    return found


def _on_target(
    file: Ported, guarded: Iterable[Reference], scan: Scan, guards: Guards
) -> Iterator[Reference]:
    for item in guarded:
        directive = file.directive(item.start)
        is_code = directive is None or directive.keyword not in INCLUDES
        condition = scan.branches.at(item.start).branch
        if is_code and item.end - item.start == len(item.name) and condition:
            sides = (evaluate(condition, guards, on_target) for on_target in (False, True))
            if next(sides) is False and next(sides) is not False:
                yield item
