"""The pages of the targets: how many of CUDA's names each library has, and what becomes of them.

What comes in are the rules; what goes out are Markdown pages by their path below ``docs/``. Names
are counted as a port decides them, at the target's newest version: by row, convention or family.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from migrate.rules.evidence import EVERY
from migrate.rules.questions import Off
from migrate.rules.ruleset import RuleSet, load
from migrate.rules.tables import Support, version
from migrate.rules.targetfiles import targets
from migrate.rules.targets import TargetInfo, rules_folder
from migrate.settings.toml import read_toml

FOLDER = "targets"
_NO_ENTRY = "migrate/no-entry"
_COLUMNS = ("exact", "renamed", "review", "none", "no entry")


def pages() -> dict[str, str]:
    """A page for each target, and an index of them."""
    known = targets()
    texts = {f"{FOLDER}/{info.name}.md": _page(load(info.name), info) for info in known}
    return {f"{FOLDER}/README.md": _index(known), **texts}


def _index(known: Iterable[TargetInfo]) -> str:
    lines = [
        "# Targets",
        "",
        "What each target has for CUDA's names, counted at its newest version as a port decides",
        "them. [Adding a target](../guide/targets.md) takes a folder of tables.",
        "",
        "| Target | Versions | Compiler | Names | " + " | ".join(_COLUMNS) + " |",
        "|---|---|---|" + "---:|" * (len(_COLUMNS) + 1),
    ]
    for info in known:
        count = sum(_counts(load(info.name)).values(), Counter[str]())
        cells = [f"[{info.title}]({info.name}.md)", _span(info.versions), f"`{info.compiler}`"]
        lines.append(_row([*cells, *_figures(count)]))
    lines += ["", "How the rows for HIP were verified is told by [the surface](../surface.md)."]
    return "\n".join([*lines, "", *_legend()]) + "\n"


def _legend() -> Iterator[str]:
    yield "*exact*: the same spelling is valid; *renamed*: another spelling, or left out"
    yield "without loss; *review*: there is a counterpart, which may differ, or is not certain;"
    yield "*none*: there is none, and the tables say what to do instead; *no entry*: nobody has"
    yield "looked, and a port reports it."
    yield ""
    yield "Names are counted, not how often code uses them. A construct rule may port what a name"
    yield "alone does not say, so that some uses of names under *none* and *review* are ported."


def _page(rules: RuleSet, info: TargetInfo) -> str:
    lines = [
        f"# {info.title}",
        "",
        f"`--to {info.name}`, versions {', '.join(info.versions)}; compiled by `{info.compiler}`.",
        "",
        "| Library | Names | " + " | ".join(_COLUMNS) + " |",
        "|---|" + "---:|" * (len(_COLUMNS) + 1),
    ]
    counts, titles = _counts(rules), _titles()
    for library in sorted(counts, key=str.lower):
        name = titles.get(library, "")
        shown = f"`{library}`" + (f" ({name})" if name and name.lower() != library.lower() else "")
        lines.append(_row([shown, *_figures(counts[library])]))
    lines.append(_row(["**all**", *_figures(sum(counts.values(), Counter[str]()))]))
    lines += ["", *_legend()]
    lines += [*_evidence(info), *_about(info)]
    lines += [*_versions(rules, info), *_architectures(info), *_guards(info)]
    if rules.rules:
        lines += ["", f"Construct rules: [{len(rules.rules)} pages](../rules/README.md)."]
        lines += _off(info)
    return "\n".join(lines) + "\n"


def _off(info: TargetInfo) -> Iterator[str]:
    """The rules that are off, by when and why."""
    found: dict[Off, list[str]] = {}
    for rule, off in sorted(info.off.items()):
        found.setdefault(off, []).append(f"`{rule}`")
    for off, listed in found.items():
        since, until = off.since and f" from {off.since} on", off.until and f" before {off.until}"
        verb = "is" if len(listed) == 1 else "are"
        yield ""
        yield f"{', '.join(listed)} {verb} off{since}{until}: {off.reason}."


@cache
def _counts(rules: RuleSet) -> dict[str, Counter[str]]:
    """How many names of each library have which status."""
    counts: dict[str, Counter[str]] = {}
    for name in rules.surface:
        count = counts.setdefault(rules.surface.library(name), Counter())
        count[_status(rules, name)] += 1
    return counts


def _status(rules: RuleSet, name: str) -> str:
    verdict = rules.verdict(name)
    if verdict is None or verdict.rule == _NO_ENTRY:
        return "no entry"
    return "renamed" if verdict.support is Support.DROP else verdict.support.value


def _figures(count: Counter[str]) -> list[str]:
    return [f"{count.total():,}", *(f"{count[column]:,}" for column in _COLUMNS)]


def _versions(rules: RuleSet, info: TargetInfo) -> Iterator[str]:
    """What the target has gained and lost with each version."""
    since, until = Counter[str](), Counter[str]()
    for name in rules.surface:
        rows = [row for row in rules.rows(name) if row.support is not Support.NONE]
        if rows:
            since[min((row.since for row in rows), key=lambda text: version(text or "0"))] += 1
            if all(row.until for row in rows):
                until[max((row.until for row in rows), key=version)] += 1
    dated = [each for each in info.versions if since[each] or until[each]]
    if not dated:
        return
    yield from ("", "## By version", "", "| Version | counterparts since | gone since |")
    yield "|---|---:|---:|"
    for each in dated:
        yield _row([each, f"{since[each]:,}", f"{until[each]:,}"])
    yield from ("", f"All other counterparts are as old as the oldest version, {info.versions[0]},")
    yield "or older. A port to a version in which a name has none reports the name."


def _evidence(info: TargetInfo) -> Iterator[str]:
    """How sure its rows are."""
    if not info.evidence:
        return
    yield from ("", "## How sure the rows are", "")
    yield "The entry that says most of a name counts; a row of low confidence is reviewed at least."
    yield from (
        "",
        "| Library | Names | Decided by | Confidence | Source |",
        "|---|---|---|---|---|",
    )
    for item in info.evidence:
        names = ", ".join(f"`{name}`" for name in item.names) or "all"
        names = " or ".join(f'"{words}"' for words in item.notes) or names
        library = "any" if item.library == EVERY else f"`{item.library}`"
        by = item.by.value if item.by else "any"
        yield _row([library, names, by, item.confidence.value, item.source])


def _about(info: TargetInfo) -> Iterator[str]:
    """What is written by hand of the target, beside its rules."""
    file = rules_folder() / info.name / "about.md"
    if file.is_file():
        yield from ("", file.read_text("utf-8").strip())


def _architectures(info: TargetInfo) -> Iterator[str]:
    if not info.architectures:
        return
    known = list(dict.fromkeys(fact for facts in info.architectures.values() for fact in facts))
    yield from (
        "",
        "## GPUs",
        "",
        "What `--arch` takes, and what the rules ask of each: lanes of a warp (`wave`),",
    )
    yield from (
        "bytes of shared memory that a block can have (`lds`), textures (`images`),",
        "whether these are filtered that hold floats (`filters_floats`), and sampled at a level",
        "(`levels`).",
        "",
    )
    yield _row(["`--arch`", *known])
    yield "|---|" + "---|" * len(known)
    for name, facts in info.architectures.items():
        yield _row([f"`{name}`", *(_fact(facts.get(fact, "")) for fact in known)])


def _fact(value: int | str) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _guards(info: TargetInfo) -> Iterator[str]:
    yield from ("", "## Branches that are left alone", "")
    yield "A preprocessor branch on one of these is the target's already:"
    yield ", ".join(f"`{guard}`" for guard in sorted(info.guards)) + "."


def _titles() -> dict[str, str]:
    return dict(read_toml(rules_folder() / "cuda/libraries.toml"))


def _span(versions: tuple[str, ...]) -> str:
    return versions[0] if len(versions) == 1 else f"{versions[0]} to {versions[-1]}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
