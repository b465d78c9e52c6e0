"""Kernels that the target does not convert: one finding for each, with the pattern that it follows.

What comes in are the tree of a file, the kernels in it, what the target says of them and the
entries of the ledger; what goes out are the entries, of which those in a kernel, and at its
launches in the file, are part of the finding on it, and those in functions that kernels alone call
part of another. None of them is edited. Where kernels are converted nothing is asked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from migrate.kernels.patterns import Classified
from migrate.model import Effort, Finding, Status
from migrate.rewrite.entries import Entry
from migrate.rules.kernelways import KernelWays, Way
from migrate.text.syntax import SyntaxTree

RULE = "migrate/kernel-by-hand"
_LAUNCH = "<<<"
_LEFT = frozenset({Status.NATIVE})
_CALLED = "Functions that kernels alone call"
_WITH_KERNELS = Way("Write it with the kernels that call it", Effort.HOURS)


def with_kernels(
    tree: Callable[[], SyntaxTree],
    defined: Callable[[], Sequence[Classified]],
    ways: KernelWays,
    entries: Sequence[Entry],
    on_device: Callable[[int], bool],
) -> list[Entry]:
    """The ``entries``, with one finding for each kernel that is written anew, of those ``defined``
    in the file, and one for what else is on the device alone.
    """
    if not ways or not entries:
        return list(entries)
    kernels = defined()
    named = {kernel.name: kernel for kernel in kernels}
    begins = [kernel.whole.start for kernel in kernels]
    found = []
    for entry in entries:
        at = entry.reference.start
        ahead = bisect_right(begins, at)
        kernel = kernels[ahead - 1] if ahead and at < kernels[ahead - 1].whole.end else None
        if kernel is None and entry.reference.name == _LAUNCH:
            kernel = named.get(_launched(tree(), at))
        if entry.reference.status in _LEFT and entry.fix is None:
            found.append(entry)
        elif kernel is not None:
            found.append(_of_kernel(entry, kernel, ways))
        elif on_device(at):
            found.append(_of_function(entry, ways))
        else:
            found.append(entry)
    return found


def _launched(tree: SyntaxTree, at: int) -> str:
    """The name of the kernel that is launched there."""
    owner, leaf = tree.leaf(at, at + len(_LAUNCH))
    call = next((each for each in owner.around(leaf) if each.type == "call_expression"), None)
    function = call.child_by_field_name("function") if call is not None else None
    name = owner.text(function).decode("utf-8", "replace") if function is not None else ""
    return name.partition("<")[0].rpartition("::")[2].strip()


def _of_kernel(entry: Entry, kernel: Classified, ways: KernelWays) -> Entry:
    """The entry as a part of its kernel, which a person writes."""
    way = ways.ways[kernel.pattern]
    article = "an" if kernel.pattern[0] in "aeiou" else "a"
    said = f"{kernel.name} looks like {article} {kernel.pattern} kernel ({kernel.evidence})"
    cause = f"Kernel {kernel.name}: {kernel.pattern}"
    return _told(entry, f"{said}: {ways.message}", cause, way, str(kernel.pattern))


def _of_function(entry: Entry, ways: KernelWays) -> Entry:
    """The entry as a part of functions that go with the kernels that call them."""
    return _told(entry, f"Kernels alone call this: {ways.message}", _CALLED, _WITH_KERNELS)


def _told(entry: Entry, message: str, cause: str, way: Way, pattern: str = "") -> Entry:
    reference = entry.reference
    finding = Finding(
        RULE,
        Status.MANUAL,
        reference.name,
        message,
        reference.start,
        reference.end,
        way.advice,
        entry.findings[0].branch if entry.findings else "",
        None,
        way.effort,
        cause,
        pattern=pattern,
    )
    kept = reference._replace(status=Status.MANUAL, rule=RULE)
    return replace(entry, reference=kept, findings=(finding,), fix=None, requires=())
