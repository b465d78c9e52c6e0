"""What the whole tree declares: the user's own names, aliases of CUDA's namespaces, the include
graph.

What comes in are the facts of all files; what goes out is a ``TreeIndex`` that is picklable and the
same for every file. It says which files declare a name, and what of them another file sees from
where; whose a name is at a place, ``lookup`` decides. A name that merely looks like CUDA's is
settled by the file that declares it (``declarations.declared``).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from migrate.files.kinds import FOR_NVCC
from migrate.text.derived import Definition
from migrate.text.headernames import C_HEADERS
from migrate.tree.devicenames import ASIDE, KERNEL, DeviceName, by_name
from migrate.tree.filefacts import Declared, FileFacts
from migrate.tree.functionmacros import calling
from migrate.tree.macroaliases import macros_naming
from migrate.tree.macronames import NO_MACRO_NAMES, MacroNames
from migrate.tree.macros import Macro
from migrate.tree.namespacemacros import of_macros, placed
from migrate.tree.reach import Closure, cycles, reached

_Value = TypeVar("_Value")
_ALL = 1 << 30


@dataclass(frozen=True, slots=True)
class TreeIndex:
    """The tree as one value: what each file says, and what all of them together declare."""

    by_path: Mapping[str, FileFacts] = field(default_factory=dict)
    paths: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    declarers: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of each type, the files
    aliases: Mapping[str, str] = field(default_factory=dict)
    members: frozenset[str] = frozenset()
    wrappers: frozenset[str] = frozenset()
    by_name: Mapping[str, Sequence[str]] = field(default_factory=dict)  # paths by their last part
    links: Mapping[str, Sequence[str]] = field(default_factory=dict)  # the include graph
    includers: Mapping[str, Sequence[str]] = field(default_factory=dict)  # and its other direction
    placed: Mapping[str, Sequence[tuple[int, str]]] = field(default_factory=dict)  # with numbers
    with_cuda: frozenset[str] = frozenset()  # files that include one of CUDA's headers
    declared: Mapping[str, Sequence[tuple[str, Declared]]] = field(default_factory=dict)
    jit_functions: frozenset[str] = frozenset()  # functions that hand out an image of GPU code
    built: frozenset[str] = frozenset()  # headers that build files make, by their last part
    macro_names: MacroNames = NO_MACRO_NAMES  # what the macros of the tree make names of
    # Macros that open or close namespaces, and their bodies.
    namespace_macros: Mapping[bytes, bytes] = field(default_factory=dict)
    # Macros that the tree defines where nothing else does, or with parameters.
    defaults: frozenset[str] = frozenset()
    _same: Mapping[str, str] = field(default_factory=dict)  # one of those that include each other
    # Answers that were given before: what follows from the graph is asked again and again.
    _closures: dict[str, Closure] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _answers: dict[Hashable, Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(
        cls,
        facts: Iterable[FileFacts],
        paths: Iterable[str] = (),
        is_cudas: Callable[[str], bool] = lambda _: False,
    ) -> TreeIndex:
        """``is_cudas`` tells CUDA's headers: a file of such a name is only meant from beside."""
        found = list(facts)
        macros = ((each.name, each.value) for item in found for each in item.macros)
        namespace_macros = of_macros(macros)
        by_path = {item.path: placed(item, namespace_macros) for item in found}
        known = frozenset(paths) | frozenset(by_path)
        items = by_path.items()
        declarers = _grouped((name, path) for path, item in items for name in item.types)
        declared = ((one.name, (path, one)) for path, item in items for one in item.declared)
        tree = cls(
            by_path,
            known,
            frozenset(declarers),
            declarers,
            _aliases(by_path.values()),
            frozenset().union(*(item.members for item in by_path.values())),
            frozenset().union(*(item.wrappers for item in by_path.values())),
            _grouped((posixpath.basename(path), path) for path in sorted(known)),
            declared=_grouped(declared),
            jit_functions=frozenset().union(*(item.jit_functions for item in by_path.values())),
            built=frozenset().union(*(item.headers for item in found)),
            macro_names=MacroNames.joined(item.macro_names for item in found),
            namespace_macros=namespace_macros,
            defaults=frozenset(name for item in found for name in item.makes_up),
        )
        return tree._linked(is_cudas)

    def _linked(self, is_cudas: Callable[[str], bool]) -> TreeIndex:
        """The index with the graph of the includes."""
        placed = {
            path: tuple(
                (number, found)
                for number, name in enumerate(item.includes)
                if (found := (self.beside if is_cudas(name) else self.resolve)(path, name))
            )
            for path, item in self.by_path.items()
        }
        links = {path: tuple(found for _, found in items) for path, items in placed.items()}
        with_cuda = frozenset(
            path
            for path, item in self.by_path.items()
            if path.endswith(FOR_NVCC) or _names_cuda(item, placed[path], is_cudas)
        )
        includers = _grouped((found, path) for path in sorted(links) for found in links[path])
        return replace(
            self,
            links=links,
            includers=includers,
            placed=placed,
            with_cuda=with_cuda,
            _same=cycles(links, includers),
        )

    def reach(self, path: str) -> Closure:
        """The file and every local header it includes, directly or not."""
        start = self._same.get(path, path)
        if start not in self._closures:
            files = (self.by_path.get(found) for found in reached((start,), self.links))
            self._closures[start] = Closure(filter(None, files), self.placed)
        return self._closures[start]

    def closure(self, path: str) -> tuple[FileFacts, ...]:
        """What these contribute."""
        return self.reach(path).files

    def once(self, question: Hashable, answer: Callable[[], _Value]) -> _Value:
        """The ``answer`` to a question about the tree, worked out when it is first asked."""
        if question not in self._answers:
            self._answers[question] = answer()
        found: _Value = self._answers[question]
        return found

    def leading(
        self, question: str, holds: Callable[[FileFacts], bool], *, surely: bool = False
    ) -> frozenset[str]:
        """The files of which, or of one that they include, something holds; if ``surely``, by no
        include that some builds leave out. A ``question`` is answered once.
        """

        def answer() -> frozenset[str]:
            above, files = self.includers, self.by_path
            if surely:
                edges = ((path, *each) for path in self.placed for each in self.placed[path])
                sure = (edge for edge in edges if edge[1] not in files[edge[0]].conditional)
                above = _grouped((found, path) for path, _, found in sure)
            direct = (path for path, item in files.items() if holds(item))
            return frozenset(reached(direct, above))

        return self.once(("leading", question), answer)

    def below(self, question: str, holds: Callable[[FileFacts], bool]) -> frozenset[str]:
        """The files that are included, directly or not, by one of which something holds. A
        ``question`` is answered once.
        """

        def answer() -> frozenset[str]:
            tops = (path for path, item in self.by_path.items() if holds(item))
            direct = (found for top in tops for found in self.links.get(top, ()))
            return frozenset(reached(direct, self.links))

        return self.once(("below", question), answer)

    @property
    def _macros(self) -> Iterator[tuple[str, Definition]]:
        """The macros of the tree, each with the file that defines it."""
        return ((path, item) for path, file in self.by_path.items() for item in file.macros)

    def macros_naming(self, words: frozenset[str]) -> Mapping[str, Macro]:
        """The macros of the tree that name one of ``words``."""
        defined = (item for _, item in self._macros)
        return self.once(("macros_naming", words), lambda: macros_naming(defined, words))

    @property
    def stems(self) -> frozenset[str]:
        """What the files of the tree are called without their suffixes, as words in lower case."""
        names = (name.partition(".")[0].lower() for name in self.by_name)
        return self.once("stems", lambda: frozenset(re.sub(r"\W", "_", name) for name in names))

    def devices(self, path: str) -> Mapping[str, DeviceName]:
        """The kernels of the tree, and the variables on the device that the file sees, or that
        those see which include it. Code that has nothing of CUDA's means no kernel of another file
        by a name.
        """
        seen = self.devices_in_sight(path)
        if not any(self.meets_cuda(each) for each in (path, *self.seen_by(path))):
            return seen
        return {**self.once("kernels", lambda: by_name(self._kernels)), **seen}

    def devices_in_sight(self, path: str) -> Mapping[str, DeviceName]:
        """The kernels and variables on the device that the file sees, or that those see which
        include it. A kernel is overloaded, or has arguments to leave out, where it has for one.
        """
        above, own = self._devices_above(self._same.get(path, path)), self.reach(path).devices
        both = {
            name: one._replace(
                overloaded=one.overloaded or above[name].overloaded,
                defaulted=one.defaulted or above[name].defaulted,
            )
            for name, one in own.items()
            if one.kind == KERNEL and name in above
        }
        return {**above, **own, **both}

    def _devices_above(self, path: str) -> Mapping[str, DeviceName]:
        """Kernels and variables of the files that include one, and of what they include."""

        def answer() -> Mapping[str, DeviceName]:
            files = reached(sorted(self.seen_by(path)), self.links)
            every = (one for file in files if file in declaring for one in declaring[file].devices)
            return by_name(one for one in every if one.kind not in ASIDE)

        declaring = self.once("declaring for the device", lambda: self._declaring)
        return self.once(("devices above", path), answer) if declaring else {}

    def external_variables(self, path: str) -> Mapping[str, str]:
        """The variables on the device that the tree declares ``extern``: ``included``, where a file
        does that the file includes or that all units have which include it, ``here``, where it does
        itself, or ``elsewhere``.
        """
        files = self.by_path.values()
        every = self.once("external", lambda: {name for file in files for name in file.external})
        if not (found := dict.fromkeys(every, "elsewhere")):
            return found
        units = (each for each in self.seen_by(path) if not self.seen_by(each))
        shared = [self._external_of(each) for each in units]
        found.update(dict.fromkeys(frozenset.intersection(*shared) if shared else (), "included"))
        for file in self.closure(path):
            found.update(dict.fromkeys(file.external, "here" if file.path == path else "included"))
        return found

    def _external_of(self, path: str) -> frozenset[str]:
        names = (name for file in self.closure(path) for name in file.external)
        return self.once(("external of", path), lambda: frozenset(names))

    @property
    def _declaring(self) -> Mapping[str, FileFacts]:
        every = self.by_path.items()
        return {
            at: file for at, file in every if any(one.kind not in ASIDE for one in file.devices)
        }

    @property
    def _kernels(self) -> Iterator[DeviceName]:
        every = (one for file in self.by_path.values() for one in file.devices)
        return (one for one in every if one.kind == KERNEL)

    def defines_elsewhere(self, path: str, name: str) -> bool:
        """Whether another file of the tree defines a macro."""
        by_name = self.once(
            "macros", lambda: _grouped((item.name, at) for at, item in self._macros)
        )
        return any(other != path for other in by_name.get(name, ()))

    def calling(self, words: frozenset[str]) -> Mapping[str, str]:
        """The macros of the tree that are called and stand for one of ``words``: ``TID()``."""
        items = (item for file in self.by_path.values() for item in file.function_macros)
        return self.once(("calling", words), lambda: calling(items, words))

    def seen_by(self, path: str) -> frozenset[str]:
        """The files of the tree that include the file, directly or not."""
        above = self.includers
        question = ("above", self._same.get(path, path))
        return self.once(question, lambda: frozenset(reached(above.get(path, ()), above)))

    def mapped_above(self, path: str) -> frozenset[str]:
        """Names of CUDA's that all units have from the header of a shim that include the file."""

        def answer() -> frozenset[str]:
            above = self.seen_by(path) - {path}
            tops = [self._shimmed(top) for top in above if not self.seen_by(top)]
            return frozenset.intersection(*tops) if tops else frozenset()

        return self.once(("mapped above", path), answer) if self.has_shim else frozenset()

    @property
    def has_shim(self) -> bool:
        """Whether the tree is one code base: a header that a port wrote maps CUDA's names."""
        return self.once("shim", lambda: any(file.is_shim for file in self.by_path.values()))

    def _shimmed(self, path: str) -> frozenset[str]:
        mapped = self.reach(path).mapped.items()
        return frozenset(name for name, header in mapped if self.by_path[header].is_shim)

    def numbered(self, path: str) -> Mapping[str, int]:
        """The files that the file includes, directly or not, by the number of the first of its
        includes that leads there.
        """
        found: dict[str, int] = {}
        for number, first in self.placed.get(path, ()):
            pending = [first]
            while pending:
                current = pending.pop()
                if current not in found and current != path:
                    found[current] = number
                    pending.extend(self.links.get(current, ()))
        return found

    def above(self, path: str) -> Mapping[str, int]:
        """What stands above a file where others include it: files, and after how many of its
        includes one of these has come by there (all, for one that was included before).
        """
        found: dict[str, int] = {}
        pending, seen = [path], {path}
        while pending:
            current = pending.pop()
            for includer in self.includers.get(current, ()):
                numbers = [n for n, file in self.placed[includer] if file == current]
                last = max(numbers)
                found[includer] = max(found.get(includer, 0), last)
                for before, number in self.numbered(includer).items():
                    if number < last:
                        found[before] = _ALL
                if includer not in seen:
                    seen.add(includer)
                    pending.append(includer)
        return found

    def around(self, paths: Iterable[str]) -> frozenset[str]:
        """All files that share a unit with one of ``paths``, as far as includes tell."""
        tops = set(paths)
        for path in tuple(tops):
            tops |= self.seen_by(path)
        return frozenset(file.path for top in tops for file in self.closure(top))

    def meets_cuda(self, path: str) -> bool:
        """Whether the file, or one it includes, includes one of CUDA's headers."""
        return path in self.leading("to CUDA", lambda file: file.path in self.with_cuda)

    def is_for_device(self, path: str) -> bool:
        """Whether nvcc compiles a file, or one that includes it, as device code, by their names."""
        return any(each.endswith(FOR_NVCC) for each in (path, *self.seen_by(path)))

    def beside(self, includer: str, name: str) -> str | None:
        """The file that ``name`` means from the includer's folder or one above it."""
        folder = posixpath.dirname(includer)
        while True:
            path = posixpath.normpath(posixpath.join(folder, name))
            if path in self.paths:
                return path
            if not folder or folder == "/":
                return None
            folder = posixpath.dirname(folder)

    def resolve(self, includer: str, name: str) -> str | None:
        """The file of the tree that ``includer`` means by ``#include "name"``; None where it is not
        in the tree. A header of C's is only the tree's where it is beside: one that is elsewhere
        (``strings/string.h``) is included by more of its path.
        """
        near = self.beside(includer, name)
        if near is not None or name in C_HEADERS:
            return near
        ending = "/" + posixpath.normpath(name).lstrip("./")
        same_name = self.by_name.get(posixpath.basename(ending), ())
        return next((path for path in same_name if ("/" + path).endswith(ending)), None)


def _names_cuda(
    item: FileFacts, placed: Sequence[tuple[int, str]], is_cudas: Callable[[str], bool]
) -> bool:
    """Whether a file includes a header of CUDA's that is none of the tree."""
    of_the_tree = {number for number, _ in placed}
    return any(
        is_cudas(name) and number not in of_the_tree for number, name in enumerate(item.includes)
    )


def _grouped(pairs: Iterable[tuple[str, _Value]]) -> dict[str, list[_Value]]:
    """The values of each key, in order."""
    found: dict[str, list[_Value]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _aliases(files: Iterable[FileFacts]) -> dict[str, str]:
    """What aliases stand for, of those that mean the same wherever they are declared."""
    meanings: dict[str, set[str]] = {}
    for item in files:
        for alias, name in item.aliases:
            meanings.setdefault(alias, set()).add(name)
    return {alias: names.pop() for alias, names in meanings.items() if len(names) == 1}
