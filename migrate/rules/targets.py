"""The facts of a target that are no names, and a target as people write it (``hip@5.7``).

What comes in is what ``targetfiles`` has read; what goes out are answers. A target is only a
folder: nothing here, or anywhere, knows one by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from migrate.model import UserError
from migrate.regex import regex
from migrate.rules.evidence import Evidence
from migrate.rules.native import Native
from migrate.rules.questions import Off, Value
from migrate.rules.tables import Convention, is_version, version
from migrate.settings.toml import read_toml
from migrate.text.guards import Compilers

HELPERS = "helpers"  # the folder of a target's headers
WITHOUT = "helpers_without"  # and that of those which say what no port has
NATIVE = "native"  # the warps that the GPUs of a target have
Facts = Mapping[str, int | bool]
"""What rules may ask of an architecture: ``wave`` (lanes), ``lds`` (bytes a block), ``images``,
``filters_floats``, and sampled at a level, ``levels``."""

PROTOCOLS = ("command", "single-source", "types")  # of a compiler
_GPU = regex(r"[\w-]+(?::[a-z]+[+-])*", re.ASCII)  # with its features: gfx942:xnack+


@dataclass(frozen=True, slots=True)
class Compiling:
    """How the target's compiler is found and called (``[compile]``).

    ``compilers`` are names of programs, best first, ``folders`` where they lie if not in the
    search path; ``environment`` is set for them. ``device`` are the options for a unit with device
    code, in which ``{arch}`` stands for a GPU, ``arch`` the one that is taken if none is named;
    ``host`` those for a plain C or C++ unit, ``separate`` the one for device code that is linked
    later, ``link`` those for a program; ``defines`` macros that findings ask for, from one version
    to before another. ``version_macros`` of ``version_header`` tell the version of the target.
    ``protocol`` is how it is spoken to: as a ``command`` like clang's, or as ``single-source``, in
    passes of SYCL's, or for ``types`` alone, with the target's ``headers`` (groups of folders, with
    ``:`` between) and a header of the rules that units include ``first``; ``advice`` says how to
    come by one, ``run_limit`` in seconds how long a program may take where the user does not say.
    """

    compilers: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    device: tuple[str, ...] = ()
    host: tuple[str, ...] = ()
    arch: str = ""
    version_header: str = ""
    version_macros: tuple[str, ...] = ()
    separate: str = ""
    link: tuple[str, ...] = ()
    defines: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    protocol: str = "command"
    advice: str = ""
    run_limit: int = 60
    headers: tuple[str, ...] = ()
    first: str = ""


@dataclass(frozen=True, slots=True)
class Warps:
    """What is otherwise where a port is written for warps of another width than the GPUs have
    (``[warps.32]``): ``wave`` is that of all of them, ``off`` names rules, the target's own ones
    too, and the rest is as in ``TargetInfo``. Rules whose ``option`` is ``warp=32`` hold there
    alone. Rules that ``settles`` names find nothing there, and none finds it in their place.
    """

    wave: int
    facts: Mapping[str, Value] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    off: Mapping[str, Off] = field(default_factory=dict)
    helpers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    namespaces: frozenset[str] = frozenset()
    settles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Opening:
    """The ``statement`` that main begins with where a program uses the runtime (``[main]``), and
    the ``header`` that it needs; a tree that has something that is written ``instead`` of it does
    so by itself. Calls of some ``libraries`` of CUDA's want it.
    """

    statement: str = ""
    header: str = ""
    instead: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.statement)


@dataclass(frozen=True, slots=True)
class TargetInfo:
    """``target.toml``: the facts of a target that are no names. ``facts`` and ``words`` answer what
    rules for every target ask, ``off`` are those of them that do not hold, and when and why.
    ``helpers`` are headers that come with the rules and lie beside a port that includes them, each
    with those that it includes, ``helpers_with`` those of them that the runtime header includes
    where a port fits the expression, ``helpers_without`` such as lie beside it where no port does;
    ``type_macros`` are macros of the target that are given types, ``errors`` is what compilers
    say, in words of their own, of what findings of tables announce,
    ``namespaces`` hold its own names, whatever these are called, and ``spellings`` are what stands
    in rewrites of rules for every target. ``evidence`` says how sure its rows are, ``native``
    which files are its own. Of ``shim`` every unit of a build for it has one macro at its head.
    ``header_words`` are names that its headers use, and that programs give macros, or have from
    headers that are no one's of the tree, the ``macro_headers``;
    ``unused_headers`` are CUDA's that it lacks, each with what files say that use it: it goes from
    others; ``implicit_headers`` are C's that nvcc gives units and its compiler does not, each with
    what a unit says that needs it;
    ``template_headers`` is how those of its headers begin that cannot be in ``extern "C" { }``;
    ``commands`` is what takes the place of CUDA's where a program calls them; ``overloads_sides``
    says that a function of the host is another one than that of the device.
    """

    name: str
    title: str
    versions: tuple[str, ...]
    compiler: str
    guards: frozenset[str]
    runtime_header: str
    subsumes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    behind_runtime: frozenset[str] = frozenset()
    type_headers: frozenset[str] = frozenset()
    template_headers: tuple[str, ...] = ()
    overloads_sides: bool = False
    commands: str = ""
    literal_suffixes: frozenset[str] = frozenset()
    guide_marks: str = ""
    suffixes: Mapping[str, str] = field(default_factory=dict)
    architectures: Mapping[str, Facts] = field(default_factory=dict)
    conventions: tuple[Convention, ...] = ()
    compiling: Compiling | None = None
    own_names: re.Pattern[str] | None = None
    own_headers: re.Pattern[str] | None = None
    libraries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    compilers: Compilers = field(default_factory=Compilers)
    facts: Mapping[str, Value] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    off: Mapping[str, Off] = field(default_factory=dict)
    shim: tuple[str, ...] = ()
    helpers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    helpers_with: Mapping[str, re.Pattern[bytes]] = field(default_factory=dict)
    helpers_without: Mapping[str, re.Pattern[bytes]] = field(default_factory=dict)
    type_macros: frozenset[str] = frozenset()
    errors: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    namespaces: frozenset[str] = frozenset()
    spellings: Mapping[str, str] = field(default_factory=dict)
    warps: Mapping[str, Warps] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    native: Native | None = None
    opening: Opening = Opening()
    header_words: re.Pattern[str] | None = None
    macro_headers: frozenset[str] = frozenset()
    unused_headers: Mapping[str, re.Pattern[bytes]] = field(default_factory=dict)
    implicit_headers: Mapping[str, re.Pattern[bytes]] = field(default_factory=dict)

    def with_warps(self, name: str) -> TargetInfo:
        """The target where ports are written for warps of this name; it has those of its GPUs as it
        is (``native``).
        """
        if name == NATIVE:
            return self
        if name not in self.warps:
            title = f"{self.title} has no warps but those of its GPUs"
            raise UserError(title, f"leave --warp {name} out")
        found = self.warps[name]
        archs = self.architectures.items()
        return replace(
            self,
            facts={**self.facts, **found.facts},
            words={**self.words, **found.words},
            off={**self.off, **found.off},
            helpers={**self.helpers, **found.helpers},
            namespaces=self.namespaces | found.namespaces,
            architectures={arch: {**facts, "wave": found.wave} for arch, facts in archs},
        )

    def spelled(self, header: str) -> str:
        """What an ``#include`` of a header says: those that lie beside the port, in quotes."""
        return f'"{header}"' if header in self.helpers else f"<{header}>"

    @property
    def device_macros(self) -> frozenset[str]:
        """What its compilers define where they compile for the device."""
        return frozenset(filter(None, [self.words.get("device_macro")]))

    def owns(self, name: str) -> bool:
        """Whether ``name`` is formed like the target's own: if it is none, the user declared it."""
        return self.own_names is not None and self.own_names.fullmatch(name) is not None

    def owns_header(self, path: str) -> bool:
        """Whether ``path`` lies where the target has its own headers, and nobody else does."""
        found = (self.own_headers, self.native and self.native.headers)
        return any(each.fullmatch(path) for each in found if each)


def rules_folder() -> Path:
    """Where the built-in rules are: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "_rules"
    return installed if installed.is_dir() else package.parent / "rules"


def cuda_libraries() -> Mapping[str, tuple[str, ...]]:
    """What a CUDA program links with that includes a header, as ``[libraries]`` of a target."""
    values = read_toml(rules_folder() / "cuda" / "link.toml")
    return {header: tuple(names) for header, names in values.items()}


def linked(headers: Iterable[str], libraries: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The libraries for ``headers``, by their paths or by ``folder/*``, each once and in order."""
    found: dict[str, None] = {}
    for header in headers:
        folder = f"{header.rpartition('/')[0]}/*"
        found.update(dict.fromkeys(libraries.get(header) or libraries.get(folder) or ()))
    return tuple(found)


def parse_spec(spec: str, known: Sequence[TargetInfo]) -> tuple[TargetInfo, str]:
    """``hip@5.7`` as the target and its version; the newest version where none is named."""
    name, _, wanted = spec.partition("@")
    info = next((target for target in known if target.name == name), None)
    if info is None:
        names = [target.name for target in known]
        near = get_close_matches(name, names, 1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise UserError(f"unknown target {name!r}", f"{hint}targets: {', '.join(names)}")
    if not wanted:
        return info, info.versions[-1]
    try:
        number = version(wanted if is_version(wanted) else "")
    except ValueError:
        raise UserError(
            f"{wanted[:40]!r} is no version", f"write {name}@{info.versions[-1]}"
        ) from None
    if number < version(info.versions[0]):
        raise UserError(
            f"{name}@{wanted} is older than the rules know",
            f"versions: {', '.join(info.versions)}",
        )
    return info, wanted


def architectures(info: TargetInfo, names: Sequence[str]) -> tuple[Facts, ...]:
    """The facts of the architectures ``names`` (``gfx90a``, ``gfx942:xnack+``), of all for none."""
    known = info.architectures
    found = []
    for name in names:
        base = name.partition(":")[0]
        if base not in known or not _GPU.fullmatch(name):
            near = get_close_matches(base, known, 1)
            hint = f"did you mean {near[0]}? " if near else ""
            listed = ", ".join(known) or "none"
            raise UserError(f"{info.name} has no architecture {name!r}", f"{hint}known: {listed}")
        found.append(known[base])
    return tuple(found) if names else tuple(known.values())
