"""Trees of files and of macro bodies: what stands where, and what is broken."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tree_sitter import Parser

from migrate.model import Edit, Span
from migrate.rewrite.edits import apply
from migrate.text import grammar
from migrate.text.lexer import directives, trivia
from migrate.text.syntax import Node, SyntaxTree, parse
from tests.test_edits import some_edits
from tests.test_properties import sources


def tree_of(data: bytes) -> SyntaxTree:
    """The tree as the port sees it: without the comments in macro bodies."""
    seen = trivia(data)
    bodies = [item for item in directives(data, seen.both).items if item.keyword == "define"]
    return parse(data, (s for b in bodies for s in seen.comments.between(b.body, b.end)))


LEAVES = {
    "call": ("void f() { «g»(1); }", "identifier", "call_expression"),
    "qualified": ("void f() { a::«g»(1); }", "identifier", "qualified_identifier"),
    "member": ("void f() { a.«g»(1); }", "field_identifier", "field_expression"),
    "type": ("«T» x;", "type_identifier", "declaration"),
    "launch": ("void f() { k«<<<»1, 2>>>(3); }", "<<<", "kernel_call_syntax"),
    "specifier": ("«__global__» void f();", "__global__", "declaration"),
    "macro-name": ("#define «M» 1\n", "identifier", "preproc_def"),
    "macro-parameter": ("#define M(«x») 1\n", "identifier", "preproc_params"),
    "macro-call": ("#define M «g»(1)\n", "identifier", "call_expression"),
    "macro-launch": ("#define M(k) k«<<<»1, 2>>>(3)\n", "<<<", "kernel_call_syntax"),
    "macro-statements": ("#define M do { «g»(1); } while (0)\n", "identifier", "call_expression"),
    "macro-lines": (
        "#define M \\\n  if (a) { \\\n «g»(1); \\\n }\nint x;",
        "identifier",
        "call_expression",
    ),
    "macro-comments": (
        "#define M f(/* a */ 1) /* b */ + «g»(1 /* c */)\n",
        "identifier",
        "call_expression",
    ),
    "macro-line-comment": ("#define M «g»(1) // a\nint x;", "identifier", "call_expression"),
    "macro-crlf": ("#define M \\\r\n  «g»(1)\r\nint x;", "identifier", "call_expression"),
    "macro-type": ("#define M «T» x = 1\n", "type_identifier", "declaration"),
    "second-macro": ("#define A f(1)\n#define B «g»(2)\n", "identifier", "call_expression"),
    "behind-macro": (
        "#define A f(1) /* { */\nvoid h() { «g»(2); }",
        "identifier",
        "call_expression",
    ),
}


@pytest.mark.parametrize(("text", "kind", "parent"), LEAVES.values(), ids=LEAVES.keys())
def test_what_stands_at_a_place(text: str, kind: str, parent: str) -> None:
    before, name, behind = (part.encode() for part in text.replace("»", "«").split("«"))
    tree = tree_of(before + name + behind)
    span = Span(len(before), len(before) + len(name))
    owner, leaf = tree.leaf(*span)
    assert (leaf.type, leaf.parent.type if leaf.parent else "") == (kind, parent)
    assert (owner.span(leaf), owner.text(leaf), owner.read(span)) == (span, name, name)


BROKEN = {
    "nothing": ("void f() { g(1); }", []),
    "sign": ("void f() { g(1); }\n@\nint x;", ["@"]),
    "missing": ("void f() { g(1) }", [""]),
    "open": ("void f() { g(1", ["void f() { g(1"]),
}


@pytest.mark.parametrize(("text", "expected"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_regions(text: str, expected: list[str]) -> None:
    tree = parse(text.encode())
    assert [tree.read(span).decode() for span in tree.broken()] == expected


@given(st.binary(max_size=60))
def test_any_bytes_have_a_tree(data: bytes) -> None:
    tree = tree_of(data)
    at = 0
    for start, end in tree.broken():
        assert at <= start <= end <= len(data)
        at = end
    for start in range(len(data)):
        owner, leaf = tree.leaf(start, start + 1)
        assert owner.span(leaf).start <= start or not leaf.parent


@pytest.mark.parametrize("unit", ["; ] ]] delete ", "throw ! && #else\n"])
def test_what_the_grammar_does_not_get_through_is_not_shown_to_it(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grammar, "_AT_LEAST", 100)
    good = "void f() { g(1); }\n"
    data = (good * 500 + "int a[] = {" + unit * 500 + "\n};\n" + good * 500).encode()
    tree = parse(data)
    assert tree.has_gaps
    assert sum(end - start for start, end in tree.broken()) > len(unit) * 250
    for at in (data.index(b"g"), data.rindex(b"g")):
        assert tree.outermost("function_definition", at) is not None
    edits = [Edit(data.index(b"g"), data.index(b"g") + 1, b"h")]
    assert shape(parse(apply(data, edits).data, (), tree, edits).root) == shape(tree.root)


@given(st.data())
def test_the_tree_is_the_one_that_the_grammar_makes_at_once(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(sorted(sources().values(), key=len)[:40]))
    at = data.draw(st.integers(0, len(source)))
    mutant = source[:at] + data.draw(st.binary(max_size=4)) + source[at + 3 :]
    made, passed = grammar.tree_of(mutant)
    assert not passed
    plain = Parser(grammar.language()).parse(mutant)
    assert str(made.root_node) == str(plain.root_node)


@given(st.data())
def test_the_way_to_a_place_is_that_of_a_search(data: st.DataObject) -> None:
    """In whatever order places are asked for, and where the grammar does not go along."""
    source = data.draw(st.sampled_from(sorted(sources().values(), key=len)[:40]))
    tree = parse(apply(source, sorted(data.draw(some_edits(len(source))))).data)
    end = tree.span(tree.root).end
    for start in data.draw(st.lists(st.integers(0, max(0, end - 1)), max_size=8)):
        _, found = tree.outside(start)
        assert found == tree.root.descendant_for_byte_range(start, start + 1) or start + 1 > end
        for node in tree.around(found):
            assert tree.parent(node) == node.parent
            assert [tree.parent(child) for child in node.children] == [node] * node.child_count


def shape(node: Node) -> tuple[object, ...]:
    children = tuple(shape(child) for child in node.children)
    return (node.type, node.start_byte, node.end_byte, node.is_missing, children)


@given(st.data())
def test_a_tree_that_takes_over_is_the_same(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(sorted(sources().values(), key=len)[:40]))
    edits = sorted(data.draw(some_edits(len(source))))
    after = apply(source, edits).data
    fresh, taken_over = parse(after), parse(after, (), parse(source), edits)
    if not fresh.root.has_error:  # how the grammar goes on behind an error may differ
        assert shape(taken_over.root) == shape(fresh.root)


def test_a_tree_is_left_as_it_is_by_one_that_takes_over() -> None:
    before = parse(b"int a; int b;")
    shape_before = shape(before.root)
    after = parse(b"int aaa; int b;", (), before, (Edit(4, 5, b"aaa"),))
    assert shape(before.root) == shape_before != shape(after.root)


STATEMENTS = {
    "statement": ("void f() { a; «g(@1);» b; }", "expression_statement"),
    "declaration": ("int a; «int b = @1;» int c;", "declaration"),
    "function": ("int a; «void @f() { g(); }»", "function_definition"),
    "in-a-lambda": ("auto l = [] { «g(@1);» };", "expression_statement"),
    "in-a-condition": ("void f() {\n#if A\n«g(@1);»\n#endif\n}", "expression_statement"),
    "in-a-namespace": ("namespace n { «int @a;» }", "declaration"),
    "in-a-class": ("class C { «int @a;» };", "field_declaration"),
    "nested": ("void f() { if (a) { «g(@1);» } }", "expression_statement"),
    "in-a-macro": ("#define M «g(@1)»\n", "expression_statement"),
}


@pytest.mark.parametrize(("text", "kind"), STATEMENTS.values(), ids=STATEMENTS.keys())
def test_the_statement_around_a_place(text: str, kind: str) -> None:
    _, around, _ = text.replace("@", "").replace("»", "«").split("«")
    plain = re.sub("[«»]", "", text)
    tree = parse(plain.replace("@", "").encode())
    owner, node = tree.enclosing(plain.index("@"))
    assert (node.type, tree.statement(plain.index("@"))) == (kind, node)
    assert owner.text(node).rstrip() == around.encode()
