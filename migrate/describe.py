"""What the rules know, as text for a person: one API, one id, all targets, all rules.

What comes in are names and rule sets; what goes out are lines. Nothing here reads source code or
prints.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain
from pathlib import Path

from migrate.constructs import Case, Rule
from migrate.model import UserError
from migrate.rules import RuleSet, TargetInfo, load, rules_folder, targets
from migrate.tables import NameRow, Support
from migrate.tomlfile import read_toml

_WIDTH = 96


def rule_sets(to: str | None, extra: Sequence[Path] = ()) -> list[RuleSet]:
    """The rules of one target, or of all at their newest versions."""
    return [load(spec, extra) for spec in ([to] if to else [info.name for info in targets()])]


def api(name: str, rulesets: Sequence[RuleSet]) -> list[str]:
    """What ``name`` becomes on each target; raises ``UserError`` with near names if it is not CUDA's."""
    lines = list(chain.from_iterable(_on_target(name, rules) for rules in rulesets))
    if not lines:
        raise UserError(f"{name} is in no table", _near(name, rulesets))
    return [_headline(name, rulesets[0]), *lines]


def explain(rule_id: str, extra: Sequence[Path] = ()) -> list[str]:
    """The page of one rule, table or finding."""
    findings = _findings()
    if rule_id in findings:
        title, text = findings[rule_id]
        return [rule_id, title, "", *_wrapped(text)]
    target, _, rest = rule_id.partition("/")
    known = [*findings]
    if any(info.name == target for info in targets()):
        rules = load(target, extra)
        pages = _tables(rules)
        if rest in pages:
            return [rule_id, *pages[rest]]
        known += [f"{target}/{page}" for page in pages]
        for rule in rules.rules:
            if rule.id == rule_id:
                return _page(rule)
            known.append(rule.id)
    near = get_close_matches(rule_id, known, 3)
    hint = f"did you mean {' or '.join(near)}?" if near else "migrate rules list shows the ids"
    raise UserError(f"{rule_id}: no such rule or finding", hint)


def target_list() -> list[str]:
    """Every target with its versions."""
    return [_target(info) for info in targets()]


def rule_list(rules: RuleSet) -> list[str]:
    """Ids and titles: constructs of the target, its tables, and what the tool itself says."""
    rows = [(rule.id, rule.title) for rule in rules.rules]
    rows += [(f"{rules.info.name}/{page}", text[0]) for page, text in _tables(rules).items()]
    rows += [(rule_id, title) for rule_id, (title, _) in _findings().items()]
    width = max(len(rule_id) for rule_id, _ in rows)
    return [f"{rule_id:{width}}  {title}" for rule_id, title in rows]
