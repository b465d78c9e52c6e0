"""What the tables of ``rules/`` say of CUDA's names and headers, for one target at one version.

What comes in are the tables of the target, of CUDA's declared surface and of its families, and the
users' own in front of them; what goes out answers, for a name or a header, what becomes of it
(``Verdict``). Rows are read when they are first asked for. No source code is read here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from migrate.model import Announces, Effort, Status, Target
from migrate.rules.cache import NOT_KEPT, Kept, kept_property
from migrate.rules.causes import NOTHING, Causes, Work, by_default
from migrate.rules.evidence import Evidence, Said, evidence_of
from migrate.rules.forms import is_numbered, is_old_type, is_per_thread, plain_form
from migrate.rules.headers import Headers
from migrate.rules.namespaces import Namespaces
from migrate.rules.tables import (
    FAMILY_COLUMNS,
    HEADER_COLUMNS,
    NAME_COLUMNS,
    SURFACE_COLUMNS,
    NameRow,
    Prefixes,
    Support,
    Table,
    at_version,
    kept,
    name_row,
    support_of,
    version,
)
from migrate.rules.targets import TargetInfo, rules_folder

_STATUS = {
    Support.EXACT: Status.NATIVE,
    Support.RENAMED: Status.PORTED,
    Support.REVIEW: Status.REVIEW,
    Support.NONE: Status.MANUAL,
    Support.DROP: Status.PORTED,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one CUDA name: ``target`` is its new spelling (``""``: none, or an include
    that goes).
    """

    name: str
    status: Status
    target: str
    message: str
    rule: str
    support: Support
    effort: Effort = Effort.NONE
    cause: str = ""
    announces: Announces | None = None

    @property
    def work(self) -> Work:
        """What a finding of it takes, comes from and announces."""
        return Work(self.effort, self.cause, self.announces)


_PER_THREAD = "call that, and build for one such stream a thread"
_PER_THREAD_CAUSE = "Default stream of each thread"


def _table(files: Iterable[Path], columns: tuple[str, ...], rule_prefix: str) -> Table:
    """A table of files, of which those that come with the program are read once."""
    found, own = tuple(files), rules_folder()
    if all(own in file.parents for file in found):
        return kept(found, columns, rule_prefix)
    return Table(found, columns, rule_prefix)


class Names:
    """What becomes of CUDA's names and headers. Values are made when they are asked for."""

    def __init__(
        self, info: TargetInfo, wanted: str, folders: Sequence[Path], kept: Kept = NOT_KEPT
    ) -> None:
        """``folders`` are laid out like ``rules/``; later ones take precedence. What is made of
        them is ``kept``.
        """
        self.kept = kept
        self.info = info
        self.target = Target(info.name, wanted)
        self.folders = tuple(folders)
        self._version = version(wanted)
        self._verdicts: dict[str, Verdict | None] = {}
        self._header_verdicts: dict[str, Verdict | None] = {}
        self._conventions = {item.library: item for item in info.conventions}

    @kept_property
    def surface(self) -> Table:
        """The names that CUDA has."""
        known = self._files("cuda", "*.csv", ("families", "headers"))
        return _table(known, SURFACE_COLUMNS, "cuda/")

    @kept_property
    def _names(self) -> Sequence[Table]:
        """What becomes of them, the users' own first."""
        name = self.info.name
        return [
            _table(sorted((folder / name / "names").glob("*.csv")), NAME_COLUMNS, f"{name}/names/")
            for folder in reversed(self.folders)
        ]

    def _files(self, area: str, pattern: str, without: Sequence[str] = ()) -> Iterator[Path]:
        for folder in self.folders:
            files = sorted((folder / area).glob(pattern))
            yield from (file for file in files if file.stem not in without)

    def check(self) -> None:
        """Read all of the users' own, so that a mistake is refused before the work begins."""
        for table in (*self._names[:-1], self.headers.own):  # the last names are the built-in ones
            for name in table:
                for row in table.rows(name):
                    name_row(row)
        for prefix, row in self._family_rows.items():
            self.causes.of_family(prefix, prefix, support_of(row, prefix))
        self.causes.announced("")

    # -- names -------------------------------------------------------------------------------------

    def is_cuda(self, name: str) -> bool:
        """Whether a table knows ``name`` (unqualified, or qualified from its root namespace)."""
        return name in self._named

    @kept_property
    def _named(self) -> frozenset[str]:
        return frozenset(self.surface).union(*self._names)

    def beginning_with(self, start: str) -> Sequence[str]:
        """The names of CUDA's that begin with ``start``, in order."""
        first = bisect_left(self._sorted, start)
        return self._sorted[first : bisect_left(self._sorted, f"{start}\U0010ffff", first)]

    @cached_property
    def _sorted(self) -> Sequence[str]:
        return sorted(self._named)

    def rows(self, name: str) -> list[NameRow]:
        """The target's rows for ``name``, of every version; the users' own tables come first and
        win.
        """
        for table in self._names:
            found = table.rows(name)
            if found:
                return [name_row(row) for row in found]
        return []

    def causes_of_names(self, causes: Collection[str]) -> frozenset[str]:
        """Those of the ``causes`` that the target's rows say of some name, besides headers."""
        begins = tuple(f"{cause}: " for cause in causes)
        notes = (row["note"] for table in self._names for name in table for row in table.rows(name))
        return frozenset(note.partition(": ")[0] for note in notes if note.startswith(begins))

    def verdict(self, name: str) -> Verdict | None:
        """What becomes of ``name``; None where it is not CUDA's. A member takes its namespace's
        answer.
        """
        if name not in self._verdicts:
            self._verdicts[name] = self._doubted(name, self._decide(name))
        return self._verdicts[name]

    def evidence(self, name: str, verdict: Verdict) -> Evidence | None:
        """How sure ``verdict`` on a name or header is, as far as the target says it."""
        library, by = verdict.rule.rpartition("/")[2], Said.CONVENTION
        if library == "families":
            family = self._families.longest(name) or self._families.longest(f"{name}::")
            library, by = self._family_rows[family]["library"] if family else library, Said.FAMILY
        elif library == "headers" or self.rows(name):
            by = Said.ROW
        return evidence_of(self.info.evidence, name, library, by, verdict.message)

    def _doubted(self, name: str, verdict: Verdict | None) -> Verdict | None:
        """The verdict, which is to review the name where its row is of low confidence."""
        found = self.evidence(name, verdict) if verdict and self.info.evidence else None
        if verdict is None or found is None or found.lowered(verdict.support) is verdict.support:
            return verdict
        work = self.causes.of_row(Support.REVIEW, "", "", found.doubt)._asdict()
        return replace(
            verdict, status=Status.REVIEW, support=Support.REVIEW, message=found.doubt, **work
        )

    def _decide(self, name: str) -> Verdict | None:
        rows = self.rows(name)
        if rows:
            return self._from_rows(name, rows)
        if name in self.surface:
            by_convention = self._by_convention(name)
            if by_convention is not None:
                return by_convention
        families = self._families
        family = families.longest(name) or families.longest(f"{name}::")
        if family is not None:
            return self._from_family(name, family)
        scope = name.rpartition("::")[0]
        outer = self._in_scope(name, scope) if scope else None
        if outer is not None:
            return outer
        if name in self.surface:
            return self._no_entry(name, name)
        return self._of_form(name, plain_form(name))

    def _of_form(self, name: str, plain: str) -> Verdict | None:
        """A form of a name that no table has; a guess, as the names of a family are."""
        verdict = self.verdict(plain) if plain and plain in self._named else None
        if verdict is None or not (is_per_thread(name) or is_old_type(name) or is_numbered(name)):
            return None
        rule = f"{self.info.name}/families"
        if is_numbered(name):
            becomes = f", which becomes {verdict.target}" if verdict.target else ""
            message = f"This is {plain} of another release{becomes}: compare the arguments"
            if not verdict.target and verdict.message:
                message = f"This is {plain} of another release. {verdict.message}"
            return self._manual(name, message, rule, verdict.work)
        if not verdict.target or not is_per_thread(name):
            return replace(verdict, name=name, rule=rule)
        message = f"This is {plain} on the default stream of the thread: {_PER_THREAD}"
        return self._manual(name, message, rule, Work(Effort.MINUTES, _PER_THREAD_CAUSE))

    def _from_rows(self, name: str, rows: Sequence[NameRow], library: str = "") -> Verdict:
        row = at_version(rows, self._version)
        if row is None:
            cause = f"Not in {self.info.title} {self.target.version}"
            work = Work(by_default(Support.NONE, rows[0].kind), cause)
            return self._manual(name, self._out_of_range(rows), rows[0].rule, work)
        message = "" if row.support in (Support.EXACT, Support.RENAMED, Support.DROP) else row.note
        gone = row.support in (Support.NONE, Support.DROP)
        target = "" if gone else row.target or name
        work = self.causes.of_row(row.support, row.kind, library or row.library, message)
        return Verdict(name, _STATUS[row.support], target, message, row.rule, row.support, *work)

    def _out_of_range(self, rows: Sequence[NameRow]) -> str:
        title, wanted = self.info.title, self.target.version
        later = [row for row in rows if row.since and self._version < version(row.since)]
        if later:
            name, since = later[0].target or later[0].cuda, later[0].since
            return f"{name} exists from {title} {since} on; this port is for {wanted}"
        row = rows[-1]
        return (
            f"{row.target or row.cuda} is gone since {title} {row.until}; this port is for {wanted}"
        )

    def _by_convention(self, name: str) -> Verdict | None:
        convention = self._conventions.get(self.surface.library(name))
        target = convention.apply(name) if convention else None
        if convention is None or target is None:
            return None
        support = (
            Support.EXACT
            if convention.support is Support.RENAMED and target == name
            else convention.support
        )
        row, *_ = self.surface.rows(name)  # the users' own comes first
        if not convention.covers(row["since"], row["removed"]):
            support = Support.REVIEW
        rule = f"{self.info.name}/names/{convention.library}"
        message = convention.note if support in (Support.REVIEW, Support.NONE) else ""
        target = "" if support is Support.NONE else target
        work = self.causes.of_row(support, row["kind"], convention.library, message)
        return Verdict(name, _STATUS[support], target, message, rule, support, *work)

    def _from_family(self, name: str, prefix: str) -> Verdict:
        row = self._family_rows[prefix]
        support = support_of(row, prefix)
        target = name
        if support is Support.NONE:
            target = ""
        elif row["target_prefix"]:
            target = (row["target_prefix"] + name[len(prefix) :]).removesuffix("::")
        message = row["note"] if support in (Support.REVIEW, Support.NONE) else ""
        rule = f"{self.info.name}/families"
        work = self.causes.of_family(name, prefix, support) if message else NOTHING
        return Verdict(name, _STATUS[support], target, message, rule, support, *work)

    def _in_scope(self, name: str, scope: str) -> Verdict | None:
        outer = self.verdict(scope)
        if outer is None or scope in self.spaces.closed:
            return None
        target = outer.target + name[len(scope) :] if outer.target else ""
        return replace(outer, name=name, target=target)

    def _no_entry(self, name: str, shown: str) -> Verdict:
        message, rule = f"{shown} has no entry for {self.info.title}", "migrate/no-entry"
        return self._manual(name, message, rule, self.causes.of_tool(rule))

    def _manual(self, name: str, message: str, rule: str, work: Work) -> Verdict:
        return Verdict(name, Status.MANUAL, "", message, rule, Support.NONE, *work)

    @kept_property
    def causes(self) -> Causes:
        """What findings come from, and what they take."""
        titles = self._files("cuda", "libraries.toml")
        notes = self._files(self.info.name, "announces.toml")
        return Causes(self._family_rows, titles, rules_folder() / "findings.toml", notes)

    @kept_property
    def _family_rows(self) -> dict[str, dict[str, str]]:
        files = self._files(self.info.name, "families.csv")
        table = Table(files, FAMILY_COLUMNS, f"{self.info.name}/")
        return {prefix: table.rows(prefix)[-1] for prefix in table}

    @kept_property
    def _families(self) -> Prefixes:
        return Prefixes(self._family_rows)

    @kept_property
    def family_prefixes(self) -> Prefixes:
        """Leading parts of names that are known to be CUDA's without a row of their own."""
        columns = ("prefix", "library", "header")
        table = Table(self._files("cuda", "families.csv"), columns, "cuda/")
        return Prefixes([*table, *self._family_rows])

    @kept_property
    def spaces(self) -> Namespaces:
        """CUDA's namespaces."""
        return Namespaces(self.surface, self.family_prefixes)

    @property
    def namespaces(self) -> frozenset[str]:
        """Root namespaces in which names are CUDA's: ``cub``, ``at`` (for ``at::cuda``)."""
        return self.spaces.roots

    @property
    def shared_namespaces(self) -> frozenset[str]:
        """Those that hold other names too: a member counts only if a table or family has it."""
        return self.spaces.shared

    def is_target(self, name: str) -> bool:
        """Whether CUDA's namespaces hold ``name`` on the target only (``thrust::hip::par``)."""
        return name in self._targets

    @kept_property
    def _targets(self) -> frozenset[str]:
        rows = (row for name in self._named if "::" in name for row in self.rows(name))
        return frozenset(row.target for row in rows) - self._named

    def sources(self, target: str) -> frozenset[str]:
        """The names of CUDA's that become ``target``."""
        return self._sources.get(target, frozenset())

    @kept_property
    def _sources(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for name in self._named:
            table = next((table for table in self._names if name in table), None)
            for target in table.values(name, "target") if table is not None else ():
                found.setdefault(target, set()).add(name)
        return {target: frozenset(names) for target, names in found.items()}

    def members(self, namespace: str) -> frozenset[str]:
        """Unqualified names declared directly in ``namespace`` (``BlockReduce`` of ``cub``)."""
        return self.spaces.members.get(namespace, frozenset())

    def _spelling(self, name: str) -> str:
        verdict = self.verdict(name)
        return verdict.target if verdict is not None else ""

    def _arguments(self, name: str) -> str:
        return self.surface.rows(name)[0]["params"] if name in self.surface else ""

    # -- headers -----------------------------------------------------------------------------------

    def header(self, path: str) -> Verdict | None:
        """What becomes of ``#include <path>``; None where it is not CUDA's."""
        if path not in self._header_verdicts:
            self._header_verdicts[path] = self._doubted(path, self._decide_header(path))
        return self._header_verdicts[path]

    def _decide_header(self, path: str) -> Verdict | None:
        rows = self.headers.rows(path)
        if not rows:
            known = self.headers.is_cuda(path)
            return self._no_entry(path, f"<{path}>") if known else None
        verdict = self._from_rows(path, rows, self.headers.library(path))
        target = self.headers.target(path, verdict.target)
        return replace(verdict, name=path, target=target, rule=f"{self.info.name}/headers")

    @kept_property
    def target_headers(self) -> frozenset[str]:
        """Paths of the target's own headers, as far as CUDA's become them."""
        return self.headers.targets | {self.info.runtime_header}

    @kept_property
    def headers(self) -> Headers:
        """CUDA's headers, and what becomes of them."""
        name = self.info.name
        own = Table(reversed(list(self._files(name, "headers.csv"))), HEADER_COLUMNS, f"{name}/")
        known = Table(self._files("cuda", "headers.csv"), ("header", "library"), "cuda/")
        return Headers(own, known)
