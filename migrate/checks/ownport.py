"""The port that a tree has already: what is said of a file that is part of it.

What comes in are a file's scan and entries, and the names that its headers map to the target's;
what goes out is a remark on what of it somebody ported by hand. Nothing is decided here.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from migrate.model import Finding, Status
from migrate.rewrite.entries import Entry
from migrate.text.conditions import GUARDED
from migrate.text.guards import Guards
from migrate.tree.counterparts import OWN_PORT
from migrate.tree.scan import Scan


def remark(
    scan: Scan, entries: Iterable[Entry], guards: Guards, mapped: Mapping[str, str], target: str
) -> Iterator[Finding]:
    """What is to be said of a file that has both sides of a port, or includes what maps names to
    the target's (each ``mapped`` by a file); a remark, if anything.
    """
    places = [entry.reference for entry in entries if entry.reference.rule == GUARDED]
    found = (name for place in places for name in scan.branches.at(place.start).behind)
    asked = [name for name, _ in Counter(found).most_common() if name in guards]
    headers = {mapped[item.name] for item in places if item.name in mapped}
    if not places or not (asked or headers or scan.branches.both):
        return
    macros = [name for name in asked if guards.known(name, True).defined is not False]
    macros += sorted(posixpath.basename(header) for header in headers)
    words = f"{len(places)} references" if len(places) > 1 else "a reference"
    message = f"this file is ported to {target} by hand already: {words} behind it left as they are"
    if scan.branches.both:
        message = (
            f"this file asks for CUDA's compilers and for {target}'s: it is ported by hand "
            "already, and its conditions are left as they are"
        )
    start, end, *_ = places[0]
    yield Finding(OWN_PORT, Status.INFO, ", ".join(macros), message, start, end)
