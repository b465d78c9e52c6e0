"""Parts of a build file that only look at an option or a value: no compiler gets what stands there.

What comes in are the bytes of a build file without its comments, its commands or its script; what
goes out are spans: texts that an option is compared with, sought by or taken away by, and values
that a script only prints. What is done with the answer is not known here, and nothing is run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from migrate.build.commands import Command, Commands
from migrate.build.scripts import Script
from migrate.files.kinds import Kind
from migrate.model import Span
from migrate.regex import regex
from migrate.text.lexer import Spans

_CONDITIONS = frozenset(b"if elseif while".split())
_TAKES_AWAY = frozenset(b"REMOVE_ITEM FIND FILTER".split())
_MAKE = regex(
    rb"^[ \t]*(?:else[ \t]+)?ifn?eq\b[^\n]*"
    rb"|\$\((?:filter|filter-out|findstring|subst|patsubst)\s[^,()\n]*,",
    re.MULTILINE,
)
_COMPARES = frozenset("startswith endswith index find rfind count replace removeprefix".split())
_REMOVES = regex(r"(?i)remove|strip|filter|drop|discard|exclude")
_PRINTS = frozenset("print exit debug info warning warn error exception critical log echo".split())
_TEXTS = frozenset("str repr format join len tuple list sorted map".split())
_READS = frozenset("get getenv get_device_capability get_arch_list get_device_properties".split())
# What is part of an option, or of a name that one is made of.
_OPTION = regex(r"(?:^|\s)-|sm_|compute_|arch=compute|gencode")


def compared(
    code: bytes, kind: Kind, script: Script | None = None, commands: Commands | None = None
) -> Spans:
    """Where a text is only compared with others, sought in them or taken out of them."""
    if commands is not None:
        return union(_of_commands(commands))
    if script is not None:
        return union(script.span(node) for node in _of_script(script.tree))
    if kind is Kind.MAKE:
        return union(Span(*match.span()) for match in _MAKE.finditer(code))
    return Spans.of(())


def printed(script: Script) -> Spans:
    """Where a script puts values into texts that are for people: messages, and parts of these."""
    shown = [node for item in ast.walk(script.tree) for node in _shown(item)]
    found = union(map(script.span, shown))
    kept = [value for value in _kept(script, found) for value in _values(value)]
    return union([*found.spans, *map(script.span, kept)])


def union(spans: Iterable[Span]) -> Spans:
    """The ``spans`` in order, as disjoint ones."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(span.end, found[-1].end))
        else:
            found.append(span)
    return Spans.of(found)


def _of_commands(commands: Commands) -> Iterator[Span]:
    for command in commands:
        if command.name in _CONDITIONS:
            yield command.span
        elif command.name in (b"string", b"list") and command.arguments:
            yield from _looked_for(commands, command)


def _looked_for(commands: Commands, command: Command) -> Iterator[Span]:
    """The arguments of a command that say what to look for."""
    what = commands.text(command.arguments[0])
    if command.name == b"list":
        yield from command.arguments[2:] if what in _TAKES_AWAY else ()
    elif what in (b"REPLACE", b"COMPARE"):
        yield from command.arguments[1:2]
    elif what in (b"FIND", b"REGEX"):
        yield from command.arguments[2:3]


def _of_script(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield from (node.left, *node.comparators)
        elif isinstance(node, ast.Call):
            name = _name(node.func)
            if name in _COMPARES:
                yield from node.args[:1]
            elif _REMOVES.search(name):
                yield from node.args


def _name(function: ast.expr) -> str:
    """What a function is called, without what it is of."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _shown(node: ast.AST) -> Iterator[ast.expr]:
    """The values that a statement or a call shows to people."""
    if isinstance(node, ast.Call) and _name(node.func) in _PRINTS:
        for argument in node.args:
            yield from _values(argument)
    elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        for argument in node.exc.args:
            yield from _values(argument)
    elif isinstance(node, ast.Assert) and node.msg is not None:
        yield from _values(node.msg)


def _values(node: ast.expr) -> Iterator[ast.expr]:
    """The values that a text is made of; what is called for more than a text is none."""
    if isinstance(node, ast.Call):
        name = _name(node.func)
        if name in _READS:
            yield node
        elif name in _TEXTS:
            parts = [node.func.value] if isinstance(node.func, ast.Attribute) else []
            for part in (*parts, *node.args):
                yield from _values(part)
        return
    if isinstance(node, ast.GeneratorExp | ast.ListComp):
        for part in (node.elt, *(item.iter for item in node.generators)):
            yield from _values(part)
    elif isinstance(node, ast.JoinedStr | ast.FormattedValue | ast.BinOp | ast.IfExp | ast.Tuple):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                yield from _values(child)
    elif isinstance(node, ast.Subscript):
        yield from _values(node.value)
    elif isinstance(node, ast.Name | ast.Attribute | ast.Constant):
        yield node


def _kept(script: Script, shown: Spans) -> Iterator[ast.expr]:
    """Texts in variables that are read in nothing but texts for people."""
    messages = union(_messages(script))
    made: dict[str, list[ast.expr]] = {}
    read: dict[str, bool] = {}
    for node in ast.walk(script.tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            made.setdefault(node.targets[0].id, []).append(node.value)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            start = script.span(node).start
            is_shown = bool(shown.at(start) or messages.at(start))
            read[node.id] = read.get(node.id, True) and is_shown
    for name, values in made.items():
        if read.get(name):
            yield from (value for value in values if _is_text(value))


def _messages(script: Script) -> Iterator[Span]:
    """Texts with values in them that are sentences, and no options."""
    for node in ast.walk(script.tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value for part in node.values if isinstance(part, ast.Constant))
            text = "".join(part for part in parts if isinstance(part, str))
            if " " in text.strip("\n") and not _OPTION.search(text):
                yield script.span(node)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Call) and _name(node.func) in ("str", "join", "format")
    )
