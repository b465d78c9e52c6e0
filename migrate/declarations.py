"""What a node of the tree declares: the questions that tell a user's name from CUDA's.

What comes in is the leaf a name stands at; what goes out is whether, and as what, the file declares
the name there. No table is asked.
"""

from __future__ import annotations

from migrate.lexer import Directive
from migrate.resolve import Use, last_code_byte
from migrate.scan import Scan, looks_like_cuda
from migrate.syntax import Node, SyntaxTree

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


def is_variable(node: Node) -> bool:
    """Whether the tree declares a variable or parameter at ``node``."""
    parent = node.parent
    if parent is None or parent.type == "function_declarator":
        return False
    kinds = _DECLARES["declarator"]
    return parent.type in kinds and node in parent.children_by_field_name("declarator")


def declared(node: Node) -> bool:
    """Whether the tree declares a name at ``node``: a function, variable, parameter, type, macro,
    label.
    """
    if node.type in ("field_identifier", "statement_identifier"):
        return True
    parent = node.parent
    if parent is None:
        return False
    for field, kinds in _DECLARES.items():
        if parent.type in kinds and node in parent.children_by_field_name(field):
            return True
    return parent.type in _DECLARES_CHILD


def is_reserved(name: str) -> bool:
    """Whether no variable is called this; ``__cluster_dims__(2)`` only looks like one."""
    return name.startswith("__") or looks_like_cuda(name)


def is_member(scan: Scan, use: Use, leaf: Node) -> bool:
    """Whether this names a member. A declaration without a type before the name is none, and a
    class body that did not parse declares none for sure: a constructor's body may look like one.
    """
    if leaf.type != "field_identifier":
        return False
    at = last_code_byte(scan, use.start)
    if at < 0 or not (chr(scan.data[at]).isalnum() or scan.data[at] in b"_*&>.:]"):
        return False
    node = leaf.parent
    if node is None or node.type == "field_expression":
        return True
    while node is not None and node.type != "field_declaration_list":
        node = node.parent
    return node is None or not node.has_error


def enclosing_function(leaf: Node) -> int:
    """Where the function around a node starts; -1 outside of functions."""
    node: Node | None = leaf
    while node is not None and node.type != "function_definition":
        node = node.parent
    return node.start_byte if node is not None else -1


def defines_function(leaf: Node) -> bool:
    """Whether a function of this name is defined here, with a body."""
    declarator = leaf.parent
    if declarator is None or declarator.type != "function_declarator":
        return False
    if declarator.child_by_field_name("declarator") != leaf:
        return False
    node = declarator.parent
    while node is not None and node.type in ("pointer_declarator", "reference_declarator"):
        node = node.parent
    return node is not None and node.type == "function_definition"


def is_function_of_the_user(leaf: Node) -> bool:
    """Whether a function of this name is declared here, in a namespace or class of the user's."""
    parent = leaf.parent
    if parent is None or parent.type != "function_declarator":
        return False
    if parent.child_by_field_name("declarator") != leaf:
        return False
    theirs = ("namespace_definition", "field_declaration_list")
    while parent is not None and parent.type not in (*theirs, "compound_statement"):
        parent = parent.parent
    return parent is not None and parent.type in theirs


def meaning(
    scan: Scan, directive: Directive | None, use: Use, tree: SyntaxTree, leaf: Node
) -> bytes | None:
    """What ``#define NAME`` or ``typedef ... NAME`` makes of a name: its first word, or nothing."""
    if directive is not None and directive.keyword == "define":
        if scan.data[directive.body : use.start].strip():
            return None
        value = scan.data[use.end : directive.end].split()
        return value[0] if value else b""
    parent = leaf.parent
    if parent is None or parent.type != "type_definition":
        return None
    if leaf not in parent.children_by_field_name("declarator"):
        return None
    kind = parent.child_by_field_name("type")
    return tree.text(kind) if kind is not None else b""
