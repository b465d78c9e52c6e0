"""What a source says of a name: its kind, how a call of it may look, and where it is declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tests.surface.declarations import Counts

# A name declared in several ways is what comes first here: a program calls the function even where
# a macro of its name stands before it, and a typedef repeats a structure.
# A type may stand behind ``struct``, ``enum`` or ``union``, or is C++'s; a typedef may not.
_ORDER = ("function", "type", "typedef", "enum_constant", "variable", "macro", "namespace")


@dataclass(frozen=True, slots=True)
class Declared:
    """One name as one source declares it.

    ``counts`` has the arguments of each overload, and is empty for what is no call; ``header`` is
    the path below the include folder, empty for bindings; ``alias`` is the name that an object-like
    macro stands for; ``empty`` says that a macro stands for nothing.
    """

    kind: str
    counts: frozenset[Counts] = frozenset()
    header: str = ""
    alias: str = ""
    empty: bool = False


def merge(parts: Iterable[Mapping[str, Declared]]) -> dict[str, Declared]:
    """Several texts of one source as one: the overloads of a name come together."""
    found: dict[str, Declared] = {}
    for part in parts:
        for name, new in part.items():
            old = found.get(name, new)
            first = min(old, new, key=lambda item: _ORDER.index(item.kind))
            found[name] = replace(
                first,
                counts=old.counts | new.counts,
                header=old.header or new.header,
                alias=old.alias or new.alias,
                empty=old.empty and new.empty,
            )
    return found


def resolve(declared: Mapping[str, Declared]) -> dict[str, Declared]:
    """The same, with the counts and the kind of what a macro stands for, where that is declared."""
    found = dict(declared)
    for name, item in declared.items():
        seen, meant = {name}, item.alias
        while meant in declared and meant not in seen:
            seen.add(meant)
            target = declared[meant]
            kind = target.kind if found[name].kind == "macro" else found[name].kind
            found[name] = replace(found[name], kind=kind, counts=found[name].counts | target.counts)
            meant = target.alias
    return found
