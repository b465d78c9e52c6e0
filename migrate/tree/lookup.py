"""Whose a name is where it stands: CUDA's, or the user's own.

What comes in are the declarations of the file and of the tree, and the leaf of a use; what goes out
is one answer. Names are looked up as C++ does: in the blocks around the place, the classes and
namespaces from the inside out with the bases and using directives of each, and at last beside
CUDA's own declarations at file scope. What the user declares there under CUDA's name stands in for
CUDA's and goes along with it, unless it is something else: another kind of thing, a function of
other arguments, or a stand-in in files that never meet CUDA. Types of arguments are not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from migrate.regex import regex
from migrate.rules.ruleset import RuleSet
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.declarations import (
    Kind,
    arguments,
    is_elaborated,
    is_label,
    is_members_type,
    is_template_parameter,
)
from migrate.tree.filefacts import Declared
from migrate.tree.index import TreeIndex
from migrate.tree.ownership import Here
from migrate.tree.qualifiers import Access
from migrate.tree.resolve import Use
from migrate.tree.scan import Scan, Token
from migrate.tree.visibility import Asked, Sights
from migrate.tree.vocabulary import looks_like_cuda

_FUNCTION, _TYPE, _VALUE, _USING = (kind.value for kind in Kind)
_KINDS = {"function": _FUNCTION, "type": _TYPE, "enum_constant": _VALUE, "variable": _VALUE}
_MACRO = "macro"
_DEPENDS = regex(
    rb"\bdecltype\b|\btypename\b|\b(?:std::)?(?:decay|remove_\w+|invoke_result)(?:_t)?\b"
)
_ALIAS = regex(rb"\busing\s+(\w+)\s*=([^;]*)|\btypedef\b((?:(?!\btypedef\b)[^;{}])*)\b(\w+)\s*;")
_UNITS = (".c", ".cc", ".cpp", ".cxx")
# The libraries whose types a unit has that includes nothing.
_BY_ITSELF = frozenset({"runtime", "driver", "vector", "device", "device_math", "device_texture"})


class Whose(Enum):
    """Whom a name belongs to at a place; ``EITHER`` where only its arguments could tell."""

    CUDA = "cuda"
    USER = "user"
    EITHER = "either"


class _Cudas(NamedTuple):
    """What CUDA's tables say of a name: its kind, and the arguments of a call."""

    kind: str
    least: int = 0
    most: int | None = None
    has_target: bool = True

    @property
    def is_lacking(self) -> bool:
        """Whether it is a macro that the target has nothing for."""
        return self.kind == _MACRO and not self.has_target


class Lookup:
    """Answers for one file. Every use that may be a declaration is shown to ``learn`` first."""

    def __init__(self, scan: Scan, index: TreeIndex, rules: RuleSet) -> None:
        self._scan = scan
        self._rules = rules
        self._index = index
        self._sights = Sights(scan, index)

    def learn(self, use: Use, tree: SyntaxTree, leaf: Node) -> None:
        """Note what is declared where the use stands."""
        name = self._name(use)
        if name:
            self._sights.learn(Token(use.start, use.end, name), tree, leaf)

    def _name(self, use: Use) -> str:
        """The one word that a use consists of; nothing for a member, or a qualified name."""
        if len(use.parts) != 1 or use.name.startswith((".", "<")):
            return ""
        return self._scan.data[use.start : use.end].decode("utf-8", "replace")

    def is_mapped(self, use: Use) -> bool:
        """Whether the tree maps the name to the target's, in what the file includes, or the
        namespace that it is written in.
        """
        reach = self._index.reach(self._scan.path)
        if len(use.parts) < 2:
            name = self._name(use)
            return name in reach.mapped or name in self._index.mapped_above(self._scan.path)
        space = self._scan.data[use.parts[0].start : use.parts[0].end].decode("utf-8", "replace")
        aliases = (alias for file in reach.files if file.mapped for alias, _ in file.aliases)
        return space in aliases

    def owner(self, use: Use, tree: SyntaxTree, leaf: Node) -> Whose:
        """Whose the name is where it stands. What only looks like CUDA's is settled elsewhere, by
        all that the tree declares.
        """
        name = self._name(use)
        rules = self._rules
        if not name or not (rules.is_cuda(use.name) or use.name in rules.anchors):
            return Whose.CUDA
        if name in self._index.defaults and self._cudas(name).is_lacking:
            return Whose.USER  # a macro that the target lacks, and the tree makes up for
        if is_label(tree, leaf):
            return Whose.USER
        if use.before.access is Access.SCOPED:
            return self._scoped(name, use.before.words, use, tree, leaf)
        if not self._sights.know(name):
            return Whose.CUDA
        declared = self._sights.placed(name).at.get(use.start)
        if declared is not None and declared.declared.kind != _USING:
            return self._where_declared(declared, use)
        return self._at(name, use, tree, leaf)

    def _where_declared(self, item: Here, use: Use) -> Whose:
        """Whose the name is where it is declared."""
        one = item.declared
        if item.block is not None:
            again = one.kind == _FUNCTION and self._cudas(use.name).kind == _FUNCTION
            return Whose.CUDA if again else Whose.USER
        if one.member:
            return Whose.USER
        if one.space:
            return self._in_space(one.name, one.space)
        if one.defined and not one.target and not self._cudas(use.name).has_target:
            return Whose.USER
        own = self._is_own(self._scan.path, one, use.name)
        return Whose.USER if own else Whose.CUDA

    # -- by scope ----------------------------------------------------------------------------------

    def _at(self, name: str, use: Use, tree: SyntaxTree, leaf: Node) -> Whose:
        only_types = is_elaborated(tree, leaf) or is_members_type(tree, leaf)
        if use.before.access is Access.GLOBAL:
            around: tuple[str, ...] = ()
        else:
            inside = self._inside(Asked(name, use.start, only_types), tree, leaf)
            if inside is not None:
                return inside
            around, _ = self._sights.around(tree, leaf)
        asked = Asked(name, use.start, only_types)
        return self._at_file_scope(use, tree, leaf, asked, around)

    def _inside(self, asked: Asked, tree: SyntaxTree, leaf: Node) -> Whose | None:
        """The answer of the blocks, classes and namespaces around a place, the innermost that has
        one.
        """
        local = self._local(asked)
        if local is not None:
            return local
        sights = self._sights
        around, derived = sights.around(tree, leaf)
        for depth in range(len(around), 0, -1):
            space = "::".join(around[:depth])
            if any(sights.within(asked, space)):
                return self._in_space(asked.name, space)
            if sights.inherited(asked, around[depth - 1], derived):
                return Whose.USER
            if sights.opened(asked, around, depth):
                return Whose.USER
        return None

    def _local(self, asked: Asked) -> Whose | None:
        """The answer of the innermost block that declares the name."""
        is_function = self._cudas(asked.name).kind == _FUNCTION
        for block in self._sights.placed(asked.name).around(asked.offset):
            for kind, item in block.first.items():
                if kind == _FUNCTION and is_function:
                    continue
                if kind == _TYPE or (item.start <= asked.offset and not asked.only_types):
                    is_cudas = item.declared.target.startswith("::")
                    return Whose.CUDA if is_cudas else Whose.USER
        return None

    def _in_space(self, name: str, space: str) -> Whose:
        return Whose.CUDA if self._sights.stands_in(name, space) else Whose.USER

    # -- at file scope, beside CUDA's --------------------------------------------------------------

    def _at_file_scope(
        self,
        use: Use,
        tree: SyntaxTree,
        leaf: Node,
        asked: Asked,
        around: Sequence[str],
    ) -> Whose:
        outside = [*self._sights.within(asked, "")]
        own = [item.one for item in outside if self._is_own(item.path, item.one, use.name)]
        own += [one for item in outside for one in self._named(item.one)]
        # Behind ``::`` using directives are followed only where nothing is declared there itself.
        is_global = use.before.access is Access.GLOBAL
        shown = () if is_global else self._sights.opened(asked, around, 0)
        cudas = self._cudas(use.name)
        both = [*(one for one in own if one.kind != _USING), *shown]
        if not both:
            return Whose.CUDA
        if cudas.kind != _FUNCTION or any(one.kind != _FUNCTION for one in both):
            return Whose.USER
        if not cudas.has_target:
            return Whose.USER
        count = arguments(tree, leaf)
        if count is None or not any(_takes(one, count) for one in both):
            return Whose.CUDA
        return Whose.EITHER if _takes(cudas, count) and self._sights.meets_cuda else Whose.USER

    def _named(self, one: Declared) -> Iterator[Declared]:
        """What a using declaration at file scope names, as far as it is known."""
        if one.kind != _USING or one.target.startswith("::"):
            return
        space = one.target.rpartition("::")[0]
        known = [item.one for item in self._sights.placed(one.name).spaces.get(space, ())]
        yield from known or [one._replace(kind=_FUNCTION)]

    def _is_own(self, path: str, one: Declared, name: str) -> bool:
        """Whether a declaration at file scope is another thing than CUDA's, with which it cannot be
        confused: nothing that stands in for it.
        """
        cudas = self._cudas(name)
        if one.kind == _USING:
            return False
        if cudas.kind == _MACRO:
            return not one.conditional and one.defined
        if one.kind != cudas.kind:
            return True
        if one.conditional:
            return False
        if one.kind == _FUNCTION and not _overlap(one, cudas):
            return True
        if not one.defined:
            return False
        if one.kind == _TYPE and not self._may_meet(path, name):
            return True
        if not cudas.has_target or (one.kind == _TYPE and not looks_like_cuda(name)):
            return True
        # A function may be CUDA's own, to be called in its place: only a unit without CUDA says no.
        sources = () if one.kind == _TYPE else self._sights.units(path)
        return self._sights.is_apart(path) and (one.kind == _TYPE or any(map(_is_a_unit, sources)))

    def _may_meet(self, path: str, name: str) -> bool:
        """Whether a unit that sees what ``path`` declares may see CUDA's type of this name as well:
        nvcc reads the runtime's headers by itself, any other library's may include another's.
        """
        rules = self._rules
        if any(row.library in _BY_ITSELF for row in rules.rows(name)):
            return True
        headers = {
            header for unit in self._sights.units(path) for header in self._index.reach(unit).named
        }
        libraries = {rules.headers.library(header) for header in headers}
        return not libraries <= _BY_ITSELF | {""}

    def _cudas(self, name: str) -> _Cudas:
        """What the tables say of a name of CUDA's."""
        row = next(iter(self._rules.surface.rows(name)), None)
        rows = self._rules.rows(name)
        kind = row["kind"] if row is not None else rows[0].kind if rows else ""
        least, _, most = (row["params"] if row is not None else "").partition("-")
        verdict = self._rules.verdict(name)
        return _Cudas(
            _KINDS.get(kind, kind),
            int(least or 0),
            int(most or least) if least else None,
            verdict is not None and bool(verdict.target),
        )

    # -- behind a qualifier ------------------------------------------------------------------------

    def _scoped(
        self, name: str, words: Sequence[str], use: Use, tree: SyntaxTree, leaf: Node
    ) -> Whose:
        """Whose a name is behind somebody's ``::``: CUDA's as a value of an enumeration of CUDA's,
        and where a using declaration of CUDA's name stands in that namespace.
        """
        enumerator = self._cudas(use.name).kind == _VALUE
        if enumerator and self._is_cudas_type(words, use.start, tree, leaf):
            return Whose.CUDA
        spelled = next(self._sights.spellings("::".join(words), ()))
        if self._sights.stands_in_one(name, spelled):
            return Whose.CUDA
        known = self._sights.placed(name).spaces
        if enumerator and self._depends(words, tree, leaf):
            return Whose.EITHER if known else Whose.CUDA
        return Whose.USER

    def _depends(self, words: Sequence[str], tree: SyntaxTree, leaf: Node) -> bool:
        """Whether a qualifier is a type that only the place itself knows: one a template is given,
        or what ``decltype`` makes of an expression.
        """
        if is_template_parameter(tree, leaf, words[0]):
            return True
        return words[-1].encode() in self._dependent

    @cached_property
    def _dependent(self) -> frozenset[bytes]:
        """The aliases of the file for types that depend on something."""
        found = (
            (match[1], match[2]) if match[1] else (match[4], match[3])
            for match in _ALIAS.finditer(self._scan.data)
        )
        return frozenset(alias for alias, target in found if _DEPENDS.search(target))

    def takes_fewer(self, name: str, rewrite: str | None) -> bool:
        """Whether the tree has a function of its own in the place of CUDA's, for which a call as it
        is rewritten has too many arguments.
        """
        if rewrite is None or "$*" in rewrite or rewrite.count("(") != 1:
            return False
        own = (item.one for item in self._sights.placed(name).spaces.get("", ()))
        bounds = [one.most for one in own if one.kind == _FUNCTION and one.defined]
        return any(most is not None and most <= rewrite.count(",") for most in bounds)

    def is_own_type(self, name: str, offset: int, tree: SyntaxTree, leaf: Node) -> bool:
        """Whether a type that is called like one of CUDA's is the user's at a place."""
        rules = self._rules
        if not rules.is_cuda(name) or not self._sights.know(name):
            return False
        return not self._is_cudas_type((name,), offset, tree, leaf)

    def _is_cudas_type(
        self, words: Sequence[str], offset: int, tree: SyntaxTree, leaf: Node
    ) -> bool:
        """Whether the qualifier names one of CUDA's types, or an alias of one."""
        *outer, last = words
        target = self._sights.aliases.get(last, last)
        if self._cudas(target).kind != _TYPE:
            return False
        if outer and target == last:
            named = self._sights.placed(last).spaces.get("::".join(outer), ())
            return any(item.one.target.startswith("::") for item in named)
        asked = Asked(target, offset, only_types=True)
        inside = self._inside(asked, tree, leaf)
        if inside is not None and target == last:
            return inside is Whose.CUDA
        seen = self._sights.within(asked, "")
        return not any(self._is_own(item.path, item.one, target) for item in seen)


def _is_a_unit(path: str) -> bool:
    return path.endswith(_UNITS)


def _takes(one: Declared | _Cudas, count: int) -> bool:
    return one.least <= count and (one.most is None or count <= one.most)


def _overlap(one: Declared, cudas: _Cudas) -> bool:
    """Whether a call could be one of both functions."""
    if cudas.most is None:
        return True
    return one.least <= cudas.most and (one.most is None or cudas.least <= one.most)
