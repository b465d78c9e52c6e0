"""Options that a tree gives nvcc in variables of CMake's, as the target's commands read them.

What comes in are the target's tables and what the build files of the tree say; what goes out are
the values of those variables that are given one. Nothing is edited here.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.build.replace.changes import Tools
from migrate.regex import regex
from migrate.rules.buildtables import NameKind

_CONFIGURED = regex(rb"_(DEBUG|RELEASE|MINSIZEREL|RELWITHDEBINFO)\b")
_WAYS = ("other", "cu", "text")  # how a variable is given a value (see cmakefile.seen)


def options_given(kind: NameKind, tools: Tools) -> Iterator[bytes]:
    """What the variables of one kind hold, in the order of their names; of one that is for a
    configuration of the build, in that one only.
    """
    for name, known in sorted(tools.tables.names.items()):
        if known.kind is not kind or not any(f"{way}:{name}" in tools.seen for way in _WAYS):
            continue
        value = b"${%b}" % known.becomes.encode()
        configured = _CONFIGURED.search(name.encode())
        yield b"$<$<CONFIG:%b>:%b>" % (configured[1], value) if configured else value
