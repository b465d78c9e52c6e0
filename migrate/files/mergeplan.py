"""What becomes of each file of a tree that is generated anew over one that people have edited.

What comes in are three states of a file: as it was generated last, as it stands, and as it is
generated now; what goes out is what is to be done, and what a person has to settle. Nothing that a
person wrote is left out of what is decided here. Nothing here reads or writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from migrate.files.manifest import Made, State, sources

GONE_BY_HAND = (
    "deleted by hand, and changed in the source: it is there again, as generated; delete it again, "
    "or keep it"
)
GONE = (
    "edited by hand, and gone from the source: it stays as it stands; delete it, after taking your "
    "edits to where the source has its lines now"
)


class Verdict(Enum):
    """What is done with a file."""

    KEEP = "keep"  # it stays as it stands, or away
    WRITE = "write"  # as it is generated now
    DELETE = "delete"  # it goes: nobody has edited it
    MERGE = "merge"  # both sides have changed it


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of the file ``name``, which stands at ``stands`` (another name it had), and
    which is ``base``, ``ours`` and ``theirs``. ``edited`` says that a person has, ``conflict`` what
    a person has to settle whatever the lines say.
    """

    name: str
    verdict: Verdict
    base: Made | None
    ours: State | None
    theirs: Made | None
    stands: str
    edited: bool = False
    conflict: str = ""

    @property
    def executable(self) -> bool:
        """Whether the file is to be one that runs: as the side says that has changed it."""
        if self.ours is None:
            return self.theirs is not None and self.theirs.state.executable
        chosen = self.base is None or self.ours.executable != self.base.state.executable
        if self.theirs is None or chosen:
            return self.ours.executable
        return self.theirs.state.executable

    @property
    def moves(self) -> bool:
        """Whether it has another name now."""
        return self.stands != self.name


def decided(
    known: Mapping[str, Made], new: Mapping[str, Made], standing: Mapping[str, State], force: bool
) -> Iterator[Decision]:
    """Decisions for every file that was or is generated. ``standing`` is what stands in the tree by
    the names of both. With ``force`` what is generated takes the place of what was edited.
    """
    moved = {name: before for name, before in _moved(known, new) if name not in standing}
    left = frozenset(moved.values())
    for name in sorted(known.keys() | new.keys()):
        if name in left:
            continue
        before = moved.get(name, name)
        base, ours, theirs = known.get(before), standing.get(before), new.get(name)
        verdict, conflict = _verdict(base, ours, theirs)
        edited = ours is not None and not (base is not None and base.state.same(ours))
        if force:
            verdict, conflict = _forced(edited, theirs), ""
        yield Decision(name, verdict, base, ours, theirs, before, edited, conflict)


def _verdict(base: Made | None, ours: State | None, theirs: Made | None) -> tuple[Verdict, str]:
    """What is done with a file by its three states, and what a person has to settle."""
    before = base.state if base else None
    now = theirs.state if theirs else None
    if ours is None:
        if now is None or now.same(before):
            return Verdict.KEEP, ""
        return Verdict.WRITE, GONE_BY_HAND if before else ""
    if ours.same(now) or (now is not None and now.same(before)):
        return Verdict.KEEP, ""
    if ours.same(before):
        return (Verdict.WRITE if now else Verdict.DELETE), ""
    return (Verdict.MERGE, "") if now else (Verdict.KEEP, GONE)


def _forced(edited: bool, theirs: Made | None) -> Verdict:
    """What is done where what is generated wins: what was added or edited and is no more generated
    stays.
    """
    if theirs is not None:
        return Verdict.WRITE
    return Verdict.KEEP if edited else Verdict.DELETE


def _moved(known: Mapping[str, Made], new: Mapping[str, Made]) -> Iterator[tuple[str, str]]:
    """Names that files are generated under now, with those that they were before."""
    names = sources(known.items())
    for name, made in new.items():
        before = names.get(made.source)
        if name not in known and before is not None and before not in new:
            yield name, before
