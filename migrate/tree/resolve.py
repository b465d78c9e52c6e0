"""Candidates to uses: which of them are CUDA's, and by which full name.

What comes in are a scan, the tree's index and the rules; what goes out are ``Use`` values in order,
one for each CUDA reference, with the qualified name its table knows it by. Members
(``obj.cudaFree()``), other people's namespaces (``pool::cudaMalloc``) and names the user declares
are left out here, once, for every rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.rules.ruleset import RuleSet
from migrate.text.lexer import GAP
from migrate.tree.devicenames import POINTER
from migrate.tree.filescope import Scope
from migrate.tree.filesemantics import NOTHING_KNOWN, FileSemantics, Owner
from migrate.tree.qualifiers import PLAIN, Access, Qualifier, last_code_byte, qualifier
from migrate.tree.scan import Scan, Token
from migrate.tree.vocabulary import looks_like_cuda

_NEXT_PART = regex(rb"%b::%b(?:template\b%b)?([A-Za-z_]\w*)" % (GAP, GAP, GAP))
_TEMPLATE = regex(rb"%b<" % GAP)
_NAMESPACE = regex(rb"\bnamespace\b%b(?:\w+%b=%b)?(?:::%b)?\Z" % (GAP, GAP, GAP, GAP))
_EQUALS = regex(rb"%b=" % GAP)
_GAPS = regex(GAP)
_MACRO = regex(rb"\s*\w+\(([^()]*)\)")
_TEMPLATE_ONLY = frozenset(
    {"texture", "surface"}
)  # everyday words; CUDA's only with template arguments


class Use(NamedTuple):
    """A CUDA reference: its span, its full name, and the spans of the name's parts as they are
    written.

    ``parts`` may be fewer than the name's (a member named without its namespace); where the first
    is an alias, ``alias`` is the namespace it stands for. What stands before it, ``before`` says.
    """

    start: int
    end: int
    name: str
    parts: tuple[Span, ...]
    known: bool
    alias: str = ""
    before: Qualifier = PLAIN


def resolve(
    scan: Scan, names: Scope, rules: RuleSet, semantics: FileSemantics = NOTHING_KNOWN
) -> Iterator[Use]:
    """The CUDA references among the candidates, in order; those that merely look like CUDA are not
    ``known``. What ``semantics`` prove wins over what words around a name suggest.
    """
    done = 0
    for token in scan.tokens:
        if token.start < done:
            continue
        owner = semantics.at(token.start).owner
        if owner is Owner.USER and rules.is_cuda(token.text):
            continue
        use = _resolve(scan, token, names, rules, owner is Owner.CUDA)
        if use is not None:
            done = use.end
            yield use


def _resolve(scan: Scan, token: Token, names: Scope, rules: RuleSet, is_proved: bool) -> Use | None:
    data, text = scan.data, token.text
    if text == "<<<":
        return Use(token.start, token.end, text, (Span(token.start, token.end),), True)
    before = qualifier(scan, token.start)
    if text in names.macros and not rules.is_cuda(text):
        in_code = scan.directives.at(token.start) is None and before.access is PLAIN.access
        parts = (Span(token.start, token.end),)
        return Use(token.start, token.end, text, parts, True, before=before) if in_code else None
    if text in names.devices and text not in rules.plain:
        parts = (Span(token.start, token.end),)
        one, words = names.devices[text], _spelled(before, names)
        is_member = before.access is Access.MEMBER and one.kind != POINTER
        if is_member or not one.may_be_behind(words):
            return None
        return Use(token.start, token.end, one.kind, parts, True, before=before)
    if text in rules.spaces.wrapped and before.access is Access.SCOPED:
        return _wrapped(scan, token, before.span, names, rules)
    if before.access is Access.MEMBER or _is_only_a_member(scan, token, rules):
        return _member(token, rules)
    if before.access is Access.SCOPED and not is_proved:
        return _scoped(token, before, rules)
    if text in rules.namespaces or text in names.aliases:
        return _qualified(scan, token, names, rules)
    if (text in names.own and not is_proved) or (
        text in _TEMPLATE_ONLY and not _TEMPLATE.match(data, token.end)
    ):
        return None
    parts = (Span(token.start, token.end),)
    if rules.verdict(text) is not None:
        return Use(token.start, token.end, text, parts, True, before=before)
    if text in names.members:
        return _through_using(scan, token, names.members[text], rules)
    known = text in rules.spelled_anchors
    if known or looks_like_cuda(text):
        return Use(token.start, token.end, text, parts, known, before=before)
    return None


def _spelled(before: Qualifier, names: Scope) -> tuple[str, ...]:
    """The words before a ``::``; none where the last is another name of a namespace."""
    words = before.words if before.access is Access.SCOPED else ()
    return () if words and words[-1] in names.renamed else words


def _scoped(token: Token, before: Qualifier, rules: RuleSet) -> Use | None:
    """A name behind someone's ``::``: CUDA's only if the tree says so of what stands before it."""
    if not rules.is_cuda(token.text) or token.text in rules.namespaces:
        return None
    parts = (Span(token.start, token.end),)
    return Use(token.start, token.end, token.text, parts, True, before=before)


def _qualified(scan: Scan, token: Token, names: Scope, rules: RuleSet) -> Use | None:
    """A use that starts with a namespace: ``cub::DeviceScan::Sum`` as far as the tables know it."""
    parts = [Span(token.start, token.end), *_parts_behind(scan.data, token.end)]
    parts, is_open = _before_a_parameter(scan, parts)
    if len(parts) == 1 and not (is_open or _names_a_namespace(scan.data, token.start, token.end)):
        return None
    root = names.aliases.get(token.text, token.text)
    spelled, known = _known_parts(scan, root, parts, rules)
    if root in names.unseen and _may_be_others(spelled, known, names):
        return None
    owned = root in names.own and (len(parts) == 1 or root not in rules.spaces.wrapped)
    if known == 1 and (owned or "::".join(spelled[:2]) in names.added):
        return None
    taken = max(known, min(2, len(spelled)))
    name = "::".join(spelled[:taken])
    verdict = rules.verdict(name)
    is_shared = root.partition("::")[0] in rules.shared_namespaces
    if verdict is None and (is_shared or rules.is_target(name)):
        return None
    if (verdict is None or not verdict.target) and _is_of_the_tree(spelled, names, rules):
        return None
    alias = root if token.text in names.aliases else ""
    end = parts[taken - 1].end
    return Use(token.start, end, name, tuple(parts[:taken]), verdict is not None, alias)


def _may_be_others(spelled: list[str], known: int, names: Scope) -> bool:
    """Whether a name in a namespace that is called like CUDA's, of which no header is seen, is
    somebody else's (``Stream`` of ``cv::cuda``): all but ``cuda::std`` and what the tables have,
    and that too where somebody else's namespace is in sight.
    """
    if spelled[1:2] == ["std"]:
        return False
    return known == 1 or spelled[0] in names.others


def _before_a_parameter(scan: Scan, parts: list[Span]) -> tuple[list[Span], bool]:
    """The parts of a qualified name in a macro's body before one that the macro is given
    (``cub::call(...)`` in ``#define RUN(call)``), and whether there is such a one.
    """
    directive = scan.directives.at(parts[0].start)
    if directive is None or directive.keyword != "define":
        return parts, False
    head = _MACRO.match(scan.data, directive.body, directive.end)
    given = {name.strip() for name in head[1].split(b",")} if head is not None else set()
    for at, part in enumerate(parts):
        if at and scan.data[part.start : part.end] in given:
            return parts[:at], True
    return parts, False


def _is_of_the_tree(spelled: list[str], names: Scope, rules: RuleSet) -> bool:
    """Whether the tree declares a qualified name in a namespace of its own, which is called like
    one of CUDA's; both may have the inner namespaces.
    """
    words = "::".join(spelled).split("::")
    depth = 2
    while depth < len(words) and "::".join(words[:depth]) in rules.spaces.closed:
        depth += 1
    return "::".join(words[:depth]) in names.added


def _known_parts(scan: Scan, root: str, parts: list[Span], rules: RuleSet) -> tuple[list[str], int]:
    """The words of a qualified name from its ``root`` on, and how many of them make the name: as
    many as a table has, and one more where these are a namespace; 1 where it has none of them.
    """
    spelled = [root, *(scan.data[part.start : part.end].decode() for part in parts[1:])]
    known = len(spelled)
    while known > 1 and not rules.is_cuda("::".join(spelled[:known])):
        known -= 1
    beyond = 1 < known < len(spelled) and "::".join(spelled[:known]) in rules.spaces.closed
    return spelled, known + beyond


def _wrapped(scan: Scan, token: Token, around: Span, names: Scope, rules: RuleSet) -> Use | None:
    """A use of a library that was put into a namespace: ``app::cub::BlockReduce``, unless the tree
    declares that. The namespace goes where the target's library is called otherwise. One that
    nothing declares is believed where the file sees a header of the library; a class is none.
    """
    outside = _GAPS.sub(b"", scan.data[around.start : around.end]).decode()
    if outside.removeprefix("::").partition("::")[0] in rules.info.namespaces:
        return None
    is_wrapper = outside in names.wrappers
    if not is_wrapper and (token.text not in names.folders or "<" in outside):
        return None
    verdict, start = rules.verdict(token.text), token.start
    if verdict is not None and verdict.target != token.text:
        start = around.start
    parts = [Span(start, token.end), *_parts_behind(scan.data, token.end)]
    spelled, known = _known_parts(scan, token.text, parts, rules)
    if len(parts) == 1:
        named = _names_a_namespace(scan.data, around.start, token.end)
        return Use(start, token.end, token.text, tuple(parts), True) if named else None
    if "::".join(spelled[:2]) in names.added:
        return None
    taken = max(known, 2)
    name = "::".join(spelled[:taken])
    if rules.is_target(name) or not (known > 1 or is_wrapper):
        return None
    end, is_known = parts[taken - 1].end, rules.verdict(name) is not None
    return Use(start, end, name, tuple(parts[:taken]), is_known)


def _parts_behind(data: bytes, at: int) -> Iterator[Span]:
    """The parts of a qualified name that follow its part before ``at``."""
    while (part := _NEXT_PART.match(data, at)) is not None:
        yield Span(*part.span(1))
        at = part.end()


def _through_using(scan: Scan, token: Token, name: str, rules: RuleSet) -> Use:
    """A use of ``name`` that a using directive shortens (``wmma::fragment`` behind ``using
    namespace nvcuda``), as far as the tables know what follows it.
    """
    parts = [Span(token.start, token.end)]
    for part in _parts_behind(scan.data, token.end):
        longer = f"{name}::{scan.data[part.start : part.end].decode()}"
        if not rules.is_cuda(longer):
            break
        parts.append(part)
        name = longer
    return Use(token.start, parts[-1].end, name, tuple(parts), True)


def _is_only_a_member(scan: Scan, token: Token, rules: RuleSet) -> bool:
    """Whether a name behind a call's ``->`` is one that only members have: no type to return."""
    at = last_code_byte(scan, token.start)
    if scan.data[at - 1 : at + 1] != b"->" or rules.is_cuda(token.text):
        return False
    return rules.is_cuda(f".{token.text}") or f".{token.text}" in rules.anchors


def _member(token: Token, rules: RuleSet) -> Use | None:
    """A member of one of CUDA's structures that the tables tell apart (``.deviceOverlap``), or that
    a shape starts at.
    """
    name = f".{token.text}"
    if not rules.is_cuda(name) and name not in rules.spelled_anchors:
        return None
    return Use(token.start, token.end, name, (Span(token.start, token.end),), True)


def _names_a_namespace(data: bytes, start: int, end: int) -> bool:
    """``using namespace cub;``, ``namespace c = cub;``: the namespace itself is the reference."""
    before = data[max(0, start - 80) : start]
    return _NAMESPACE.search(before) is not None and not _EQUALS.match(data, end)
