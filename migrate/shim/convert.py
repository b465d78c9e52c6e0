"""One file's port as one code base: CUDA's names stay, what the shim cannot give stands twice.

What comes in are a file, the forms of its tree's shim and where that lies; what goes out is its
result with other edits: insertions, and conditions that hold on both sides what they held. Where an
edit has no place of its own, it is left out and a finding says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from migrate.compact import packed
from migrate.model import Edit, FileResult, Finding, Outcome, Reference, Span, Status
from migrate.rewrite.edits import apply
from migrate.rewrite.entries import BRACED_LAUNCH, SPLIT_LAUNCH
from migrate.rules.causes import Causes
from migrate.shim import conditions, includes
from migrate.shim.covered import Cover, without_tag
from migrate.shim.files import CONDITIONS, Ported
from migrate.shim.forms import Forms
from migrate.shim.guarded import Guard, regions, twice
from migrate.shim.includes import Header
from migrate.text.conditions import UNSEEN
from migrate.text.guards import Guards
from migrate.text.lexer import Directive

SHIM = "migrate/shim"
LEFT = "migrate/shim-left"
_EITHER = frozenset({BRACED_LAUNCH, SPLIT_LAUNCH})
_LAUNCH = (b"<<<", b">>>", b"dim3")


@dataclass(frozen=True, slots=True)
class Shim:
    """What the files of a tree share: what its header says, where it lies, what guards it,
    and what is known of macros.
    """

    forms: Forms
    header: Header
    guard: Guard
    guards: Guards
    causes: Causes


@dataclass(frozen=True, slots=True)
class Converted:
    """A file of one code base, the names that it needs the shim for, whether it includes that by
    itself, and whether only where it had no include of CUDA's.
    """

    result: FileResult
    uses: frozenset[str] = frozenset()
    includes_shim: bool = False
    is_added: bool = False


def convert(file: Ported, shim: Shim, sees: bool = False) -> Converted:
    """The file with CUDA's names; ``sees`` says that it has the header by what it includes."""
    cover = Cover(file, shim.forms)
    of_includes = [edit for edit in cover.left if includes.is_include(file, edit)]
    spans = includes.blocks(file, of_includes)
    others = [edit for edit in cover.left if edit not in of_includes]
    made, twofold = _either(file, others, shim)
    of_conditions, twofold = _conditions(file, twofold)
    places, lost = regions(file, twofold)
    made = [edit for edit in made if not _inside(edit, places)]
    spans = [span for span in spans if not _inside(Edit(*span, b""), places)]
    written = dict[int, Edit]()
    for edit in of_conditions:
        directive = _around(file, edit)
        if directive is None or _inside(edit, places):
            continue
        joined = conditions.both(file, directive, shim.guard, shim.guards)
        if joined is None:
            lost.append(edit)
        else:
            written[directive.start] = joined
    blocks = list(includes.insertions(file, spans, shim.header, shim.guard, sees))
    made += [*written.values(), *twice(file, places, shim.guard), *blocks]
    covered = cover.references(places)
    uses = frozenset(name for item in covered for name in _names(file, item))
    own = shim.header.line(file.path)
    includes_shim = any(own in edit.text for edit in blocks)
    is_added = all(start == end for start, end in spans)
    result = _result(file, covered, made, lost, shim)
    return Converted(result, uses, includes_shim, includes_shim and is_added)


def _names(file: Ported, item: Reference) -> Iterator[str]:
    """What a shim may say of a reference: its name as written, or the namespaces before it."""
    written = b"".join(file.words(item.start, item.end)).decode("utf-8", "replace")
    parts = written.split("::")
    yield from ("::".join(parts[:end]) for end in range(1, len(parts) + 1))


def _either(file: Ported, edits: Sequence[Edit], shim: Shim) -> tuple[list[Edit], list[Edit]]:
    """The edits of which both sides take the result, and the others."""
    plain, left = list[Edit](), list[Edit]()
    launches = any(item.rule in _EITHER for item in file.references)
    for edit in edits:
        untagged = without_tag(file, edit, shim.forms)
        if untagged is not None:
            plain.append(untagged)
        elif _is_blank(edit) or (launches and edit.text in _LAUNCH):
            plain.append(edit)
        else:
            left.append(edit)
    return plain, left


def _is_blank(edit: Edit) -> bool:
    return edit.start == edit.end and not edit.text.strip()


def _conditions(file: Ported, edits: Sequence[Edit]) -> tuple[list[Edit], list[Edit]]:
    """The edits of conditions, and the others."""
    asked, left = list[Edit](), list[Edit]()
    for edit in edits:
        directive = _around(file, edit)
        is_asked = directive is not None and directive.keyword in CONDITIONS
        (asked if is_asked else left).append(edit)
    return asked, left


def _around(file: Ported, edit: Edit) -> Directive | None:
    """The directive that an edit stands in, or at the end of."""
    return file.directive(edit.start) or file.directive(edit.start - 1)


def _inside(edit: Edit, places: Sequence[Span]) -> bool:
    return any(place.start <= edit.start and edit.end <= place.end for place in places)


def _result(
    file: Ported,
    covered: Collection[Reference],
    made: Sequence[Edit],
    lost: Sequence[Edit],
    shim: Shim,
) -> FileResult:
    change = apply(file.data, sorted(made, key=_order)) if made else None
    edits = change.edits(len(file.data)) if change is not None else ()
    result = file.result
    known = frozenset(item.start for item in covered)
    references = tuple(_told(item, known, lost) for item in result.references)
    findings = (*result.findings, *(_left(file, edit, shim.causes) for edit in lost))
    return replace(
        result,
        outcome=Outcome.PORTED if edits else Outcome.UNCHANGED,
        references=references,
        findings=tuple(sorted(findings, key=lambda item: (item.start, item.end, item.rule))),
        edits=edits,
        packed=packed(change.data) if change is not None else None,
    )


def _order(edit: Edit) -> tuple[int, int, bool]:
    """Lines that end something come before those that begin something else."""
    return edit.start, edit.end, not edit.text.lstrip().startswith(b"#endif")


def _told(item: Reference, covered: Collection[int], lost: Sequence[Edit]) -> Reference:
    """The reference as the ledger has it: covered by the shim, or left to a person."""
    if any(item.start < edit.end and edit.start < item.end for edit in lost):
        return item._replace(status=Status.MANUAL, rule=LEFT)
    if item.rule == UNSEEN and item.status is Status.PORTED:
        return item._replace(status=Status.NATIVE)
    if item.start in covered and item.status is Status.PORTED:
        return item._replace(rule=SHIM)
    return item


def _left(file: Ported, edit: Edit, causes: Causes) -> Finding:
    line = file.data[edit.start : max(edit.end, edit.start + 1)].decode("utf-8", "replace")
    text = edit.text.decode("utf-8", "replace")
    return Finding(
        LEFT,
        Status.MANUAL,
        line.split("\n")[0],
        "what the target needs here can stand neither in the header nor beside the original",
        edit.start,
        max(edit.end, edit.start + 1),
        f"Write {text.strip()} under a condition on the target" if text.strip() else "",
        "",
        None,
        *causes.of_tool(LEFT),
    )
