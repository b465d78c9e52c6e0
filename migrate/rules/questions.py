"""What rules for every target ask of one: facts, by which they hold or not, and words for texts.

What comes in are ``facts.toml`` of ``rules/common/``, and what a target answers in its own file;
what goes out are checked answers. A question that no file lists, and a value that none may have, is
refused with the file. No target is known by its name here, and no rule is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from migrate.model import UserError
from migrate.rules.tables import is_version
from migrate.settings.toml import place, read_toml, refuse_unknown_keys

FOLDER = "common"  # of rules for every target
PREFIX = "cuda"  # their ids begin with it: hazards of CUDA's code
FILE_NAME = "facts.toml"
Value = int | str


class Questions(NamedTuple):
    """``facts`` are the values that each may have, ``words`` what each stands for, by name."""

    facts: Mapping[str, tuple[Value, ...]]
    words: Mapping[str, str]


@cache
def questions(rules: Path) -> Questions:
    """What the rules below ``rules`` ask: nothing, where there are none for every target."""
    file = rules / FOLDER / FILE_NAME
    if not file.is_file():
        return Questions({}, {})
    values = read_toml(file)
    refuse_unknown_keys(file, values, ("facts", "words"))
    facts = {name: tuple(item["values"]) for name, item in values.get("facts", {}).items()}
    return Questions(facts, dict(values.get("words", {})))


def checked_facts(
    file: Path, values: object, asked: Questions, wanted: str = ""
) -> Mapping[str, tuple[Value, ...]]:
    """A table of facts in ``file``, each with one value or a list of them; raises ``UserError`` for
    a fact that no rule asks for, and for a value that it cannot have. ``wanted`` is the key.
    """
    if not isinstance(values, dict):
        raise UserError(f"{place(file, wanted)}: {wanted} is {values!r}", f"write [{wanted}]")
    refuse_unknown_keys(file, values, asked.facts)
    found = {}
    for name, written in values.items():
        each = tuple(written) if isinstance(written, list) else (written,)
        for value in each:
            if value not in asked.facts[name] or isinstance(value, bool):
                raise UserError(
                    f"{place(file, name)}: {name} is {value!r}",
                    f"use {' or '.join(repr(known) for known in asked.facts[name])}",
                )
        found[name] = each
    return found


def target_facts(file: Path, values: object, asked: Questions) -> Mapping[str, Value]:
    """``[facts]`` of a target: one value each."""
    found = checked_facts(file, values, asked, "facts")
    for name, each in found.items():
        if len(each) != 1:
            raise UserError(f"{place(file, name)}: {name} has {len(each)} values", "write one")
    return {name: each[0] for name, each in found.items()}


def target_words(file: Path, values: Any, asked: Questions) -> Mapping[str, str]:
    """``[words]`` of a target: a text each, or nothing where it has nothing to say."""
    if not isinstance(values, dict):
        raise UserError(f"{place(file, 'words')}: words is {values!r}", "write [words]")
    refuse_unknown_keys(file, values, asked.words)
    for name, text in values.items():
        if not isinstance(text, str):
            raise UserError(f"{place(file, name)}: {name} is {text!r}", f'write {name} = "..."')
    return dict(values)


class Off(NamedTuple):
    """Why a rule does not hold for a target: from one version to before another, empty is open."""

    reason: str
    since: str = ""
    until: str = ""


def target_off(file: Path, values: Any, rules: Path, own: Path | None = None) -> Mapping[str, Off]:
    """``[off]`` of a target, by ids: rules for every target (``wave/ballot-stored``, or ``ptx/*``
    for those of a folder that have no key of their own) that do not hold for it, and rules in its
    ``own`` folder.
    """
    if not isinstance(values, dict):
        raise UserError(f"{place(file, 'off')}: off is {values!r}", "write [off]")
    found: dict[str, Off] = {}
    for name in sorted(values, key=lambda name: name.endswith("/*")):
        whole = own is not None and name.startswith(f"{own.name}/")
        folder = rules if whole else rules / FOLDER
        named = [each.relative_to(folder) for each in folder.glob(f"{name}.toml")]
        if not named or "/" not in name:
            raise UserError(
                f"{place(file, name)}: {name!r} is no rule for every target",
                f"rules to switch off lie in {FOLDER}/",
            )
        off = _off(file, name, values[name])
        for each in sorted(named):
            rule = each.with_suffix("").as_posix()
            found.setdefault(rule if whole else f"{PREFIX}/{rule}", off)
    return found


def _off(file: Path, name: str, written: Any) -> Off:
    """What is written of a rule that is off: a reason, or a table with one and versions."""
    values = written if isinstance(written, dict) else {"reason": written}
    refuse_unknown_keys(file, values, Off._fields)
    reason = values.get("reason", "")
    if not isinstance(reason, str) or not reason.strip():
        raise UserError(f"{place(file, name)}: {name} has no reason", "say why it is off")
    for bound in ("since", "until"):
        if bound in values and not is_version(values[bound]):
            said = f"{place(file, name)}: {values[bound]!r} is no version"
            raise UserError(said, 'write it as "6.2"')
    return Off(**values)
