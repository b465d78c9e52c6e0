"""Calls in a script that add options to a list, one after another.

What comes in are the statements of a script and what becomes of the words that they add; what goes
out are runs of such calls on one list, and the changes of these: a word is written otherwise, or
its statement goes. What is computed has a word, too, in which ``${_}`` stands for what is unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from migrate.build.replace.changes import Change, change, without
from migrate.build.replace.options import Swap
from migrate.build.scripts import Script
from migrate.model import Edit, Span
from migrate.regex import regex

NO_WORD = "\0"  # stands for what no table has
_UNKNOWN = "${_}"
_PLAIN = regex(r"[^'\"\\\s]*")
_HOLE = regex(r"%[sd]|\{[^{}]*\}")
_ADDS_ONE = b"append"
_ALONE = regex(rb"[ \t]*(?:\r?\n|\Z)")


@dataclass(frozen=True, slots=True)
class Added:
    """A statement that adds one word to what ``receiver`` is; ``rest`` says whether its block has
    statements of another kind.
    """

    statement: ast.Expr
    call: ast.Call
    receiver: ast.expr
    word: str
    rest: bool


def word_of(node: ast.expr) -> str:
    """The word that an expression is; none that any table has where it is no plain text."""
    text = _text(node)
    return text if text is not None and _PLAIN.fullmatch(text) else NO_WORD


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or _UNKNOWN for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _filled(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _filled(node.func.value) if node.func.attr == "format" else None
    return None


def _filled(node: ast.expr) -> str | None:
    """A text with what it is filled with, all of it unknown."""
    text = _text(node)
    return _HOLE.sub(lambda _: _UNKNOWN, text) if text is not None else None


def runs(tree: ast.Module) -> Iterator[list[Added]]:
    """Calls that follow each other and add to one list."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                yield from _in_block(block)


def _in_block(block: Sequence[ast.AST]) -> Iterator[list[Added]]:
    run: list[Added] = []
    receivers = {_receiver(statement) for statement in block}
    for statement in block:
        added = _added(statement, rest=len(receivers) > 1)
        if run and (added is None or _receiver(statement) != _receiver(run[0].statement)):
            yield run
            run = []
        run += [added] if added is not None else []
    if run:
        yield run


def _receiver(statement: ast.AST) -> str:
    """What a statement adds to; nothing where it adds to nothing."""
    added = _added(statement, rest=True)
    return ast.dump(added.receiver) if added is not None else ""


def _added(statement: ast.AST, *, rest: bool) -> Added | None:
    """A statement that is ``receiver.append(word)``."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(statement, ast.Expr) or not isinstance(call, ast.Call):
        return None
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "append":
        return None
    if len(call.args) != 1 or call.keywords:
        return None
    return Added(statement, call, call.func.value, word_of(call.args[0]), rest)


def call_changes(script: Script, added: Sequence[Added], made: Sequence[Swap]) -> Iterator[Change]:
    """The changes of a run of calls; none where a statement is not alone on its line."""
    spans = [script.span(item.statement) for item in added]
    if not all(_is_alone(script.data, span) for span in spans):
        return
    gone = sum(swap.last - swap.first for swap in made if not swap.new)
    keeps = added[0].rest or gone < len(added)
    for swap in made:
        edits = []
        for at in range(swap.first, swap.last):
            if at == swap.first and swap.new:
                edits.append(_written(script, added[at], swap.new))
            elif at or keeps:
                edits.append(without(script.data, *spans[at]))
            else:
                edits.append(Edit(*spans[at], b"pass"))
        place = script.span(added[swap.first].call.args[0])
        yield change(script.data, place, edits, "options", *spans[swap.first : swap.last])


def _is_alone(data: bytes, span: Span) -> bool:
    before = data[data.rfind(b"\n", 0, span.start) + 1 : span.start]
    return not before.strip() and _ALONE.match(data, span.end) is not None


def _written(script: Script, added: Added, new: Sequence[str]) -> Edit:
    """The edit by which a call adds other words: several as a list."""
    argument = script.span(added.call.args[0])
    quote = script.data[argument.start : argument.start + 1]
    words = b", ".join(quote + word.encode() + quote for word in new)
    if len(new) == 1:
        return Edit(*argument, words)
    name = script.span(added.call.func).end - len(_ADDS_ONE)
    between = script.data[name + len(_ADDS_ONE) : argument.start]
    return Edit(name, argument.end, b"extend" + between + b"[" + words + b"]")
