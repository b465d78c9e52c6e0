"""Kernels that the target does not convert: one finding for each, with the pattern that it follows.

What comes in are the tree of a file, what the target says of kernels and the entries of the ledger;
what goes out are the entries, of which those in a kernel, and at its launches in the file, are part
of the finding on it and are not edited. Where kernels are converted nothing is asked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from migrate.kernels.patterns import Classified, classify
from migrate.model import Finding, Status
from migrate.rewrite.entries import Entry
from migrate.rules.kernelways import KernelWays
from migrate.text.syntax import SyntaxTree

RULE = "migrate/kernel-by-hand"
_LAUNCH = "<<<"
_LEFT = frozenset({Status.NATIVE})


def with_kernels(
    tree: Callable[[], SyntaxTree], data: bytes, ways: KernelWays, entries: Sequence[Entry]
) -> list[Entry]:
    """The ``entries``, with one finding for each kernel that is written anew."""
    if not ways or b"__global__" not in data:
        return list(entries)
    kernels = classify(tree())
    named = {kernel.name: kernel for kernel in kernels}
    begins = [kernel.whole.start for kernel in kernels]
    found = []
    for entry in entries:
        at = entry.reference.start
        ahead = bisect_right(begins, at)
        kernel = kernels[ahead - 1] if ahead and at < kernels[ahead - 1].whole.end else None
        if kernel is None and entry.reference.name == _LAUNCH:
            kernel = named.get(_launched(tree(), at))
        is_left = entry.reference.status in _LEFT and entry.fix is None
        found.append(entry if kernel is None or is_left else _told(entry, kernel, ways))
    return found


def _launched(tree: SyntaxTree, at: int) -> str:
    """The name of the kernel that is launched there."""
    owner, leaf = tree.leaf(at, at + len(_LAUNCH))
    call = next((each for each in owner.around(leaf) if each.type == "call_expression"), None)
    function = call.child_by_field_name("function") if call is not None else None
    name = owner.text(function).decode("utf-8", "replace") if function is not None else ""
    return name.partition("<")[0].rpartition("::")[2].strip()


def _told(entry: Entry, kernel: Classified, ways: KernelWays) -> Entry:
    """The entry as a part of its kernel, which a person writes."""
    reference, way = entry.reference, ways.ways[kernel.pattern]
    article = "an" if kernel.pattern[0] in "aeiou" else "a"
    finding = Finding(
        RULE,
        Status.MANUAL,
        reference.name,
        f"{kernel.name} looks like {article} {kernel.pattern} kernel ({kernel.evidence}): "
        f"{ways.message}",
        reference.start,
        reference.end,
        way.advice,
        entry.findings[0].branch if entry.findings else "",
        None,
        way.effort,
        f"Kernel {kernel.name}: {kernel.pattern}",
        pattern=str(kernel.pattern),
    )
    kept = reference._replace(status=Status.MANUAL, rule=RULE)
    return replace(entry, reference=kept, findings=(finding,), fix=None, requires=())
