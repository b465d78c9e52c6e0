"""Values that travel between the stages: immutable, picklable, printable.

Everything here is plain data. Offsets are bytes of the *input* file and span ends are exclusive;
lines are 1-based; columns are 1-based and count UTF-8 bytes. Nothing in this module reads a file or
knows a rule.

Values of which a large tree makes a hundred thousand (``Edit``, ``Reference``, ``Span``), and those
of which nothing is changed, are named tuples, made in a third of the time; the others dataclasses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum
from typing import NamedTuple

from migrate import compact
from migrate.proof import Verification


class Safety(IntEnum):
    """How far a fix may be trusted, ordered so that "is it allowed now?" is one comparison."""

    MANUAL = 0  # never applied: shown as advice
    REVIEW = 1  # applied only when asked for (``--apply review``)
    SAFE = 2  # applied


class Effort(IntEnum):
    """What it takes to deal with a cause of findings, by its order of magnitude.

    ``migrate/summary.py`` says what each class costs; nothing else knows hours.
    """

    NONE = 0  # nothing is to be done: a remark
    MINUTES = 1  # read the place and decide, or write another name
    HOURS = 2  # write a few lines anew, and test them
    DAYS = 3  # learn another library or another way, and rewrite what uses this one
    REDESIGN = 4  # the program has to be thought out anew around it


class Status(Enum):
    """The ledger's columns: what became of one CUDA reference. ``INFO`` is for findings only."""

    PORTED = "ported"  # rewritten for the target
    NATIVE = "native"  # valid on the target as it stands
    REVIEW = "review"  # rewritten or valid, but the meaning may differ: a finding says how
    MANUAL = "manual"  # cannot be ported automatically: a finding says why and what to do
    UNKNOWN = "unknown"  # looks like CUDA, is in no table and not declared in the tree: a finding
    INFO = "info"  # a remark that asks for nothing; its reference, if any, is ported or native


class Announces(Enum):
    """What a finding says would happen if the port were built and run as it is."""

    ERROR = "error"  # the compiler refuses the place, or what uses the name
    VALUES = "values"  # it compiles, and may compute or do something else
    SPEED = "speed"  # it compiles and does the same, at another speed
    NOTHING = "nothing"  # a remark


LEDGER_STATUSES = (Status.PORTED, Status.NATIVE, Status.REVIEW, Status.MANUAL, Status.UNKNOWN)


# What is announced where nothing says it: a name that stays as it was, or a place that is left to a
# person, does not compile; what is to be reviewed does.
_ANNOUNCED = {
    Status.MANUAL: Announces.ERROR,
    Status.UNKNOWN: Announces.ERROR,
    Status.REVIEW: Announces.VALUES,
}


class Outcome(Enum):
    """What happened to one file."""

    PORTED = "ported"  # at least one edit
    UNCHANGED = "unchanged"  # read and understood, nothing to edit
    SKIPPED = "skipped"  # not looked at; the reason says why
    FAILED = "failed"  # the reason holds a traceback, or the check the port failed


class Unread(Enum):
    """Whether a file that may hold something for the port was not read, and is not left alone on
    purpose. A port that has one is not known to be whole.
    """

    NO = ""
    PASSED_OVER = "passed-over"  # too large, no text, or behind a link out of the tree
    UNREADABLE = "unreadable"  # the system does not give it


class Certainty(Enum):
    """How it is known that a reference is CUDA's."""

    NAME = "name"  # by its spelling, and what the tree says of it
    PROVED = "proved"  # a compiler's front end resolved it to CUDA's declaration


class Span(NamedTuple):
    """Half-open byte range ``[start, end)``."""

    start: int
    end: int


class Edit(NamedTuple):
    """Replace bytes ``[start, end)`` by ``text``; ``start == end`` inserts."""

    start: int
    end: int
    text: bytes


class Reference(NamedTuple):
    """One CUDA reference of the ledger.

    ``name`` is the API as its table spells it (``cub::DeviceScan``), ``rule`` the id of the rule or
    table that decided (``hip/names/runtime``, ``hip/memory/symbol``).
    """

    start: int
    end: int
    name: str
    status: Status
    rule: str
    certainty: Certainty = Certainty.NAME


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that are applied all together or not at all."""

    edits: tuple[Edit, ...]
    safety: Safety = Safety.SAFE


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should read. ``branch`` is the preprocessor condition it stands under, or
    ``""``.

    ``cause`` is what it comes from, in words: findings of one cause are one thing to understand,
    and ``effort`` is what it takes here. ``declares`` is what its rule says that it announces, None
    where the status says it. ``more`` are the other places of it in its file, in order, and
    ``elsewhere`` those in other files, where one decision settles them all; each of them is a
    finding that stands for itself alone. ``pattern`` is that of the kernel that it is on, if any.
    """

    rule: str
    status: Status
    api: str
    message: str
    start: int
    end: int
    suggestion: str = ""
    branch: str = ""
    fix: Fix | None = None
    effort: Effort = Effort.NONE
    cause: str = ""
    declares: Announces | None = None
    more: tuple[Finding, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    pattern: str = ""

    @property
    def announces(self) -> Announces:
        """What happens if the port is built and run as it is."""
        return self.declares or _ANNOUNCED.get(self.status, Announces.NOTHING)

    @property
    def places(self) -> tuple[Finding, ...]:
        """Every place of it in its file, in order, each for itself."""
        if not self.more and not self.elsewhere:
            return (self,)
        return tuple(sorted((self.alone, *self.more), key=_by_place))

    @property
    def alone(self) -> Finding:
        """The place where it stands, for itself."""
        return replace(self, more=(), elsewhere=()) if self.more or self.elsewhere else self

    @property
    def remark(self) -> Finding:
        """The same where it asks for nothing."""
        more = tuple(item.remark for item in self.more)
        return replace(self, status=Status.INFO, effort=Effort.NONE, declares=None, more=more)

    @property
    def count(self) -> int:
        """How many places it has, in all files."""
        return 1 + len(self.more) + len(self.elsewhere)


def _by_place(finding: Finding) -> tuple[int, int, str]:
    return finding.start, finding.end, finding.rule


class Elsewhere(NamedTuple):
    """A place of a finding in another file than its own."""

    path: str
    finding: Finding


class Position(NamedTuple):
    """1-based line and 1-based column in UTF-8 bytes."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Counts of references by status. ``total`` is their sum by construction."""

    counts: Mapping[Status, int] = field(default_factory=dict)

    @classmethod
    def of(cls, references: Iterable[Reference]) -> Ledger:
        return cls(Counter(reference.status for reference in references))

    @classmethod
    def sum(cls, ledgers: Iterable[Ledger]) -> Ledger:
        total: Counter[Status] = Counter()
        for ledger in ledgers:
            total.update(ledger.counts)
        return cls(total)

    def __getitem__(self, status: Status) -> int:
        return self.counts.get(status, 0)

    @property
    def total(self) -> int:
        return sum(self[status] for status in LEDGER_STATUSES)


@dataclass(frozen=True, slots=True)
class FileResult:
    """All that is known of one file after the port; made by ``engine``, which never raises.

    As ``engine`` makes it each place has a finding; ``gather`` makes one of those with one cause.

    ``path`` is relative to the root it was found under, with ``/`` separators; ``content`` is the
    ported text (None when the file is unchanged, skipped or failed), which is kept ``packed``;
    ``lines`` holds the byte offset at which each line of the input starts, so that outputs can turn
    offsets into positions without the source. ``digest`` is of the bytes that were ported
    (``source.digest``), so that a file that somebody saved since is not written over; empty where
    nothing was ported. All offsets and ``content`` are of the text in UTF-8; ``encoding`` is what
    the file has on the disk, where that is another (``source.encoded``). One that ``is_new`` the
    port adds to the tree.
    """

    path: str
    outcome: Outcome
    reason: str = ""
    output: str = ""
    references: Sequence[Reference] = ()
    findings: tuple[Finding, ...] = ()
    edits: tuple[Edit, ...] = ()
    packed: bytes | None = None
    lines: Sequence[int] = (0,)
    declares: frozenset[str] = frozenset()
    digest: bytes = b""
    encoding: str = ""
    unread: Unread = Unread.NO
    is_new: bool = False

    __getstate__ = compact.said
    __setstate__ = compact.restore

    @property
    def content(self) -> bytes | None:
        return compact.unpacked(self.packed) if self.packed is not None else None

    @property
    def is_changed(self) -> bool:
        """Whether there is a ported text."""
        return self.packed is not None

    @property
    def ledger(self) -> Ledger:
        return Ledger.of(self.references)

    @property
    def proved(self) -> int:
        return sum(reference.certainty is Certainty.PROVED for reference in self.references)


class Target(NamedTuple):
    """The runtime that is ported to, at one version: ``hip`` ``7.1``."""

    name: str
    version: str


class RuleInfo(NamedTuple):
    """What there is to say of the id of a finding: a title, paragraphs of text, further reading."""

    id: str
    title: str
    text: str = ""
    links: tuple[str, ...] = ()


class UnitFailure(NamedTuple):
    """A translation unit of which nothing is known, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Units:
    """What became of the translation units, where they were parsed.

    ``count`` of them, ``cached`` since an earlier run, in ``seconds``; ``declarations`` says where
    CUDA's came from: ``sdk`` or ``prelude``.
    """

    count: int
    cached: int
    failed: tuple[UnitFailure, ...]
    seconds: float
    declarations: str


class Settled(NamedTuple):
    """What would be no finding any more with another ``option`` of a port: those of ``rules``, and
    of the tables and of ``others`` those on ``names``.
    """

    option: str
    rules: frozenset[str]
    others: frozenset[str]
    names: frozenset[str]

    def has(self, finding: Finding) -> bool:
        if finding.status is Status.INFO:
            return False
        by_name = "/names/" in finding.rule or finding.rule in self.others
        return finding.rule in self.rules or (by_name and finding.api in self.names)


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a run over many files, in the order of their paths.

    ``rules`` has the ids of all findings, in order. ``counted`` are the statuses that make the exit
    code 1, ``known`` is how many places of findings are not here because a baseline has them.
    ``units`` is None where no translation units were parsed, ``verification`` where the port was
    not verified. Remarks are for those who ask: ``show_info`` says whether somebody did.
    ``settled`` is what options that were not given would settle.
    """

    tool_version: str
    target: Target
    files: tuple[FileResult, ...]
    exit_code: int = 0
    rules: Mapping[str, RuleInfo] = field(default_factory=dict)
    counted: frozenset[Status] = frozenset({Status.MANUAL, Status.UNKNOWN})
    known: int = 0
    units: Units | None = None
    verification: Verification | None = None
    show_info: bool = False
    settled: tuple[Settled, ...] = ()

    @property
    def places(self) -> Mapping[str, tuple[Finding, ...]]:
        """By file every place of every finding, in order, each as a finding for itself."""
        found: dict[str, list[Finding]] = {file.path: [] for file in self.files}
        for file in self.files:
            for finding in file.findings:
                found[file.path].extend(finding.places)
                for path, place in finding.elsewhere:
                    found[path].append(place)
        return {path: tuple(sorted(of, key=_by_place)) for path, of in found.items()}

    @property
    def ledger(self) -> Ledger:
        return Ledger.sum(file.ledger for file in self.files)

    @property
    def proved(self) -> int:
        """How many references are proved to be CUDA's."""
        return sum(file.proved for file in self.files)


class UserError(Exception):
    """Something the user can mend: a bad option, a bad rule, a bad configuration.

    ``title`` says what is wrong and where (``file:line``), ``advice`` what to do about it.
    """

    def __init__(self, title: str, advice: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.advice = advice
