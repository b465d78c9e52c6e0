"""The grammar at work: bytes to a tree of tree-sitter's, in time that grows as the bytes do.

What comes in is a text; what goes out is its tree, and the parts of the text that were read as
blanks because the grammar does not get through them. Where it has to recover all the time, each
step of it takes as long as what is open is long. Steps are counted, not seconds: a text has the
same tree on every machine. Nothing is known of files or macros here; ``text`` must not be asked of
a node, for which a text would have to be kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import tree_sitter_cuda
from tree_sitter import Language, Parser, Point, Tree

from migrate.model import Span
from migrate.regex import regex

NOT_A_LINE = regex(rb"[^\r\n]")

# The parser asks every hundred operations whether to go on. Real sources, of which thousands were
# measured, take one such step for 40 bytes at most, and for 170 as a rule.
_BYTES = 10  # for each of which there is a step
_AT_LEAST = 1000  # steps
_PIECE = 8192  # bytes of a piece that is tried by itself, or more, up to where a line may begin one
_LONGEST = 8 * _PIECE
# An end of a line behind which a declaration of the file may begin.
_BETWEEN = regex(rb"[;}][ \t\r]*+\n(?=[\w#])")


@cache
def language() -> Language:
    return Language(tree_sitter_cuda.language())


def tree_of(text: bytes, old: Tree | None = None) -> tuple[Tree, tuple[Span, ...]]:
    """The tree of a text, made from an ``old`` one where there is one, and what was passed over."""
    tree = _within(text, old)
    if tree is not None:
        return tree, ()
    passed = tuple(piece for piece in _pieces(text) if _within(text[slice(*piece)]) is None)
    tree = _within(without(text, passed)) if passed else None
    if tree is not None:
        return tree, passed
    whole = Span(0, len(text))
    return Parser(language()).parse(without(text, (whole,))), (whole,)


def without(text: bytes, spans: tuple[Span, ...]) -> bytes:
    """The text with blanks for all that stands in the spans, but for the ends of lines."""
    blanked = bytearray(text)
    for start, end in spans:
        blanked[start:end] = NOT_A_LINE.sub(b" ", text[start:end])
    return bytes(blanked)


def _within(text: bytes, old: Tree | None = None) -> Tree | None:
    """The tree of a text; None where it takes more steps than there are for its bytes."""
    left = _AT_LEAST + len(text) // _BYTES
    view = memoryview(text)

    parts: list[memoryview] = []

    def read(at: int, _: Point) -> memoryview:
        parts.append(view[at:])
        return parts[-1]

    def is_enough(_at: int, _error: bool) -> bool:
        nonlocal left
        left -= 1
        return left < 0

    parser = Parser(language())
    try:
        if old is None:
            return parser.parse(read, progress_callback=is_enough)
        return parser.parse(read, old, progress_callback=is_enough)
    except ValueError:
        if left < 0:
            return None
        raise
    finally:
        for part in parts:  # the parser never lets go of them, nor of what they are part of
            part.release()


def _pieces(text: bytes) -> Iterator[Span]:
    """The text in pieces that end where a declaration may, if they are not too long then."""
    start = 0
    while start < len(text):
        end = min(start + _LONGEST, len(text))
        border = _BETWEEN.search(text, min(start + _PIECE, end), end)
        end = border.end() if border is not None else end
        yield Span(start, end)
        start = end
