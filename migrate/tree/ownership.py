"""What a file declares of names of CUDA's: what its includers see of it, and what itself does.

What comes in are a scan and the tree of the file; what goes out are plain values, one for each
declaration. A file in which no such name stands where one is declared, by the words around it,
needs no tree. Nothing is decided here: the same declaration may be a stand-in for CUDA's, or the
user's own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.declarations import Kind, declares, is_broken
from migrate.tree.filefacts import Declared, FileFacts, Opened
from migrate.tree.namespacemacros import NamespaceMacros, notes
from migrate.tree.parsing import shared_tree
from migrate.tree.qualifiers import last_code_byte
from migrate.tree.scan import Scan, Token
from migrate.tree.sites import Site, site
from migrate.tree.vocabulary import looks_like_cuda

_USES = regex(
    rb"\b(?:return|else|case|throw|new|delete|goto|sizeof|co_return|co_await|co_yield|not|and|or|do"
    rb"|in|operator|const|constexpr|static|inline|extern|public|private|protected)\Z"
)
_TAG = regex(rb"\b(?:struct|class|union|enum)\Z")
_USING = regex(rb"\busing\s+(?:typename\s+)?(?:[\w\s]|::|<[^<>;]*>)*::\s*\Z")
_TEMPLATE_HEAD = regex(rb"\b(?:class|typename)(?:\s*\.\.\.)?\Z")
_NEXT = frozenset(bytes([code]) for code in b"(;=,[{}]):>")
_BLANKS = frozenset((b" ", b"\t", b"\r", b"\n", b"/"))
_AFTER_TAG = regex(rb"\s*(?:[{;]|:(?!:)|final\b)")
_ENUM = regex(rb"\benum\b[^;{}()]{0,200}\{[^{}]*\}")
_BLANK = regex(rb"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_OPENS = regex(rb"\busing\s+namespace\s+(?:::\s*)?(\w+(?:\s*::\s*\w+)*)\s*;")
_NAMESPACE = regex(rb"\b(inline\s+)?namespace\b\s*([\w:]*)\s*\Z")
_BRACE = regex(rb"[{}]")
_LINKAGE = regex(rb"\bextern\s*\"C(?:\+\+)?\"\s*\Z")
_ALIASES = regex(
    rb"\busing\s+(\w+)\s*=\s*(?:enum\s+)?(?:::\s*)?(\w+)\s*;"
    rb"|\btypedef\s+(?:enum\s+)?(?:::\s*)?(\w+)\s+(\w+)\s*;"
)
_WITH_CUDA = regex(r"\w*(?:CUDA|NVCC|GPU|CUBLAS|CUDNN|cplusplus)\w*", re.IGNORECASE)
_EXCLUDES = regex(r"[!<>=]")  # a condition on the version leaves some builds out, too
_GUARD = regex(rb"[ \t]*(?:!\s*defined\s*\(?\s*)?(\w+)")
_LOOK_BACK = 160


class Here(NamedTuple):
    """A declaration of the file itself: where its name begins, and the block that sees it, if it is
    local.
    """

    start: int
    declared: Declared
    block: Span | None = None


def may_declare(scan: Scan, start: int, end: int) -> bool:
    """Whether the words around a name would let it be declared there; cheap, and may err."""
    data = scan.data
    following = end
    if data[end : end + 1] in _BLANKS:
        behind = _BLANK.match(data, end)
        following = behind.end() if behind is not None else end
    first = data[following : following + 1]
    if first not in _NEXT and not data.startswith(b"final", following):
        return False  # that is said of most names
    at = last_code_byte(scan, start)
    if at < 0 or data.startswith(b"::", following):
        return False
    last = data[at : at + 1]
    if last in b",[{(":
        return True
    if last == b"}":
        return first in b";,=["  # typedef struct { ... } name;
    before = data[max(0, at + 1 - _LOOK_BACK) : at + 1]
    if last in b"*&>]":
        return last != b">" or not before.endswith((b"->", b"=>"))
    if last == b":":
        return before.endswith(b"::") and _USING.search(before) is not None
    if not (last.isalnum() or last == b"_"):
        return False
    if _TEMPLATE_HEAD.search(before) and first in b",>=":
        return True
    if _TAG.search(before):
        return _AFTER_TAG.match(data, following) is not None
    return first in _NEXT and not _USES.search(before)


def facts_of(facts: FileFacts, scan: Scan, is_cudas: Callable[[str], bool]) -> FileFacts:
    """The facts of a file with what its tree declares of CUDA's names: one is only made where it
    may declare one.
    """
    conditional = frozenset(
        number for number, item in enumerate(scan.includes) if is_conditional(scan, item.start)
    )
    found = replace(
        facts, conditional=conditional, opened=tuple(_opened(scan)), enums=tuple(aliases(scan))
    )
    tokens = [token for token in _declaring(scan) if is_cudas(token.text)]
    if not tokens:
        return found
    noted, starts = notes(scan), {token.start for token in scan.tokens}
    words = [span for span, _ in noted if span.start not in starts]
    whole, namespace_macros = shared_tree(scan, words=words), NamespaceMacros.of(scan)
    leaves = ((token, *whole.leaf(token.start, token.end)) for token in tokens)
    here = [found_at(scan, part, leaf, token, namespace_macros) for token, part, leaf in leaves]
    placed = (
        item.declared._replace(
            behind=bisect_left(noted, item.start, key=lambda note: note[0].start)
        )
        for item in here
        if item and item.block is None
    )
    return replace(
        found, declared=tuple(dict.fromkeys(placed)), words=tuple(name for _, name in noted)
    )


def _declaring(scan: Scan) -> Iterator[Token]:
    """Tokens that a file may declare for others to see."""
    enums = [match.span() for match in _ENUM.finditer(scan.data)] if b"enum" in scan.data else []
    for token in scan.tokens:
        at = last_code_byte(scan, token.start)
        listed = scan.data[at : at + 1] in (b",", b"{", b"[", b"(")
        if listed and not any(start < token.start < end for start, end in enums):
            continue
        if may_declare(scan, token.start, token.end):
            yield token


def found_at(
    scan: Scan, tree: SyntaxTree, leaf: Node, token: Token, namespace_macros: NamespaceMacros
) -> Here | None:
    """The declaration of a name at its leaf; None where it only uses the name."""
    using = _using(tree, leaf)
    counts: tuple[int, int | None]
    if using is not None:
        node, target = using
        kind, defined, counts = Kind.USING, True, (0, None)
    else:
        one = declares(tree, leaf)
        if one is None or is_broken(tree, leaf):
            return None
        node, target, kind = one.node, "", one.kind
        defined, counts = one.defined and not _is_forward(tree, one.node, kind), one[3:]
        if token.text.startswith("__") and kind is not Kind.FUNCTION:
            return None
    where = site(tree, node)
    if where.block is None and (opened := namespace_macros.at(token.start)):
        where = where._replace(space="::".join(filter(None, (*opened, where.space))))
    if kind is Kind.FUNCTION and not defined and where.block is None and where.linked:
        kind, target = Kind.USING, f"::{token.text}"
    return Here(
        token.start, _declared(scan, token, kind, where, target, defined, counts), where.block
    )


def _declared(
    scan: Scan,
    token: Token,
    kind: Kind,
    where: Site,
    target: str,
    defined: bool,
    counts: tuple[int, int | None],
) -> Declared:
    return Declared(
        token.text,
        kind.value,
        where.space,
        _includes_before(scan, token.start),
        *counts,
        target,
        where.member,
        is_conditional(scan, token.start),
        defined,
        where.hidden,
    )


def _using(tree: SyntaxTree, leaf: Node) -> tuple[Node, str] | None:
    """The using declaration that ends in the name, and what it names."""
    node = leaf
    while (around := tree.parent(node)) is not None and around.type == "qualified_identifier":
        node = around
    if node is leaf or around is None or around.type != "using_declaration":
        return None
    text = b"".join(tree.text(node).split()).decode("utf-8", "replace")
    return around, text


def _is_forward(tree: SyntaxTree, node: Node, kind: Kind) -> bool:
    """Whether a type is only declared as CUDA's own headers do: ``typedef struct CUstream_st
    *cudaStream_t;``.
    """
    if kind is not Kind.TYPE or node.type not in ("type_definition", "alias_declaration"):
        return False
    words = re.findall(r"[A-Za-z_]\w*", tree.text(node).decode("utf-8", "replace"))
    return b"{" not in tree.text(node) and sum(map(looks_like_cuda, words)) > 1


def is_conditional(scan: Scan, offset: int) -> bool:
    """Whether some builds with CUDA leave out what stands at a place."""
    segment = scan.branches.at(offset)
    if not segment.path:
        return False
    conditions = segment.branch.split(" && ")
    if segment.path[0] == 1 and _has_guard(scan):
        conditions = conditions[1:]
    return any(_EXCLUDES.search(item) or not _WITH_CUDA.search(item) for item in conditions)


def _has_guard(scan: Scan) -> bool:
    """Whether the file begins with ``#ifndef X`` and ``#define X``."""
    items = scan.directives.items[:2]
    if [item.keyword for item in items] not in (["ifndef", "define"], ["if", "define"]):
        return False
    names = [_GUARD.match(scan.data, item.body, item.end) for item in items]
    return names[0] is not None and names[1] is not None and names[0][1] == names[1][1]


def _opened(scan: Scan) -> Iterator[Opened]:
    """The using directives outside of functions, as far as the braces tell."""
    found = list(directives(scan))
    for (start, name), where in zip(found, spaces(scan, [at for at, _ in found]), strict=True):
        if where is not None:
            yield Opened(name, where, _includes_before(scan, start))


def _includes_before(scan: Scan, offset: int) -> int:
    return bisect_left(scan.includes, offset, key=lambda item: item.start)


def directives(scan: Scan) -> Iterator[tuple[int, str]]:
    """Where using directives stand, and the namespaces they name."""
    for match in _OPENS.finditer(scan.data) if b"namespace" in scan.data else ():
        name = re.sub(rb"\s+", b"", match[1]).decode("utf-8", "replace")
        if scan.trivia.both.at(match.start()) is None and not name.startswith("std"):
            yield match.start(), name


def spaces(scan: Scan, offsets: Sequence[int]) -> Iterator[str | None]:
    """The namespaces whose braces are open at each of the places, which are in order; None within
    other braces.
    """
    data, done = scan.data, 0
    name_of = cache(partial(_space_of, data))
    stack: list[int] = []  # the braces that are open
    for offset in offsets:
        for brace in _BRACE.finditer(data, done, offset):
            if scan.trivia.both.at(brace.start()) is not None:
                continue
            if brace.group() == b"{":
                stack.append(brace.start())
            elif stack:
                stack.pop()
        done = offset
        names = [name_of(at) for at in stack]
        yield None if None in names else "::".join(filter(None, names))


def _space_of(data: bytes, brace: int) -> str | None:
    """The namespace that a brace opens, nothing for an inline one and the like; None for others."""
    before = data[max(0, brace - _LOOK_BACK) : brace]
    match = _NAMESPACE.search(before)
    if match is None:
        return "" if _LINKAGE.search(before) else None
    return match[2].decode("utf-8", "replace") if not match[1] else ""


def aliases(scan: Scan) -> Iterator[tuple[str, str]]:
    """The aliases that a file makes of CUDA's types, and these."""
    if b"using" not in scan.data and b"typedef" not in scan.data:
        return
    known: dict[str, str] = {}
    for match in _ALIASES.finditer(scan.data):
        alias, name = (match[1], match[2]) if match[1] else (match[4], match[3])
        target = known.get(name.decode(), name.decode())
        if looks_like_cuda(target) and scan.trivia.both.at(match.start()) is None:
            known[alias.decode()] = target
    yield from ((alias, name) for alias, name in known.items() if alias != name)
