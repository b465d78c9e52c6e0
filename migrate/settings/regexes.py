"""Regular expressions that a tree or a user wrote, compiled if they cannot explode.

What comes in is the text of an expression; what goes out is the compiled one, or why there is none.
An expression explodes where one loop can read the same text in two ways (``(a+)+``, ``(a|a)*``):
whatever follows and does not fit is then tried twice as often for each further character. That is
seen on the automaton of the expression, without running it: a pair of different ways through it
that read the same and come back to where they began. What a look around, a reference or an atomic
group decides is taken to keep ways apart, so that nothing is refused that is only long. Quadratic
expressions are not found here.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

_OTHERS = 1 << 256  # stands for all characters above Latin-1
_ALL = (1 << 257) - 1
_ENDLESS = 16  # repetitions that are as good as endless
_MOST_PLACES = 400  # of an automaton that is looked at
_LONGEST = 20_000  # characters of an expression


def compiled(text: str, flags: int = 0) -> re.Pattern[str]:
    """The expression; raises ``ValueError`` with the reason where it is none that may be used."""
    if len(text) > _LONGEST:
        raise ValueError(f"it has more than {_LONGEST} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = re.compile(text, flags)
            tree = parser.parse(text, flags)
    except (re.error, OverflowError) as error:
        raise ValueError(str(error)) from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if _explodes(tree, bool((flags | tree.state.flags) & re.IGNORECASE)):
        raise ValueError("a loop in it reads the same text in several ways, which takes for ever")
    return found


@dataclass(slots=True)
class _Automaton:
    """Places that read a character, and how often one leads to another."""

    reads: list[int] = field(default_factory=list)
    follows: dict[int, dict[int, int]] = field(default_factory=dict)

    def place(self, characters: int) -> int:
        self.reads.append(characters)
        return len(self.reads) - 1

    def join(self, lasts: Iterable[int], firsts: Iterable[int]) -> None:
        for last in lasts:
            ways = self.follows.setdefault(last, {})
            for first in firsts:
                ways[first] = ways.get(first, 0) + 1


class _Piece(NamedTuple):
    """A part of an expression: the places it begins and ends at; ``empty`` if it may read none."""

    firsts: tuple[int, ...] = ()
    lasts: tuple[int, ...] = ()
    empty: bool = True


def _explodes(tree: Any, folded: bool) -> bool:
    made = _Automaton()
    _sequence(tree, made, folded)
    return len(made.reads) <= _MOST_PLACES and _has_two_ways(made)


def _has_two_ways(made: _Automaton) -> bool:
    """Whether a place is come back to in two ways that read the same."""
    for start in range(len(made.reads)):
        if not made.reads[start] or start not in made.follows:
            continue
        ahead = _pairs(made, (start, start))
        parting = {pair for pair in ahead if pair[0] != pair[1] or _doubled(made, pair, ahead)}
        if any((start, start) in _pairs(made, pair) for pair in parting):
            return True
    return False


def _doubled(made: _Automaton, pair: tuple[int, int], ahead: set[tuple[int, int]]) -> bool:
    """Whether two ways lead to a place from one that is met as well."""
    return any(
        made.follows[before].get(pair[0], 0) > 1
        for before, other in ahead
        if before == other and before in made.follows
    )


def _pairs(made: _Automaton, start: tuple[int, int]) -> set[tuple[int, int]]:
    """The pairs of places that two ways, which read the same, come to from a pair."""
    found: set[tuple[int, int]] = set()
    pending = [start]
    while pending:
        one, two = pending.pop()
        for first in made.follows.get(one, ()):
            for second in made.follows.get(two, ()):
                pair = (first, second)
                if pair not in found and made.reads[first] & made.reads[second]:
                    found.add(pair)
                    pending.append(pair)
    return found


def _sequence(items: Any, made: _Automaton, folded: bool) -> _Piece:
    whole = _Piece()
    for code, value in items:
        piece = _piece(code, value, made, folded)
        made.join(whole.lasts, piece.firsts)
        whole = _Piece(
            whole.firsts + piece.firsts if whole.empty else whole.firsts,
            piece.lasts + whole.lasts if piece.empty else piece.lasts,
            whole.empty and piece.empty,
        )
    return whole


def _piece(code: Any, value: Any, made: _Automaton, folded: bool) -> _Piece:
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        least, most, inner = value
        piece = _sequence(inner, made, folded)
        if most is codes.MAXREPEAT or most >= _ENDLESS:
            made.join(piece.lasts, piece.firsts)
            if piece.empty and most is not codes.MAXREPEAT:  # any of them may be the empty one
                made.join(piece.lasts, piece.firsts)
        return _Piece(piece.firsts, piece.lasts, piece.empty or least == 0)
    if code is codes.SUBPATTERN:
        return _sequence(value[3], made, folded or bool(value[1] & re.IGNORECASE))
    if code is codes.BRANCH:
        pieces = [_sequence(branch, made, folded) for branch in value[1]]
        return _Piece(
            tuple(place for piece in pieces for place in piece.firsts),
            tuple(place for piece in pieces for place in piece.lasts),
            any(piece.empty for piece in pieces),
        )
    place = made.place(_characters(code, value, folded))
    return _Piece((place,), (place,), empty=False)


def _characters(code: Any, value: Any, folded: bool) -> int:
    """The characters that a part reads, as bits; none for what is not understood."""
    if code is codes.ANY:
        return _ALL & ~(1 << ord("\n"))
    if code is codes.LITERAL:
        return _bits([value], folded)
    if code is codes.NOT_LITERAL:
        return _ALL & ~_bits([value], folded) | _OTHERS
    if code is not codes.IN:
        return 0
    found = 0
    negated = value[:1] == [(codes.NEGATE, None)]
    for kind, item in value[1:] if negated else value:
        if kind is codes.LITERAL:
            found |= _bits([item], folded)
        elif kind is codes.RANGE:
            found |= _bits(range(item[0], min(item[1], 256) + 1), folded)
            found |= _OTHERS if item[1] > 255 else 0
        elif kind is codes.CATEGORY:
            found |= _category(item)
    return (_ALL & ~found) | _OTHERS if negated else found


def _bits(numbers: Iterable[int], folded: bool) -> int:
    found = 0
    for number in numbers:
        for each in _cases(number) if folded else (number,):
            found |= 1 << each if each < 256 else 0
    return found


def _cases(number: int) -> Iterator[int]:
    letter = chr(number)
    return (ord(each) for each in {letter, letter.lower()[:1], letter.upper()[:1]})


def _category(item: Any) -> int:
    pattern = {
        codes.CATEGORY_DIGIT: r"\d",
        codes.CATEGORY_NOT_DIGIT: r"\D",
        codes.CATEGORY_SPACE: r"\s",
        codes.CATEGORY_NOT_SPACE: r"\S",
        codes.CATEGORY_WORD: r"\w",
        codes.CATEGORY_NOT_WORD: r"\W",
    }.get(item, "")
    return sum(1 << at for at in range(256) if pattern and re.fullmatch(pattern, chr(at)))
