"""What must hold of a port before anyone sees it.

What comes in are the bytes before and after with the edits between; what goes out is a reason to
refuse, or nothing. Three things are checked: bytes outside the edits are the same, no syntax error
came in, and a second run would edit nothing. Where every edit puts a name in a name's place,
adds a blank, or touches an include line, the tokens keep their shape and the last two hold without
parsing again. Where one of them does not hold, the rewrites at the place are named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.rewrite.entries import Entry
from migrate.text.lexer import directives, trivia
from migrate.text.syntax import SyntaxTree


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a port may not be shown, and the places of the original that it is about."""

    reason: str
    places: tuple[Span, ...] = ()


_SHOWN = regex(rb"\S")
_NAME = regex(rb"(?:::)?[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*")
_ATTRIBUTE = regex(rb"__attribute__\(\(\w+\)\)")
_SPECIFIERS = regex(rb"__[a-z_]+__(?:[ \t]+__[a-z_]+__)+")
_INCLUDES = regex(rb"(?:\s*(?:#include )?<[^<>\n]*>\s*)*")


def keeps_shape(edits: Sequence[Edit], data: bytes) -> bool:
    """Whether every edit replaces one name by another, or an include path, or adds or removes an
    include line, or adds a blank.
    """
    for edit in edits:
        old = data[edit.start : edit.end]
        renames = _NAME.fullmatch(old) and _NAME.fullmatch(edit.text)
        if not renames and not _is_blank(edit) and not _is_include(old, edit.text):
            return False
    return True


def _is_blank(edit: Edit) -> bool:
    return edit.start == edit.end and not edit.text.strip()


def _is_attribute(edit: Edit, before: bytes) -> bool:
    """Whether an attribute is put in the place of a word, or a name in that of several specifiers
    (``__host__ __device__``): such a name, a macro's, is one.
    """
    old = before[edit.start : edit.end]
    if _NAME.fullmatch(edit.text):
        return _SPECIFIERS.fullmatch(old) is not None
    return _NAME.fullmatch(old) is not None and _ATTRIBUTE.fullmatch(edit.text) is not None


def _is_include(old: bytes, new: bytes) -> bool:
    if not _INCLUDES.fullmatch(new):
        return False
    stripped = old.strip()
    return not stripped or stripped[:1] in b'#<"'


def bytes_kept(before: bytes, after: bytes, edits: Sequence[Edit]) -> bool:
    """Whether ``after`` is ``before`` with exactly ``edits`` (sorted, disjoint) made."""
    source = out = 0
    for edit in edits:
        run = edit.start - source
        if run < 0 or before[source : edit.start] != after[out : out + run]:
            return False
        out += run
        if after[out : out + len(edit.text)] != edit.text:
            return False
        source, out = edit.end, out + len(edit.text)
    return before[source:] == after[out:]


def new_syntax_errors(
    before: bytes, edits: Sequence[Edit], was: SyntaxTree, now: SyntaxTree
) -> Iterator[tuple[Span, Span]]:
    """Where an edit of the port stands in a statement that parsed before and does not now, with
    that statement of the original. To edit a condition of the preprocessor breaks none, wherever in
    a statement it stands.

    Names put in the place of names are passed over, and attributes: they cannot break code, only
    move the borders of a region that was broken already, or show the grammar a specifier that it
    does not know (``__aicore__ __attribute__((noinline)) int``). So are statements in which a blank
    comes to stand: the grammar does not know a name behind a string (``"a" NAME``), which is valid.
    """
    blanks = [edit.start for edit in edits if edit.text and _is_blank(edit)]
    shift = 0
    for edit in edits:
        written = Span(edit.start + shift, edit.start + shift + len(edit.text))
        shift += len(edit.text) - (edit.end - edit.start)
        if (
            keeps_shape([edit], before)
            or _is_attribute(edit, before)
            or was.statement(edit.start).has_error
        ):
            continue
        around = was.statement_span(edit.start)
        spaced = any(around.start <= at < around.end for at in blanks)
        if spaced or not now.statement(_place(written, now)).has_error:
            continue
        if not _is_in_condition(before, edit.start):
            yield written, around


def _place(written: Span, now: SyntaxTree) -> int:
    """Where to ask for the statement of an edit: what leaves only blanks behind may stand between
    two of them, in neither.
    """
    shown = _SHOWN.search(now.read(Span(written.start, now.root.end_byte)))
    return written.start + shown.start() if shown else written.start


def _is_in_condition(data: bytes, offset: int) -> bool:
    """Whether an edit at ``offset`` is one of a condition, or stands at its end."""
    found = directives(data, trivia(data).both)
    around = (found.at(offset), found.at(offset - 1))
    return any(item is not None and item.keyword.startswith(("if", "elif")) for item in around)


def blamed(
    data: bytes, entries: Sequence[Entry], made: Sequence[Edit], places: Sequence[Span]
) -> frozenset[int]:
    """The references whose rewrites stand at ``places`` of the original; ``made`` are all edits."""
    reached = [*places, *_hulls(made, places)]
    return frozenset(
        entry.reference.start
        for entry in entries
        if _rewrites(data, entry) and any(_meets(entry, place) for place in reached)
    )


def _rewrites(data: bytes, entry: Entry) -> bool:
    return entry.fix is not None and not keeps_shape(entry.fix.edits, data)


def _hulls(made: Sequence[Edit], places: Sequence[Span]) -> Iterator[Span]:
    """The edits that touch one of the places: what stands in their text came with them."""
    for edit in made:
        if any(edit.start <= place.end and place.start <= edit.end for place in places):
            yield Span(edit.start, edit.end)


def _meets(entry: Entry, place: Span) -> bool:
    """Whether a rewrite edits the place, or is of a reference in it."""
    edits = entry.fix.edits if entry.fix is not None else ()
    return place.start <= entry.reference.start < place.end or any(
        edit.start <= place.end and place.start <= edit.end for edit in edits
    )
