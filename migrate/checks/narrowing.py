"""Values that braces make narrower: a cast goes around them.

What comes in are a scan, its tree and the facts of its file; what goes out are the entries of
elements of lists in braces that are made of variables, and whose type the list's elements or
members do not hold in full (``float w[] = {n}``). nvcc warns of these, and compilers that take
narrowing for an error refuse them. The cast says what nvcc does. Constants are left alone, since
those that fit are no narrowing, and so is whatever type is not known for certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from migrate.model import Edit, Fix, Reference, Span, Status
from migrate.regex import regex
from migrate.rewrite.entries import Entry
from migrate.text.arithmetic import canonical
from migrate.text.syntax import Node, SyntaxTree
from migrate.text.typenames import plain
from migrate.tree.index import TreeIndex
from migrate.tree.reading import Reading
from migrate.tree.scan import Scan
from migrate.values.code import Code
from migrate.values.facts import Facts

NARROWING = "migrate/narrowing"
API = "narrowing in braces"
# The innermost braces with a word in them, and without a statement.
_BRACES = regex(rb"[\w\])>=,({&]\s*(?P<open>\{)(?=[^{};]*[A-Za-z_])[^{};]*\}")
# Variables with arithmetic: neither a call, a cast, a comparison nor a literal of text.
_ELEMENT = regex(r"(?:->|[\w\s.+\-*/%\[\]()])+")
_CALL = regex(r"\w\s*\(|\)\s*[\w(]|\b(?:sizeof|alignof|new|delete|true|false|nullptr|this)\b")
_VARIABLE = regex(r"(?<![\w.])(?<!->)[A-Za-z_]\w*")
_ALONE = regex(r"[\w.\[\]>\-\s]+")
_COORDINATES = frozenset({"threadIdx", "blockIdx", "blockDim", "gridDim"})
_CONSTANT = regex(r"\bconst\b[^*]*\Z")
_UNSURE = regex(r"\b(?:constexpr|typename|enum|static|auto)\b")
_NAME = regex(r"[A-Za-z_]\w*")
_CONTAINER = regex(r"(?:const )?std::(?:vector|array|initializer_list)\s*<[^<>]*>\Z")
_STRUCTURE = regex(r"\bstruct\s+(\w+)\s*\{([^{}]*)\}")  # of no bases
_MEMBERS = regex(r"(?P<type>[a-z_][\w ]*?)\s+\w+(?:\s*,\s*\w+)*")
_DEEPEST = 4  # variables that are looked up for one another
_SMALL = regex(
    r"(?:unsigned |signed )?(?:char|short)(?: int)?|.*\b(?:u?int(?:8|16)_t|bool)|u(?:short|char)"
)
_NARROW = frozenset(
    "char;signed char;unsigned char;short;unsigned short;int8_t;uint8_t;int16_t;uint16_t".split(";")
)
_RANK = {"int": 32, "unsigned int": 32, "long": 64, "unsigned long": 64}
_RANK |= {"long long": 64, "unsigned long long": 64}
_FLOATING = {"float": 1, "double": 2}


def entries(
    scan: Scan, tree: Callable[[], SyntaxTree], facts: Callable[[], Facts], index: TreeIndex
) -> Iterator[Entry]:
    """The entries of such elements, each with its cast; nothing is parsed for a file without."""
    if not index.is_for_device(scan.path):
        return
    for match in _BRACES.finditer(scan.data):
        start = match.start("open")
        if scan.trivia.both.at(start) is not None or scan.directives.at(start) is not None:
            continue
        if scan.branches.at(start).left_alone:
            continue
        there, leaf = tree().leaf(start, start + 1)
        items = there.parent(leaf)
        if items is not None and items.type == "initializer_list" and not items.has_error:
            yield from _of_list(there, items, facts())


def _of_list(tree: SyntaxTree, items: Node, facts: Facts) -> Iterator[Entry]:
    spans = [span for item in items.named_children if _is_asked(span := tree.span(item), facts)]
    if not spans or not _is_known(facts.types.receiver(tree, tree.span(items)), facts):
        return
    for span in spans:
        kind = plain(facts.types.receiver(tree, span))
        if not kind or not narrows(facts.types.number(tree, span), kind):
            continue
        if _varies(tree, span, facts) and not _is_small(tree, span, kind, facts):
            before = Edit(span.start, span.start, f"static_cast<{kind}>(".encode())
            fix = Fix((before, Edit(span.end, span.end, b")")))
            yield Entry(Reference(*span, API, Status.PORTED, NARROWING), (), fix)


def _is_asked(span: Span, facts: Facts) -> bool:
    """Whether an element is made of variables with arithmetic."""
    text = facts.code.read(span)
    return _VARIABLE.search(text) is not None and _is_arithmetic(text)


def _is_arithmetic(text: str) -> bool:
    return _ELEMENT.fullmatch(text) is not None and _CALL.search(text) is None


def _is_known(kind: str, facts: Facts) -> bool:
    """Whether it is certain which type each value of a list has that becomes a ``kind``: an array,
    a number, a container of the standard library, or a structure of numbers alone.
    """
    if canonical(kind.removesuffix("[]")) or _CONTAINER.match(kind):
        return True
    name = plain(kind)
    if not _NAME.fullmatch(name):
        return False
    found = _structures(facts.scan.reading, facts.code).get(name, ())
    return len(found) == 1 and all(
        (match := _MEMBERS.fullmatch(part.strip())) is not None and canonical(match["type"]) != ""
        for part in found[0].split(";")[:-1]
    )


def _structures(reading: Reading, code: Code) -> Mapping[str, Sequence[str]]:
    """What stands in the structures of a file, by their names: more than one may have a name."""

    def found() -> Mapping[str, Sequence[str]]:
        bodies: dict[str, list[str]] = {}
        for match in _STRUCTURE.finditer(code.read(code.whole)):
            bodies.setdefault(match[1], []).append(match[2])
        return bodies

    return reading.once(_structures, found)


def narrows(given: str, kind: str) -> bool:
    """Whether a type of those that arithmetic has may hold what another type does not."""
    wanted = canonical(kind)
    if not given or "*" in given or not wanted or "*" in wanted or kind == "bool":
        return False
    if given in _FLOATING:
        return _FLOATING.get(wanted, 0) < _FLOATING[given]
    if wanted in _FLOATING:
        return True
    if kind.removeprefix("std::") in _NARROW:
        return True
    if _RANK[given] != _RANK[wanted]:
        return _RANK[given] > _RANK[wanted] or (
            wanted.startswith("unsigned") and not given.startswith("unsigned")
        )
    return given.startswith("unsigned") != wanted.startswith("unsigned")


def _is_small(tree: SyntaxTree, span: Span, kind: str, facts: Facts) -> bool:
    """Whether a variable alone may be of a type that is shorter than an integer, and fits."""
    if canonical(kind) in _FLOATING or facts.types.number(tree, span) != "int":
        return False
    if not _ALONE.fullmatch(facts.code.read(span)):
        return False
    kinds = [plain(item) for item in facts.types.declared(tree, span)]
    return not any(map(canonical, kinds)) or any(map(_SMALL.fullmatch, kinds))


def _varies(tree: SyntaxTree, span: Span, facts: Facts, depth: int = 0) -> bool:
    """Whether an expression surely is no constant: variables with arithmetic, and one at least that
    no constant is made of.
    """
    text = facts.code.read(span)
    if depth > _DEEPEST or not _is_arithmetic(text):
        return False
    if facts.integers.value(tree, span) is not None:
        return False
    return any(
        _is_variable(tree, match[0], span.start + len(text[: match.start()].encode()), facts, depth)
        for match in _VARIABLE.finditer(text)
    )


def _is_variable(tree: SyntaxTree, name: str, at: int, facts: Facts, depth: int) -> bool:
    """Whether a name is surely that of a variable of the function, and of no constant."""
    if name in _COORDINATES:
        return True
    span, flow = Span(at, at + len(name)), facts.variables.flow(tree, at)
    kinds = [kind for kind in facts.types.declared(tree, span) if kind]
    if not kinds or flow is None or not flow.declared(name, at):
        return False
    if any(map(_UNSURE.search, kinds)) or _is_of_template(tree, at, name):
        return False
    if not any(map(_CONSTANT.search, kinds)):
        return True
    given = facts.variables.only_value(tree, span)
    return given is not None and _varies(tree, given, facts, depth + 1)


def _is_of_template(tree: SyntaxTree, at: int, name: str) -> bool:
    """Whether a name is one of the parameters of a template around it."""
    there, node = tree.leaf(at, at + 1)
    word = regex(rf"\b{name}\b")
    for around in there.around(node):
        if around.type == "template_declaration":
            listed = around.child_by_field_name("parameters")
            if listed is not None and word.search(there.text(listed).decode("utf-8", "replace")):
                return True
    return False
