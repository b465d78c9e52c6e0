"""The report of a run from the results of its files: findings of one cause become one, and the exit
code says what is left.

What comes in are the results of all files, settled; what goes out is a ``Report``. No result is
decided anew here, and nothing is rendered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from migrate import __version__
from migrate.build.unused import with_idle, with_unused
from migrate.model import FileResult, Outcome, Report, Settled, Status, Unread
from migrate.port.grouping import gathered, lone_includes
from migrate.port.submodules import ABSENT
from migrate.rewrite.entries import UNKNOWN_NAME
from migrate.rewrite.includes import UNKNOWN_HEADER
from migrate.rules.about import about
from migrate.rules.ruleset import RuleSet
from migrate.settings.config import FailOn, Settings, Warp
from migrate.tree.filesemantics import TreeSemantics


def assembled(
    results: Sequence[FileResult],
    settings: Settings,
    ruleset: RuleSet,
    known: TreeSemantics,
    of_tree: frozenset[str],
) -> Report:
    """The report on a tree's files; the causes ``of_tree`` are one finding for all of them."""
    spoken = about((finding.rule for file in results for finding in file.findings), ruleset)
    told = with_unused(results, ruleset.causes.dependencies, f"{ruleset.info.name}/build/")
    of_tree |= {*ruleset.causes.dependencies, *ruleset.build.of_tree, *_unknown(told)}
    of_tree |= {ruleset.causes.of_tool(ABSENT).cause}
    joined = gathered(told, of_tree, _leftovers(told, ruleset))
    names = {key: item.names for key, item in ruleset.build.libraries.items() if item.names}
    files = with_idle(joined, names, ruleset.build.about_libraries)
    return Report(
        __version__,
        ruleset.target,
        files,
        exit_code(files, settings.fail_on),
        spoken,
        counted(settings.fail_on),
        units=known.units,
        show_info=settings.show_info,
        settled=tuple(_settled(ruleset)) if settings.warp is Warp.NATIVE else (),
    )


def _settled(ruleset: RuleSet) -> Iterator[Settled]:
    """What a port for other warps than those of the GPUs would settle."""
    for name, warps in ruleset.info.warps.items():
        others = frozenset(warps.off) - warps.settles
        yield Settled(f"--warp {name}", warps.settles, others, ruleset.names_of_warps[name])


def _leftovers(files: Sequence[FileResult], ruleset: RuleSet) -> frozenset[str]:
    """The causes of headers that are included, while none of the names of such headers is used."""
    lone = lone_includes(files)
    if not lone:
        return lone
    names = {item.name for file in files for item in file.references}
    verdicts = (ruleset.verdict(name) for name in names)
    used = {verdict.work.cause for verdict in verdicts if verdict is not None}
    return ruleset.causes_of_names(lone) - used


def _unknown(files: Iterable[FileResult]) -> frozenset[str]:
    """The causes of names and headers that no table knows: one row settles each for the tree."""
    rules = (UNKNOWN_HEADER, UNKNOWN_NAME)
    return frozenset(item.cause for file in files for item in file.findings if item.rule in rules)


def exit_code(files: Iterable[FileResult], fail_on: FailOn) -> int:
    """0: nothing left at or above the threshold, 1: findings remain, or files that were not read,
    3: a file failed, or could not be read.
    """
    files = tuple(files)
    unread = {file.unread for file in files}
    if Unread.UNREADABLE in unread or any(file.outcome is Outcome.FAILED for file in files):
        return 3
    left = {status for file in files for status in file.ledger.counts}
    left |= {finding.status for file in files for finding in file.findings}
    asked = counted(fail_on)
    return 1 if left & asked or (asked and Unread.PASSED_OVER in unread) else 0


def counted(fail_on: FailOn) -> frozenset[Status]:
    """The statuses at or above the threshold."""
    left = {Status.MANUAL, Status.UNKNOWN}
    return frozenset(
        {FailOn.MANUAL: left, FailOn.REVIEW: left | {Status.REVIEW}, FailOn.NEVER: set()}[fail_on]
    )
