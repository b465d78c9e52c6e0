"""What one file contributes to what is known of its tree.

What comes in is a scan, and the words that the file declares of those that are not CUDA's alone;
what goes out is a small, picklable value. What it declares of CUDA's names needs a tree, and is
``ownership``'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from migrate import compact
from migrate.regex import regex
from migrate.text.derived import Definition
from migrate.text.lexer import GAP
from migrate.tree.devicefunctions import DeviceFunction
from migrate.tree.devicenames import DeviceName
from migrate.tree.functionmacros import FunctionMacro, kinds
from migrate.tree.initialised import initialised
from migrate.tree.macronames import NO_MACRO_NAMES, MacroNames
from migrate.tree.marked import Declared as Marked
from migrate.tree.members import bases, members, others, wrappers
from migrate.tree.reading import Reading
from migrate.tree.scan import Scan

_GAP = regex(GAP)
_PATH = rb"(?:::G)?(\w+(?:G::G\w+)*)G;"
_ALIAS = regex((rb"\bnamespace\bG(\w+)G=G" + _PATH).replace(b"G", GAP))
_USING = regex((rb"\busing\bG\bnamespace\bG" + _PATH).replace(b"G", GAP))
_BEFORE_TYPE = regex(
    rb"\b(?:struct|class|union|enum|using|namespace)\s+(?:alignas\s*\([^()]*\)\s*|__align__\s*\([^()]*\)\s*)?\Z"
)
_AFTER_TYPE = regex(rb"\s*(?:final\s*)?(?:[{=]|:(?!:))")
_LOOK_BACK = 64  # bytes before a name in which its keyword stands


class Declared(NamedTuple):
    """A name of CUDA's that a file declares outside of its functions.

    ``space`` are the namespaces and classes it stands in; ``after`` says how many includes come
    before it. A function may be called with ``least`` to ``most`` arguments, with no bound if that
    is None; ``target`` is what a using declaration names. ``conditional`` says that some builds
    with CUDA leave it out, ``defined`` that it is no mere forward declaration, ``hidden`` that it
    is in a namespace without a name; ``behind`` how many of the file's ``words`` come before it.
    """

    name: str
    kind: str
    space: str = ""
    after: int = 0
    least: int = 0
    most: int | None = None
    target: str = ""
    member: bool = False
    conditional: bool = False
    defined: bool = True
    hidden: bool = False
    behind: int = 0


class Opened(NamedTuple):
    """A using directive outside of functions, in the namespaces ``space``."""

    namespace: str
    space: str = ""
    after: int = 0


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one file contributes. ``types`` are namespaces of CUDA's that it defines as its own, and
    types that only look like CUDA's; ``members`` what it declares in namespaces that are called
    like CUDA's; ``wrappers`` the namespaces that these are in; ``others`` those of CUDA's names
    that it reads in a namespace of somebody else's (``cv::cuda``).

    ``names_declared`` says that it has names that CUDA's headers declare, and not only words of the
    language. ``declared`` are the names of CUDA's that it declares, ``opened`` the namespaces that
    it opens, ``enums`` its aliases of CUDA's types with what these stand for, ``bases`` the classes
    that its classes derive from. ``conditional`` are the numbers of the includes that some builds
    leave out.
    ``macros`` are those that it defines, ``words`` those alone on their lines, which may be macros
    of other files that open namespaces; ``jit_functions`` are its functions that hand out an
    image of GPU code which they make, ``macro_names`` is what its macros make names of, and
    ``mapped`` the names of CUDA's that it makes stand for the target's.
    Of a build file, ``twins`` are the names by which it decides the target's build, and ``decides``
    those of them that it asks for; ``pairs`` are those for CUDA that have one beside them,
    ``parts`` is what it takes in under which conditions, ``compiles`` says whether it names sources
    of CUDA's, ``builds`` whether it builds for the target, and ``headers``
    are those that it makes, by their last part.
    ``unread`` says why nothing is known of a file: to read it cost more than it may. ``kinds`` are
    its aliases of types that name something of CUDA's, ``function_macros`` its macros with
    parameters, and ``fits`` the build rules for which it has what they ask of a tree; ``asks`` is
    what it says of CUDA that other build files are edited by. ``is_plain`` is a source whose
    scan found nothing to look at, ``is_shim`` a header that a port has made to map names.
    ``devices`` are its kernels and its variables on the device, where the target has a rule that
    speaks of them; ``initialised`` are its classes that set something of each object; ``marked``
    are the functions that it declares with marks, where those of two sides are overloads, and
    ``functions`` those on the device, where the target does not convert kernels.
    """

    path: str
    includes: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    aliases: tuple[tuple[str, str], ...] = ()
    usings: tuple[str, ...] = ()
    has_candidates: bool = False
    names_declared: bool = False
    members: frozenset[str] = frozenset()
    wrappers: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    declared: tuple[Declared, ...] = ()
    opened: tuple[Opened, ...] = ()
    enums: tuple[tuple[str, str], ...] = ()
    bases: tuple[tuple[str, str], ...] = ()
    conditional: frozenset[int] = frozenset()
    macros: tuple[Definition, ...] = ()
    words: tuple[str, ...] = ()
    jit_functions: frozenset[str] = frozenset()
    macro_names: MacroNames = NO_MACRO_NAMES
    mapped: frozenset[str] = frozenset()
    twins: frozenset[str] = frozenset()
    pairs: tuple[tuple[str, str], ...] = ()
    parts: tuple[tuple[str, str, str], ...] = ()
    compiles: bool = False
    headers: frozenset[str] = frozenset()
    decides: frozenset[str] = frozenset()
    builds: bool = False
    unread: str = ""
    kinds: tuple[tuple[str, str], ...] = ()
    function_macros: tuple[FunctionMacro, ...] = ()
    fits: frozenset[str] = frozenset()
    asks: frozenset[str] = frozenset()
    is_plain: bool = False
    is_shim: bool = False
    devices: tuple[DeviceName, ...] = ()
    initialised: frozenset[str] = frozenset()
    marked: tuple[Marked, ...] = ()
    functions: tuple[DeviceFunction, ...] = ()

    __getstate__ = compact.said

    def __setstate__(self, state: Iterable[tuple[int, Any]]) -> None:
        compact.restore(self, compact.interned(tuple(state)))

    @property
    def external(self) -> frozenset[str]:
        """The variables on the device that it declares ``extern``."""
        return frozenset(one.name for one in self.devices if one.external)

    @property
    def makes_up(self) -> Iterator[str]:
        """The macros that it defines where nothing else does, and those with parameters: these are
        no switches of somebody else's headers.
        """
        yield from (item.name for item in self.macros if item.is_default)
        yield from (item.name for item in self.function_macros)


def facts(scan: Scan, plain: frozenset[str] = frozenset()) -> FileFacts:
    """What ``scan``'s file contributes to the index without a tree; ``plain`` are the names it
    declares of those that are not CUDA's alone.
    """
    data = scan.data
    return FileFacts(
        path=scan.path,
        includes=tuple(include.path for include in scan.includes),
        types=frozenset(
            token.text for token in scan.tokens if _is_type(data, token.start, token.end)
        )
        | plain,
        aliases=_declarations(scan, _ALIAS),
        usings=tuple(name for _, name in _declarations(scan, _USING)),
        has_candidates=bool(scan.tokens),
        members=members(scan),
        wrappers=wrappers(scan),
        others=others(scan),
        kinds=tuple(kinds(scan)),
        **_of_classes(scan.reading),
    )


def includes_only(reading: Reading, plain: frozenset[str] = frozenset()) -> FileFacts:
    """What a file without anything of CUDA's contributes: a link of the include graph, and the
    names it declares that are not CUDA's alone.
    """
    paths = tuple(include.path for include in reading.mentioned)
    return FileFacts(reading.path, paths, types=plain, is_plain=True, **_of_classes(reading))


def _of_classes(reading: Reading) -> Mapping[str, Any]:
    """What the classes of a file say to others, whichever target these are ported to."""
    data = reading.data
    return reading.once(
        _of_classes, lambda: {"bases": bases(data), "initialised": initialised(data)}
    )


def _is_type(data: bytes, start: int, end: int) -> bool:
    """Whether the name at ``[start, end)`` is being defined as a type."""
    if not _AFTER_TYPE.match(data, end):
        return False
    return _BEFORE_TYPE.search(data[max(0, start - _LOOK_BACK) : start]) is not None


def _declarations(scan: Scan, pattern: re.Pattern[bytes]) -> tuple[tuple[str, str], ...]:
    """Pairs of (alias, namespace) outside comments and strings; the alias is empty for a using
    directive.
    """
    if b"namespace" not in scan.data:
        return ()
    found = []
    for match in pattern.finditer(scan.data):
        if scan.trivia.both.at(match.start()) is None:
            *alias, name = (_GAP.sub(b"", group).decode() for group in match.groups())
            found.append((alias[0] if alias else "", name))
    return tuple(found)
