"""Where a declaration or a use stands: in which namespaces and classes, and what is seen from it.

What comes in are a tree and a node; what goes out are plain values. What a node declares is not
asked here.
"""

from __future__ import annotations

from typing import NamedTuple

from migrate.model import Span
from migrate.text.syntax import Node, SyntaxTree

_PARAMETERS = frozenset({"parameter_list", "template_parameter_list"})
_SPECIFIERS = frozenset("struct_specifier class_specifier union_specifier enum_specifier".split())
_BODY = "field_declaration_list"
_DECLARATORS = frozenset(
    "function_declarator init_declarator array_declarator pointer_declarator reference_declarator "
    "parenthesized_declarator variadic_declarator structured_binding_declarator "
    "attributed_declarator".split()
)
# Nodes whose heads or bodies bound what is declared in them.
_BLOCKS = frozenset(
    "compound_statement for_statement for_range_loop if_statement while_statement switch_statement "
    "catch_clause lambda_expression requires_expression preproc_function_def".split()
)
_OF_PARAMETERS = _BLOCKS | frozenset(
    "template_declaration function_definition declaration field_declaration type_definition "
    "parameter_declaration".split()
)


class Site(NamedTuple):
    """Where a declaration stands: the ``block`` it is seen in, or its namespaces and classes.

    ``member`` says that the innermost is a class, ``hidden`` that a namespace without a name is
    around it, ``linked`` that ``extern "C"`` is.
    """

    block: Span | None
    space: str = ""
    member: bool = False
    hidden: bool = False
    linked: bool = False


def site(tree: SyntaxTree, node: Node) -> Site:
    """The scope in which ``node`` declares."""
    found: list[str] = []
    member = hidden = linked = False
    scoped_enum = node.type == "enumerator"
    before, around = node, node if node.type in _BLOCKS else tree.parent(node)
    while around is not None:
        kind = around.type
        if kind in _PARAMETERS and not found:
            return Site(_reach(tree, around))
        if (kind in _BLOCKS or _is_of_a_function(around, before)) and not found:
            return Site(tree.span(around))
        if kind == "enum_specifier" and scoped_enum and _is_scoped(around):
            found.append(_name(tree, around))
            member, scoped_enum = True, False
        elif kind in _SPECIFIERS and kind != "enum_specifier" and before.type == _BODY:
            member = member or not found
            found.append(_name(tree, around))
        elif kind == "namespace_definition":
            name = _name(tree, around)
            hidden = hidden or not name
            found.extend([] if not name or _is_inline(around) else reversed(name.split("::")))
        linked = linked or _is_c(tree, around)
        before, around = around, tree.parent(around)
    return Site(None, "::".join(reversed(found)), member, hidden, linked)


def spaces(tree: SyntaxTree, leaf: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The namespaces and classes around a place, the outermost first, and the classes these derive
    from as they are written. The class of a method that is defined outside of it is one of them. A
    macro's body is taken to be used where it is written.
    """
    found: list[str] = []
    bases: list[str] = []
    before: Node | None = None
    around: Node | None = leaf
    while around is not None:
        kind = around.type
        if kind == "namespace_definition":
            if not _is_inline(around):
                found.extend(part for part in reversed(_name(tree, around).split("::")) if part)
        elif kind in _SPECIFIERS and before is not None and before.type == _BODY:
            found.append(_name(tree, around))
            bases.extend(_bases(tree, around))
        elif kind == "function_definition" and before is not None:
            found.extend(reversed(_qualified(tree, around)))
        before, around = around, tree.parent(around)
    if not tree.is_fragment:
        return tuple(reversed(found)), tuple(bases)
    outer, derived = spaces(*tree.file.outside(tree.span(leaf).start))
    return (*outer, *reversed(found)), (*bases, *derived)


def _reach(tree: SyntaxTree, parameters: Node) -> Span:
    """Where parameters are seen: in their function, lambda, template or declaration."""
    node = tree.nearest(tree.parent(parameters), _OF_PARAMETERS)
    return tree.span(node if node is not None else tree.root)


def _is_of_a_function(node: Node, inner: Node) -> bool:
    """Whether ``inner`` is the parameters, initialisers or body of a function that is defined."""
    body = node.type == "function_definition"
    return body and inner.type in ("field_initializer_list", "compound_statement", "try_statement")


def _is_c(tree: SyntaxTree, node: Node) -> bool:
    """Whether this gives functions the linkage of C, so that no namespace makes them others."""
    value = node.child_by_field_name("value") if node.type == "linkage_specification" else None
    return value is not None and tree.text(value) == b'"C"'


def _is_scoped(enum: Node) -> bool:
    return any(child.type in ("class", "struct") for child in enum.children)


def _is_inline(namespace: Node) -> bool:
    return any(child.type == "inline" for child in namespace.children)


def _name(tree: SyntaxTree, node: Node) -> str:
    """The name of a namespace or class, without template arguments; nothing for one that has
    none.
    """
    name = node.child_by_field_name("name")
    if name is None:
        return ""
    text = tree.text(name).decode("utf-8", "replace")
    return "".join(text.partition("<")[0].split())


def _bases(tree: SyntaxTree, specifier: Node) -> list[str]:
    clause = next((c for c in specifier.children if c.type == "base_class_clause"), None)
    named = ("type_identifier", "qualified_identifier", "template_type")
    texts = (tree.text(c) for c in (clause.named_children if clause else ()) if c.type in named)
    return ["".join(text.decode("utf-8", "replace").partition("<")[0].split()) for text in texts]


def _qualified(tree: SyntaxTree, function: Node) -> list[str]:
    """The classes and namespaces that the name of a function which is defined begins with."""
    node = function.child_by_field_name("declarator")
    while node is not None and node.type in _DECLARATORS:
        inner = node.child_by_field_name("declarator")
        node = inner or (node.named_children[-1] if node.named_children else None)
    found: list[str] = []
    while node is not None and node.type == "qualified_identifier":
        scope = node.child_by_field_name("scope")
        if scope is not None:
            found.append(tree.text(scope).decode("utf-8", "replace").partition("<")[0].strip())
        node = node.child_by_field_name("name")
    return found
