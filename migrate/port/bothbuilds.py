"""A CMake file that builds for both sides: what its port would change stands there twice.

What comes in are the bytes of a file and the edits that make it one for the target; what goes out
are edits that put the target's commands before those that were there, under an option. Without the
option the commands that were there are run, in their order, and no others. One that opens or closes
something gets a condition with both sides in it. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from migrate.build.replace.changes import line_end
from migrate.build.replace.cmakefile import CMakeFile, read
from migrate.model import Edit, Span
from migrate.rewrite.edits import Change, apply
from migrate.text.cmake import Command

_OPENS = frozenset(b"if foreach while function macro block".split())
_CLOSES = frozenset(b"endif endforeach endwhile endfunction endmacro endblock".split())
_ASKS = frozenset(b"if elseif while".split())
_RELEASE = b"cmake_minimum_required"


@dataclass(frozen=True, eq=False)
class _Both:
    """A file with what its port makes of it, and the ``option`` that asks for the target."""

    file: CMakeFile
    edits: tuple[Edit, ...]
    option: bytes

    @property
    def data(self) -> bytes:
        return self.file.data

    @cached_property
    def change(self) -> Change:
        return apply(self.data, self.edits)

    @cached_property
    def newline(self) -> bytes:
        return line_end(self.data)

    def text(self, start: int, end: int) -> bytes:
        """What the port has in the place of ``[start, end)``, what it inserts at the ends too."""
        if start < end == len(self.data):
            return self.change.data[self.change.place_of(start) :]
        added = b"".join(edit.text for edit in self.edits if edit.start == edit.end == end)
        return self.change.data[self.change.place_of(start) : self.change.place_of(end)] + added

    def lines(self, start: int, end: int) -> Span:
        """The whole lines of a range."""
        last = self.data.find(b"\n", max(end - 1, start))
        first = self.data.rfind(b"\n", 0, start) + 1
        return Span(first, len(self.data) if last < 0 else last + 1)


def both_sides(path: str, data: bytes, edits: Sequence[Edit], target: str) -> tuple[Edit, ...]:
    """The edits of a file that builds for CUDA as before, and with an option for ``target``; none,
    where a place of it cannot stand twice. What is configured knows the option by its value.
    """
    file = read(data)
    if file is None or not edits:
        return ()
    name = f"USE_{target.upper()}"
    option = f"@{name}@" if path.endswith(".in") else name
    both = _Both(file, tuple(sorted(edits)), option.encode())
    found = list(_places(both))
    made = [edit for place, commands in found for edit in _written(both, place, commands)]
    if any(edit.start < 0 for edit in made):
        return ()
    changed = {command.name for _, items in found for command in items}
    made = [*_option(both, target, changed), *made]
    return apply(data, sorted(made, key=_order)).edits(len(data))


def _order(edit: Edit) -> tuple[int, int, bool]:
    """Lines that end something come before those that begin something else."""
    return edit.start, edit.end, not edit.text.lstrip().startswith(b"endif")


def _places(both: _Both) -> Iterator[tuple[Span, list[Command]]]:
    """The lines that are to be written twice, those that follow each other as one, with their
    commands.
    """
    spans: list[Span] = []
    for edit in both.edits:
        start, end = edit.start, edit.end
        for command in both.file.commands:
            if command.span.start <= max(end - 1, start) and start <= command.span.end:
                start, end = min(start, command.span.start), max(end, command.span.end)
        lines = both.lines(start, end)
        alone = _alone(both, lines) or (spans and _alone(both, spans[-1]))
        if spans and (lines.start < spans[-1].end or (lines.start == spans[-1].end and not alone)):
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, lines.end))
        else:
            spans.append(lines)
    for span in spans:
        yield span, _commands(both, span)


def _commands(both: _Both, span: Span) -> list[Command]:
    return [item for item in both.file.commands if span.start <= item.span.start < span.end]


def _alone(both: _Both, span: Span) -> bool:
    """Whether lines cannot be put together with others."""
    found = _commands(both, span)
    return not _is_closed(found) or any(item.name == _RELEASE for item in found)


def _is_closed(found: Sequence[Command]) -> bool:
    """Whether what these commands open they close."""
    depth = 0
    for command in found:
        depth += (command.name in _OPENS) - (command.name in _CLOSES)
        if depth < 0 or (not depth and command.name in (b"else", b"elseif")):
            return False
    return not depth


def _written(both: _Both, span: Span, found: Sequence[Command]) -> Iterator[Edit]:
    """What is written around some lines; an edit before the file says that it cannot be done."""
    if len(found) == 1 and found[0].name == _RELEASE:
        return
    if not _is_closed(found):
        yield _asked(both, found)
        return
    newline, option = both.newline, both.option
    indent = both.data[span.start : found[0].span.start] if found else b""
    indent = indent if not indent.strip() else b""
    new, old = both.text(*span), both.data[span.start : span.end]
    ends = b"" if old.endswith(b"\n") else newline
    head = b"%bif(%b)%b" % (indent, option, newline)
    last = b"%bendif()%b" % (indent, newline)
    if not new.strip():
        yield Edit(span.start, span.start, b"%bif(NOT %b)%b" % (indent, option, newline))
        yield Edit(span.end, span.end, ends + last)
    elif new.startswith(old.rstrip()):
        further = new[len(old.rstrip()) :].strip(b"\r\n")
        yield Edit(span.end, span.end, ends + head + further.rstrip() + newline + last)
    else:
        ported = new if new.endswith(b"\n") else new + newline
        middle = b"%belse()%b" % (indent, newline)
        yield Edit(span.start, span.start, head + ported + middle)
        yield Edit(span.end, span.end, ends + last)


def _asked(both: _Both, found: Sequence[Command]) -> Edit:
    """A condition that asks on each side what that side's does."""
    changed = [item for item in found if _is_edited(both, item)]
    if len(changed) != 1 or changed[0].name not in _ASKS:
        return Edit(-1, -1, b"")
    (command,) = changed
    inside = Span(command.head.end, command.span.end - 1)
    was = both.data[inside.start : inside.end].strip()
    now = both.text(*inside).strip()
    option = both.option
    text = b"(%b AND (%b)) OR (NOT %b AND (%b))" % (option, now, option, was)
    return Edit(*inside, text)


def _is_edited(both: _Both, command: Command) -> bool:
    start, end = command.span
    return any(edit.start < end and start <= edit.end for edit in both.edits)


def _option(both: _Both, target: str, changed: set[bytes]) -> Iterator[Edit]:
    """The option, in a file that begins a project, and the release that the target's side needs."""
    names = [command.name for command in both.file.commands]
    if b"project" not in names or both.option in both.data:
        return
    first = next((item for item in both.file.commands if item.name == _RELEASE), None)
    project = next(item for item in both.file.commands if item.name == b"project")
    newline = both.newline
    lines = [b'option(%b "Build for %b" OFF)' % (both.option, target.upper().encode())]
    if first is None:
        at = both.lines(*project.span).start
    else:
        at = both.lines(*first.span).end
        if _RELEASE in changed:
            text = both.text(*first.span).strip()
            lines += [b"if(%b)" % both.option, b"  " + text, b"endif()"]
    begins = b"" if not at or both.data[at - 1 : at] == b"\n" else newline
    yield Edit(at, at, begins + newline.join([*lines, b""]))
