"""What a node of the tree declares: the questions that tell a user's name from CUDA's.

What comes in is the leaf a name stands at; what goes out is whether, and as what, the file declares
the name there. In which scope that is, ``sites`` says. No table is asked.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.text.lexer import Directive
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.qualifiers import last_code_byte
from migrate.tree.resolve import Use
from migrate.tree.scan import Scan

# A macro that gives what it is given to something else as it is: parameters, name, arguments.
_PASSED_ON = regex(rb"\(([^()]*)\)[\s\\]*(\w+)[\s\\]*\(([^()]*)\)\s*")
_SHOUTED = regex(rb"[A-Z][A-Z0-9_]+")
_OPERANDS = frozenset({"gnu_asm_input_operand", "gnu_asm_output_operand"})
# Parents whose child in this field is being declared.
_DECLARES = {
    "declarator": frozenset(
        "function_declarator init_declarator parameter_declaration declaration array_declarator "
        "optional_parameter_declaration pointer_declarator reference_declarator field_declaration "
        "type_definition for_range_loop parenthesized_declarator "
        "variadic_parameter_declaration".split()
    ),
    "name": frozenset(
        "struct_specifier class_specifier union_specifier enum_specifier enumerator "
        "alias_declaration namespace_definition namespace_alias_definition preproc_def "
        "preproc_function_def concept_definition type_parameter_declaration".split()
    ),
}
# Parents that declare a name without calling it anything.
_DECLARES_CHILD = frozenset(
    "reference_declarator variadic_declarator structured_binding_declarator friend_declaration "
    "type_parameter_declaration variadic_type_parameter_declaration lambda_capture_initializer "
    "preproc_params".split()
)
_SPECIFIERS = frozenset("struct_specifier class_specifier union_specifier enum_specifier".split())
_DECLARATORS = frozenset(
    "function_declarator init_declarator array_declarator pointer_declarator reference_declarator "
    "parenthesized_declarator variadic_declarator structured_binding_declarator "
    "attributed_declarator".split()
)
_TEMPLATES = frozenset({"template_declaration"})
_AROUND_A_BASE = frozenset({"qualified_identifier", "template_method"})
_BODY = "field_declaration_list"
_CLASS_BODY = frozenset({_BODY})
_BODIES = frozenset({_BODY, "compound_statement"})
_TYPES = frozenset(
    "type_parameter_declaration variadic_type_parameter_declaration "
    "optional_type_parameter_declaration alias_declaration type_definition".split()
)


class Kind(Enum):
    """What a name is declared as."""

    FUNCTION = "function"
    TYPE = "type"
    VALUE = "value"
    USING = "using"


class Declares(NamedTuple):
    """A declaration of a name: as what, and the node that declares it.

    A function may be called with ``least`` to ``most`` arguments, with no bound if that is None.
    ``defined`` says that a body, or what the type is, stands here.
    """

    kind: Kind
    node: Node
    defined: bool = True
    least: int = 0
    most: int | None = None


def declared(tree: SyntaxTree, node: Node) -> bool:
    """Whether the tree declares a name at ``node``: a function, variable, parameter, type, macro,
    label.
    """
    if node.type == "statement_identifier":
        return True
    if node.type == "field_identifier":
        return not _is_base(tree, node)
    node = _whole_name(tree, node)
    parent = tree.parent(node)
    if parent is None:
        return False
    for field, kinds in _DECLARES.items():
        if parent.type in kinds and node in parent.children_by_field_name(field):
            return not _is_called(tree, parent)
    return parent.type in _DECLARES_CHILD


def _whole_name(tree: SyntaxTree, name: Node) -> Node:
    """What stands for a name in its declarator. Behind a word that the grammar takes for the type
    it takes the type for a namespace, and misses a ``::``: ``DEVICE std::uint64_t f(int);``.
    """
    around = tree.parent(name)
    if around is None or around.type != "qualified_identifier":
        return name
    if not any(child.type == "::" and child.is_missing for child in around.children):
        return name
    while around is not None and around.type == "qualified_identifier":
        name, around = around, tree.parent(around)
    return name


def _is_base(tree: SyntaxTree, name: Node) -> bool:
    """Whether a constructor initialises a base by this name: one with a namespace ahead of it or
    arguments of a template behind it, which no member has (``: thrust::host_vector<T>(n)``).
    """
    node = name
    while (around := tree.parent(node)) is not None and around.type in _AROUND_A_BASE:
        node = around
    return node is not name and around is not None and around.type == "field_initializer"


def _is_called(tree: SyntaxTree, declarator: Node) -> bool:
    """Whether a macro that needs no ``;`` stands on the line above a call, which the grammar takes
    for a variable of such a type: ``CHECK`` above ``cudaMemset(a, 0, n);``.
    """
    value = declarator.child_by_field_name("value")
    whole = tree.parent(declarator)
    if value is None or value.type != "argument_list" or whole is None:
        return False
    kind = whole.child_by_field_name("type")
    if kind is None or kind.type != "type_identifier" or kind.start_byte != whole.start_byte:
        return False
    is_above = kind.end_point.row < declarator.start_point.row
    return (
        is_above and _SHOUTED.fullmatch(tree.read(Span(kind.start_byte, kind.end_byte))) is not None
    )


def declares(tree: SyntaxTree, leaf: Node) -> Declares | None:
    """What the declaration, of which ``leaf`` is the name, declares; None where it is none, or one
    that did not parse.
    """
    parent = tree.parent(leaf)
    if parent is None:
        return None
    if parent.type in _SPECIFIERS:
        return _specified(tree, leaf, parent)
    if parent.type == "enumerator":
        values = parent.child_by_field_name("name") == leaf
        return Declares(Kind.VALUE, parent) if values else None
    if not declared(tree, leaf):
        return None
    if parent.type.startswith("preproc_def") or parent.type == "preproc_function_def":
        return None
    if parent.type in _TYPES:
        return Declares(Kind.TYPE, parent)
    name = _whole_name(tree, leaf)
    node, kind = name, Kind.VALUE
    counts: tuple[int, int | None] = (0, None)
    while (around := tree.parent(node)) is not None and around.type in _DECLARATORS:
        if around.type == "function_declarator" and node == name:
            kind, counts = Kind.FUNCTION, _counts(tree, around)
        if around.type == "init_declarator" and around.child_by_field_name("value") == node:
            return None
        node = around
    whole = around
    if whole is None or (whole.type != "function_definition" and whole.has_error):
        return None
    if whole.type == "type_definition":
        return Declares(Kind.TYPE, whole)
    return Declares(kind, whole, whole.type == "function_definition", *counts)


def _specified(tree: SyntaxTree, leaf: Node, specifier: Node) -> Declares | None:
    """``struct X { ... }`` and ``struct X;``; ``struct X x`` only uses the name."""
    if specifier.child_by_field_name("name") != leaf:
        return None
    if specifier.child_by_field_name("body") is not None:
        return Declares(Kind.TYPE, specifier)
    end = specifier.next_sibling
    around = tree.parent(specifier)
    alone = end is not None and end.type == ";"
    if not alone or around is None or around.type in ("declaration", "ERROR"):
        return None
    return Declares(Kind.TYPE, specifier, False)


def _counts(tree: SyntaxTree, declarator: Node) -> tuple[int, int | None]:
    """The fewest and the most arguments that a function takes."""
    parameters = declarator.child_by_field_name("parameters")
    items = parameters.children if parameters is not None else []
    kinds = [item.type for item in items]
    least, most = (
        kinds.count("parameter_declaration"),
        kinds.count("optional_parameter_declaration"),
    )
    if "..." in kinds or "variadic_parameter_declaration" in kinds:
        return least, None
    if least == 1 and parameters is not None and tree.text(parameters).split() == [b"(void)"]:
        return 0, 0
    return least, least + most


def is_template_parameter(tree: SyntaxTree, leaf: Node, name: str) -> bool:
    """Whether ``name`` is a type that a template around a place is given."""
    around = tree.nearest(tree.parent(leaf), _TEMPLATES)
    while around is not None:
        parameters = around.child_by_field_name("parameters")
        for item in parameters.named_children if parameters is not None else ():
            words = tree.text(item).decode("utf-8", "replace").partition("=")[0].split()
            if item.type.endswith("type_parameter_declaration") and words[-1:] == [name]:
                return True
        around = tree.nearest(tree.parent(around), _TEMPLATES)
    return False


def is_elaborated(tree: SyntaxTree, leaf: Node) -> bool:
    """Whether ``struct`` or ``enum`` before the name says that it is a type's."""
    parent = tree.parent(leaf)
    return parent is not None and parent.type in _SPECIFIERS


def is_members_type(tree: SyntaxTree, leaf: Node) -> bool:
    """Whether the name is the type of a member where that is declared, which no value can be."""
    parent = tree.parent(leaf)
    return (
        parent is not None
        and parent.type == "field_declaration"
        and parent.child_by_field_name("type") == leaf
    )


def arguments(tree: SyntaxTree, leaf: Node) -> int | None:
    """How many arguments the call of this name has; None where it is none, or that is not known."""
    node, parent = leaf, tree.parent(leaf)
    while parent is not None and parent.type in ("qualified_identifier", "template_function"):
        node, parent = parent, tree.parent(parent)
    if parent is None or parent.type != "call_expression":
        return None
    given = parent.child_by_field_name("arguments")
    if parent.child_by_field_name("function") != node or given is None or given.has_error:
        return None
    items = [item.type for item in given.named_children if item.type != "comment"]
    return None if "parameter_pack_expansion" in items else len(items)


def is_label(tree: SyntaxTree, leaf: Node) -> bool:
    """Whether this names a label, or an operand of inline assembly (``[half] "h"(x)``): no other
    name hides it, and it hides none.
    """
    if leaf.type == "statement_identifier":
        return True
    around = tree.parent(leaf)
    before = leaf.prev_sibling if around is not None and around.type in _OPERANDS else None
    return before is not None and before.type == "["


def is_member(scan: Scan, use: Use, tree: SyntaxTree, leaf: Node) -> bool:
    """Whether this names a member. A declaration without a type before the name is none, and a
    class body that did not parse declares none for sure: a constructor's body may look like one.
    """
    if leaf.type != "field_identifier" or _is_base(tree, leaf):
        return False
    at = last_code_byte(scan, use.start)
    if at < 0 or not (chr(scan.data[at]).isalnum() or scan.data[at] in b"_*&>.:]"):
        return False
    around = tree.parent(leaf)
    if around is None or around.type == "field_expression":
        return True
    node = tree.nearest(around, _CLASS_BODY)
    return node is None or not node.has_error


def meaning(
    scan: Scan, directive: Directive | None, use: Use, tree: SyntaxTree, leaf: Node
) -> bytes | None:
    """What ``#define NAME`` or ``typedef ... NAME`` makes of a name: its first word, or nothing.
    ``#define NAME(x) OTHER(x)`` makes it the other name.
    """
    if directive is not None and directive.keyword == "define":
        if scan.data[directive.body : use.start].strip():
            return None
        text = scan.data[use.end : directive.end]
        passed = _PASSED_ON.fullmatch(text)
        if passed is not None and passed[1].split() == passed[3].split():
            return passed[2]
        value = text.split()
        return value[0] if value else b""
    parent = tree.parent(leaf)
    if parent is None or parent.type not in ("type_definition", "alias_declaration"):
        return None
    field = "declarator" if parent.type == "type_definition" else "name"
    kind = parent.child_by_field_name("type")
    if leaf not in parent.children_by_field_name(field) or kind is None:
        return None
    return tree.text(kind)


def is_broken(tree: SyntaxTree, leaf: Node) -> bool:
    """Whether the class body around a name did not parse, so that it declares nothing for sure."""
    node = tree.nearest(tree.parent(leaf), _BODIES)
    return node is not None and node.type == _BODY and node.has_error
