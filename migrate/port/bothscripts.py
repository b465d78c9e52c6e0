"""A build script in Python that builds for both sides: what its port would change stands there
twice.

What comes in are the bytes of a script and the edits that make it one for the target; what goes out
are edits by which a name says which side is built: what PyTorch is for, or a variable of the
environment where the script does not import it. A list has both sides beside each other, a
statement that the target does without a condition. The script is parsed again: what it says without
the target is what it said, and with it what the port says; else there is no edit.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from migrate.build.replace.changes import line_end
from migrate.build.scripts import Script, parsed
from migrate.model import Edit, Span
from migrate.port.scriptsides import Sides
from migrate.regex import regex
from migrate.rewrite.edits import apply
from migrate.rules.buildtables import BuildTables

_HOME = "CUDA_HOME"  # of PyTorch's: None where that is for the target
_BARE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return, ast.keyword, ast.List, ast.Tuple)
_MODULE = "torch"
_OS = regex(rb"^import os\b", re.MULTILINE)
_GONE = (b"", b"pass")


@dataclass(frozen=True, eq=False)
class _Both:
    """A script, its port's edits, the name that says which side is built, what PyTorch calls the
    target, and what it calls the folder of its toolkit.
    """

    script: Script
    edits: tuple[Edit, ...]
    name: str
    build: str
    root: str

    @property
    def data(self) -> bytes:
        return self.script.data

    @cached_property
    def above(self) -> dict[ast.AST, ast.AST]:
        """What each node stands in."""
        nodes = ast.walk(self.script.tree)
        return {inner: outer for outer in nodes for inner in ast.iter_child_nodes(outer)}

    @cached_property
    def blocks(self) -> list[list[ast.stmt]]:
        """The blocks of statements, outer ones first."""
        found = []
        for node in ast.walk(self.script.tree):
            for field in ("body", "orelse", "finalbody"):
                block = getattr(node, field, None)
                if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                    found.append(block)
        return found

    def ported(self, span: Span) -> bytes:
        """What the port has in the place of a span."""
        parts, at = [], span.start
        for edit in self.edits:
            if span.start <= edit.start and edit.end <= span.end:
                parts += [self.data[at : edit.start], edit.text]
                at = edit.end
        return b"".join([*parts, self.data[at : span.end]])

    def indent(self, statement: ast.stmt) -> bytes:
        """What stands before a statement on its line."""
        start = self.script.span(statement).start
        return self.data[self.data.rfind(b"\n", 0, start) + 1 : start]

    def behind(self, statement: ast.stmt) -> int:
        """Where the line behind a statement begins."""
        found = self.data.find(b"\n", self.script.span(statement).end)
        return len(self.data) if found < 0 else found + 1


def both_sides(
    data: bytes, edits: Sequence[Edit], target: str, tables: BuildTables
) -> tuple[Edit, ...]:
    """The edits of a script that builds for CUDA as before, and for ``target`` too; none, where a
    place of it cannot stand twice, or where nothing is known of the target's PyTorch.
    """
    name, build = f"USE_{target.upper()}", tables.word("script_build").decode()
    script = parsed(data) if edits and build else None
    if script is None or name.encode() in data:
        return ()
    root = tables.word("script_root").decode()
    both = _Both(script, tuple(sorted(edits)), name, build, root)
    made = _made(both)
    if made is None:
        return ()
    result = parsed(apply(data, sorted(made, key=_order)).data)
    port = parsed(apply(data, both.edits).data)
    sides = Sides(name, (root, _HOME))
    if result is None or port is None or not sides.hold(result.tree, script.tree, port.tree):
        return ()
    return apply(data, sorted(made, key=_order)).edits(len(data))


def _order(edit: Edit) -> tuple[int, int, bool]:
    """The definition of the name comes before what asks for it."""
    return edit.start, edit.end, not edit.text.lstrip().startswith((b"from", b"import"))


def _made(both: _Both) -> list[Edit] | None:
    """What is written; None where an edit has no place, or the name none to be defined at."""
    made: list[Edit] = []
    chosen: list[ast.expr] = []
    gone: list[ast.stmt] = []
    asking: list[ast.stmt] = []  # what needs the name, itself or behind it
    for edit in both.edits:
        home = _home(both, edit)
        if isinstance(home, ast.ImportFrom):
            made.append(_imported(both, home))
            asking.append(home)
        elif isinstance(home, ast.Name):
            pass  # has its value by the import
        elif statements := _whole(both, edit):
            gone += statements
        else:
            found = home if isinstance(home, ast.Attribute) else _expression(both, edit)
            if found is None:
                return None
            chosen.append(found)
    outer = _outermost(both, chosen)
    made += (_chosen(both, node) for node in outer)
    made += _left_out(both, gone)
    asking += [*gone, *(_statement(both, node) for node in outer)]
    definition = _definition(both, asking)
    return [definition, *made] if definition is not None and made else None


def _home(both: _Both, edit: Edit) -> ast.ImportFrom | ast.Name | ast.Attribute | None:
    """The node in which an edit puts the target's name for the folder of the toolkit."""
    if edit.text.decode("utf-8", "replace") != both.root or not both.root:
        return None
    for node in ast.walk(both.script.tree):
        if isinstance(node, ast.ImportFrom | ast.Name | ast.Attribute):
            span = both.script.span(node)
            is_end = isinstance(node, ast.ImportFrom) or span.end == edit.end
            if span.start <= edit.start and edit.end <= span.end and is_end:
                return node
    return None


def _imported(both: _Both, node: ast.ImportFrom) -> Edit:
    """The import by which the name that the script uses is the target's folder."""
    indent, newline, at = both.indent(node), line_end(both.data), both.behind(node)
    module = (node.module or "").encode()
    line = b"from %b import %b as %b" % (module, both.root.encode(), _HOME.encode())
    begins = b"" if both.data[at - 1 : at] == b"\n" else newline
    text = _asks(both) + newline + indent + _deeper(indent) + line + newline
    return Edit(at, at, begins + indent + text)


def _asks(both: _Both, without: bytes = b"") -> bytes:
    return b"if %b%b:" % (without, both.name.encode())


def _deeper(indent: bytes) -> bytes:
    return b"\t" if indent.endswith(b"\t") else b"    "


def _whole(both: _Both, edit: Edit) -> list[ast.stmt]:
    """The statements that an edit takes away."""
    if edit.text.strip() not in _GONE:
        return []
    spans = {node: both.script.span(node) for block in both.blocks for node in block}
    within = [
        node
        for node, span in spans.items()
        if edit.start <= span.start and span.end <= edit.end and not both.indent(node).strip()
    ]
    left = both.data[edit.start : edit.end]
    covered = sum(spans[node].end - spans[node].start for node in within)
    return within if within and covered == len(left.strip()) else []


def _expression(both: _Both, edit: Edit) -> ast.expr | None:
    """The least expression around an edit that the port has one in the place of."""
    around = [
        node
        for node in ast.walk(both.script.tree)
        if isinstance(node, ast.expr) and not isinstance(both.above.get(node), ast.JoinedStr)
    ]
    spans = {node: both.script.span(node) for node in around}
    found = [node for node, (start, end) in spans.items() if start <= edit.start < edit.end <= end]
    for node in sorted(found, key=lambda node: spans[node].end - spans[node].start):
        if _is_expression(both.ported(spans[node])):
            return node
    return None


def _is_expression(text: bytes) -> bool:
    try:
        found = ast.parse(b"(" + text + b"\n)", mode="eval").body
    except (SyntaxError, ValueError):
        return False
    return not isinstance(found, ast.Tuple | ast.Starred)


def _outermost(both: _Both, nodes: Sequence[ast.expr]) -> list[ast.expr]:
    """The nodes, each once, less those that stand in another."""
    spans = {both.script.span(node): node for node in nodes}
    return [
        node
        for span, node in sorted(spans.items())
        if not any(o != span and o.start <= span.start and span.end <= o.end for o in spans)
    ]


def _chosen(both: _Both, node: ast.expr) -> Edit:
    """Both sides of an expression, with parentheses where others are around it."""
    span, above = both.script.span(node), both.above.get(node)
    text = b"%b if %b else %b" % (both.ported(span), both.name.encode(), both.script.text(node))
    is_argument = isinstance(above, ast.Call) and node in above.args
    is_value = isinstance(above, ast.Dict) and node in above.values
    bare = isinstance(above, (*_BARE, ast.Expr)) or is_argument or is_value
    return Edit(*span, text if bare else b"(" + text + b")")


def _left_out(both: _Both, gone: Sequence[ast.stmt]) -> Iterator[Edit]:
    """Conditions around statements that only CUDA's side has, those that follow each other in
    one.
    """
    newline = line_end(both.data)
    for block in both.blocks:
        before: ast.stmt | None = None
        for node in block:
            if node in gone:
                start, indent = both.script.span(node).start, both.indent(node)
                asks = _asks(both, b"not ") + newline + indent
                yield Edit(start, start, (asks if before not in gone else b"") + _deeper(indent))
            before = node


def _statement(both: _Both, node: ast.AST) -> ast.stmt:
    """The statement that a node stands in."""
    while not isinstance(node, ast.stmt):
        node = both.above[node]
    return node


def _definition(both: _Both, asking: Sequence[ast.stmt]) -> Edit | None:
    """What says which side is built, ahead of all that asks; None where it has no place."""
    after = _by_torch(both, asking)
    newline = line_end(both.data)
    if after is not None:
        line = b"from torch.version import %b as %b" % (both.build.encode(), both.name.encode())
        return _added(both, after, both.indent(after) + line + newline)
    if _names_torch(both):
        return None  # imported where it may not be there, or does not hold for all
    imports = _imports(both.script.tree.body, asking, both)
    name = both.name.encode()
    line = b'%b = os.environ.get("%b", "0") not in ("", "0")' % (name, name)
    parts = [] if _OS.search(both.data) else [b"import os"]
    return _added(both, imports[-1], newline.join([*parts, b"", line, b""])) if imports else None


def _added(both: _Both, after: ast.stmt, text: bytes) -> Edit:
    at = both.behind(after)
    begins = b"" if both.data[at - 1 : at] == b"\n" else line_end(both.data)
    return Edit(at, at, begins + text)


def _by_torch(both: _Both, asking: Sequence[ast.stmt]) -> ast.stmt | None:
    """The import behind which PyTorch can be asked, in the block that all that ``asking`` is in:
    the last one ahead of it.
    """
    for block in both.blocks:
        found = _imports(block, asking, both)
        if found and any(map(_is_of_torch, block)) and _is_sure(both, block, found[-1]):
            return found[-1]
    return None


def _is_sure(both: _Both, block: list[ast.stmt], after: ast.stmt) -> bool:
    """Whether PyTorch is there behind ``after``: it is imported by then, or the script cannot do
    without it.
    """
    ahead = block[: block.index(after) + 1]
    return block is both.script.tree.body or any(map(_is_of_torch, ahead))


def _imports(block: Sequence[ast.stmt], asking: Sequence[ast.stmt], both: _Both) -> list[ast.stmt]:
    """The imports of a block ahead of all that asks; none where that is not all in the block."""
    places = [_within(node, block, both) for node in asking]
    if not all(number is not None for number in places):
        return []
    first = min((number for number in places if number is not None), default=0)
    is_import = block[first] in asking and isinstance(block[first], ast.ImportFrom)
    ahead = block[: first + is_import]
    return [node for node in ahead if isinstance(node, ast.Import | ast.ImportFrom)]


def _within(node: ast.AST, block: Sequence[ast.AST], both: _Both) -> int | None:
    """The number of the statement of a block that a node is, or stands in."""
    while node in both.above:
        if node in block:
            return block.index(node)
        node = both.above[node]
    return None


def _is_of_torch(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0] == _MODULE and not node.level
    names = node.names if isinstance(node, ast.Import) else []
    return any(item.name.partition(".")[0] == _MODULE for item in names)


def _names_torch(both: _Both) -> bool:
    return any(_is_of_torch(node) for block in both.blocks for node in block)
