"""A tree that was ported, edited by people, and is ported again: both changes in one tree.

What comes in is a whole new tree in a folder beside, and what is remembered of the last one; what
goes out is the tree with the edits of both, and a note of what people have to settle. All is made
beside the tree; once it is whole, a list of what takes whose place is left with it, and files are
replaced one by one, what is remembered last: whatever stops this, the next run goes on from the
list. Nothing here ports, follows a link or prints.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from migrate.files.atomic import remove
from migrate.files.journal import REFUSED, REPLACED, TREE, Step, finish, leave
from migrate.files.manifest import FOLDER, Made, Manifest, kept, standing, text_of
from migrate.files.mergeplan import Decision, Verdict, decided
from migrate.files.merging import Labels, Merged, has_conflict, merge
from migrate.files.source import encoded, encoding_of
from migrate.process.signals import undisturbed

_MARKED = "changed by hand and in the source: the lines are marked; choose, and take the marks out"
_STILL = (
    "a conflict is marked in it still, and it was not ported anew: choose, and take the marks out"
)
_UNMERGED = "changed by hand and in the source, and no text that can be merged: it stays as it " + (
    f"stands, the new one is in {FOLDER}/{REFUSED}; take over what you want of that"
)


@dataclass(frozen=True, slots=True)
class Renewed:
    """What became of a tree: how many files were written, went, and stayed as people edited them;
    which have the edits of both, which have a conflict, and why; where is what was replaced.
    """

    written: int = 0
    removed: int = 0
    edited: int = 0
    merged: tuple[str, ...] = ()
    conflicts: tuple[tuple[str, str], ...] = ()
    replaced: str = ""


@dataclass(slots=True)
class _Work:
    """A tree, the folder in which its new one is made, and what is to be done as it comes up."""

    tree: Path
    made: Path
    labels: Labels
    force: bool
    steps: list[Step] = field(default_factory=list)
    files: dict[str, Made] = field(default_factory=dict)
    conflicts: list[tuple[str, str]] = field(default_factory=list)
    verdicts: list[tuple[Verdict, Decision]] = field(default_factory=list)


def renew(
    tree: Path,
    made: Path,
    new: Manifest,
    known: Manifest | None,
    force: bool,
    check: Callable[[], None] = lambda: None,
) -> Renewed:
    """Bring what was made in the folder ``made`` into ``tree``; ``new`` is what will be remembered
    of it. With ``force`` what people have edited is replaced, and kept aside. ``check`` refuses
    what may not be written to, right before it is.
    """
    before = known.files if known else {}
    names = before.keys() | new.files.keys()
    stands = {name: state for name in names if (state := standing(tree, name)) is not None}
    labels = Labels(b"edited by hand", f"{new.tool}, {new.target} {new.version}".encode())
    work = _Work(tree, made, labels, force)
    for decision in decided(before, new.files, stands, force):
        _prepare(decision, work)
    with undisturbed():
        check()
        aside = leave(tree, made, work.steps, replace(new, files=work.files))
        finish(tree)
    return _told(work, aside)


def _told(work: _Work, aside: str) -> Renewed:
    of = {
        verdict: tuple(item.name for found, item in work.verdicts if found is verdict)
        for verdict in Verdict
    }
    marked = {name for name, _ in work.conflicts}
    return Renewed(
        len(of[Verdict.WRITE]),
        len(of[Verdict.DELETE]),
        sum(item.edited for found, item in work.verdicts if found is Verdict.KEEP),
        tuple(name for name in of[Verdict.MERGE] if name not in marked),
        tuple(work.conflicts),
        aside,
    )


def _prepare(decision: Decision, work: _Work) -> None:
    """Make what becomes of one file, and note the step to it."""
    verdict, conflict = decision.verdict, decision.conflict
    still = not work.force and _is_marked(decision, work.tree / decision.stands)
    if still:
        verdict, conflict = Verdict.KEEP, _STILL
    elif verdict is Verdict.MERGE:
        verdict, conflict = _merge(decision, work)
    if conflict:
        work.conflicts.append((decision.name, conflict))
    if decision.theirs is not None:
        entry = decision.base if still and decision.base else decision.theirs
        work.files[decision.name] = replace(entry, conflict=still or conflict == _MARKED)
    work.verdicts.append((verdict, decision))
    _stage(decision, verdict, work)


def _is_marked(decision: Decision, place: Path) -> bool:
    """Whether a conflict that the last run has marked is not settled yet."""
    if decision.base is None or not decision.base.conflict or decision.ours is None:
        return False
    return has_conflict(_plain(text_of(place) or b"") or b"")


def _merge(decision: Decision, work: _Work) -> tuple[Verdict, str]:
    """Bring together what both sides have changed; what is left to do, and to settle."""
    staged, place = work.made / TREE / decision.name, work.tree / decision.stands
    old = b"" if decision.base is None else kept(work.tree, decision.base.state)
    mine, other = text_of(place), text_of(staged)
    merged = None
    if old is not None and mine is not None and other is not None:
        merged = _merged(old, mine, other, work.labels)
    if merged is None:
        aside = work.made / REFUSED / f"{decision.name}.new"
        aside.parent.mkdir(parents=True, exist_ok=True)
        staged.rename(aside)
        return Verdict.KEEP, _UNMERGED
    if merged.text == mine:
        return Verdict.KEEP, ""
    with staged.open("wb") as stream:  # what people wrote is on the disk before it goes
        stream.write(merged.text)
        stream.flush()
        os.fsync(stream.fileno())
    return Verdict.MERGE, _MARKED if merged.conflicts else ""


def _merged(old: bytes, mine: bytes, other: bytes, labels: Labels) -> Merged | None:
    """The merge of texts as they are on the disk; None where they have different encodings."""
    encodings = {encoding_of(text) for text in (old, mine, other) if text}
    texts = [text for item in (old, mine, other) if (text := _plain(item)) is not None]
    if len(encodings) > 1 or len(texts) < 3:
        return None
    merged = merge(texts[0], texts[1], texts[2], labels)
    return merged._replace(text=encoded(merged.text, "".join(encodings)))


def _plain(text: bytes) -> bytes | None:
    """A text in UTF-8, if it is one in UTF-16, or as it is; None where it cannot be read."""
    encoding = encoding_of(text)
    try:
        return (
            text
            if not encoding
            else text.decode(encoding, "surrogatepass").encode("utf-8", "surrogatepass")
        )
    except UnicodeDecodeError:
        return None


def _stage(decision: Decision, verdict: Verdict, work: _Work) -> None:
    """Have ready in the folder of what is made the file that is to take its place, if one is."""
    staged, place = work.made / TREE / decision.name, work.tree / decision.stands
    ours, theirs = decision.ours, decision.theirs
    writes = verdict in (Verdict.WRITE, Verdict.MERGE)
    replaces = work.force and decision.edited and verdict is Verdict.WRITE
    if replaces and ours is not None and not ours.same(theirs.state if theirs else None):
        _copy(place, work.made / REPLACED / f"{decision.stands}.orig")
    if ours is not None and verdict is Verdict.KEEP:
        writes = decision.moves or ours.executable != decision.executable
        if writes:
            _copy(place, staged)
    if writes and not staged.is_symlink():
        _set_mode(staged, place if ours and not ours.link else staged, decision.executable)
    if not writes:
        remove(staged)
    before = ours.digest if ours else ""
    goes = ours is not None and (decision.moves or verdict is Verdict.DELETE)
    if writes or goes:
        here = "" if decision.moves else before
        work.steps.append(
            Step(decision.name, writes, here, decision.stands if goes else "", before)
        )


def _copy(place: Path, target: Path) -> None:
    """A copy of what stands in the tree; of a link, the link."""
    remove(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(place, target, follow_symlinks=False)


def _set_mode(staged: Path, like: Path, executable: bool) -> None:
    """Give a file the rights of another, and those to run it if it is to be one that runs."""
    mode = stat.S_IMODE(like.stat().st_mode)
    if bool(mode & stat.S_IXUSR) != executable:
        mode = mode | (mode & 0o444) >> 2 if executable else mode & ~0o111
    staged.chmod(mode)
