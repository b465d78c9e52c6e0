"""What a target says of kernels that it does not convert, by the pattern that they follow.

What comes in is the ``kernels.toml`` of a target; what goes out is, for its version, a sentence for
all kernels and a way and an effort for each pattern. Without the file kernels are converted, and
nothing is said. No source code is read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from migrate.model import Effort, UserError
from migrate.rules.causes import effort_of
from migrate.rules.ruleset import RuleSet
from migrate.rules.tables import version
from migrate.settings.toml import read_toml, refuse_unknown_keys

FILE_NAME = "kernels.toml"
_KEYS = frozenset({"since", "until", "message", "pattern"})
_WAY_KEYS = frozenset({"effort", "advice"})


class Pattern(StrEnum):
    """What kernels do."""

    GEMM = "gemm"
    SCAN = "scan"
    REDUCTION = "reduction"
    STENCIL = "stencil"
    GATHER = "gather/scatter"
    ELEMENTWISE = "elementwise"
    IRREGULAR = "irregular"


@dataclass(frozen=True, slots=True)
class Way:
    """How a kernel of one pattern is had on the target, and what that takes."""

    advice: str
    effort: Effort


@dataclass(frozen=True, slots=True)
class KernelWays:
    """Why kernels are not converted, in a sentence, and the way for each pattern."""

    message: str = ""
    ways: Mapping[Pattern, Way] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.message)


CONVERTED = KernelWays()


def kernel_ways(rules: RuleSet) -> KernelWays:
    """What the target says at its version; false where it converts kernels."""
    return rules.kept.value("kernels", lambda: _read(rules))


def _read(rules: RuleSet) -> KernelWays:
    own = version(rules.target.version)
    found = CONVERTED
    for folder in rules.folders:
        file = folder / rules.info.name / FILE_NAME
        if file.is_file():
            found = _load(file, own)
    return found


def _load(file: Path, own: tuple[int, ...]) -> KernelWays:
    """The ways of one file; ``UserError`` for a key that is unknown, or a pattern that is not."""
    values = read_toml(file)
    refuse_unknown_keys(file, values, _KEYS)
    since, until = values.get("since"), values.get("until")
    if (since and own < version(since)) or (until and own >= version(until)):
        return CONVERTED
    given: Mapping[str, Any] = values.get("pattern", {})
    refuse_unknown_keys(file, given, [str(each) for each in Pattern])
    missing = [str(each) for each in Pattern if str(each) not in given]
    if missing or not values.get("message"):
        raise UserError(
            f"{file}: {', '.join(missing) or 'message'} is missing",
            "say for every pattern how its kernels are written: see docs/guide/kernels.md",
        )
    return KernelWays(values["message"], {each: _way(file, given[each]) for each in Pattern})


def _way(file: Path, values: Mapping[str, Any]) -> Way:
    refuse_unknown_keys(file, values, _WAY_KEYS)
    return Way(values["advice"], effort_of(values["effort"], str(file)))
