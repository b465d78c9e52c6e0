"""What a file declares outside of its functions: what they return, members of its types, aliases.

What comes in is a file's tree; what goes out are spelled types by name. What is declared twice
with different types, or with the parameter of a template, is not known. Bodies of functions are
not entered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree
from migrate.text.typenames import clean

_CLASSES = frozenset({"struct_specifier", "class_specifier", "union_specifier"})
_HOLDERS = _CLASSES | frozenset(
    "translation_unit namespace_definition linkage_specification template_declaration "
    "declaration_list field_declaration_list preproc_if preproc_ifdef preproc_else preproc_elif "
    "preproc_elifdef type_definition declaration field_declaration friend_declaration".split()
)
_SIGNS = frozenset({"pointer_declarator", "reference_declarator", "array_declarator"})
_PARAMETERS = frozenset({"parameter_declaration", "optional_parameter_declaration"})
_NAMES = frozenset({"identifier", "field_identifier", "type_identifier", "qualified_identifier"})
_OPERATOR = "operator_name"
_WORD = regex(r"[A-Za-z_]\w*")


class Template(NamedTuple):
    """A template of a type: its parameters, and the types of its members as they are written."""

    parameters: tuple[str, ...]
    members: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outline:
    """Types by name; an empty text stands for one that is not known. ``parameters`` are those of a
    function, one by one; ``members`` are those of a type, with those of its bases. ``templates``
    are those of types: their parameters, and what members have or return, in terms of these.
    """

    returns: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    members: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    open: frozenset[str] = frozenset()  # parameters of templates
    templates: Mapping[str, Template] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()  # aliases of headers that nothing here hides

    def open_member(self, name: str, member: str) -> str:
        """The parameter of a template that the type of its member is."""
        template = self.templates.get(name)
        kind = template.members.get(member, "") if template is not None else ""
        return kind if kind.removeprefix("const ") in self.open else ""

    def member_of(self, holder: str, member: str) -> str:
        """What a member of a template's instance (``Box<half2>``) has or returns."""
        base, _, arguments = holder.partition("<")
        template = self.templates.get(base.strip().rpartition("::")[2])
        written = _split(arguments.rpartition(">")[0])
        kind = template.members.get(member, "") if template is not None else ""
        if template is None or not kind or len(written) != len(template.parameters):
            return ""
        given = dict(zip(template.parameters, written, strict=True))
        found = _WORD.sub(lambda word: given.get(word[0], word[0]), kind)
        return clean(found)


def outline(tree: SyntaxTree, kinds: Mapping[str, str]) -> Outline:
    """The outline of a file; ``kinds`` are aliases of the headers that it includes, as written."""
    own = _Reader(tree).run()
    taken = own.members.keys() | own.templates.keys() | own.open
    others = {alias: clean(kind) for alias, kind in kinds.items() if alias not in taken}
    foreign = frozenset(others.keys() - own.aliases.keys())
    return replace(own, aliases={**others, **own.aliases}, foreign=foreign) if others else own


def returned(tree: SyntaxTree, function: Node) -> str:
    """The type that a function or a lambda returns: ``auto`` where that is for its body to say."""
    declarator = function.child_by_field_name("declarator")
    base, signs = function.child_by_field_name("type"), ""
    while declarator is not None and declarator.type in _SIGNS:
        signs += {"pointer_declarator": "*", "array_declarator": "[]"}.get(declarator.type, "")
        declarator = declarator.child_by_field_name("declarator") or declarator.named_children[-1]
    for child in declarator.children if declarator is not None else ():
        if child.type == "trailing_return_type":
            return clean(_text(tree, child).removeprefix("->"))
    if base is None:
        return "auto" if function.type == "lambda_expression" else ""
    qualifiers = [_text(tree, item) for item in function.children if item.type == "type_qualifier"]
    return clean(f"{' '.join(qualifiers)} {_text(tree, base)} {signs}")


def parameters(tree: SyntaxTree, function: Node) -> tuple[str, ...]:
    """The types that a function or a lambda takes."""
    declarator = function.child_by_field_name("declarator")
    while declarator is not None and declarator.type in _SIGNS:
        declarator = declarator.child_by_field_name("declarator") or declarator.named_children[-1]
    return _listed(tree, declarator)


def passed(tree: SyntaxTree, declarator: Node) -> tuple[tuple[str, bool], ...]:
    """The same of a function's declarator, with whether it is taken by a reference."""
    listed = declarator.child_by_field_name("parameters")
    items = listed.named_children if listed is not None else []
    texts = (_text(tree, item) for item in items if item.type in _PARAMETERS)
    kinds = zip(_listed(tree, declarator), texts, strict=True)
    return tuple((kind, "&" in text) for kind, text in kinds)


def _listed(tree: SyntaxTree, declarator: Node | None) -> tuple[str, ...]:
    listed = declarator.child_by_field_name("parameters") if declarator is not None else None
    items = listed.named_children if listed is not None else []
    return tuple(_parameter(tree, item) for item in items if item.type in _PARAMETERS)


def _parameter(tree: SyntaxTree, node: Node) -> str:
    declarator = node.child_by_field_name("declarator")
    end = declarator.end_byte if declarator is not None else node.end_byte
    name: Node | None = declarator
    arrays = ""
    while name is not None and name.type not in _NAMES:
        arrays += "[]" if name.type == "array_declarator" else ""
        inner = name.child_by_field_name("declarator")
        name = inner or (name.named_children[-1] if name.type in _SIGNS else None)
    end = name.start_byte if name is not None else end
    base = tree.read(Span(node.start_byte, end)).decode("utf-8", "replace")
    return clean(f"{base} {arrays}")


def _is_constructor(tree: SyntaxTree, node: Node, owner: str) -> bool:
    declarator = node.child_by_field_name("declarator")
    name = declarator.child_by_field_name("declarator") if declarator is not None else None
    return name is not None and _text(tree, name) == owner


class _Reader:
    """Goes once through all that may hold declarations."""

    def __init__(self, tree: SyntaxTree) -> None:
        self._tree = tree
        self._returns: dict[str, str] = {}
        self._parameters: dict[str, tuple[str, ...]] = {}
        self._members: dict[str, dict[str, str]] = {}
        self._bases: dict[str, list[str]] = {}
        self._aliases: dict[str, str] = {}
        self._open: set[str] = set()
        self._templates: dict[str, Template] = {}
        self._written: dict[str, dict[str, str]] = {}

    def run(self) -> Outline:
        pending: list[tuple[Node, str]] = [(self._tree.root, "")]
        while pending:
            node, owner = pending.pop()
            for child in node.children:
                inner = self._read(child, owner)
                if child.type in _HOLDERS:
                    pending.append((child, inner))
        unknown = frozenset(self._open)
        return Outline(
            {name: self._known(kind, unknown) for name, kind in self._returns.items()},
            {
                name: tuple(self._known(kind, unknown) for kind in kinds)
                for name, kinds in self._parameters.items()
            },
            {name: self._inherited(name, unknown) for name in self._members},
            {name: kind for name, kind in self._aliases.items() if name not in unknown},
            unknown,
            self._templates,
        )

    def _read(self, node: Node, owner: str) -> str:
        """Note what one node declares; the type whose members its children are."""
        kind = node.type
        if kind in _CLASSES:
            return self._class(node)
        if kind == "template_parameter_list":
            self._open.update(self._opened(node))
        elif kind == "alias_declaration":
            name, type_ = (node.child_by_field_name(item) for item in ("name", "type"))
            if name is not None and type_ is not None:
                self._note(self._aliases, _text(self._tree, name), clean(_text(self._tree, type_)))
        elif kind in ("function_definition", "declaration", "field_declaration", "type_definition"):
            self._declaration(node, owner)
        elif kind not in ("field_declaration_list", "declaration_list") and kind not in _HOLDERS:
            return ""
        return owner

    def _class(self, node: Node) -> str:
        name, body = (node.child_by_field_name(item) for item in ("name", "body"))
        if name is None or body is None:
            return ""
        text = _text(self._tree, name).rpartition("::")[2]
        self._members.setdefault(text, {})
        around = self._tree.parent(node)
        parameters = around.child_by_field_name("parameters") if around is not None else None
        if around is not None and around.type == "template_declaration" and parameters is not None:
            opened = tuple(self._opened(parameters))
            if text in self._templates or len(opened) != len(parameters.named_children):
                opened = ()  # of a specialization, or a number's: which one is meant is not known
            self._templates[text] = Template(opened, self._written.setdefault(text, {}))
        for child in node.children:
            if child.type == "base_class_clause":
                bases = [item for item in child.named_children if item.type in _NAMES]
                self._bases.setdefault(text, []).extend(_text(self._tree, i) for i in bases)
        return text

    def _opened(self, parameters: Node) -> Iterator[str]:
        for item in parameters.named_children:
            if item.type.endswith("type_parameter_declaration"):
                names = [child for child in item.named_children if child.type == "type_identifier"]
                yield from (_text(self._tree, name) for name in names[:1])

    def _declaration(self, node: Node, owner: str) -> None:
        type_ = node.child_by_field_name("type")
        if type_ is None:
            if owner and _is_constructor(self._tree, node, owner):
                self._note_parameters(owner, parameters(self._tree, node))
            return
        qualifiers = [item for item in node.children if item.type == "type_qualifier"]
        words = [_text(self._tree, item) for item in qualifiers]
        if type_.type in _CLASSES and type_.child_by_field_name("body") is not None:
            name = type_.child_by_field_name("name")
            base = _text(self._tree, name) if name is not None else ""
        else:
            base = _text(self._tree, type_)
        for declarator in node.children_by_field_name("declarator"):
            self._declarator(node, declarator, f"{' '.join(words)} {base}", owner)

    def _declarator(self, node: Node, declarator: Node, base: str, owner: str) -> None:
        name: Node | None = declarator
        signs, function = "", None
        while name is not None and name.type not in _NAMES and name.type != _OPERATOR:
            if name.type == "function_declarator":
                function = name
            elif function is None:
                signs += "[]" if name.type == "array_declarator" else ""
                signs = ("*" if name.type == "pointer_declarator" else "") + signs
            inner = name.child_by_field_name("declarator")
            name = inner or (name.named_children[-1] if name.type in _SIGNS else None)
        if name is None or not base.strip():
            return
        text = "".join(_text(self._tree, name).rpartition("::")[2].split())
        kind = clean(f"{base} {signs}")
        if node.type == "type_definition":
            if function is None:
                self._note(self._aliases, text, kind)
        elif function is not None:
            self._note(self._returns, text, returned(self._tree, node))
            self._note(self._written.setdefault(owner, {}), text, returned(self._tree, node))
            self._note_parameters(text, parameters(self._tree, node))
        elif owner:
            self._note(self._members[owner], text, kind)
            self._note(self._written.setdefault(owner, {}), text, kind)

    def _note_parameters(self, name: str, found: tuple[str, ...]) -> None:
        before = self._parameters.get(name, found)
        same = len(before) == len(found)
        both = zip(before, found, strict=False)
        self._parameters[name] = tuple(a if a == b else "" for a, b in both) if same else ()

    def _note(self, known: dict[str, str], name: str, kind: str) -> None:
        known[name] = kind if known.get(name, kind) == kind else ""

    def _known(self, kind: str, unknown: frozenset[str]) -> str:
        """A type, unless a parameter of a template is part of it."""
        words = kind.replace("<", " ").replace(">", " ").replace(",", " ").split()
        return "" if unknown.intersection(words) else kind

    def _inherited(self, name: str, unknown: frozenset[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        pending, seen = [name], set()
        while pending:
            current = pending.pop()
            if current in seen:
                continue
            seen.add(current)
            for member, kind in self._members.get(current, {}).items():
                found.setdefault(member, self._known(kind, unknown))
            pending += self._bases.get(current, [])
        return found


def _split(arguments: str) -> list[str]:
    """Arguments of a template, one by one."""
    found, depth = [""], 0
    for sign in arguments:
        depth += (sign in "<([{") - (sign in ">)]}")
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return [item.strip() for item in found]


def _text(tree: SyntaxTree, node: Node) -> str:
    return tree.text(node).decode("utf-8", "replace")
