"""Remarks on a file as a whole: what its parsers could not settle.

What comes in are a scan with its entries, what translation units said, and the regions of a tree
that hold errors; what goes out are findings that ask for nothing. Nothing is decided here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from migrate.model import Finding, Span, Status
from migrate.rewrite.entries import Entry
from migrate.tree.filesemantics import FileSemantics
from migrate.tree.scan import Scan


def disputed(scan: Scan, semantics: FileSemantics) -> Iterator[Finding]:
    """Remarks on names that translation units understand differently."""
    at = {span.start for span in semantics.disputed}
    for token in scan.tokens if at else ():
        if token.start in at:
            yield Finding(
                "migrate/units-disagree",
                Status.INFO,
                token.text,
                f"{token.text} is CUDA's in one translation unit and the tree's own in another; "
                "it is taken by its name",
                token.start,
                token.end,
            )


def unparsed(regions: Iterable[Span], entries: Sequence[Entry]) -> list[Finding]:
    """Remarks on regions that could not be parsed and hold a reference."""
    starts = sorted(entry.reference.start for entry in entries)
    return [
        Finding(
            "migrate/syntax-error",
            Status.INFO,
            "",
            "this region could not be parsed: names in it are ported, call shapes may be missed",
            span.start,
            span.end,
        )
        for span in regions
        if bisect_left(starts, span.start) < bisect_left(starts, span.end)
    ]
