"""Headers that map CUDA's names to the target's: a port of the tree's own.

What comes in is a scan; what goes out are the names of CUDA's that its file gives the meaning of
the target's, for all who include it. Nothing is said of them here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from migrate.regex import regex
from migrate.tree.filefacts import Declared, FileFacts
from migrate.tree.scan import Scan

_DEFINES = regex(rb"[ \t]*([A-Za-z_]\w*)(\([^()]*\))?(?:[ \t]|\\\r?\n)*([A-Za-z_]\w*)?")
_FEWEST = 3  # names that are mapped: fewer may be a shim for something else
_FUNCTION = "function"
MARK = b"// >>> migrate port --shim"  # begins a line of the headers that a port writes


def mapped(
    scan: Scan,
    declared: Iterable[Declared],
    owns: Callable[[str], bool],
    becomes: Callable[[str], str],
) -> frozenset[str]:
    """The names of CUDA's that a header for the target defines: macros, of which some are no more
    than names of the target's (``owns``), and functions. In a header that a port wrote they are
    those that a port writes, whatever they are formed like (``becomes``).
    """
    found, straight = set[str](), 0
    is_written = MARK in scan.data
    known = {token.start: token.text for token in scan.tokens}
    for item in scan.directives.items:
        if item.keyword != "define":
            continue
        match = _DEFINES.match(scan.data, item.body, item.end)
        name = known.get(match.start(1)) if match is not None else None
        if match is None or name is None:
            continue
        found.add(name)
        own = match[3].decode() if match[3] is not None and match[2] is None else ""
        straight += bool(own) and (owns(own) or (is_written and becomes(name) == own))
    if straight < (1 if is_written else _FEWEST):
        return frozenset()
    return frozenset(found) | {
        one.name for one in declared if one.kind == _FUNCTION and not (one.space or one.member)
    }


def maps_names(file: FileFacts, is_cuda: Callable[[str], bool]) -> bool:
    """Whether a header gives CUDA's names the meaning of any vendor's."""
    named = (item.value for item in file.macros if is_cuda(item.name))
    return sum(value.isidentifier() and not is_cuda(value) for value in named) >= _FEWEST
