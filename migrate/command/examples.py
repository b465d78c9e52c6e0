"""The example beside each construct rule, ported and compared with what the rule's author expects.

What comes in is a rule; what goes out are the ways in which its example disagrees. In an example
``// expect: ID`` announces a finding or an edit of that rule on the next line and ``// ok: ID``
that there is none, ``// expect(hip, maca): ID`` for these targets only; what the ids of a target
announce is for that alone. The golden file holds the whole port. Nothing here is written or
printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from migrate.files.source import position
from migrate.model import FileResult, Outcome, Status, UserError
from migrate.regex import regex
from migrate.rules.constructs import Rule
from migrate.rules.questions import FOLDER, PREFIX
from migrate.rules.ruleset import RuleSet, load
from migrate.rules.tables import at_version, version
from migrate.rules.targetfiles import targets
from migrate.run import run
from migrate.settings.config import Apply, FileOptions, LaunchSyntax, Settings, Warp

Why = Callable[[int, bool], str]  # of a line, of which a rule speaks or does not
_MARK = regex(rb"^\s*(?://|/\*)\s*(expect|ok)(?:\(([\w, ]+)\))?:\s*([\w/-]+)")


def rules_below(folder: Path, ids: Sequence[str] = ()) -> list[tuple[RuleSet, Rule]]:
    """The construct rules in a folder that is laid out like ``rules/``, each with its rule set: of
    those with the ``ids`` alone, where any are given. One for every target is there once for each.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is not a folder", "give a folder laid out like rules/")
    here = folder.resolve()
    found = []
    asked = {rule_id.partition("/")[0] for rule_id in ids}
    for info in targets():
        if asked and not asked & {info.name, PREFIX}:
            continue
        if (folder / info.name).is_dir() or (folder / FOLDER).is_dir():
            rules = load(info.name, (folder,))
            found += [(rules, rule) for rule in rules.rules if here in rule.file.resolve().parents]
    known = {rule.id for _, rule in found}
    for unknown in (rule_id for rule_id in ids if rule_id not in known):
        near = " or ".join(get_close_matches(unknown, known, 3))
        hint = f"did you mean {near}?" if near else "a rule's id is TARGET/AREA/NAME"
        raise UserError(f"{unknown}: no such rule below {folder}", hint)
    return [(rules, rule) for rules, rule in found if not ids or rule.id in ids]


def port_example(
    rules: RuleSet, rule: Rule, folders: Sequence[Path] = (), *, cache: bool = True
) -> FileResult:
    """The example's port at the newest version the rule holds for, its fix applied. What is made of
    the rules is kept between runs, but without ``cache``.
    """
    newest = next(
        candidate
        for candidate in reversed(rules.info.versions)
        if at_version(rule.cases, version(candidate)) is not None
    )
    settings = Settings(
        to=f"{rules.info.name}@{newest}",
        rules=tuple(folders),
        jobs=1,
        warp=warp_of(rule),
        options=text_options(rule),
        cache=cache,
    )
    return run([rule.example], settings).report.files[0]


def warp_of(rule: Rule) -> Warp:
    """The warps for which a rule holds: those of the GPUs, where it says nothing."""
    name, _, value = rule.option.partition("=")
    return Warp(value) if name == "warp" else Warp.NATIVE


def text_options(rule: Rule) -> FileOptions:
    """How the text of an example is ported: fixes to be reviewed are made."""
    macro = rule.option == "launch-syntax=macro"
    return FileOptions(Apply.REVIEW, LaunchSyntax.MACRO if macro else LaunchSyntax.CHEVRON)


def spoken(result: FileResult) -> set[tuple[str, int]]:
    """The rules that speak in a result, each with the line."""
    said = (place for finding in result.findings for place in finding.places)
    places = [(place.rule, place.start) for place in said]
    places += [(it.rule, it.start) for it in result.references if it.status is not Status.NATIVE]
    return {(rule_id, position(result.lines, offset).line) for rule_id, offset in places}


def disagreements(rule: Rule, result: FileResult, why: Why | None = None) -> Iterator[str]:
    """Where the port of a rule's example is not as its author expects; ``why`` says the reason."""
    if result.outcome in (Outcome.FAILED, Outcome.SKIPPED):
        yield f"{rule.example}: {result.outcome.value}: {result.reason}"
        return
    before = rule.example.read_bytes()
    yield from _broken_marks(rule, before, result, why)
    after = before if result.content is None else result.content
    if not rule.expected.is_file():
        yield f"{rule.expected}: there is no such file"
    elif rule.expected.read_bytes() != after:
        yield f"{rule.expected}{_first_difference(rule.expected.read_bytes(), after)}"


def _broken_marks(rule: Rule, before: bytes, result: FileResult, why: Why | None) -> Iterator[str]:
    settled = {
        (item.rule, position(result.lines, item.start).line)
        for item in result.references
        if item.status is Status.NATIVE
    }
    said = spoken(result)
    kinds = set()
    pending: list[tuple[str, str]] = []
    for number, line in enumerate(before.split(b"\n"), 1):
        if mark := _MARK.match(line):
            kind, only, rule_id = (mark[group] or b"" for group in (1, 2, 3))
            if _is_meant(rule, only.decode(), rule_id.decode()):
                pending.append((kind.decode(), rule_id.decode()))
            continue
        for kind, rule_id in pending:
            kinds.add(kind)
            # What a rule says is right as it stands may be marked either way.
            applies = (rule_id, number) in said
            may = applies or (rule_id, number) in settled
            if applies if kind == "ok" else not may:
                met = "does not apply" if kind == "expect" else "applies"
                place = f"{rule.example}:{number}: {rule_id} {met} here"
                own = rule_id == rule.id
                yield f"{place}: {why(number, applies)}" if why and own else place
        pending.clear()
    for kind in ("expect", "ok"):
        if kind not in kinds:
            yield f"{rule.example}: there is no line marked // {kind}: {rule.id}"


def _is_meant(rule: Rule, only: str, rule_id: str) -> bool:
    """Whether a mark speaks of the target that the rule is for: of ``only`` some, or of any."""
    own = rule.target or rule.id.partition("/")[0]
    return (not only or own in only.replace(",", " ").split()) and rule_id.partition("/")[0] in (
        own,
        PREFIX,
        "migrate",
    )


def _first_difference(expected: bytes, ported: bytes) -> str:
    wanted, got = expected.split(b"\n"), ported.split(b"\n")
    for number, (left, right) in enumerate(zip(wanted, got, strict=False), 1):
        if left != right:
            shown = right.decode("utf-8", "backslashreplace").strip()
            return f":{number}: the port has {shown!r}"
    return f": the port has {len(got)} lines, not {len(wanted)}"
