"""What there is to say of an id: of a construct rule, a table, or a finding of the tool itself.

What comes in is a rule set; what goes out are ``RuleInfo`` values, which reports carry along so
that outputs need no rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from migrate.model import Effort, RuleInfo
from migrate.rules.buildrules import BuildRule
from migrate.rules.cache import Packed
from migrate.rules.causes import Causes
from migrate.rules.constructs import Rule
from migrate.rules.ruleset import RuleSet
from migrate.rules.targets import TargetInfo, rules_folder
from migrate.settings.toml import read_toml

# What references of build files that were edited are entered under.
_EDITED = MappingProxyType(
    {
        "cmake": "Names, languages and commands of CMake's",
        "libraries": "Libraries that build files link",
        "options": "Options of nvcc",
        "sources": "Names of files with another suffix",
        "words": "Compilers and folders in Makefiles",
    }
)


def about(ids: Iterable[str], rules: RuleSet) -> dict[str, RuleInfo]:
    """Title, text and links of each id, in the order of ids."""
    known = rules.kept.value("about", lambda: _all(rules))
    wanted = sorted(set(ids))
    return {rule: known.get(rule) or _of_table(rule, rules.info) for rule in wanted}


def _all(rules: RuleSet) -> Packed[RuleInfo]:
    known = {**of_tool(), **{rule.id: _of_rule(rule) for rule in rules.rules}}
    return Packed.of(known | {rule.id: _of_build_rule(rule) for rule in rules.build.rules})


@cache
def of_tool() -> Mapping[str, RuleInfo]:
    """What the tool itself says, by id; it is read once in a process."""
    entries = read_toml(rules_folder() / "findings.toml")["finding"]
    found = (RuleInfo(entry["id"], entry["title"], entry["text"]) for entry in entries)
    return MappingProxyType({info.id: info for info in found})


def effort_of_tool(rule: str) -> Effort:
    """The class of a finding of the tool itself, none for any other id."""
    return Causes({}, (), rules_folder() / "findings.toml").of_tool(rule).effort


def of_tables(rules: RuleSet) -> Mapping[str, RuleInfo]:
    """The tables of a target, by id."""
    libraries = sorted({rules.surface.library(item) for item in rules.surface})
    pages = [*(f"names/{library}" for library in libraries), "families", "headers"]
    if rules.build.tables:
        pages += (f"build/{name}" for name in _EDITED)
    ids = [f"{rules.info.name}/{page}" for page in pages]
    return {table: _of_table(table, rules.info) for table in ids}


def _of_table(table: str, target: TargetInfo) -> RuleInfo:
    page = table.partition("/")[2]
    if page == "families":
        text = "Libraries that are known by the first part of their names only."
        return RuleInfo(table, f"Whole libraries on {target.title}", text)
    if page == "headers":
        text = "A row says what becomes of an include: migrate api HEADER shows it."
        return RuleInfo(table, f"Headers on {target.title}", text)
    if (edited := page.removeprefix("build/")) in _EDITED:
        text = "What is written in build files, unless --build report leaves them as they are."
        return RuleInfo(table, f"{_EDITED[edited]} on {target.title}", text)
    text = (
        "A row says what a CUDA name becomes, since which version, and what to mind: "
        "migrate api NAME shows the rows of a name."
    )
    return RuleInfo(table, f"Names of {page.rpartition('/')[2]} on {target.title}", text)


def _of_rule(rule: Rule) -> RuleInfo:
    texts = [rule.message, *(case.message for case in rule.cases)]
    texts += [case.suggestion for case in rule.cases]
    said = dict.fromkeys(text for text in texts if text)
    return RuleInfo(rule.id, rule.title, "\n\n".join(f"{text}." for text in said), rule.links)


def _of_build_rule(rule: BuildRule) -> RuleInfo:
    said = dict.fromkeys(text for text in (rule.message, rule.advice) if text)
    return RuleInfo(rule.id, rule.title, "\n\n".join(f"{text}." for text in said), rule.links)
