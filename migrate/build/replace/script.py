"""Build scripts in Python for the target: lists that are written out.

What comes in are the bytes of a script, the parts of it that are left alone, and what edits are
made by; what goes out are changes of words in lists, and of words that calls add to such: options
that go to nvcc, and names of libraries. PyTorch for ROCm gives what its key ``nvcc`` holds to
hipcc, and says which GPUs: options on these go, in any list, as no other compiler has them. A word
that cannot go without the comment beside it stays, and so does all else.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from enum import Enum

from migrate.build.replace.changes import Change, Tools, change
from migrate.build.replace.options import Choice, Swap, swaps
from migrate.build.replace.scriptcalls import Added, call_changes, runs, word_of
from migrate.build.replace.scriptextension import extension_changes
from migrate.build.replace.scripttoolkit import toolkit_changes
from migrate.build.scripts import Script, parsed
from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.text.lexer import Spans

_NVCC = regex(
    r"(?i)nvcc(?:_?(?:extra_)?(?:flags|args|options|opts))?|(?:extra_)?cuda_?c?flags|\w*gencode\w*"
)
_LIBRARIES = "libraries"
_OF_GPUS = regex(r"--?(?:gencode|generate-code)(?:=.*)?")
_CALLS = regex(r"(?:.*/)?nvcc")
_COMMA = regex(rb"\s*,\s*")
_LAST_COMMA = regex(rb"[ \t]*,")


class _Kind(Enum):
    """What a list holds; of one on ``GPUS`` it is not known who gets it."""

    OPTIONS = "options"
    LIBRARIES = "libraries"
    GPUS = "gpus"


def script_changes(data: bytes, left: Spans, tools: Tools) -> list[Change]:
    """The changes of a script; none where Python cannot parse it, or where the target has a class
    of its own for extensions, which is not certain to do for the script.
    """
    script = parsed(data) if tools.tables.word("script_key") else None
    if script is None or _is_of_package(script.tree):
        return []
    has_class = bool(tools.tables.word("script_extension"))
    extensions = extension_changes(script, tools) if has_class else []
    if extensions is None or any(left.at(item.place.start) for item in extensions):
        return []
    found = list(extensions)
    for kind, node in _lists(script.tree):
        if node.elts and left.at(script.span(node.elts[0]).start) is None:
            found += _of_list(script, kind, node.elts, tools)
    for added in runs(script.tree):
        if left.at(script.span(added[0].statement).start) is None:
            found += call_changes(script, added, _swaps_added(added, tools))
    found += (item for item in toolkit_changes(script, tools) if not left.at(item.place.start))
    return found if _is_whole(data, found) else []


def _is_whole(data: bytes, found: Sequence[Change]) -> bool:
    """Whether the script can be parsed with the changes."""
    parts, at = [], 0
    for edit in sorted(edit for item in found for edit in item.edits):
        parts += [data[at : edit.start], edit.text]
        at = edit.end
    return parsed(b"".join([*parts, data[at:]])) is not None


def _lists(tree: ast.Module) -> Iterator[tuple[_Kind, ast.List]]:
    """The lists of libraries and options, and others with options on architectures; each once."""
    seen: set[int] = set()
    for kind, value in _values(tree):
        for node in ast.walk(value):
            if isinstance(node, ast.List) and id(node) not in seen:
                seen.add(id(node))
                yield kind, node
    for node in ast.walk(tree):
        if isinstance(node, ast.List) and id(node) not in seen and _is_of_gpus(node):
            yield _Kind.GPUS, node


def _is_of_gpus(node: ast.List) -> bool:
    """Whether a list has options on architectures, and is no command with the compiler itself."""
    texts = [word_of(item) for item in node.elts]
    names = any(_OF_GPUS.fullmatch(text) for text in texts)
    return names and not any(_CALLS.fullmatch(text) for text in texts)


def _holds_options(node: ast.expr) -> bool:
    """Whether an expression stands for nvcc's options by its name, or by the key it is under."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and node.slice.value == "nvcc"
    name = node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
    return _NVCC.fullmatch(name) is not None


def _values(tree: ast.Module) -> Iterator[tuple[_Kind, ast.expr]]:
    """What is given under a name for nvcc's options, or for libraries."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == _LIBRARIES:
            yield _Kind.LIBRARIES, node.value
        else:
            yield from ((_Kind.OPTIONS, value) for value in _options_in(node))


def _options_in(node: ast.AST) -> Iterator[ast.expr]:
    """What is given under a name for nvcc's options."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "nvcc":
                yield value
    elif isinstance(node, ast.keyword) and node.arg and _NVCC.fullmatch(node.arg):
        yield node.value
    elif isinstance(node, ast.Assign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(_holds_options(item) for item in targets):
            yield node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "extend" and _holds_options(node.func.value):
            yield from node.args
    elif isinstance(node, ast.FunctionDef) and _NVCC.fullmatch(node.name):
        yield from _returned(node)
    elif isinstance(node, ast.BinOp) and _adds_to_options(node):
        yield node.right


def _adds_to_options(node: ast.BinOp) -> bool:
    is_name = isinstance(node.op, ast.Add) and isinstance(node.left, ast.Name)
    return is_name and _NVCC.fullmatch(ast.unparse(node.left)) is not None


def _returned(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """What a function returns, and what it gives the variables in that."""
    found = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    values = [value for value in found if value is not None]
    names = {x.id for value in values for x in ast.walk(value) if isinstance(x, ast.Name)}
    yield from values
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(item, ast.Name) and item.id in names for item in targets):
                yield node.value


def _is_of_package(tree: ast.Module) -> bool:
    """Whether a script takes in PyCUDA, which calls nvcc itself, and no other compiler."""
    names = [
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [item.name for item in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
        )
    ]
    return any(name.partition(".")[0] == "pycuda" for name in names)


def _swaps(words: Sequence[str], tools: Tools, *, is_named: bool) -> Iterator[Swap]:
    """What becomes of words; of a list that is not certain to be nvcc's, of options on
    architectures. What is computed may only go.
    """
    for swap in swaps(words, tools.tables, Choice(device=True, elsewhere=True)):
        if (is_named or swap.is_arch) and not any("${" in text for text in swap.new):
            yield swap


def _swaps_added(added: Sequence[Added], tools: Tools) -> list[Swap]:
    words = [item.word for item in added]
    named = _holds_options(added[0].receiver)
    is_named = named or any(_OF_GPUS.fullmatch(word) for word in words)
    return list(_swaps(words, tools, is_named=named)) if is_named else []


def _of_list(
    script: Script, kind: _Kind, nodes: Sequence[ast.expr], tools: Tools
) -> Iterator[Change]:
    words = [word_of(node) for node in nodes]
    if kind is _Kind.LIBRARIES:
        plan = _libraries(words, tools)
        yield from _changes(script, nodes, plan, [(at, at + 1) for at in plan], "libraries")
        return
    plan = {}
    groups: list[tuple[int, int]] = []
    for swap in _swaps(words, tools, is_named=kind is _Kind.OPTIONS):
        plan[swap.first] = list(swap.new)
        plan |= {at: [] for at in range(swap.first + 1, swap.last)}
        groups.append((swap.first, swap.last))
    yield from _changes(script, nodes, plan, groups, "options")


def _libraries(words: Sequence[str], tools: Tools) -> dict[int, list[str]]:
    plan: dict[int, list[str]] = {}
    written: set[str] = set()
    for at, word in enumerate(words):
        library = tools.library(word)
        if library is not None:
            plan[at] = [] if library.link in written else [library.link]
            written.add(library.link)
    return plan


def _changes(
    script: Script,
    nodes: Sequence[ast.expr],
    plan: dict[int, list[str]],
    groups: Sequence[tuple[int, int]],
    table: str,
) -> Iterator[Change]:
    """The changes of a list, each run of words for itself."""
    spans = [script.span(node) for node in nodes]
    edits = _edits(script.data, spans, plan)
    for first, last in groups:
        own = [edits[at] for at in range(first, last)]
        place = Span(spans[first].start, spans[last - 1].end)
        if all(own):
            yield change(script.data, place, [edit for edit in own if edit], table)


def _edits(
    data: bytes, spans: Sequence[Span], plan: dict[int, list[str]]
) -> dict[int, Edit | None]:
    """The edit of each word; None where one cannot go without a comment."""
    found: dict[int, Edit | None] = {}
    done = 0
    for at in sorted(plan):
        span, new = spans[at], plan[at]
        if new:
            quote = data[span.start : span.start + 1]
            found[at] = Edit(*span, b", ".join(quote + word.encode() + quote for word in new))
            continue
        found[at] = edit = _gone(data, spans, plan, at, done)
        done = edit.end if edit is not None else done
    return found


def _gone(
    data: bytes, spans: Sequence[Span], plan: dict[int, list[str]], at: int, done: int
) -> Edit | None:
    """The edit that takes a word away: with the comma before it, or with that behind it where
    nothing is kept before, or a comment is.
    """
    span = spans[at]
    before = spans[at - 1].end if at else -1
    kept = any(plan.get(other, ["kept"]) for other in range(at))
    if kept and done <= before and _COMMA.fullmatch(data[before : span.start]):
        return Edit(before, span.end, b"")
    if at + 1 == len(spans):
        comma = _LAST_COMMA.match(data, span.end)
        return Edit(max(span.start, done), comma.end() if comma else span.end, b"")
    after = spans[at + 1].start
    if _COMMA.fullmatch(data[span.end : after]):
        return Edit(max(span.start, done), after, b"")
    return None
