"""Headers of C that nvcc gives each of its units, for one that has nothing else of CUDA's.

What comes in are a unit's path and its code without comments and literals; what goes out are the
headers of which it uses something, and that neither it nor a file that it includes names. One of
CUDA's headers, or of the target's, brings these along. Where an include goes is not decided here.
"""

from __future__ import annotations

from migrate.rules.ruleset import RuleSet
from migrate.tree.index import TreeIndex

_UNIT = ".cu"


def implicit_headers(path: str, code: bytes, rules: RuleSet, index: TreeIndex) -> tuple[str, ...]:
    """The headers that the target's compiler does not give the unit; none for other files."""
    found = rules.info.implicit_headers
    if not found or not path.endswith(_UNIT):
        return ()
    named = index.reach(path).named
    if any(name in rules.target_headers or rules.header(name) for name in named):
        return ()
    return tuple(
        header
        for header, used in found.items()
        if named.isdisjoint({header, f"c{header.removesuffix('.h')}"}) and used.search(code)
    )
