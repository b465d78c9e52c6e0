"""What a kernel takes, and its text: what a skeleton of it is made of.

What comes in is the tree of a file and a kernel; what goes out are its parameters as they are
written. Types are not resolved.
"""

from __future__ import annotations

from dataclasses import dataclass

from migrate.kernels.patterns import Classified
from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree, walk

PLAIN = frozenset(
    "bool char double float int long short unsigned size_t int8_t int16_t int32_t int64_t uint8_t "
    "uint16_t uint32_t uint64_t".split()
)
_FUNCTION = frozenset({"function_definition"})
_WORDS = regex(r"[\w:]+")
_QUALIFIERS = frozenset({"const", "volatile", "struct", "typename", "__restrict__"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its type without qualifiers and ``*``, and how it is taken."""

    name: str
    type: str
    is_pointer: bool
    is_const: bool

    @property
    def is_plain(self) -> bool:
        """Whether every compiler of C++ knows the type."""
        return all(word in PLAIN for word in self.type.split())


def parameters(tree: SyntaxTree, kernel: Classified) -> tuple[Parameter, ...]:
    """What a kernel takes, in order."""
    owner, name = tree.leaf(*kernel.span)
    own = owner.nearest(name, _FUNCTION)
    found = []
    for node in walk(own) if own is not None else ():
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
    is_const = any(tree.text(each) == b"const" for each in node.children)
    is_pointer = any(each.type == "pointer_declarator" for each in walk(node))
    name = tree.text(names[-1]).decode("utf-8", "replace") if names else ""
    return Parameter(name, " ".join(words) or "int", is_pointer, is_const)
