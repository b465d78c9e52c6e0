"""Rules for every target, which lie in ``rules/common/``, as one target answers them.

What comes in are a rule's file and a target; what goes out is the rule with the target's answers,
and the cases whose facts are the target's: nothing, where there are none. ``needs`` names the
facts; ``${word}`` stands for a word of the target's, in texts, rewrites, versions and links. What
the target does not answer is refused. No source code is read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from migrate.model import UserError
from migrate.regex import regex
from migrate.rules.constructs import Rule
from migrate.rules.groups import names_of_each
from migrate.rules.keys import SHAPES
from migrate.rules.named import Named
from migrate.rules.questions import FOLDER, PREFIX, Questions, checked_facts, questions
from migrate.rules.rulefiles import read_rule, rule_from
from migrate.rules.targets import TargetInfo, rules_folder
from migrate.settings.toml import place

_WORD = regex(r"\$\{([\w-]*)\}")
# Which of a rule's values may have words of the target's in them: not its expressions.
_SPOKEN = frozenset("title message suggestion rewrite since until links requires status".split())
_LEFT_OUT = frozenset(("since", "suggestion"))  # where the answer is nothing
_NEVER = "0"  # no version is before it


def common_rules(folder: Path, info: TargetInfo, named: Named, *, trusted: bool) -> Iterable[Rule]:
    """The rules for every target below ``folder`` that hold for ``info``, with its answers."""
    asked = questions(rules_folder())
    for file in sorted((folder / FOLDER).glob("*/*.toml")):
        rule_id = f"{PREFIX}/{file.relative_to(folder / FOLDER).with_suffix('').as_posix()}"
        off = info.off.get(rule_id)
        if off is None or off.since or off.until:
            written = read_rule(file, named)
            answers = Answers(file, info, asked, frozenset(names_of_each(written)))
            if not answers.holds(written):
                continue
            values = answers.in_words(written)
            rule = rule_from(file, values, rule_id, answers.holds, trusted=trusted)
            if rule.cases:
                yield replace(rule, target=info.name)


def overridden(rules: Iterable[Rule], target: str) -> frozenset[str]:
    """The ids of rules for every target in whose place ``target`` has one of its own."""
    ids = {rule.id for rule in rules}
    own = (rule.partition("/")[2] for rule in ids if rule.startswith(f"{target}/"))
    return frozenset(f"{PREFIX}/{name}" for name in own) & ids


@dataclass(frozen=True, slots=True)
class Answers:
    """What a target answers to the questions of one rule."""

    file: Path
    info: TargetInfo
    asked: Questions
    each: frozenset[str] = frozenset()  # names of the rule's own, which are not the target's words

    def holds(self, case: Mapping[str, Any]) -> bool:
        """Whether the facts that a case needs are the target's, and it was ever so."""
        if case.get("until") == _NEVER:
            return False
        needs = checked_facts(self.file, case.get("needs", {}), self.asked, "needs")
        for name in needs:
            if name not in self.info.facts:
                known = " or ".join(repr(value) for value in self.asked.facts[name])
                raise UserError(
                    f"{self.info.name}/target.toml does not say {name}, which {self.file} asks for",
                    f"write {name} = {known} into its [facts]",
                )
        return all(self.info.facts[name] in values for name, values in needs.items())

    def in_words(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What a rule says, or a case of it, in the target's words."""
        found: dict[str, Any] = {}
        for key, value in values.items():
            if key == "case":
                found[key] = [self.in_words(case) for case in value]
            elif key in _SPOKEN or (key in SHAPES and isinstance(value, dict)):
                found[key] = self._spoken(key, value)
            else:
                found[key] = value
        if found.get("until", _NEVER) == "":
            found["until"] = _NEVER
        silent = [key for key in _LEFT_OUT & found.keys() if not found[key]]
        return {key: value for key, value in found.items() if key not in silent or not values[key]}

    def _spoken(self, key: str, value: Any) -> Any:
        """A text in the target's words; those of a list that are not empty, and of a table."""
        if isinstance(value, str):
            return _WORD.sub(lambda found: self._word(key, found[1]), value)
        if isinstance(value, list):
            return [text for item in value if (text := self._spoken(key, item))]
        if isinstance(value, dict):
            return {name: self._spoken(key, item) for name, item in value.items()}
        return value

    def _word(self, key: str, name: str) -> str:
        if name in self.each:
            return f"${{{name}}}"
        if name in self.info.words:
            return self.info.words[name]
        if name == "target":
            return self.info.title
        if name in self.asked.words:
            raise UserError(
                f"{self.info.name}/target.toml has no word {name!r}, which {self.file} uses",
                f'write {name} = "..." into its [words]: {self.asked.words[name]}',
            )
        known = ", ".join(sorted(("target", *self.asked.words)))
        place_of = place(self.file, key)
        raise UserError(f"{place_of}: no word is called {name!r}", f"known words: {known}")
