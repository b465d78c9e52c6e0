"""What the head of a function says: its name, and what it takes, as they are written.

What comes in are the tree of a file and a function of it; what goes out are the node of its name
and its parameters. Types are not resolved.
"""

from __future__ import annotations

from dataclasses import dataclass

from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree, walk

PLAIN = frozenset(
    "bool char double float int long short unsigned size_t int8_t int16_t int32_t int64_t uint8_t "
    "uint16_t uint32_t uint64_t".split()
)
_NAMES = frozenset({"identifier", "field_identifier"})
_INNER = frozenset({"qualified_identifier", "template_function"})
_REFERENCE = "reference_declarator"
_WORDS = regex(r"[\w:]+")
_QUALIFIERS = frozenset({"const", "volatile", "struct", "typename", "__restrict__"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its type without qualifiers and ``*``, and how it is taken."""

    name: str
    type: str
    stars: int = 0
    is_reference: bool = False
    is_const: bool = False
    is_named: bool = False  # its type has a name of its own, and is none of the language's

    @property
    def is_pointer(self) -> bool:
        return self.stars > 0

    @property
    def depth(self) -> int:
        """How far what it stands for is away."""
        return self.stars + self.is_reference

    @property
    def is_plain(self) -> bool:
        """Whether every compiler of C++ knows the type."""
        return all(word in PLAIN for word in self.type.split())


def name_of(function: Node) -> Node | None:
    """The name of a function, without its scope and the arguments of its template."""
    found = function.child_by_field_name("declarator")
    while found is not None and found.type not in _NAMES:
        inner = found.child_by_field_name("name" if found.type in _INNER else "declarator")
        if inner is None and found.named_children and found.type == _REFERENCE:
            inner = found.named_children[-1]
        found = inner
    return found


def parameters(tree: SyntaxTree, function: Node) -> tuple[Parameter, ...]:
    """What a function takes, in order; what has no name is left out."""
    found = []
    for node in walk(function):
        if node.type == "compound_statement":
            break
        if node.type in ("parameter_declaration", "optional_parameter_declaration"):
            found.append(_parameter(tree, node))
    return tuple(each for each in found if each.name)


def _parameter(tree: SyntaxTree, node: Node) -> Parameter:
    names = [each for each in walk(node) if each.type == "identifier"]
    typed = node.child_by_field_name("type")
    written = tree.text(typed).decode("utf-8", "replace") if typed is not None else ""
    words = [word for word in _WORDS.findall(written) if word not in _QUALIFIERS]
    return Parameter(
        tree.text(names[-1]).decode("utf-8", "replace") if names else "",
        " ".join(words) or "int",
        sum(each.type == "pointer_declarator" for each in walk(node)),
        any(each.type == _REFERENCE for each in walk(node)),
        any(tree.text(each) == b"const" for each in node.children),
        typed is not None and typed.type in ("type_identifier", "template_type"),
    )
