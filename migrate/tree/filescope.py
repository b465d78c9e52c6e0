"""What names mean in one file: aliases, names usable unqualified, types and macros of the tree.

What comes in are the tree's index and the rules; what goes out is one ``Scope`` for a file, which
says what the file and the headers that it sees make of names. No place in the file is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from migrate.rules.ruleset import RuleSet
from migrate.tree.devicenames import ASIDE, DeviceName
from migrate.tree.filefacts import FileFacts
from migrate.tree.index import TreeIndex
from migrate.tree.macroaliases import aliases_of, marking
from migrate.tree.reach import Closure
from migrate.tree.vocabulary import looks_like_cuda

_MOST_ALIASES = 4  # of each other


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean in one file: namespace aliases, members usable unqualified, the user's own
    types.
    """

    aliases: Mapping[str, str]
    members: Mapping[str, str]
    own: AbstractSet[str]
    added: AbstractSet[str] = frozenset()  # what the tree declares in CUDA's namespaces
    wrappers: AbstractSet[str] = frozenset()  # namespaces that hold CUDA's
    folders: AbstractSet[str] = frozenset()  # of the headers that the file sees
    unseen: AbstractSet[str] = frozenset()  # CUDA's namespaces that none of these headers opens
    others: AbstractSet[str] = frozenset()  # those of them that somebody else has in sight
    macros: Mapping[str, str] = field(default_factory=dict)  # what they stand for of CUDA's
    calls: AbstractSet[str] = frozenset()  # those of these that stand so with parentheses
    devices: Mapping[str, DeviceName] = field(default_factory=dict)
    renamed: AbstractSet[str] = frozenset()  # other names of namespaces

    def may_occur_in(self, data: bytes) -> bool:
        """Whether a file may have one of ``words``; cheap, and may err towards yes."""
        return any(
            f"{alias}::".encode() in data or f"{alias} ".encode() in data for alias in self.aliases
        ) or any(word.encode() in data for word in (*self.members, *self.macros, *self.devices))

    @property
    def words(self) -> frozenset[str]:
        """Words that are candidates in this file only."""
        return frozenset((*self.aliases, *self.members, *self.macros, *self.devices))


def scope(path: str, index: TreeIndex, rules: RuleSet) -> Scope:
    """What the index says of names in the file at ``path``."""
    reach = index.reach(path)
    unseen = frozenset(root for root in rules.spaces.common if not _sees(path, root, index, rules))
    # What a file and its headers say counts; else what everyone else in the tree agrees on.
    meanings = {**index.aliases, **reach.aliases}
    aliases = {
        alias: name
        for alias, spelled in meanings.items()
        if (name := _unwrapped(spelled, rules)).partition("::")[0] in rules.namespaces - unseen
        and alias not in rules.namespaces
    }
    members = {}
    for namespace in reach.usings:
        root, _, rest = _unwrapped(namespace, rules).partition("::")
        full = aliases.get(root, root) + (f"::{rest}" if rest else "")
        if full.partition("::")[0] in rules.namespaces - unseen:
            members.update({name: f"{full}::{name}" for name in rules.members(full)})
    # Types that are in a table are looked up by their scopes, where they stand.
    own = {name for name in index.types if not rules.is_cuda(name) and name not in rules.plain}
    own.update(name for name in reach.types if name in rules.namespaces or not rules.is_cuda(name))
    plain = rules.plain & index.declarers.keys()
    includers = index.seen_by(path) if plain else frozenset()
    own.update(name for name in plain if _is_above(name, includers, index))
    others = frozenset(_others(reach, unseen, rules))
    tree = (index.members, index.wrappers, reach.folders, unseen, others)
    standing_for, calls = _standing(path, reach, index, rules)
    seen = index.devices_in_sight(path).values() if rules.asks_devices else ()
    devices = {one.name: one for one in seen if _is_trees_own(one, rules)}
    if index.namespace_macros:  # which namespace a variable is in, its file alone does not tell
        devices = {name: one._replace(spaces=frozenset()) for name, one in devices.items()}
    renamed = frozenset(meanings)
    return Scope(aliases, members, own, *tree, standing_for, calls, devices, renamed)


def _is_trees_own(one: DeviceName, rules: RuleSet) -> bool:
    """Whether a name of the tree is not read as one of CUDA's."""
    aside = one.kind in ASIDE
    return not rules.is_cuda(one.name) and not (aside and looks_like_cuda(one.name))


def _standing(
    path: str, reach: Closure, index: TreeIndex, rules: RuleSet
) -> tuple[Mapping[str, str], AbstractSet[str]]:
    """What macros of the tree, and aliases of headers, stand for of the names whose cases hold for
    these, too; and those of the macros that are called.
    """
    names, types = rules.through_macros, rules.used_types
    naming, calls = index.macros_naming(names), index.calling(names)
    macros = {**marking(naming, names), **aliases_of(naming, names)}
    here = index.by_path.get(path)
    own = {alias for alias, _ in here.kinds} if here is not None else set()
    aliases = {
        alias: word
        for alias in reach.kinds
        if alias not in own and (word := _behind(alias, reach.kinds)) in types
    }
    return {**aliases, **macros, **calls}, frozenset(calls)


def _behind(alias: str, kinds: Mapping[str, str]) -> str:
    """The type that an alias is in the end, where that is one name."""
    for _ in range(_MOST_ALIASES):
        alias = kinds[alias].removeprefix("::").removeprefix("struct ")
        if alias not in kinds:
            break
    return alias


def _sees(path: str, root: str, index: TreeIndex, rules: RuleSet) -> bool:
    """Whether the file, or one that includes it, sees a header of CUDA's from the folder that is
    called like a namespace.
    """

    def holds(file: FileFacts) -> bool:
        below = (name for name in file.includes if name.startswith(f"{root}/"))
        return any(rules.header(name) is not None for name in below)

    seeing = index.leading(f"headers of {root}", holds)
    return path in seeing or not seeing.isdisjoint(index.seen_by(path))


def _others(reach: Closure, roots: AbstractSet[str], rules: RuleSet) -> Iterator[str]:
    """Those of the ``roots`` that somebody else has a namespace of the name of in sight: the files
    read a name in it (where its own root is one of CUDA's, too, such as ``cv``, only if that need
    not be spelled), or include a header called so that is not the tree's, nor CUDA's.
    """
    spelled = rules.namespaces - frozenset(reach.usings)
    for root in roots:
        read = (name.split("::") for name in reach.others)
        if any(root in words[1:] and words[0] not in spelled for words in read) or any(
            root in name and "/" in name and rules.header(name) is None for name in reach.elsewhere
        ):
            yield root


def _unwrapped(namespace: str, rules: RuleSet) -> str:
    """``cub`` of ``app::cub``, where that may be CUDA's in another namespace."""
    parts = namespace.split("::")
    at = next((at for at, part in enumerate(parts) if part in rules.spaces.wrapped), 0)
    return "::".join(parts[at:])


def _is_above(name: str, includers: frozenset[str], index: TreeIndex) -> bool:
    """Whether one of the ``includers`` of a part of a unit declares ``name``, or includes a file
    that does: the part may stand below it.
    """
    return any(
        place in includers or not includers.isdisjoint(index.seen_by(place))
        for place in index.declarers[name]
    )
