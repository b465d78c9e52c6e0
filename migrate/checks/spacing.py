"""Names that touch a literal: a space goes between them, where the target's compiler needs it.

What comes in are a scan, the rules and the entries of the file so far; what goes out are the
entries with those of such names. In ``"%"PRIu64`` nvcc sees a macro behind a string; compilers that
hold to C++11 see a string with the suffix ``PRIu64``. ``target.toml`` says which suffixes the
target's compiler knows: these stay, and without them nothing is done. A name that begins with one
underscore is a suffix for nvcc as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from migrate.model import Edit, Fix, Reference, Span, Status
from migrate.regex import regex
from migrate.rewrite.entries import Entry
from migrate.rules.ruleset import RuleSet
from migrate.text import lexer
from migrate.text.lexer import Trivia
from migrate.tree.index import TreeIndex
from migrate.tree.scan import Scan

_RULE = "migrate/literal-suffix"
_C = ".c"  # C has no suffixes of strings
_SUFFIX = regex(rb"(?:\\\r?\n)*((?:[A-Za-z]|__)\w*)")
_CHARACTER = regex(rb"'(?:[^'\\\n]|\\.[0-9a-fA-F]*)'")
_WORD_BEFORE = regex(rb"[\w$]+\Z")
_LOOK_BACK = 16  # bytes before a literal in which its prefix, or ``operator``, stands
_PREFIXES = (b"L", b"U", b"u", b"u8")
_APOSTROPHE = 0x27
_MACRO = regex(rb"^[ \t]*+#[ \t]*+define[ \t]++(\w++)", re.MULTILINE)
_LITERAL_OPERATOR = regex(rb"\boperator\s*+\"\"\s*+(\w++)")
_OPERATOR = regex(rb"\boperator\s*\Z")
_CODE = ("define", "pragma")  # directives in which the compiler reads literals


def with_touching(
    scan: Scan,
    rules: RuleSet,
    index: TreeIndex,
    entries: Sequence[Entry],
    replaced: Sequence[Span],
) -> list[Entry]:
    """The ``entries`` and those of names that touch a literal, in order.

    None is made in text that is ``replaced``, nor in a file that is no part of CUDA code.
    """
    found = {name.start: (name.end, at) for at, name in _touching(scan, rules, replaced)}
    if not found or not (entries or is_in_cuda_code(scan.path, index)):
        return list(entries)
    both = [_spaced(entry, found.pop(entry.reference.start, None)) for entry in entries]
    both += [_entry(scan.data, start, *rest) for start, rest in found.items()]
    return sorted(both, key=lambda entry: entry.reference[:2])


def has_touching(scan: Scan, rules: RuleSet) -> bool:
    """Whether a name of the file touches a literal; it gets its space if the file is of CUDA."""
    return any(True for _ in _touching(scan, rules, ()))


def may_need_space(path: str, data: bytes, rules: RuleSet, index: TreeIndex) -> bool:
    """Whether a file without anything of CUDA's is part of CUDA code and has such a name."""
    if not _is_read(path, rules) or not is_in_cuda_code(path, index):
        return False
    return any(True for _ in _places(data, lexer.trivia(data), rules))


def is_in_cuda_code(path: str, index: TreeIndex) -> bool:
    """Whether a file that names CUDA includes this one."""
    known = (index.by_path.get(includer) for includer in index.seen_by(path))
    return any(file is not None and file.has_candidates for file in known)


def _is_read(path: str, rules: RuleSet) -> bool:
    """Whether the target's compiler takes names for suffixes, and reads the file as C++."""
    return bool(rules.info.literal_suffixes) and not path.endswith(_C)


def _touching(scan: Scan, rules: RuleSet, replaced: Sequence[Span]) -> Iterator[tuple[int, Span]]:
    """The places of a file in which the port has to write a space."""
    if not _is_read(scan.path, rules):
        return
    for end, name in _places(scan.data, scan.trivia, rules):
        directive = scan.directives.at(end)
        is_code = directive is None or directive.keyword in _CODE
        goes = any(span.start < end < span.end for span in replaced)
        if is_code and not goes and not scan.branches.at(end).left_alone:
            yield end, name


def _places(data: bytes, trivia: Trivia, rules: RuleSet) -> Iterator[tuple[int, Span]]:
    """The end of each literal that a name touches and needs a space, and the name."""
    touched = []
    for literal in trivia.strings.spans:
        match = _SUFFIX.match(data, literal.end)
        if match is not None and _is_whole(data, literal):
            touched.append((literal.end, Span(*match.span(1))))
    macros = frozenset(_MACRO.findall(data) if touched else ())
    operators = frozenset(_LITERAL_OPERATOR.findall(data) if touched else ())
    for end, name in touched:
        text = data[name.start : name.end]
        is_known = text.decode() in rules.info.literal_suffixes
        if text in macros if is_known else text not in operators:
            yield end, name


def _is_whole(data: bytes, literal: Span) -> bool:
    """Whether this is a literal from its quote to its quote, and not what an apostrophe in prose
    or an operator for literals looks like.
    """
    start, end = literal
    quote = data[start]
    if end - start < 2 or data[end - 1] != quote:
        return False
    before = data[max(0, start - _LOOK_BACK) : start]
    if quote == _APOSTROPHE:
        word = _WORD_BEFORE.search(before)
        return _CHARACTER.fullmatch(data, start, end) is not None and (
            word is None or word[0] in _PREFIXES
        )
    return not _OPERATOR.search(before)


def _entry(data: bytes, start: int, end: int, at: int) -> Entry:
    """The entry of a name ``[start, end)`` that touches the literal before ``at``."""
    name = data[start:end].decode()
    return Entry(Reference(start, end, name, Status.PORTED, _RULE), (), Fix((Edit(at, at, b" "),)))


def _spaced(entry: Entry, place: tuple[int, int] | None) -> Entry:
    """The entry of a name of CUDA's, with the space before it; ``place`` is as for ``_entry``."""
    if place is None:
        return entry
    space = Edit(place[1], place[1], b" ")
    if entry.fix is not None:
        return replace(entry, fix=replace(entry.fix, edits=(space, *entry.fix.edits)))
    reference = entry.reference
    if reference.status is Status.NATIVE:
        reference = reference._replace(status=Status.PORTED, rule=_RULE)
    return replace(entry, reference=reference, fix=Fix((space,)))
