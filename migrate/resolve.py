"""Candidates to uses: which of them are CUDA's, and by which full name.

What comes in are a scan, the tree's index and the rules; what goes out are ``Use`` values in order,
one for each CUDA reference, with the qualified name its table knows it by. Members
(``obj.cudaFree()``), other people's namespaces (``pool::cudaMalloc``) and names the user declares
are left out here, once, for every rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from migrate.index import TreeIndex
from migrate.meanings import NOTHING_KNOWN, Meanings, Owner
from migrate.model import Span
from migrate.rules import RuleSet
from migrate.scan import Scan, Token, looks_like_cuda

_QUALIFIERS = re.compile(rb"(?:\s*::\s*(?:template\s+)?[A-Za-z_]\w*)+")
_PART = re.compile(rb"[A-Za-z_]\w*")
_TEMPLATE = re.compile(rb"\s*<")
_NAMESPACE = re.compile(rb"\bnamespace\s+(?:\w+\s*=\s*)?(?:::\s*)?\Z")
_EQUALS = re.compile(rb"\s*=")
_NO_QUALIFIER = re.compile(rb"\b(?:return|else|case|throw|new|delete)\Z")
_CALLABLE = re.compile(rb"(?:\)|\b(?:const|noexcept|mutable|constexpr|override|final))\s*\Z")
_TEMPLATE_ONLY = frozenset(
    {"texture", "surface"}
)  # everyday words; CUDA's only with template arguments


class Use(NamedTuple):
    """A CUDA reference: its span, its full name, and the spans of the name's parts as they are
    written.

    ``parts`` may be fewer than the name's (a member named without its namespace); where the first
    is an alias, ``alias`` is the namespace it stands for.
    """

    start: int
    end: int
    name: str
    parts: tuple[Span, ...]
    known: bool
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean in one file: namespace aliases, members usable unqualified, the user's own
    types.
    """

    aliases: Mapping[str, str]
    members: Mapping[str, str]
    own: AbstractSet[str]

    def may_occur_in(self, data: bytes) -> bool:
        """Whether a file may have one of ``words``; cheap, and may err towards yes."""
        return any(
            f"{alias}::".encode() in data or f"{alias} ".encode() in data for alias in self.aliases
        ) or any(member.encode() in data for member in self.members)

    @property
    def words(self) -> frozenset[str]:
        """Words that are candidates in this file only."""
        return frozenset(self.aliases) | frozenset(self.members)


def scope(path: str, index: TreeIndex, rules: RuleSet) -> Scope:
    """What the index says of names in the file at ``path``."""
    reachable = index.closure(path)
    # What a file and its headers say counts; else what everyone else in the tree agrees on.
    meanings = {**index.aliases, **{a: n for file in reachable for a, n in file.aliases}}
    aliases = {
        alias: name
        for alias, name in meanings.items()
        if name.partition("::")[0] in rules.namespaces and alias not in rules.namespaces
    }
    members = {}
    for file in reachable:
        for namespace in file.usings:
            root, _, rest = namespace.partition("::")
            full = aliases.get(root, root) + (f"::{rest}" if rest else "")
            if full.partition("::")[0] in rules.namespaces:
                members.update({name: f"{full}::{name}" for name in rules.members(full)})
    # A type of CUDA's that is defined somewhere (a stub for builds without CUDA) is the user's only
    # in the files that see it.
    own = {name for name in index.types if not rules.is_cuda(name) and name not in rules.plain}
    own.update(*(file.types for file in reachable))
    plain = rules.plain & index.declarers.keys()
    includers = index.seen_by(path) if plain else frozenset()
    own.update(name for name in plain if _is_above(name, includers, index))
    return Scope(aliases, members, own)


def _is_above(name: str, includers: frozenset[str], index: TreeIndex) -> bool:
    """Whether one of the ``includers`` of a part of a unit declares ``name``, or includes a file
    that does: the part may stand below it.
    """
    return any(
        place in includers or not includers.isdisjoint(index.seen_by(place))
        for place in index.declarers[name]
    )


def resolve(
    scan: Scan, names: Scope, rules: RuleSet, meanings: Meanings = NOTHING_KNOWN
) -> Iterator[Use]:
    """The CUDA references among the candidates, in order; those that merely look like CUDA are not
    ``known``. What ``meanings`` prove wins over what words around a name suggest.
    """
    done = 0
    for token in scan.tokens:
        if token.start < done:
            continue
        owner = meanings.at(token.start).owner
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
    if _is_member(scan, token.start) or _is_only_a_member(scan, token, rules):
        member = _member(scan, token, rules)
        if member is not None or not is_proved or not _is_qualified(scan, token.start):
            return member
    behind = _QUALIFIERS.match(data, token.end)
    if text in rules.namespaces or text in names.aliases:
        return _qualified(scan, token, behind, names, rules)
    if (text in names.own and not is_proved) or (
        text in _TEMPLATE_ONLY and not _TEMPLATE.match(data, token.end)
    ):
        return None
    parts = (Span(token.start, token.end),)
    if rules.verdict(text) is not None:
        return Use(token.start, token.end, text, parts, True)
    if text in names.members:
        return _through_using(scan, token, behind, names.members[text], rules)
    known = text in rules.anchors
    if known or looks_like_cuda(text):
        return Use(token.start, token.end, text, parts, known)
    return None


def _qualified(
    scan: Scan, token: Token, behind: re.Match[bytes] | None, names: Scope, rules: RuleSet
) -> Use | None:
    """A use that starts with a namespace: ``cub::DeviceScan::Sum`` as far as the tables know it."""
    data = scan.data
    parts = [Span(token.start, token.end)]
    if behind is not None:
        words = _PART.finditer(data, token.end, behind.end())
        parts += [Span(*word.span()) for word in words if word.group() != b"template"]
    elif not _names_a_namespace(data, token):
        return None
    root = names.aliases.get(token.text, token.text)
    spelled = [root, *(data[part.start : part.end].decode() for part in parts[1:])]
    known = len(spelled)
    while known > 1 and not rules.is_cuda("::".join(spelled[:known])):
        known -= 1
    if known == 1 and root in names.own:
        return None
    taken = max(known, min(2, len(spelled)))
    name = "::".join(spelled[:taken])
    verdict = rules.verdict(name)
    if verdict is None and root in rules.shared_namespaces:
        return None
    alias = root if token.text in names.aliases else ""
    end = parts[taken - 1].end
    return Use(token.start, end, name, tuple(parts[:taken]), verdict is not None, alias)


def _through_using(
    scan: Scan, token: Token, behind: re.Match[bytes] | None, name: str, rules: RuleSet
) -> Use:
    """A use of ``name`` that a using directive shortens (``wmma::fragment`` behind ``using
    namespace nvcuda``), as far as the tables know what follows it.
    """
    parts = [Span(token.start, token.end)]
    if behind is not None:
        words = _PART.finditer(scan.data, token.end, behind.end())
        for word in words:
            longer = f"{name}::{word.group().decode()}"
            if word.group() == b"template" or not rules.is_cuda(longer):
                break
            parts.append(Span(*word.span()))
            name = longer
    return Use(token.start, parts[-1].end, name, tuple(parts), True)


def _is_member(scan: Scan, start: int) -> bool:
    """Whether the name at ``start`` follows ``.``, ``->`` or the ``::`` of someone's namespace."""
    data = scan.data
    at = last_code_byte(scan, start)
    if at < 0:
        return False
    if data[at] == 0x2E:  # "."
        return data[at - 2 : at] != b".."
    operator = data[at - 1 : at + 1]
    if operator == b"->":  # behind a parameter list it may as well begin a return type
        return not _CALLABLE.search(data[max(0, at - 16) : at - 1])
    if operator != b"::":
        return False
    at = last_code_byte(scan, at - 1)
    qualified = at >= 0 and (chr(data[at]).isalnum() or data[at] in b"_>")
    return qualified and not _NO_QUALIFIER.search(data[max(0, at - 8) : at + 1])


def _is_only_a_member(scan: Scan, token: Token, rules: RuleSet) -> bool:
    """Whether a name behind a call's ``->`` is one that only members have: no type to return."""
    at = last_code_byte(scan, token.start)
    if scan.data[at - 1 : at + 1] != b"->" or rules.is_cuda(token.text):
        return False
    return rules.is_cuda(f".{token.text}") or f".{token.text}" in rules.anchors


def _is_qualified(scan: Scan, start: int) -> bool:
    """Whether ``::`` stands before a name."""
    return scan.data[last_code_byte(scan, start)] == 0x3A


def _member(scan: Scan, token: Token, rules: RuleSet) -> Use | None:
    """A member of one of CUDA's structures that the tables tell apart (``.deviceOverlap``), or that
    a shape starts at.
    """
    name = f".{token.text}"
    known = rules.is_cuda(name) or name in rules.anchors
    if not known or _is_qualified(scan, token.start):
        return None
    return Use(token.start, token.end, name, (Span(token.start, token.end),), True)


def last_code_byte(scan: Scan, offset: int) -> int:
    """Offset of the last byte before ``offset`` that is neither blank nor in a comment, or -1."""
    at = offset - 1
    while at >= 0:
        comment = scan.trivia.comments.at(at)
        if comment is not None:
            at = comment.start - 1
        elif scan.data[at] in b" \t\r\n":
            at -= 1
        else:
            return at
    return -1


def _names_a_namespace(data: bytes, token: Token) -> bool:
    """``using namespace cub;``, ``namespace c = cub;``: the namespace itself is the reference."""
    before = data[max(0, token.start - 80) : token.start]
    return _NAMESPACE.search(before) is not None and not _EQUALS.match(data, token.end)
