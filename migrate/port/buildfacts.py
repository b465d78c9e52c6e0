"""What one build file says of its tree.

What comes in are a build file's bytes; what goes out are its facts, for the index of all facts. It
is loaded where there is such a file; what a source says is found beside this.
"""

from __future__ import annotations

import re

from migrate.build.context import compiles, pairs, parts
from migrate.build.dual import decides
from migrate.build.files import without_text
from migrate.build.macros import given, put_together
from migrate.build.pairednames import decided, is_search
from migrate.build.replace.seen import seen
from migrate.files.kinds import Kind
from migrate.port.indexing import made_macros
from migrate.regex import regex
from migrate.rules.ruleset import RuleSet
from migrate.tree.filefacts import FileFacts
from migrate.tree.members import WRAPS, wrappers_of_flags

# Commands of CMake that make headers, and what these are called.
_MAKES = regex(
    rb"\b(?:configure_file|add_custom_command|generate_export_header|file)\s*\(([^()]*)\)",
    re.IGNORECASE,
)
_HEADER = regex(rb"([\w.+-]+\.(?:hpp|hxx|hh|h|cuh))(?![\w.])")
_TEMPLATE = regex(r".*\.(?:h|hh|hpp|hxx|cuh)\.cmake(?:\.in)?")


def facts_of_build_file(name: str, data: bytes, kind: Kind, rules: RuleSet) -> FileFacts:
    """What a build file contributes: the macros that it gives, the namespaces that these put
    libraries of CUDA's into, the names that decide the build for the target, what it takes in, and
    whether it names sources of CUDA's.
    """
    guard = rules.build.guard
    says = WRAPS in data or kind is Kind.CMAKE or (guard is not None and guard.search(data))
    defines = b"-D" in data or b"efin" in data
    text = without_text(data, kind)[1] if says or defines else b""
    code = text if says else b""
    makes = _MAKES.findall(data) if kind is Kind.CMAKE else ()
    macros = tuple(given(text, kind, rules.build)) if defines else ()
    if _TEMPLATE.fullmatch(name):
        macros += tuple(made_macros(data))
    return FileFacts(
        name,
        wrappers=wrappers_of_flags(code),
        macros=macros,
        macro_names=put_together(text),
        twins=decided(name, code, guard),
        pairs=tuple(pairs(code, kind, rules.build)),
        parts=parts(code, kind),
        compiles=compiles(code),
        headers=frozenset(name.decode() for one in makes for name in _HEADER.findall(one)),
        decides=decides(name, code, kind, guard),
        builds=not is_search(name) and rules.build.builds_for_target(code),
        fits=rules.build.says(kind, code),
        asks=seen(data, kind) if rules.build.tables else frozenset(),
    )
