"""An error of a compiler, brought back to the source and to what the report says of it.

What comes in are the errors of one unit, in order; what goes out is a ``Problem`` for each, with
its place before the port and how it stands to the findings. An error is *expected* where a finding
announces an error of the name that it misses, or else of a place that the compiler names for it; it
*follows* where it misses what an earlier error has taken away; it is *setup* where a header of
other software, or a newer version of the target, is missing. What is left is *silent*.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from migrate.model import Span, Status
from migrate.proof import Check, Judgement, Problem
from migrate.regex import regex
from migrate.rules.ruleset import RuleSet
from migrate.rules.surface import Surface
from migrate.verification.announced import Announcements, Reach
from migrate.verification.configured import Made
from migrate.verification.diagnostics import Diagnostic, Place, is_unresolved
from migrate.verification.ported import Ported, PortedTree
from migrate.verification.refused import Refused
from migrate.verification.staging import Staged
from migrate.verification.standins import NAMESPACE, stand_in
from migrate.verification.units import Unit

_WORD = regex(r"[A-Za-z_]\w*")
_PROCESSOR = regex(  # instructions that the host's compiler has to be allowed
    r"target feature|_mm\d*_\w+'|__m\d+[a-z]*'|__builtin_ia32_"
)
_NOT_FOUND = regex(r"'([^']+)' file not found|cannot open source file \"([^\"]+)\"")
_UNDECLARED = regex(r"undeclared identifier|unknown type name")
_MISSES = regex(  # messages about something that is not there
    r"undeclared identifier|unknown type name|unknown class name|does not name a type|no member "
    r"named|no type named|no template named|no matching|incomplete type|must be a type|"
    r"expected unqualified-id|not a class, namespace|does not refer to a value|has no member"
)
_CONVERTS = regex(  # messages about classes that are not what they were
    r"cannot (?:initialize|bind|cast)|no (?:viable|known) conversion|incompatible|not derived from"
)

_VOID = regex(r"'(?:const )?void'")  # what a lambda returns whose statement is refused


def _line_words(ported: Ported, offset: int) -> list[str]:
    return _WORD.findall(ported.text_of_line(ported.line_after(offset)))


@dataclass
class _Lost:
    """What errors have taken away so far: names of the tree, the classes that they stand in, and
    the rest of their statements; where they stand, before the port, and the templates that are
    instantiated around such a place.
    """

    words: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    statements: set[tuple[str, Span]] = field(default_factory=set)
    places: set[tuple[str, int]] = field(default_factory=set)
    functions: set[tuple[str, Span]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Judge:
    """All that errors are judged by. ``compiler`` is the surface of the target's version that the
    compiler has, ``surface`` that of the version ported to.
    """

    tree: PortedTree
    staged: Staged
    announced: Announcements
    refused: Refused
    rules: RuleSet
    surface: Surface
    compiler: Surface
    made: Made = field(default_factory=Made)

    def instead(self, error: Diagnostic) -> tuple[str, str] | None:
        """A header that an error misses, and the text to read for it: a stand-in for one of the
        target's that is not installed, or for one that CMake makes; nothing for one of CUDA's that
        the target has no counterpart of, as a finding says where it is included, and for one that
        the target lacks.
        """
        missing = _NOT_FOUND.search(error.message)
        place = self._place(error.place) if missing and error.place is not None else None
        if missing is None or place is None:
            return None
        ported, offset = place
        header = missing[1] or missing[2]
        if text := stand_in(self.surface, header) or self.made.text(header):
            return header, text
        said = self.announced.at(ported.result.path, ported.origin(offset), (header,))
        return (header, "") if said or self.surface.header(header) is False else None

    def problems(
        self,
        unit: Unit,
        errors: Iterable[Diagnostic],
        without: Collection[str] = (),
        stand_ins: Collection[str] = (),
    ) -> Iterator[Problem]:
        """The problems of one unit, which was compiled ``without`` some headers, and with
        ``stand_ins`` for others.
        """
        doubtful = self._names_of(stand_ins)
        made = any(map(self.made.text, stand_ins))
        lost = _Lost()
        elsewhere: set[tuple[str, int]] = set()
        for error in errors:
            places = [place for at in error.places if (place := self._place(at)) is not None]
            if places and (error.place is None or self._place(error.place) is None):
                key = places[0][0].result.path, places[0][1]
                if key in elsewhere:  # one cause, and the header that it breaks goes on and on
                    continue
                elsewhere.add(key)
            ported, offset = places[0] if places else (self.tree.of(unit.name), 0)
            judgement, because, message = self._stands(unit, error, places, lost)
            if judgement is Judgement.SILENT and without and self._may_be_of(error):
                judgement = Judgement.FOLLOWS
                message = f"{message} (it may be declared in {' or '.join(sorted(without))})"
            origin = ported.origin(offset)
            if judgement is Judgement.SILENT and (
                self._is_doubtful(error, ported, offset, doubtful)
                or (made and self._may_be_of(error))
            ):
                judgement = Judgement.SETUP
                message = f"{message} (beside a stand-in for {', '.join(sorted(stand_ins))})"
            if judgement is Judgement.SILENT and self._is_own(unit, error, ported, origin):
                judgement = Judgement.ERROR
            line = ported.line_after(offset)
            text = ported.text_of_line(line) if places else ""
            span = ported.word_before(origin) if places else Span(0, 0)
            path = ported.result.path
            yield Problem(
                Check.COMPILES, judgement, path, *span, message, line, text, because, unit.name
            )
            lost.words.update(word for word in _WORD.findall(text) if not self._is_foreign(word))
            lost.statements.update(self._statements(places))
            for where, at in places[:1]:
                lost.places.add((where.result.path, where.origin(at)))
                lost.classes.update(self.announced.classes(where.result.path, where.origin(at)))

    def _place(self, place: Place) -> tuple[Ported, int] | None:
        """A place as a file of the tree and an offset in its port."""
        name = self.staged.name(place.file)
        if name is None or name not in self.tree:
            return None
        ported = self.tree.of(name)
        return ported, ported.offset_after(place.line, place.column)

    def _stands(
        self, unit: Unit, error: Diagnostic, places: list[tuple[Ported, int]], lost: _Lost
    ) -> tuple[Judgement, str, str]:
        """How an error stands, the id of the finding that announces it, and what to say of it."""
        message, names, reach = error.message, error.words, self._reach(error)
        if reach < Reach.CALL:
            names = names[:1]
        elif error.place is None or self._place(error.place) is None:
            names = (*names, *error.words_of_notes)
        for ported, offset in places:
            path, origin = ported.result.path, ported.origin(offset)
            if rule := self.announced.at(path, origin, names, reach):
                return Judgement.EXPECTED, rule, message
        wrong = reach is Reach.NAME and self._is_absent(names[0])
        for ported, offset in places if not wrong else ():
            if self.announced.is_targets_own(ported.result.path, ported.origin(offset)):
                own = f"{message} (in code that the tree has for {self.rules.info.title} already)"
                return Judgement.BEFORE, "", own
        missing = _NOT_FOUND.search(message)
        if missing:
            inside = error.place is not None and self._place(error.place) is not None
            return self._header(missing[1] or missing[2], message, inside)
        if _PROCESSOR.search(message):
            return Judgement.SETUP, "", f"{message} (the build gives a flag for the processor)"
        if is_unresolved(error):
            return Judgement.SETUP, "", f"{message} (device code that no unit defines)"
        if rule := self.announced.of_names(names[:1] if reach is Reach.NAME else error.words):
            return Judgement.EXPECTED, rule, message
        newer = next((word for word in error.words if self._is_newer(word)), "")
        if newer:
            since = self.surface.since(newer)
            title = f"{self.rules.info.title} {since}"
            return Judgement.SETUP, "", f"{message} ({newer} exists from {title} on)"
        if _VOID.search(message) and self._is_instantiated_around(error, lost):
            lost.functions.update(self._functions(places))
            return Judgement.FOLLOWS, "", message
        said = (message, *error.remarks)
        if rule := self.refused.announced(said, unit.name, self._told(error)):
            return Judgement.EXPECTED, rule, message
        misses = _MISSES.search(message) is not None
        if misses and any(word in lost.words for word in error.words):
            return Judgement.FOLLOWS, "", message
        if _CONVERTS.search(message) and not lost.classes.isdisjoint(error.words):
            return Judgement.FOLLOWS, "", message
        if not error.words and not lost.statements.isdisjoint(self._statements(places)):
            return Judgement.FOLLOWS, "", message
        return Judgement.SILENT, "", message

    def _told(self, error: Diagnostic) -> list[tuple[str, int]]:
        """Where an error that stands in the tree, and its notes, are, before the port; nothing for
        one that stands elsewhere.
        """
        if error.place is None or self._place(error.place) is None:
            return []
        found = filter(None, map(self._place, (error.place, *error.notes)))
        return [(ported.result.path, ported.origin(offset)) for ported, offset in found]

    def _reach(self, error: Diagnostic) -> Reach:
        """What an error is about: one that misses a name is about that, wherever it stands, if it
        is CUDA's or the target's, else about the place; any other one may be about a call.
        """
        if _MISSES.search(error.message) is None or not error.words:
            return Reach.CALL
        return Reach.NAME if self._is_foreign(error.words[0]) else Reach.PLACE

    def _is_foreign(self, word: str) -> bool:
        """Whether a name is CUDA's or the target's: no error in the tree takes it away."""
        return self.rules.is_cuda(word) or self.surface.declared(word) is not None

    def _statements(self, places: list[tuple[Ported, int]]) -> set[tuple[str, Span]]:
        """The statement that an error stands in, by its first place in the tree."""
        return {
            (ported.result.path, self.announced.statement(ported.result.path, origin))
            for ported, offset in places[:1]
            for origin in (ported.origin(offset),)
        }

    def _is_instantiated_around(self, error: Diagnostic, lost: _Lost) -> bool:
        """Whether a template takes a lambda whose body is refused, and so has lost its type: a note
        names the statement, where the compiler does not repeat itself for another error.
        """
        for ported, offset in filter(None, map(self._place, error.notes)):
            path = ported.result.path
            here = self.announced.statement(path, ported.origin(offset))
            if any(where == path and here.start <= at < here.end for where, at in lost.places):
                return True
        own = self._place(error.place) if error.place is not None else None
        return own is not None and not lost.functions.isdisjoint(self._functions([own]))

    def _functions(self, places: list[tuple[Ported, int]]) -> set[tuple[str, Span]]:
        """The function that an error stands in, by its first place in the tree."""
        found = ((ported.result.path, ported.origin(offset)) for ported, offset in places[:1])
        spans = ((path, self.announced.function(path, origin)) for path, origin in found)
        return {(path, span) for path, span in spans if span is not None}

    def is_untouched(self, unit: Unit) -> bool:
        """Whether the port changes nothing of what a unit reads."""
        return self.tree.untouched(unit.name)

    def _is_own(self, unit: Unit, error: Diagnostic, ported: Ported, origin: int) -> bool:
        """Whether an error that nothing announces is the tree's own: the port did not write the
        name of the target's, or the header, that is missed, or changed nothing of the unit.
        """
        if self.is_untouched(unit):
            return True
        missing = _NOT_FOUND.search(error.message)
        word = (missing[1] or missing[2]) if missing else "".join(error.words[:1])
        theirs = missing is not None or self._reach(error) is Reach.NAME
        start = ported.before.rfind(b"\n", 0, origin) + 1
        line = ported.before[start:].partition(b"\n")[0]
        return theirs and not self.rules.is_cuda(word) and word.encode() in line

    def _is_absent(self, word: str) -> bool:
        """Whether neither the version ported to nor that of the compiler has a name formed like the
        target's own.
        """
        known = self.surface.declared(word), self.compiler.declared(word)
        return known == (False, False)

    def _may_be_of(self, error: Diagnostic) -> bool:
        """Whether an error misses a name that a header of other software may declare."""
        return _MISSES.search(error.message) is not None and self._reach(error) > Reach.NAME

    def _header(self, path: str, message: str, inside: bool) -> tuple[Judgement, str, str]:
        """How it stands that a header is missing; ``inside`` the tree one can be ported."""
        if not inside:
            return Judgement.SETUP, "", f"{message} (a header outside the tree includes it)"
        declared = self.surface.header(path)
        if declared is False:
            return Judgement.SILENT, "", message
        verdict = self.rules.header(path)
        if declared is None and verdict is not None and verdict.status is not Status.NATIVE:
            return Judgement.SILENT, "", message
        what = "a header of other software that the compiler was not given"
        if self.made.text(path):
            what = "CMake makes it of a template: what no file sets is off in the one that is read"
        if declared:
            what = f"a header of {self.rules.info.title} that is not installed"
        if declared and self.surface.family_of(path):
            what = f"{what}: a stand-in that knows no types is read for it"
        return Judgement.SETUP, "", f"{message} ({what})"

    def _is_doubtful(
        self, error: Diagnostic, ported: Ported, offset: int, names: frozenset[str]
    ) -> bool:
        """Whether a stand-in may be what an error comes from: it speaks of one of its ``names``, or
        stands in the same line and does not merely miss another name.
        """
        noted = error.words_of_notes
        if NAMESPACE in (*error.words, *noted) or not names.isdisjoint(noted):
            return True
        if _UNDECLARED.search(error.message) or self._reach(error) is Reach.NAME:
            return not names.isdisjoint(error.words[:1])
        return not names.isdisjoint((*error.words, *_line_words(ported, offset)))

    def _names_of(self, headers: Collection[str]) -> frozenset[str]:
        """The names of the libraries that some headers are of."""
        families = {self.surface.family_of(header) for header in headers}
        rows = (row for family in families for row in self.surface.family(family))
        own = frozenset().union(*map(self.made.names, headers))
        return own.union(row.name.rpartition("::")[2] for row in rows)

    def _is_newer(self, word: str) -> bool:
        """Whether the version ported to has a name that the compiler's version lacks."""
        return self.surface.declared(word) is True and self.compiler.declared(word) is False
