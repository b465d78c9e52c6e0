"""A found shape and its rewrite template to edits in the gaps between the captures.

What comes in are bytes, the spans of the captures and the two template texts; what goes out are
edits. A template that keeps its captures in order only changes the tokens between them: the bytes
of an argument are never written again, so edits inside arguments go along. A template that reorders
or repeats captures covers the whole shape with one edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from migrate.constructs import CAPTURE, split_directive
from migrate.lexer import Spans, tokens, trivia
from migrate.model import Edit, Span
from migrate.patterns import Found

_REST_AFTER_COMMA = re.compile(r",\s*\$\*(\w+)")


def rewrite(data: bytes, skip: Spans, found: Found, template: str) -> tuple[Edit, ...]:
    """Edits that turn the found shape into ``template``; ``skip`` are comments and literals."""
    template = split_directive(template)[1]
    if "$*" in template and "$*" not in found.text:
        template = _REST_AFTER_COMMA.sub("", template)
    old, new = _items(found.text), _items(template)
    kept = [item.text for item in new if item.capture]
    here = _place(data, skip, found, old)
    if here is None or not _is_part(kept, [item.text for item in old if item.capture]):
        return (_cover(data, found, template),)
    edits: list[Edit] = []
    at = new_at = 0
    edge = found.span.start
    for name in (*kept, None):
        end = _index(old, name, at)
        new_end = _index(new, name, new_at)
        gap_end = found.captures[name].start if name is not None else found.span.end
        gap = _Gap(Span(edge, gap_end), old[at:end], here[at:end], new[new_at:new_end], template)
        edits.extend(gap.edits(data, skip))
        if name is not None:
            edge = found.captures[name].end
        at, new_at = end + 1, new_end + 1
    return tuple(edits)


def expand(text: str, data: bytes, captures: Mapping[str, Span]) -> str:
    """``text`` with every ``$capture`` replaced by its source, on one line; for messages."""

    def source(match: re.Match[str]) -> str:
        span = captures.get(match[2])
        if span is None:
            return match[0]
        return " ".join(data[span.start : span.end].decode("utf-8", "replace").split())

    return CAPTURE.sub(source, text)


def _items(template: str) -> list[_Item]:
    """The tokens and captures of a template in order."""
    data = template.encode()
    found: list[_Item] = []
    at = 0
    for match in [*CAPTURE.finditer(template), None]:
        end = match.start() if match is not None else len(template)
        start, stop = len(template[:at].encode()), len(template[:end].encode())
        spans = tokens(data, start, stop, trivia(data).both)
        found.extend(_Item(data[span.start : span.end].decode(), span) for span in spans)
        if match is not None:
            span = Span(stop, len(template[: match.end()].encode()))
            found.append(_Item(match[2], span, capture=True))
            at = match.end()
    return found


def _is_part(names: Sequence[str], of: Sequence[str]) -> bool:
    """Whether ``names`` are among ``of`` in the same order, each once."""
    rest = iter(of)
    return len(set(names)) == len(names) and all(name in rest for name in names)


def _index(items: Sequence[_Item], name: str | None, start: int) -> int:
    """Where the capture ``name`` stands from ``start`` on; the end of ``items`` for None."""
    for index in range(start, len(items)):
        if items[index].capture and items[index].text == name:
            return index
    return len(items)


def _place(data: bytes, skip: Spans, found: Found, items: Sequence[_Item]) -> list[Span] | None:
    """Where the items of the shape stand in the file; other tokens (``<T>``, ``::``) may come
    between. None where they do not stand there in order.
    """
    placed: list[Span] = []
    at = found.span.start
    for index, item in enumerate(items):
        if item.capture:
            placed.append(found.captures[item.text])
        else:
            following = (other.text for other in items[index:] if other.capture)
            name = next(following, None)
            end = found.captures[name].start if name is not None else found.span.end
            wanted = item.text.encode()
            spans = tokens(data, at, end, skip)
            span = next((s for s in spans if data[s.start : s.end] == wanted), None)
            if span is None:
                return None
            placed.append(span)
        at = placed[-1].end
    return placed


def _cover(data: bytes, found: Found, template: str) -> Edit:
    """One edit over the whole shape, for captures in another order."""

    def source(match: re.Match[str]) -> str:
        span = found.captures[match[2]]
        return data[span.start : span.end].decode("utf-8", "surrogateescape")

    text = CAPTURE.sub(source, template).encode("utf-8", "surrogateescape")
    return Edit(found.span.start, found.span.end, text)


@dataclass(frozen=True, slots=True)
class _Item:
    """A token or a capture of a template, with its place in the template."""

    text: str
    span: Span
    capture: bool = False


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two captures that are kept: the shape's items and where they are, the
    template's items. A capture among ``old`` goes.
    """

    span: Span
    old: Sequence[_Item]
    here: Sequence[Span]
    new: Sequence[_Item]
    template: str

    def edits(self, data: bytes, skip: Spans) -> Iterator[Edit]:
        keys = [(item.text, item.capture) for item in self.old]
        wanted = [(item.text, item.capture) for item in self.new]
        for kind, i1, i2, j1, j2 in SequenceMatcher(None, keys, wanted, False).get_opcodes():
            if kind == "insert":
                at = self._insertion(i1)
                yield Edit(at, at, self._text(data, at, j1, j2))
            elif kind == "replace":
                start, end = self.here[i1].start, self.here[i2 - 1].end
                yield Edit(start, end, self._text(data, end, j1, j2))
            elif kind == "delete":
                yield from self._removals(data, skip, i1, i2)

    def _insertion(self, index: int) -> int:
        """Where to insert before item ``index``: at the end of the gap, or behind an item."""
        if index == len(self.here):
            return self.span.end
        return self.here[index - 1].end if index else self.span.start

    def _text(self, data: bytes, end: int, first: int, last: int) -> bytes:
        """The template from item ``first`` to before ``last``; a blank that separates it stays."""
        raw, behind = self.template.encode(), self.new[last - 1].span.end
        text = raw[self.new[first].span.start : behind]
        separated = last == len(self.new) and raw[behind : behind + 1] == b" "
        return text + b" " if separated and not data[end : end + 1].isspace() else text

    def _removals(self, data: bytes, skip: Spans, first: int, last: int) -> Iterator[Edit]:
        """Take items out, in one piece unless a comment stands between them."""
        start, end = self.here[first].start, self.here[last - 1].end
        between = [skip.at(at) for at in range(start, end)]
        comments = {span for span in between if span is not None and data[span.start] == 0x2F}
        if not comments:
            behind = data[end : self.span.end]
            needed = last == len(self.here) and data[start - 1 : start] not in (b" ", b"\t", b"(")
            blanks = 0 if needed else len(behind) - len(behind.lstrip(b" \t"))
            yield Edit(start, end + blanks, b"")
            return
        for span in self.here[first:last]:
            yield Edit(span.start, span.end, b"")
