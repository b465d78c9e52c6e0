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
from migrate.settings.toml import place, read_toml, refuse_unknown_keys

FOLDER = "common"  # of rules for every target
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


def target_off(file: Path, values: Any, rules: Path, own: Path | None = None) -> Mapping[str, str]:
    """``[off]`` of a target: rules for every target (``wave/ballot-stored``) that do not hold for
    it, each with the reason; and those in its ``own`` folder, by their ids.
    """
    if not isinstance(values, dict):
        raise UserError(f"{place(file, 'off')}: off is {values!r}", "write [off]")
    for name, reason in values.items():
        whole = own is not None and name.startswith(f"{own.name}/")
        if not ((rules if whole else rules / FOLDER) / f"{name}.toml").is_file():
            raise UserError(
                f"{place(file, name)}: {name!r} is no rule for every target",
                f"rules to switch off lie in {FOLDER}/",
            )
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(f"{place(file, name)}: {name} has no reason", "say why it is off")
    return dict(values)
