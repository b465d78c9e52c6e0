"""An entry of the ledger in the making: a reference, what is said of it, and the fix it comes with.

What comes in are uses and what was decided of them; what goes out are entries, alone or several of
one use made into one. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from migrate.model import Edit, Finding, Fix, Reference, Span, Status
from migrate.rewrite import includes
from migrate.rules.causes import Work
from migrate.rules.names import Verdict
from migrate.shapes.calls import closing_chevron
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.qualifiers import Access
from migrate.tree.resolve import Use
from migrate.tree.scan import Scan

SPLIT_LAUNCH = "migrate/split-launch"
BRACED_LAUNCH = "migrate/braced-launch"
EITHER = "migrate/two-overloads"
DECLARED_AHEAD = "migrate/tag-declared-ahead"
UNKNOWN_NAME = "migrate/unknown-name"
_GRAVITY = (Status.NATIVE, Status.PORTED, Status.REVIEW, Status.UNKNOWN, Status.MANUAL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One reference with what is to be said and done about it."""

    reference: Reference
    findings: tuple[Finding, ...] = ()
    fix: Fix | None = None
    requires: tuple[str, ...] = ()


def is_guess(reference: Reference) -> bool:
    """Whether only its form makes this name CUDA's: if the tree declares it, it is the user's."""
    return reference.rule == UNKNOWN_NAME or reference.rule.endswith("/families")


def native(use: Use, rule: str, status: Status = Status.NATIVE) -> Entry:
    """A use of which nothing is to be said."""
    return Entry(Reference(use.start, use.end, use.name, status, rule))


def entry(
    use: Use,
    status: Status,
    rule: str,
    message: str,
    branch: str,
    work: Work,
    fix: Fix | None = None,
    suggestion: str = "",
) -> Entry:
    """A use with its finding, if there is a message."""
    reference = Reference(use.start, use.end, use.name, status, rule)
    if not message:
        return Entry(reference, (), fix)
    span = (use.start, use.end)
    what = (rule, status, use.name, message, *span, suggestion, branch, None)
    return Entry(reference, (Finding(*what, *work),), fix)


def unknown(use: Use, branch: str, work: Work) -> Entry:
    """The entry of a name that no table has; each such name is a cause of its own."""
    message = f"{use.name} looks like CUDA, but is in no table and is not declared in the tree"
    work = work._replace(cause=f"{work.cause}: {use.name}")
    return entry(use, Status.UNKNOWN, UNKNOWN_NAME, message, branch, work)


def either(use: Use, branch: str, work: Work) -> Entry:
    """A call that is CUDA's or the tree's, as its arguments decide, or a value, as the type before
    it does: not edited.
    """
    if use.before.access is Access.SCOPED:
        message = (
            f"the tree has {use.name} too, as a value of a type of its own: what "
            f"{'::'.join(use.before.words)} stands for decides which of them this is"
        )
        return entry(use, Status.REVIEW, EITHER, message, branch, work)
    message = (
        f"the tree has {use.name} too, and a using directive shows it beside CUDA's: "
        "the types of the arguments decide which of them this calls"
    )
    return entry(use, Status.REVIEW, EITHER, message, branch, work)


def declared_ahead(use: Use, verdict: Verdict, branch: str, work: Work) -> Entry:
    """A tag is declared ahead that is a typedef on the target: not edited."""
    message = (
        f"{use.name} becomes {verdict.target}, which is a typedef: no tag of that name can be "
        "declared ahead"
    )
    return entry(use, Status.MANUAL, DECLARED_AHEAD, message, branch, work)


def is_whole(scan: Scan, use: Use, tree: SyntaxTree, leaf: Node) -> bool:
    """Whether a ``<<<`` opens a launch configuration that is closed; to the eye, where the grammar
    stumbled over what is around.
    """
    parent = tree.parent(leaf)
    if parent is not None and parent.type == "kernel_call_syntax" and not parent.has_error:
        return True
    return closing_chevron(scan.data, use.end, scan.trivia.both) is not None


def braced_launch(use: Use, braces: Sequence[Span]) -> Entry:
    """``<<<{8, 8}, n>>>``: only nvcc takes braces without a type for dimensions. The parentheses
    convert a signed number, which clang refuses in braces.
    """
    opened = [Edit(item.start, item.start + 1, b"dim3(") for item in braces]
    closed = [Edit(item.end - 1, item.end, b")") for item in braces]
    edits = tuple(edit for both in zip(opened, closed, strict=True) for edit in both)
    reference = Reference(use.start, use.end, use.name, Status.PORTED, BRACED_LAUNCH)
    return Entry(reference, (), Fix(edits))


def split_launch(scan: Scan, use: Use, branch: str, work: Work) -> Entry:
    """``<< < >> >``: only nvcc takes a split chevron for a launch."""
    closing = closing_chevron(scan.data, use.end, scan.trivia.both)
    if closing is None:
        message = "only nvcc takes this split chevron for a launch: join it by hand"
        return entry(use, Status.MANUAL, SPLIT_LAUNCH, message, branch, work)
    edits = (Edit(use.start, use.end, b"<<<"), Edit(*closing, b">>>"))
    return entry(use, Status.PORTED, SPLIT_LAUNCH, "", branch, work, Fix(edits))


def without_note(entry: Entry) -> Entry:
    """The entry of a name whose use is harmless: renamed where it has to be, and nothing said."""
    status = Status.PORTED if entry.fix is not None else Status.NATIVE
    return Entry(entry.reference._replace(status=status), (), entry.fix, entry.requires)


def unsaid(entry: Entry, rule: str) -> Entry:
    """The entry with its fix, and without a word; ``rule`` says why."""
    status = Status.PORTED if entry.fix is not None else Status.NATIVE
    reference = entry.reference
    if reference.status in (Status.PORTED, Status.NATIVE):
        status = reference.status
    return Entry(reference._replace(status=status, rule=rule), (), entry.fix, entry.requires)


def aside(entry: Entry, rule: str) -> Entry:
    """The entry with its fix, whose findings are only remarks; ``rule`` says why."""
    return replace(unsaid(entry, rule), findings=tuple(item.remark for item in entry.findings))


def severity(entry: Entry) -> int:
    """How much is left to a person, to compare."""
    return _GRAVITY.index(entry.reference.status)


def merged(entries: Sequence[Entry]) -> Entry | None:
    """One entry of several for the same use: the gravest reference, every finding, the one fix
    there is.
    """
    if not entries:
        return None
    gravest = max(entries, key=severity)
    fixed = next((entry for entry in entries if entry.fix is not None), gravest)
    findings = tuple(finding for entry in entries for finding in entry.findings)
    return Entry(gravest.reference, findings, fixed.fix, fixed.requires)


def without_repeats(entries: Sequence[Entry], rule: str) -> list[Entry]:
    """The entries, with one finding of ``rule`` that also counts the others in the file."""
    told = [entry for entry in entries if entry.findings and entry.reference.rule == rule]
    if len(told) < 2:
        return list(entries)
    first, *others = told
    (finding,) = first.findings
    names = f"{finding.api} and {len(others)} more"
    message = finding.message.replace(f"{finding.api} is", f"{names} are", 1)
    kept = {id(first): replace(first, findings=(replace(finding, message=message),))}
    kept |= {
        id(entry): Entry(entry.reference._replace(status=Status.NATIVE), (), entry.fix)
        for entry in others
    }
    return [kept.get(id(entry), entry) for entry in entries]


def include_entry(scan: Scan, decision: includes.Decision) -> Entry:
    """The entry of an include."""
    change = includes.edit(scan, decision)
    reference, finding = includes.report(scan, decision, change)
    fix = Fix((change,)) if change is not None else None
    return Entry(reference, (finding,) if finding is not None else (), fix)
