"""What the rules know, as text for a person: one API, one id, all targets, all rules.

What comes in are names and rule sets; what goes out are lines. Nothing here reads source code or
prints.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import chain
from pathlib import Path

from migrate.model import Effort, UserError
from migrate.report.rulepage import Group, Shape, example, groups, in_words
from migrate.rules.about import effort_of_tool, of_tables, of_tool
from migrate.rules.buildrules import BuildRule, BuildRules, Library
from migrate.rules.constructs import Rule
from migrate.rules.questions import PREFIX
from migrate.rules.retired import retired_ids
from migrate.rules.ruleset import RuleSet, load
from migrate.rules.tables import NameRow, Support
from migrate.rules.targetfiles import targets
from migrate.rules.targets import TargetInfo

_WIDTH = 96


def rule_sets(to: str | None, extra: Sequence[Path] = ()) -> list[RuleSet]:
    """The rules of one target, or of all at their newest versions."""
    return [load(spec, extra) for spec in ([to] if to else [info.name for info in targets()])]


def api(name: str, rulesets: Sequence[RuleSet]) -> list[str]:
    """What ``name`` becomes on each target; ``UserError`` with near names if it is not CUDA's."""
    lines = list(chain.from_iterable(_on_target(name, rules) for rules in rulesets))
    if not lines:
        raise UserError(f"{name} is in no table", _near(name, rulesets))
    return [_headline(name, rulesets[0]), *lines]


def explain(rule_id: str, extra: Sequence[Path] = ()) -> list[str]:
    """The page of one rule, table or finding; of a rule by an id that it had before, too."""
    if rule_id in retired_ids():
        new = retired_ids()[rule_id]
        return [f"{rule_id} is called {new} now", "", *explain(new, extra)]
    pages = dict(of_tool())
    target, _, rest = rule_id.partition("/")
    known: list[str] = []
    if target == PREFIX:
        every = [(info, rule) for info in targets() for rule in load(info.name, extra).rules]
        if found := [(info, rule) for info, rule in every if rule.id == rule_id]:
            return _page_for_every(found)
        known += sorted({rule.id for _, rule in every if rule.target})
    if any(info.name == target for info in targets()):
        rules = load(target, extra)
        pages |= of_tables(rules)
        for rule in rules.rules:
            if rule.id == rule_id:
                return _page(rule)
            known.append(rule.id)
        for item in rules.build.rules:
            if item.id == rule_id:
                return _build_page(item, rules.build)
            known.append(item.id)
    if rule_id in pages:
        page, effort = pages[rule_id], effort_of_tool(rule_id)
        takes = ["", f"Effort: {effort.name.lower()}."] if effort is not Effort.NONE else []
        return [rule_id, page.title, "", *_wrapped(page.text), *takes]
    known += pages
    near = get_close_matches(rule_id, known, 3)
    hint = f"did you mean {' or '.join(near)}?" if near else "migrate rules list shows the ids"
    if not rest:
        hint = f"migrate api {rule_id} says what becomes of a name"
    raise UserError(f"{rule_id}: no such rule or finding", hint)


def target_list() -> list[str]:
    """Every target with its versions."""
    return [_target(info) for info in targets()]


def rule_list(rules: RuleSet) -> list[str]:
    """Ids and titles: constructs of the target, its tables, and what the tool itself says."""
    rows = [(rule.id, rule.title) for rule in rules.rules]
    rows += [(rule.id, rule.title) for rule in rules.build.rules]
    pages = [*of_tables(rules).values(), *of_tool().values()]
    rows += [(page.id, page.title) for page in pages]
    width = max(len(rule_id) for rule_id, _ in rows)
    return [f"{rule_id:{width}}  {title}" for rule_id, title in rows]


def _on_target(name: str, rules: RuleSet) -> Iterator[str]:
    """What becomes of ``name``, version by version, and the constructs that start at it."""
    rows = rules.rows(name)
    verdict = rules.verdict(name) or rules.header(name)
    sure = rules.evidence(name, verdict) if verdict is not None else None
    for row in rows:
        support = sure.lowered(row.support) if sure else row.support
        spoken = _spoken(support, row.target or name)
        yield f"  {rules.info.name + _versions(row):20} {spoken}"
        yield from _wrapped(row.note, " " * 23)
    if verdict is not None and not rows:
        yield f"  {rules.info.name:20} {_spoken(verdict.support, verdict.target)}"
        yield from _wrapped(verdict.message, " " * 23)
    yield from _wrapped(str(sure), " " * 23) if sure else ()
    for rule in rules.rules:
        if any(name in case.anchors for case in rule.cases):
            yield from _wrapped(f"{rule.title} ({rule.id})", " " * 23)


def _spoken(support: Support, target: str) -> str:
    match support:
        case Support.NONE:
            return "no counterpart"
        case Support.DROP:
            return "the include is removed"
        case Support.EXACT:
            return f"{target}, as it stands"
        case Support.REVIEW:
            return f"{target}, to be reviewed"
        case Support.RENAMED:
            return target


def _versions(dated: NameRow | Group) -> str:
    since = f" >= {dated.since}" if dated.since else ""
    return since + (f" < {dated.until}" if dated.until else "")


def _headline(name: str, rules: RuleSet) -> str:
    """What CUDA itself says of a name, as far as the surface has it."""
    for row in rules.surface.rows(name):
        facts = [row["kind"].replace("_", " "), row["library"], row["header"]]
        facts += [f"since CUDA {row['since']}"] if row["since"] else []
        facts += [f"removed in CUDA {row['removed']}"] if row["removed"] else []
        return f"{name} ({', '.join(filter(None, facts))})"
    return name


def _near(name: str, rulesets: Sequence[RuleSet]) -> str:
    near = get_close_matches(name, rulesets[0].surface, 3, cutoff=0.75)
    return f"did you mean {' or '.join(near)}?" if near else "names are spelt as in CUDA's headers"


def _page(rule: Rule) -> list[str]:
    """A construct rule: what it says, one place of its example, its shapes by what is said."""
    lines = [rule.id, rule.title, *_paragraph(in_words(rule.message))]
    if rule.option:
        lines += ["", f"Only with --{rule.option.replace('=', ' ')}."]
    if place := example(rule):
        lines += ["", f"For example ({rule.example.name}, line {place.line})"]
        lines += [f"  {line}" for line in place.before]
        if place.after != place.before:
            lines += ["becomes", *(f"  {line}" for line in place.after)]
    said = {in_words(rule.message)}
    for group in groups(rule):
        versions = _versions(group)
        lines += ["", group.outcome[0].upper() + group.outcome[1:] + (versions and f",{versions}")]
        lines += chain.from_iterable(map(_shape, group.shapes))
        for text in dict.fromkeys((group.message, group.suggestion)):
            lines += [] if text in said else _paragraph(text, "    ")
            said.add(text)
    words = {name: items for case in rule.cases for name, items in case.words}
    for name, items in sorted(words.items()):
        means = ", ".join(f"{key or 'nothing'} is {text}" for key, text in items)
        lines += ["", *_wrapped(f"{name}: {means}", "  ")]
    return [*lines, "", f"Rule and example: {rule.file}", *rule.links]


def _shape(shape: Shape) -> Iterator[str]:
    """A shape, what it becomes, and the names for which the same holds."""
    one = f"  {shape.text}  becomes  {shape.rewrite}"
    if shape.rewrite is None or shape.rewrite == shape.text:
        yield f"  {shape.text}"
    elif len(one) <= _WIDTH:
        yield one
    else:
        yield from (f"  {shape.text}", f"    becomes  {shape.rewrite}")
    if shape.also:
        yield from _wrapped(f"and so {', '.join(shape.also)}", "    ")


def _page_for_every(found: Sequence[tuple[TargetInfo, Rule]]) -> list[str]:
    """A rule for every target: as the first of those for which it holds has it, and what it says
    for others.
    """
    first, *others = found
    titles = ", ".join(info.title for info, _ in found)
    lines = [*_page(first[1]), "", f"As {first[0].title} has it; it holds for {titles}"]
    for info, rule in others:
        if rule.message != first[1].message:
            lines += ["", f"{info.title}:", *_wrapped(in_words(rule.message), "  ")]
    return lines


def _build_page(rule: BuildRule, rules: BuildRules) -> list[str]:
    """A build rule: in which files it holds, what it says, and lines that it speaks of."""
    files = ", ".join(sorted(kind.value for kind in rule.kinds))
    lines = [rule.id, rule.title, "", f"In build files: {files}. They are reported, never edited."]
    lines += [*_wrapped(rule.message), *_wrapped(rule.advice)]
    lines += ["", *(f"  {line.strip()}" for line in rule.finds), *rule.links]
    if "library" in rule.pattern.groupindex:
        lines += ["", *(f"  {name:14} {_of(item)}" for name, item in rules.libraries.items())]
    return lines


def _of(library: Library) -> str:
    written = [f"-l{library.link}" if library.link else "", library.target, library.note]
    return "; ".join(filter(None, written))


def _target(info: TargetInfo) -> str:
    versions = info.versions
    span = f"{versions[0]} to {versions[-1]}" if len(versions) > 1 else versions[0]
    return f"{info.name:8} {info.title}, {span}, compiled by {info.compiler}"


def _paragraph(text: str, indent: str = "") -> list[str]:
    return ["", *_wrapped(text, indent)] if text else []


def _wrapped(text: str, indent: str = "") -> Iterable[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)
