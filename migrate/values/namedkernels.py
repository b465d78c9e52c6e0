"""How an expression stands for a kernel: named in full, by a template's name, or as a pointer.

What comes in are the kernels that the tree declares, the code and the variables of a file, and the
place of an expression; what goes out is one word. A kernel of which nothing is known is one that is
named in full: the tree may have it from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from migrate.model import Span
from migrate.regex import regex
from migrate.text.syntax import SyntaxTree
from migrate.tree.declarations import is_template_parameter
from migrate.tree.devicenames import KERNEL, DeviceName
from migrate.values.code import Code
from migrate.values.macroarguments import arguments_given
from migrate.values.variables import Variables

_NAMED = regex(
    r"(?:::\s*)?(?:\w+\s*(?:<[^()]*>)?\s*::\s*)*(?:template\s+)?(?P<name>[A-Za-z_]\w*)\s*"
    r"(?:<(?P<arguments>.*)>)?",
    re.DOTALL,
)
_INNERMOST = regex(r"<[^<>]*>|\([^()]*\)")
_BODY = regex(rb"\s*\([^;{}()]*\)\s*\{")
_HEAD = regex(rb"[^;{}]*\Z")
_BY_THE_CALL = ("overloaded", "deduced", "defaulted")
_LOOK_BACK = 400  # bytes before a name in which its declaration begins


class NamedKernels:
    """Answers about the expressions of one file."""

    def __init__(self, code: Code, variables: Variables, known: Mapping[str, DeviceName]) -> None:
        self._code = code
        self._variables = variables
        self._known = known
        self._host: dict[str, bool] = {}

    def kind(self, tree: SyntaxTree, span: Span) -> str:
        """``named`` in full; ``deduced``: a template of which arguments follow from the call;
        ``overloaded``; ``defaulted``: a call may leave arguments out; ``pointer``: a value.
        """
        text = self._code.read(span).strip()
        while text.startswith("(") and text.endswith(")"):
            text = text[1:-1].strip()
        match = _NAMED.fullmatch(text)
        if match is None:
            return self._put_together(text, span.start)
        name = match["name"]
        if tree.is_fragment and name in self._code.parameters(span.start):
            return self._given(tree, span)
        flow = self._variables.flow(tree, span.start)
        if flow is not None and flow.declared(name, span.start):
            return "pointer"
        one = self._known.get(name)
        if one is not None and one.kind == KERNEL:
            return self._of(one, match["arguments"])
        if is_template_parameter(tree, tree.leaf(span.start, span.end)[1], name):
            return "named"
        return "pointer" if self._variables.visible(tree, name, span.start) else "named"

    def _put_together(self, text: str, at: int) -> str:
        """How a name that a macro puts together (``run_##side<T>``) stands for the kernels of which
        it may be one.
        """
        name, opens, arguments = text.rstrip("> ").partition("<")
        parts, parameters = name.split("##"), self._code.parameters(at)
        if len(parts) == 1:
            return "pointer"
        words = (part.strip(" \t\r\n\\") for part in parts)
        any_of = (r"\w*" if word in parameters else re.escape(word) for word in words)
        pattern = re.compile("".join(any_of))
        kinds = {
            self._of(one, arguments if opens else None)
            for one in self._known.values()
            if one.kind == KERNEL and pattern.fullmatch(one.name)
        }
        return next((kind for kind in (*_BY_THE_CALL, "named") if kind in kinds), "pointer")

    def _given(self, tree: SyntaxTree, span: Span) -> str:
        """How what the file's calls of a macro give for its parameter stands for kernels: what
        holds for one of them that is no pointer holds for all.
        """
        code = self._code
        calls = arguments_given(code.reading, code.blanked, span)
        kinds = {
            self.kind(tree.file.leaf(*each)[0], each) for each in calls if each.end > each.start
        }
        if kinds == {"pointer"}:
            return "pointer"
        return next((kind for kind in _BY_THE_CALL if kind in kinds), "named")

    def _of(self, one: DeviceName, arguments: str | None) -> str:
        """How a kernel is named with these arguments of a template."""
        if one.overloaded or self._is_host_too(one.name):
            return "overloaded"
        given = 0 if arguments is None else _count(arguments)
        if given < one.arguments or (arguments is None and one.template):
            return "deduced"
        return "defaulted" if one.defaulted else "named"

    def _is_host_too(self, name: str) -> bool:
        """Whether the file has a function of the host's of that name, which launches it, say."""
        if name not in self._host:
            spans = self._code.mentions(name, self._code.whole)
            self._host[name] = any(map(self._defines, spans))
        return self._host[name]

    def _defines(self, span: Span) -> bool:
        code = self._code.blanked
        if not _BODY.match(code, span.end):
            return False
        head = _HEAD.search(code, max(0, span.start - _LOOK_BACK), span.start)
        return head is not None and bool(head[0].strip()) and b"__global__" not in head[0]


def _count(arguments: str) -> int:
    """How many arguments these are."""
    while (shorter := _INNERMOST.sub("", arguments)) != arguments:
        arguments = shorter
    return arguments.count(",") + 1 if arguments.strip() else 0
