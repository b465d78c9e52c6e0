"""What stands before a name: nothing, the global ``::``, someone's ``app::``, or a ``.`` or ``->``.

What comes in are the bytes of a scan and where a name begins; what goes out says how the name is
qualified, with the words of the qualifier. The words are read, and nothing is looked up: whose the
qualifier is, ``lookup`` decides.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.text import lexer
from migrate.tree.scan import Scan

_CALLABLE = regex(rb"(?:\)|\b(?:const|noexcept|mutable|constexpr|override|final))\s*\Z")
_WORD = regex(rb"[A-Za-z0-9_$\x80-\xff]+\Z")
_DECLARES = regex(rb"\w+(?:\s*::\s*\w+)*(?:\s*<[^;{}()]*>)?[\s*&]+[A-Za-z_]")
_TEMPLATE = regex(rb"\btemplate\s*\Z")
_SHOUTED = regex(r"[A-Z][A-Z0-9_]+|__\w+")
_LOOK_BACK = 64  # bytes before a name in which the word before it ends
_FARTHEST = 512  # bytes that the template arguments of a qualifier may have
_MOST_WORDS = 32  # of a qualifier, so that a row of thousands is not read again for each of them
# Words that are no namespace's and no class's: a "::" behind them is the global one.
_KEYWORDS = frozenset(
    "alignas alignof and auto bool case char class co_await co_return co_yield const consteval "
    "constexpr constinit default delete do double else enum explicit extern final float for friend "
    "goto if inline int long mutable namespace new noexcept not operator or override private "
    "protected public register requires return short signed sizeof static struct switch template "
    "thread_local throw try typedef typeid typename union unsigned using virtual void volatile "
    "while xor".split()
)


class Access(Enum):
    """How a name is reached."""

    PLAIN = "plain"
    GLOBAL = "global"  # ::name
    SCOPED = "scoped"  # app::name
    MEMBER = "member"  # object.name


class Qualifier(NamedTuple):
    """How a name is reached, and through which words, the outermost first.

    A word with template arguments is without them. ``start`` is where all of it begins, ``span``
    where its words stand; of a row of very many, these are the innermost.
    """

    access: Access
    words: tuple[str, ...] = ()
    start: int = -1
    span: Span = Span(0, 0)


PLAIN = Qualifier(Access.PLAIN)


def qualifier(scan: Scan, start: int) -> Qualifier:
    """What stands before the name at ``start``."""
    data = scan.data
    at = last_code_byte(scan, start)
    if at < 0:
        return PLAIN
    if data[at] == 0x2E:  # "."
        is_member = data[at - 2 : at] != b".."
        return Qualifier(Access.MEMBER) if is_member else PLAIN
    operator = data[at - 1 : at + 1]
    if operator == b"->":  # behind a parameter list it may as well begin a return type
        is_return = _CALLABLE.search(data[max(0, at - 16) : at - 1])
        return PLAIN if is_return else Qualifier(Access.MEMBER)
    if operator != b"::":
        return PLAIN
    words: list[str] = []
    begin = start
    first, last = start, last_code_byte(scan, at - 1) + 1
    while operator == b"::" and len(words) < _MOST_WORDS:
        word, where = _word(scan, at - 1, glued=at + 1 == begin)
        begin = where if word else at - 1
        if not word:
            break
        words.append(word)
        first = where
        at = last_code_byte(scan, first)
        operator = data[at - 1 : at + 1]
    if not words:
        return Qualifier(Access.GLOBAL, (), begin)
    return Qualifier(Access.SCOPED, tuple(reversed(words)), begin, Span(first, last))


def _word(scan: Scan, colons: int, *, glued: bool) -> tuple[str, int]:
    """The name that the ``::`` at ``colons`` belongs to, and where it begins; none for a global.

    ``glued`` says that the ``::`` touches what follows it.
    """
    data = scan.data
    at = last_code_byte(scan, colons)
    directive = scan.directives.at(at) if at >= 0 else None
    if directive is not None and directive.end <= colons:
        return "", -1  # a line of the preprocessor's ends there, not a name
    apart = at + 1 != colons and glued
    if at >= 0 and data[at] == 0x3E:  # ">"
        at = _before_arguments(scan, at, apart=apart)
        apart = False
    found = _WORD.search(data[max(0, at + 1 - _LOOK_BACK) : at + 1]) if at >= 0 else None
    if found is None:
        return "", -1
    word, first = found.group().decode("utf-8", "replace"), at + 1 - len(found.group())
    if word in _KEYWORDS or word[:1].isdigit() or (apart and _stands_alone(scan, word, colons + 2)):
        return "", -1
    return word, first


def _before_arguments(scan: Scan, closing: int, *, apart: bool) -> int:
    """The last byte before the template arguments that end at ``closing``; -1 where they belong to
    no name: those of ``template <...>``, and a comparison.
    """
    data, depth = scan.data, 0
    for at in range(closing, max(-1, closing - _FARTHEST), -1):
        byte = data[at]
        depth += (byte == 0x3E) - (byte == 0x3C)
        if not depth:
            before = last_code_byte(scan, at)
            is_head = _TEMPLATE.search(data[max(0, before - 12) : before + 1])
            return -1 if is_head else before
        if byte in b";{}":
            break
    return -1 if apart else last_code_byte(scan, closing)


def _stands_alone(scan: Scan, word: str, behind: int) -> bool:
    """Whether a word apart from a ``::`` that touches the next name is none of its qualifier: a
    macro, or one that nothing else qualifies with, before a declaration.
    """
    if f"{word}::".encode() in scan.data:
        return False
    return bool(_SHOUTED.fullmatch(word) or _DECLARES.match(scan.data, behind))


def last_code_byte(scan: Scan, offset: int) -> int:
    """Offset of the last byte of code before ``offset``, or -1."""
    return lexer.last_code_byte(scan.data, scan.trivia.comments, offset)
