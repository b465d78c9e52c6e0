"""Kernels of a file and its variables on the device: names that are the tree's own, and that a
target may spell otherwise where they are used.

What comes in is the code of a file without comments and literals; what goes out are plain values.
What is declared by a macro of the tree counts under the name of that macro. Where a name is used is
for ``resolve`` to find, and what it refers to there, for ``port``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from migrate.regex import regex
from migrate.tree.destroyed import destroyed

# What the ledger calls a use of such a name, and what a rule says that speaks of it.
KERNEL, VARIABLE, MANAGED = "kernel", "device variable", "managed variable"
POINTER_TYPE, POINTER = "function pointer type", "function pointer"
DESTROYED = "class with a destructor"
ASIDE = frozenset({POINTER_TYPE, POINTER, DESTROYED})  # which no rewrite speaks of

_INNER = rb"(?:[^()]|\((?:[^()]|\([^()]*\))*\))*"  # what may stand in parentheses
_KERNEL = regex(
    rb"__global__(?P<head>(?:[^;{}()]|\(" + _INNER + rb"\))*?)"
    rb"\b(?P<name>[A-Za-z_]\w*)\s*\((?P<parameters>" + _INNER + rb")\)\s*(?P<ends>[{;])"
)
_VARIABLE = regex(rb"\b__(?P<kind>constant|device|managed)__\b(?P<rest>[^;{}]*)(?=[;{])")
_CALLED = regex(rb"\b(?:alignas|__align__|__builtin_align__|__attribute__)\s*\(" + _INNER + rb"\)")
_SIZES = regex(rb"\[[^\[\]]+\]")
_MADE = regex(rb"\b([A-Za-z_]\w*)\s*\([^()]*\)\s*(?:\[|=|\Z)")
_NAME = regex(rb"([A-Za-z_]\w*)\s*(?:\[.*\]\s*)*\Z", re.DOTALL)
_ARGUMENTS = regex(rb"<[^<>]*>")
_BETWEEN = regex(
    rb"(?:\b(?:static|inline|extern|__forceinline__|__noinline__)\b|\[\[[^\]]*\]\]|"
    rb"__launch_bounds__\s*\(" + _INNER + rb"\)|\s)+\Z"
)
_TEMPLATE = regex(rb"\btemplate\s*\Z")
_NO_VARIABLE = regex(rb"\b(?:const|constexpr|using|typedef|operator)\b")
_CLASS = regex(
    rb"\s*(?:struct|class|union|enum(?:\s+(?:struct|class))?)\b\s*(?:\w+\s*)?(?:final\s*)?(?::[^=]*)?\Z"
)
_NAMELESS = regex(rb"\s*(?:struct|class|union)\s*\Z")
_BRACES = regex(rb"[{}]")
_DIRECTIVE = regex(rb"[ \t]*#(?:[^\n\\]|\\\r?\n|\\)*")
_CONST_BEFORE = regex(rb"\b(?:const|constexpr)\s+\Z")
_POINTER_TYPE = regex(
    rb"\btypedef\b[^;{}()]*\(\s*(?:\w+\s*::\s*)*\*\s*(?:const\s+)?(?P<name>[A-Za-z_]\w*)\s*\)\s*\("
    rb"|\busing\s+(?P<alias>[A-Za-z_]\w*)\s*=\s*[^;{}()=]*\(\s*(?:\w+\s*::\s*)*\*\s*\)\s*\("
)
_POINTER = regex(
    rb"(?P<before>[\w>&*])\s*\(\s*\*\s*(?:(?:const|volatile|__restrict__)\s+)*(?P<name>[A-Za-z_]\w*)\s*"
    rb"(?:\[[^\[\]]*\]\s*)*\)\s*\(" + _INNER + rb"\)\s*[;=,)]"
)
_NO_TYPE = regex(rb"\b(?:return|typedef|case|else|sizeof)\s*\Z|\btypedef\b[^;{}]*\Z")
_EXTERN = regex(rb"\bextern\b[^;{}]*\Z")
_DEFINED = rb"\b%b\s*\([^;{}]*\)\s*(?:const\s*)?\{"
_BRACE = regex(
    rb"(?:(?P<inline>\binline\s+)?\b(?P<kind>namespace|struct|class|union)\b(?P<head>[^;{}()=]*))?[{]|[}]"
)
_TYPE_PACK = regex(rb"\s*(?:typename|class)\s*\.\.\.")
_ANY = 1 << 10  # arguments of a template: more than are given
_INSTANCE = -1
_LOOK_BACK = 1_000  # bytes before a kernel in which its template begins


class DeviceName(NamedTuple):
    """A kernel, a variable, a pointer to a function, or a class: what it is, and of a kernel how
    many arguments its template has to be given (none for no template), and whether there are others
    of its name, so that only a call says which it is, or arguments that a call may leave out. The
    arguments of a ``template`` may all have defaults.
    ``spaces`` are the words that may stand before the ``::`` of a variable: those of the namespace
    around it. One that is ``external`` is declared so that another unit may define it.
    ``parameters`` are how many a kernel takes, which tells those of several files apart.
    """

    name: str
    kind: str
    arguments: int = 0
    overloaded: bool = False
    defaulted: bool = False
    spaces: frozenset[str] = frozenset()
    external: bool = False
    parameters: int = 0
    template: bool = False

    def may_be_behind(self, words: Sequence[str]) -> bool:
        """Whether ``words`` and ``::`` before it may mean this one; of a variable in no namespace
        that is not known: macros open some.
        """
        return not (words and self.spaces) or words[-1] in self.spaces


def device_names(code: bytes) -> tuple[DeviceName, ...]:
    """What a file declares, each name once; ``code`` has comments and literals blanked."""
    found = [*_kernels(code)] if b"__global__" in code else []
    if any(word in code for word in (b"__constant__", b"__device__", b"__managed__")):
        found += _variables(code)
    known = {one.name for one in found}
    others = [*_pointers(code)] if b"*" in code else []
    others += (DeviceName(name.decode("utf-8", "replace"), DESTROYED) for name in destroyed(code))
    found += (one for one in others if one.name not in known)
    return tuple(dict.fromkeys(found))


def by_name(found: Iterable[DeviceName]) -> Mapping[str, DeviceName]:
    """The first of each name; a kernel of which there are different ones is overloaded."""
    names: dict[str, DeviceName] = {}
    for one in sorted(found, key=lambda one: one.kind in ASIDE):
        if one.kind in ASIDE:
            names.setdefault(one.name, one)
            continue
        known = names.setdefault(one.name, one)
        if known != one and known.kind == one.kind == KERNEL:
            names[one.name] = _either(known, one)
        elif known != one:
            both = known.spaces | one.spaces if known.spaces and one.spaces else frozenset[str]()
            names[one.name] = known._replace(spaces=both)
    return names


def _either(one: DeviceName, other: DeviceName) -> DeviceName:
    """Two kernels of a name, which are one where they differ in what a call may leave out."""
    both = one._replace(defaulted=one.defaulted or other.defaulted)
    same = both == other._replace(defaulted=both.defaulted)
    return both if same else both._replace(overloaded=True)


def _kernels(code: bytes) -> Iterator[DeviceName]:
    kernels: dict[str, list[tuple[int | None, bytes, bytes]]] = {}
    for match in _KERNEL.finditer(code):
        count = _template_arguments(code, match.start())
        if count != _INSTANCE:
            one = (count, b" ".join(match["parameters"].split()), match["ends"])
            kernels.setdefault(match["name"].decode("utf-8", "replace"), []).append(one)
    for name, seen in kernels.items():
        defined = {parameters for _, parameters, ends in seen if ends == b"{"}
        counts = {(count, _commas(parameters)) for count, parameters, _ in seen}
        defaulted = any(b"=" in parameters for _, parameters, _ in seen)
        several = len(counts) > 1 or len(defined) > 1
        needed, parameters = seen[0][0], _commas(seen[0][1])
        kernel = DeviceName(name, KERNEL, needed or 0, several, defaulted, parameters=parameters)
        yield kernel._replace(template=needed is not None)


def _template_arguments(code: bytes, start: int) -> int | None:
    """How many arguments the template at whose end a kernel starts has to be given: None without
    one; an instance or a specialisation is no kernel by itself.
    """
    before = _BETWEEN.sub(b"", code[max(0, start - _LOOK_BACK) : start])
    if _TEMPLATE.search(before):
        return _INSTANCE
    if not before.endswith(b">"):
        return None
    depth = 0
    for at in range(len(before) - 1, -1, -1):
        depth += (before[at : at + 1] == b">") - (before[at : at + 1] == b"<")
        if depth == 0:
            if not _TEMPLATE.search(before[:at]):
                return None
            parameters = before[at + 1 : -1]
            return _needed(parameters) if parameters.strip() else _INSTANCE
    return None


def _needed(parameters: bytes) -> int:
    """How many of the parameters of a template have no default, and are no pack of values; of a
    pack of types nobody knows whether all are given.
    """
    parts = _without_arguments(parameters).split(b",")
    if any(_TYPE_PACK.match(part) for part in parts):
        return _ANY
    return sum(b"=" not in part and b"..." not in part for part in parts)


def _without_arguments(text: bytes) -> bytes:
    while (shorter := _ARGUMENTS.sub(b"", text)) != text:
        text = shorter
    return text


def _without_sizes(text: bytes) -> bytes:
    """The text with nothing in its brackets: what is called there makes no name."""
    while (shorter := _SIZES.sub(b"", text)) != text:
        text = shorter
    return text


def _commas(parameters: bytes) -> int:
    if not parameters.strip() or parameters.strip() == b"void":
        return 0
    inner = re.sub(rb"\([^()]*\)", b"", _without_arguments(parameters))
    return inner.count(b",") + 1


def _variables(code: bytes) -> Iterator[DeviceName]:
    spaces = _Spaces(code)
    for match in _VARIABLE.finditer(code):
        word, rest = match["kind"], _without_sizes(_CALLED.sub(b"", match["rest"]))
        if _NO_VARIABLE.search(rest) or b"__shared__" in rest or _leaves_directive(code, match):
            continue
        if code.startswith(b"{", match.end()) and _CLASS.match(rest):
            if (behind := _behind_body(code, match.end())) is None or not _NAMELESS.match(rest):
                continue
            rest += behind
        if _CONST_BEFORE.search(code, max(0, match.start() - _LOOK_BACK), match.start()):
            continue
        kind = MANAGED if word == b"managed" or b"__managed__" in rest else VARIABLE
        found = _made(word, rest) if b"(" in rest else _declared(rest)
        around = spaces.around(match.start())
        external = _EXTERN.search(code, max(0, match.start() - _LOOK_BACK), match.end()) is not None
        yield from (
            DeviceName(name.decode("utf-8", "replace"), kind, spaces=around, external=external)
            for name in found
        )


def _behind_body(code: bytes, start: int) -> bytes | None:
    """What is declared behind the body of a class that begins at ``start``."""
    depth = 0
    for brace in _BRACES.finditer(code, start):
        depth += 1 if brace[0] == b"{" else -1
        if depth == 0:
            return _without_sizes(code[brace.end() :].partition(b";")[0].partition(b"{")[0])
    return None


def _leaves_directive(code: bytes, match: re.Match[bytes]) -> bool:
    """Whether the word stands in a directive that ends ahead of what is behind it."""
    directive = _DIRECTIVE.match(code, code.rfind(b"\n", 0, match.start()) + 1)
    return directive is not None and directive.end() < match.end()


def _pointers(code: bytes) -> Iterator[DeviceName]:
    """Types that are pointers to functions, and what is declared to be one: variables, members,
    parameters, and what is declared with such a type of the same file. What a file defines as a
    function is none.
    """
    types = {match["name"] or match["alias"] for match in _POINTER_TYPE.finditer(code)}
    names = {
        match["name"]
        for match in _POINTER.finditer(code)
        if not _NO_TYPE.search(code, max(0, match.start() - _LOOK_BACK), match.start("before") + 1)
    }
    if types:
        of_type = re.compile(
            rb"\b(?:%b)\s+(?:const\s+)?([A-Za-z_]\w*)\s*(?:\[[^\[\]]*\]\s*)*[;=,)]"
            % b"|".join(map(re.escape, sorted(types)))
        )
        names |= {match[1] for match in of_type.finditer(code)}
    for name in sorted(types):
        yield DeviceName(name.decode("utf-8", "replace"), POINTER_TYPE)
    for name in sorted(names - types):
        if not re.search(_DEFINED % re.escape(name), code):
            yield DeviceName(name.decode("utf-8", "replace"), POINTER)


class _Spaces:
    """The namespaces of a file, told from its braces; asked from its begin to its end."""

    def __init__(self, code: bytes) -> None:
        self._braces = _BRACE.finditer(code)
        self._open: list[frozenset[str]] = []
        self._next: re.Match[bytes] | None = next(self._braces, None)

    def around(self, offset: int) -> frozenset[str]:
        """The words of the innermost that has a name, with those of the next where it is inline;
        none in a class, of which others may be derived.
        """
        while self._next is not None and self._next.end() <= offset:
            self._pass(self._next)
            self._next = next(self._braces, None)
        return self._open[-1] if self._open else frozenset()

    def _pass(self, brace: re.Match[bytes]) -> None:
        outer = self._open[-1] if self._open else frozenset[str]()
        if brace[0] == b"}":
            del self._open[-1:]
            return
        if brace["kind"] is None:
            self._open.append(outer)
            return
        words = re.findall(r"[A-Za-z_]\w*", brace["head"].decode("utf-8", "replace"))
        inner = frozenset(words) if brace["kind"] == b"namespace" else frozenset[str]()
        is_clear = not words or brace["inline"] is not None
        self._open.append(inner | outer if is_clear else inner)


def _made(word: bytes, rest: bytes) -> Iterator[bytes]:
    """The macro that makes the name of a variable; of a function there is none."""
    made = _MADE.search(rest)
    if made is not None and (word == b"constant" or made[0].endswith(b"[")):
        yield made[1]


def _declared(rest: bytes) -> Iterator[bytes]:
    """The names that are declared, the first behind a type."""
    first, *others = _without_arguments(rest).split(b",")
    if len(first.split()) > 1:
        parts = (part.partition(b"=")[0].strip() for part in (first, *others))
        names = (_NAME.search(part) for part in parts)
        yield from (name[1] for name in names if name is not None)
