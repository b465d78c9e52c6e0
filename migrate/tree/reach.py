"""What can be reached from a file by its includes, or by those of others.

What comes in are the links of a graph of files; what goes out are the files that are reached from
one, and what these say together. Files that include each other reach the same, which is found once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from migrate.tree.devicenames import DeviceName, by_name
from migrate.tree.filefacts import FileFacts
from migrate.tree.functionmacros import FunctionMacro, alike

Links = Mapping[str, Sequence[str]]


class Closure:
    """A file and all headers of the tree that it includes, directly or not."""

    def __init__(
        self, files: Iterable[FileFacts], placed: Mapping[str, Sequence[tuple[int, str]]]
    ) -> None:
        self.files = tuple(files)
        self._placed = placed

    @cached_property
    def named(self) -> frozenset[str]:
        """The headers that they name."""
        return frozenset(name for file in self.files for name in file.includes)

    @cached_property
    def elsewhere(self) -> frozenset[str]:
        """Those of them that the tree does not have."""
        return frozenset(name for file in self.files for name in self._not_placed(file))

    def _not_placed(self, file: FileFacts) -> Iterator[str]:
        placed = {number for number, _ in self._placed.get(file.path, ())}
        return (name for number, name in enumerate(file.includes) if number not in placed)

    @cached_property
    def others(self) -> frozenset[str]:
        """The namespaces of others that they read names of CUDA's in."""
        return frozenset().union(*(file.others for file in self.files))

    @cached_property
    def mapped(self) -> Mapping[str, str]:
        """Names of CUDA's that they map to the target's, each with the file that does."""
        return {name: file.path for file in self.files for name in file.mapped}

    @cached_property
    def folders(self) -> frozenset[str]:
        """The first folders of these headers."""
        return frozenset(name.partition("/")[0] for name in self.named)

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Their aliases of namespaces; the last of a name counts."""
        return {alias: name for file in self.files for alias, name in file.aliases}

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Their aliases of types of CUDA's, of those that are one type wherever they are made."""
        found: dict[str, set[str]] = {}
        for file in self.files:
            for alias, kind in file.kinds:
                found.setdefault(alias, set()).add(kind)
        return {alias: next(iter(each)) for alias, each in found.items() if len(each) == 1}

    @cached_property
    def function_macros(self) -> Mapping[str, FunctionMacro]:
        """Their macros with parameters, of those that are the same wherever they are defined."""
        return alike(item for file in self.files for item in file.function_macros)

    @cached_property
    def called_macros(self) -> frozenset[str]:
        """All their macros with parameters."""
        return frozenset(item.name for file in self.files for item in file.function_macros)

    @cached_property
    def values(self) -> Mapping[str, str]:
        """What their macros without parameters stand for, of those that are the same wherever they
        are defined, whatever else is.
        """
        found: dict[str, set[str]] = {}
        for file in self.files:
            for item in file.macros:
                found.setdefault(item.name, set()).add("" if item.is_default else item.value)
        return {name: next(iter(each)) for name, each in found.items() if len(each) == 1}

    @cached_property
    def initialised(self) -> frozenset[str]:
        """Their classes that set something of each object as it is made."""
        return frozenset().union(*(file.initialised for file in self.files))

    @cached_property
    def devices(self) -> Mapping[str, DeviceName]:
        """Their kernels, and their variables on the device."""
        return by_name(one for file in self.files for one in file.devices)

    def functions(self, path: str) -> Mapping[str, bytes]:
        """The functions on the device that others than the file itself define, less those that it
        defines, too.
        """
        own = {one.name for file in self.files if file.path == path for one in file.functions}
        every = (one for file in self.files for one in file.functions)
        return {one.name: one.text for one in every if one.name not in own}

    @cached_property
    def usings(self) -> Sequence[str]:
        """The namespaces that they open."""
        return tuple(dict.fromkeys(name for file in self.files for name in file.usings))

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that they declare."""
        return frozenset().union(*(file.types for file in self.files))


def reached(starts: Iterable[str], links: Links) -> Mapping[str, None]:
    """What can be reached from ``starts``, these included, the last link of each first."""
    seen: dict[str, None] = {}
    pending = list(starts)
    while pending:
        current = pending.pop()
        if current not in seen:
            seen[current] = None
            pending.extend(links.get(current, ()))
    return seen


def cycles(links: Links, back: Links) -> dict[str, str]:
    """Of each file, one that stands for all that it leads to and that lead to it; ``back`` are the
    links the other way round (S. R. Kosaraju's algorithm).
    """
    found: dict[str, str] = {}
    for start in reversed(_finished(links)):
        pending = [start]
        while pending:
            current = pending.pop()
            if current not in found:
                found[current] = start
                pending.extend(back.get(current, ()))
    return found


def _finished(links: Links) -> list[str]:
    """All files, each behind those that it leads to, those aside that lead back to it."""
    found: list[str] = []
    seen: set[str] = set()
    for start in links:
        way = [(start, iter(links[start]))] if start not in seen else []
        seen.add(start)
        while way:
            current, following = way[-1]
            other = next((item for item in following if item not in seen), None)
            if other is None:
                way.pop()
                found.append(current)
            else:
                seen.add(other)
                way.append((other, iter(links.get(other, ()))))
    return found
