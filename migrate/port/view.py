"""What one pass over a file asks: its tree, its macros, its types, whose its names are.

What comes in are a scan and what the run and a parser of C++ know; what goes out are answers, each
worked out when it is first asked for. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from migrate.checks.redefinitions import values
from migrate.kernels.patterns import Classified, classify
from migrate.model import Safety, Span
from migrate.rewrite.includes import included
from migrate.rewrite.withheld import NOTHING_WITHHELD, Withheld
from migrate.rules.causes import Work
from migrate.rules.constructs import Case, Cases, Rule, fixing
from migrate.rules.macrocases import MacroCases
from migrate.rules.ruleset import RuleSet
from migrate.text.guards import Guards
from migrate.text.syntax import SyntaxTree
from migrate.tree.filescope import Scope
from migrate.tree.filesemantics import FileSemantics, Owner
from migrate.tree.index import TreeIndex
from migrate.tree.lookup import Lookup
from migrate.tree.macroaliases import specifier_macros
from migrate.tree.parsing import Earlier, shared_tree, tree_of, type_arguments
from migrate.tree.resolve import Use
from migrate.tree.scan import Scan
from migrate.tree.specifiers import SPACE_SPECIFIERS
from migrate.values.facts import Facts
from migrate.values.sides import CUDAS


@dataclass(frozen=True, slots=True)
class Context:
    """What is the same for all files of a run. ``apply`` is the least safety of a fix.

    Where a rewrite is ``withheld`` the rule only reports: it is left to a person.
    """

    rules: RuleSet
    cases: Cases
    index: TreeIndex
    guards: Guards
    apply: Safety
    withheld: Withheld = NOTHING_WITHHELD


@dataclass(frozen=True, eq=False)
class View:
    """One state of a file; an ``earlier`` one of it saves work."""

    scan: Scan
    names: Scope
    context: Context
    semantics: FileSemantics
    earlier: Earlier | None
    only_fixes: bool = False  # what is reported only is not asked for

    @property
    def rules(self) -> RuleSet:
        return self.context.rules

    @property
    def guards(self) -> Guards:
        return self.context.guards

    @property
    def index(self) -> TreeIndex:
        return self.context.index

    @cached_property
    def tree(self) -> SyntaxTree:
        """The tree, parsed when it is first asked for."""
        words, macros = self._grammar
        if self.earlier is None:
            return shared_tree(self.scan, dict(macros), words)
        return tree_of(self.scan, self.earlier, dict(macros), words)

    @cached_property
    def kernels(self) -> tuple[Classified, ...]:
        """The kernels that the file defines, and their patterns, by what they call of the files
        that it includes, too.
        """
        scan = self.scan
        if b"__global__" not in scan.data:
            return ()
        called = self.index.reach(scan.path).functions(scan.path)
        key = (classify, self._grammar, frozenset(called.items()))
        return scan.reading.once(key, lambda: classify(self.tree, scan.data, called))

    @cached_property
    def _grammar(self) -> tuple[tuple[Span, ...], frozenset[tuple[bytes, bytes]]]:
        """What the grammar is not shown: types that macros are given, and macros of namespaces."""
        words = type_arguments(self.scan, self.rules.info.type_macros)
        return tuple(words), frozenset(self.index.namespace_macros.items())

    @cached_property
    def lookup(self) -> Lookup:
        """Whose a name is; every use that may be a declaration is shown to it first."""
        return Lookup(self.scan, self.index, self.rules)

    @cached_property
    def facts(self) -> Facts:
        index, scan = self.index, self.scan
        specifiers = {**specifier_macros(self.rules), **index.macros_naming(SPACE_SPECIFIERS)}
        reach = index.reach(scan.path)
        own = self.lookup.is_own_type
        for_device = {CUDAS, *self.rules.info.device_macros}
        jits = index.jit_functions
        asks = self.rules.asks_devices
        devices = index.devices(scan.path) if asks else {}
        external = index.external_variables(scan.path) if asks else {}
        known = (scan, self.semantics, own, specifiers, jits, reach, for_device, devices, external)
        in_c = any(unit.endswith(".c") for unit in index.seen_by(scan.path))
        return Facts(*known, self._grammar, in_c)

    @cached_property
    def cases(self) -> MacroCases:
        """The construct rules by the names that they start at, macros of the tree among them."""
        return MacroCases(self.context.cases, self.names.macros, self.names.calls)

    def speaking(self, name: str) -> Sequence[tuple[Rule, Case]] | None:
        """The cases at a name that are asked for; None where no rule knows the name."""
        found = self.cases.get(name)
        if found is None or not self.only_fixes:
            return found
        if name not in self._fixing:
            self._fixing[name] = fixing(found)
        return self._fixing[name]

    @cached_property
    def _fixing(self) -> dict[str, Sequence[tuple[Rule, Case]]]:
        return {}

    @cached_property
    def values(self) -> Mapping[str, tuple[Span, ...]]:
        """Where macros of the file make a name a number or a string."""
        return values(self.scan)

    @cached_property
    def included(self) -> frozenset[str]:
        """The headers that the file includes, by what includes them."""
        return included(self.scan, self.index)

    def work(self, rule: str) -> Work:
        """What a finding of the tool's takes."""
        return self.rules.causes.of_tool(rule)

    def is_proved(self, use: Use) -> bool:
        """Whether the name, or the namespace it is in, is known to be CUDA's."""
        ends = (use.parts[-1].start, use.parts[0].start)
        return any(self.semantics.at(start).owner is Owner.CUDA for start in ends)

    def is_only_an_anchor(self, use: Use) -> bool:
        """Whether no table has the name, so that only a shape can make it CUDA's (``asm``)."""
        rules = self.rules
        is_anchor = use.name in rules.anchors or use.name in self.names.macros
        return is_anchor and not rules.verdict(use.name)
