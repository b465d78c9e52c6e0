"""Shapes of construct rules on their own: found in a source, and rewritten there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.model import Edit, Span
from migrate.rewrite.edits import apply
from migrate.rewrite.template import rewrite
from migrate.shapes.directives import find_in_directive
from migrate.shapes.finding import Found, Way, find
from migrate.shapes.patterns import compile_shape
from migrate.text.lexer import directives, trivia
from migrate.text.syntax import parse

ANCHOR = re.compile(r"<<<|(?<![\w$*])[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*")


def found(match: str, source: str) -> Iterator[Found]:
    """Every place at which ``match`` fits, in order; a directive's anchor is called ``X``."""
    data = source.encode()
    skip = trivia(data).both
    if match.startswith("#"):
        yield from _found_in_directives(match, data)
        return
    bodies = [item for item in directives(data, skip).items if item.keyword == "define"]
    comments = trivia(data).comments
    tree = parse(data, (span for item in bodies for span in comments.between(item.body, item.end)))
    anchor = ANCHOR.findall(match)[0]
    for place in re.finditer(rb"<<<|[A-Za-z_]\w*", data):
        if place.group() == anchor.rpartition("::")[2].encode() and skip.at(place.start()) is None:
            owner, leaf = tree.leaf(*place.span())
            here = find(compile_shape(match, anchor), Way(owner, leaf))
            if here is not None:
                yield here


def _found_in_directives(match: str, data: bytes) -> Iterator[Found]:
    skip = trivia(data).both
    anchor = re.compile(rb"\bX\b")
    for directive in directives(data, skip).items:
        for place in anchor.finditer(data, directive.body, directive.end):
            here = find_in_directive(match, data, directive, Span(*place.span()), skip)
            if here is not None:
                yield here


def captured(match: str, source: str) -> list[dict[str, str]]:
    """What the captures are at every place."""
    data = source.encode()
    return [
        {name: data[start:end].decode() for name, (start, end) in here.captures.items()}
        for here in found(match, source)
    ]


def edits(match: str, template: str, source: str) -> list[Edit]:
    data = source.encode()
    skip = trivia(data).both
    return [edit for here in found(match, source) for edit in rewrite(data, skip, here, template)]


def rewritten(match: str, template: str, source: str) -> str:
    """``source`` with ``template`` at every place at which ``match`` fits."""
    return apply(source.encode(), edits(match, template, source)).data.decode()
