"""``target.toml`` of each folder below ``rules/``, read and checked.

What comes in are the folders there are; what goes out are the facts of targets. Nothing here, or
anywhere, knows a target by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from migrate.model import UserError
from migrate.rules.evidence import read_evidence
from migrate.rules.native import read_native
from migrate.rules.questions import (
    Questions,
    questions,
    target_facts,
    target_off,
    target_words,
)
from migrate.rules.tables import Convention, Support
from migrate.rules.targets import (
    PROTOCOLS,
    Compiling,
    Opening,
    TargetInfo,
    Warps,
    parse_spec,
    rules_folder,
)
from migrate.settings.config import Settings
from migrate.settings.toml import any_of, place, read_toml, refuse_unknown_keys
from migrate.text.capabilities import Architecture
from migrate.text.guards import Compilers

_TARGET_KEYS = frozenset(
    "name title versions suffixes compiler guards runtime_header subsumes behind_runtime "
    "type_headers template_headers overloads_sides literal_suffixes guide_marks architectures "
    "conditions conventions surface compile libraries facts words off shim helpers type_macros "
    "namespaces spellings warps evidence main native errors header_words macro_headers "
    "unused_headers implicit_headers helpers_with helpers_without commands".split()
)
_COMPILE_KEYS = frozenset(
    "compilers folders environment device host arch version_header version_macros separate "
    "link defines protocol advice run_limit headers first".split()
)
_CONDITION_KEYS = frozenset(
    "absent own readers compiles nvcc version architecture device capability rule releases release"
    " platform".split()
)
_WARPS_KEYS = frozenset("wave facts words off helpers namespaces settles".split())
_SURFACE_KEYS = frozenset(("names", "headers"))
_CONVENTION_KEYS = frozenset("library prefixes keep status note mirrors".split())


def targets() -> list[TargetInfo]:
    """Every target there is a folder for, in the order of names."""
    return [read_target(file) for file in sorted(rules_folder().glob("*/target.toml"))]


def read_target(file: Path) -> TargetInfo:
    """Read and check one ``target.toml``."""
    values = read_toml(file)
    refuse_unknown_keys(file, values, _TARGET_KEYS)
    refuse_unknown_keys(file, values.get("surface", {}), _SURFACE_KEYS)
    try:
        return _target(file, values)
    except KeyError as missing:
        raise UserError(f"{file}: {missing} is missing", "see docs/guide/targets.md") from None


def _target(file: Path, values: Mapping[str, Any]) -> TargetInfo:
    """What the keys of a file say; raises ``KeyError`` for one that is missing."""
    asked, surface = questions(rules_folder()), values.get("surface", {})
    return TargetInfo(
        name=values["name"],
        title=values["title"],
        versions=tuple(values["versions"]),
        compiler=values["compiler"],
        guards=frozenset(values["guards"]),
        runtime_header=values["runtime_header"],
        subsumes={k: tuple(v) for k, v in values.get("subsumes", {}).items()},
        behind_runtime=frozenset(values.get("behind_runtime", ())),
        type_headers=frozenset(values.get("type_headers", ())),
        template_headers=tuple(values.get("template_headers", ())),
        overloads_sides=bool(values.get("overloads_sides", False)),
        commands=values.get("commands", ""),
        literal_suffixes=frozenset(values.get("literal_suffixes", ())),
        guide_marks=values.get("guide_marks", ""),
        suffixes=values.get("suffixes", {}),
        architectures=values.get("architectures", {}),
        conventions=tuple(_convention(file, item) for item in values.get("conventions", ())),
        compiling=_compiling(file, values["compile"]) if "compile" in values else None,
        own_names=any_of(file, "names", surface.get("names", ())),
        own_headers=any_of(file, "headers", surface.get("headers", ())),
        libraries={k: tuple(v) for k, v in values.get("libraries", {}).items()},
        compilers=_conditions(file, values.get("conditions", {})),
        facts=target_facts(file, values.get("facts", {}), asked),
        words=target_words(file, values.get("words", {}), asked),
        off=target_off(file, values.get("off", {}), rules_folder()),
        shim=tuple(values.get("shim", ())),
        type_macros=frozenset(values.get("type_macros", ())),
        errors={rule: re.compile(text) for rule, text in values.get("errors", {}).items()},
        namespaces=frozenset(values.get("namespaces", ())),
        spellings=values.get("spellings", {}),
        helpers=_helpers(values),
        helpers_with=_expressions(values, "helpers_with"),
        helpers_without=_expressions(values, "helpers_without"),
        warps={k: _warps(file, v, asked) for k, v in values.get("warps", {}).items()},
        evidence=read_evidence(file, values.get("evidence", ())),
        native=read_native(file, values.get("native", {})),
        opening=_opening(values.get("main", {})),
        header_words=any_of(file, "header_words", values.get("header_words", ())),
        macro_headers=frozenset(values.get("macro_headers", ())),
        unused_headers=_expressions(values, "unused_headers"),
        implicit_headers=_expressions(values, "implicit_headers"),
    )


def _expressions(values: Mapping[str, Any], key: str) -> Mapping[str, re.Pattern[bytes]]:
    """A table of headers, each with an expression for what files say."""
    return {name: re.compile(text.encode()) for name, text in values.get(key, {}).items()}


def _helpers(values: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(others) for name, others in values.get("helpers", {}).items()}


def _warps(file: Path, values: Mapping[str, Any], asked: Questions) -> Warps:
    refuse_unknown_keys(file, values, _WARPS_KEYS)
    return Warps(
        wave=values["wave"],
        facts=target_facts(file, values.get("facts", {}), asked),
        words=target_words(file, values.get("words", {}), asked),
        off=target_off(file, values.get("off", {}), rules_folder(), file.parent),
        helpers=_helpers(values),
        namespaces=frozenset(values.get("namespaces", ())),
        settles=frozenset(values.get("settles", ())),
    )


def _opening(values: Mapping[str, Any]) -> Opening:
    lists = {key: tuple(values.get(key, ())) for key in ("instead", "libraries")}
    return Opening(**{**values, **lists})


def _compiling(file: Path, values: Mapping[str, Any]) -> Compiling:
    refuse_unknown_keys(file, values, _COMPILE_KEYS)
    made: dict[str, Any] = {
        key: tuple(item) if isinstance(item, list) else item for key, item in values.items()
    }
    protocol = made.get("protocol", PROTOCOLS[0])
    if protocol not in PROTOCOLS:
        raise UserError(
            f"{place(file, 'protocol')}: {protocol!r} is no protocol",
            f"write one of {', '.join(PROTOCOLS)}",
        )
    return Compiling(**made)


def _conditions(file: Path, values: Mapping[str, Any]) -> Compilers:
    refuse_unknown_keys(file, values, _CONDITION_KEYS)
    architecture = None
    if "architecture" in values:
        macro, device = values["architecture"], values["device"]
        architecture = Architecture(macro, device, values["capability"])
    return Compilers(
        absent=tuple(values.get("absent", ())),
        own=tuple(values.get("own", ())),
        readers=tuple(values.get("readers", ())),
        compiles=tuple(values.get("compiles", ())),
        nvcc=values.get("nvcc", ""),
        version=values.get("version", ""),
        architecture=architecture,
        rule=values.get("rule", ""),
        releases=tuple(
            Architecture(name, values["platform"], values["release"], everywhere=True)
            for name in values.get("releases", ())
        ),
    )


def _convention(file: Path, values: Mapping[str, Any]) -> Convention:
    refuse_unknown_keys(file, values, _CONVENTION_KEYS)
    keep = bool(values.get("keep", False))
    support = Support(values.get("status", "exact" if keep else "renamed"))
    return Convention(
        values["library"],
        values.get("prefixes", {}),
        keep,
        support,
        values.get("note", ""),
        values.get("mirrors", ""),
    )


def with_suffixes_of_target(settings: Settings) -> Settings:
    """The settings, with the suffixes that ``--rename`` gives files of the target."""
    info, _ = parse_spec(settings.to, targets())
    return replace(settings, extend_suffixes=(*settings.extend_suffixes, *info.suffixes.values()))
