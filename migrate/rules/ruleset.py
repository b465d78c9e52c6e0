"""The folder ``rules/`` as a ``RuleSet`` for one target at one version.

What comes in are a target such as ``hip@5.7`` and the users' own rule folders; what goes out are
the answers of ``names``, the construct rules that start at a name, and what is said of build files.
Rules are checked when they are loaded: an unknown key, an unbound capture or a missing message is
refused with its file. No source code is read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path

from migrate.files.store import NO_STORE, Store
from migrate.model import UserError
from migrate.regex import regex
from migrate.rules.buildrules import FILE_NAME, BuildRules, load_build_rules
from migrate.rules.cache import NOT_KEPT, Kept, Packed, kept_in, kept_property
from migrate.rules.common import common_rules, overridden
from migrate.rules.constructs import Case, Cases, CodeScope, Rule
from migrate.rules.forms import FormCases
from migrate.rules.named import Named, shared_names
from migrate.rules.names import Names
from migrate.rules.numbers import Numbers, numbers
from migrate.rules.questions import FOLDER
from migrate.rules.retired import former_ids
from migrate.rules.rulefiles import load_rule
from migrate.rules.tables import Support, at_version
from migrate.rules.targetfiles import read_target, targets
from migrate.rules.targets import NATIVE, Facts, TargetInfo, architectures, parse_spec, rules_folder

_WORD = regex(r"(?:(?<![\w:])::)?(?<![\w$])[A-Za-z_]\w*")


class RuleSet(Names):
    """All that is known of porting CUDA to one target at one version. Values are made when they are
    asked for.
    """

    def __init__(
        self,
        info: TargetInfo,
        wanted: str,
        folders: Sequence[Path],
        archs: Sequence[Facts] = (),
        kept: Kept = NOT_KEPT,
        warp: str = NATIVE,
    ) -> None:
        """``folders`` are laid out like ``rules/``; later ones take precedence. ``archs`` are the
        architectures ported to, ``warp`` the warps that are written for. What is made of the rules
        is ``kept``.
        """
        super().__init__(info, wanted, folders, kept)
        self._warp = warp
        self._archs = tuple(archs)
        self._cases: dict[tuple[frozenset[str], bool], Cases] = {}

    def check(self) -> None:
        """Read all of the users' own, so that a mistake is refused before the work begins."""
        super().check()
        self.cases(frozenset())
        load_build_rules(self.info.name, self.folders)

    # -- build files -------------------------------------------------------------------------------

    @property
    def reads_build_files(self) -> bool:
        """Whether the target has anything to say of them."""
        return any((folder / self.info.name / FILE_NAME).is_file() for folder in self.folders)

    @kept_property
    def build(self) -> BuildRules:
        """What the target says of build files: nothing, where it has no ``build.toml``."""
        return load_build_rules(self.info.name, self.folders)

    # -- construct rules ---------------------------------------------------------------------------

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Construct rules of this target and of every target, by area and name, less those that
        are off at its version; a user's rule with a built-in's id replaces it, and the target's own
        one for every target.
        """
        found: dict[str, Rule] = {}
        named: Named = {}
        for folder in self.folders:
            named = {**named, **shared_names(folder)}
            if folder == self.folders[0] == rules_folder():
                rules: Iterable[Rule] = built_in(self.info.name, self._warp)
            else:
                rules = _rules_below(folder, self.info, named)
            found |= {rule.id: rule for rule in rules}
        off = (rule for rule, each in self.info.off.items() if at_version([each], self._version))
        gone = overridden(found.values(), self.info.name).union(off)
        left = sorted(found.keys() - gone, key=lambda key: (key.partition("/")[2], key))
        return tuple(found[key] for key in left)

    def with_rule(self, rule: Rule) -> RuleSet:
        """The same with ``rule`` in the place of the one that has its id; nothing of it is kept."""
        made = copy(self)
        found = tuple(rule if item.id == rule.id else item for item in self.rules)
        for name in vars(RuleSet).keys() & vars(self).keys():
            del made.__dict__[name]
        made.__dict__ |= {"kept": NOT_KEPT, "_cases": {}, "rules": found}
        return made

    @cached_property
    def former(self) -> Mapping[str, tuple[str, ...]]:
        """What rules of this target were called before, by their ids."""
        return former_ids(self.info.name)

    @kept_property
    def anchors(self) -> frozenset[str]:
        """Names at which shapes of construct rules start; a table need not have them."""
        return frozenset(anchor for _, case in self._at_version for anchor in case.anchors)

    @kept_property
    def spelled_anchors(self) -> frozenset[str]:
        """Those that a source spells: a variable called ``kernel`` is no kernel by that."""
        spelled = (case for _, case in self._at_version if not case.declared)
        return frozenset(anchor for case in spelled for anchor in case.anchors)

    @kept_property
    def numbers(self) -> Numbers:
        """Those of them that are numbers, by value, and what the shapes have beside them."""
        shapes = ((case.anchor, case.match) for _, case in self._at_version)
        return numbers(shapes)

    @cached_property
    def _at_version(self) -> tuple[tuple[Rule, Case], ...]:
        """The cases of all rules that hold for the target's version, and the warps written for."""
        cases = ((rule, case) for rule in self._rules_of_warp for case in rule.cases)
        return tuple(item for item in cases if at_version(item[1:], self._version) is not None)

    @kept_property
    def where_called(self) -> frozenset[str]:
        """Rules on what host code alone must not have: of a function for host and device a compiler
        refuses it where something calls that.
        """
        on_host = frozenset({CodeScope.HOST})
        return frozenset(
            rule.id for rule in self.rules if all(case.scopes == on_host for case in rule.cases)
        )

    @kept_property
    def plain(self) -> frozenset[str]:
        """Names at which shapes start, and which are C's and C++'s own as well."""
        return frozenset(name for name in self.everyday if name[0] != ".")

    @kept_property
    def everyday(self) -> frozenset[str]:
        """Those names, and members, with their dot."""
        found = (case.anchor for rule, case in self._at_version if rule.plain)
        return frozenset(name for name in found if not self.is_cuda(name))

    @kept_property
    def designated(self) -> frozenset[str]:
        """Members at which shapes start only where they are the first to be named in braces."""
        shapes = [(case.anchor, case.match) for _, case in self._at_version]
        elsewhere = {anchor for anchor, match in shapes if not match.startswith(("{", "."))}
        return frozenset(anchor for anchor, _ in shapes if anchor[0] == ".") - elsewhere

    @kept_property
    def spelled_out(self) -> Mapping[str, str]:
        """Words that rules replace by what they stand for, whatever is around them."""
        return {
            case.anchor: case.rewrite
            for _, case in self._at_version
            if case.rewrite is not None and case.match == case.anchor and "$" not in case.rewrite
        }

    @kept_property
    def macro_names(self) -> frozenset[str]:
        """Names that are macros of the target's headers, whoever declares them."""
        return frozenset(case.anchor for rule, case in self._at_version if rule.macro)

    @kept_property
    def through_macros(self) -> frozenset[str]:
        """Names whose cases hold for macros that stand for them, too."""
        return frozenset(case.anchor for rule, case in self._at_version if rule.through_macros)

    @kept_property
    def used_types(self) -> frozenset[str]:
        """Types whose values the cases speak of, by whatever name the type goes."""
        return frozenset(case.anchor for _, case in self._at_version if case.used)

    @kept_property
    def asks_devices(self) -> bool:
        """Whether a case speaks of kernels and variables of the tree, or asks what a kernel is."""
        return any(
            case.declared or any(item.kernel or item.extern for item in case.where)
            for _, case in self._at_version
        )

    @kept_property
    def names_of_warps(self) -> Mapping[str, frozenset[str]]:
        """By the name of warps that are not the GPUs', what rules for these rewrite."""
        found: dict[str, set[str]] = {name: set() for name in self.info.warps}
        for rule in self.rules:
            option, _, name = rule.option.partition("=")
            if option == "warp" and name in found:
                cases = (case for case in rule.cases if case.rewrite is not None)
                here = (case for case in cases if at_version([case], self._version) is not None)
                found[name].update(anchor for case in here for anchor in case.anchors)
        return {name: frozenset(names) for name, names in found.items()}

    @property
    def _rules_of_warp(self) -> Iterator[Rule]:
        """The rules, less those for other warps than those that are written for."""
        others = {f"warp={name}" for name in self.info.warps if name != self._warp}
        return (rule for rule in self.rules if rule.option not in others)

    def cases(self, options: frozenset[str], *, editing: bool = False) -> Cases:
        """Cases that apply at this version and with these options, by the name they start at;
        where only ``editing`` counts, those of rules that have a say in it.
        """
        key = (options, editing)
        if key not in self._cases:
            name = "-".join(("cases", *sorted(options), *["editing"] * editing))
            found = self.kept.value(name, lambda: Packed.of(self._by_anchor(options, editing)))
            self._cases[key] = FormCases(found, self._spelling, self._arguments)
        return self._cases[key]

    def _by_anchor(self, options: frozenset[str], editing: bool) -> Cases:
        found: dict[str, list[tuple[Rule, Case]]] = {}
        options |= {f"warp={self._warp}"}
        for rule in self.rules:
            if (rule.option and rule.option not in options) or (editing and not rule.edits):
                continue
            head = replace(rule, cases=())
            for case in rule.cases:
                if at_version([case], self._version) is not None and case.runs_on(self._archs):
                    bounded = case.bounded(self._archs)
                    for anchor in case.anchors:
                        found.setdefault(anchor, []).append((head, bounded))
        return found

    def respelled(self, text: str) -> str:
        """What a rule for every target writes for an instruction, in the target's names for those
        of CUDA's that its tables rename.
        """
        return _WORD.sub(lambda word: self._word(word[0]), text)

    def lacking(self, text: str) -> tuple[str, ...]:
        """The names in what a rule for every target writes that the target says it lacks."""
        words = dict.fromkeys(_WORD.findall(text))
        return tuple(word for word in words if self.info.spellings.get(word) == "")

    def _word(self, word: str) -> str:
        if word in self.info.spellings:
            return self.info.spellings[word]
        verdict = self.verdict(word) if self.is_cuda(word) else None
        renamed = verdict is not None and verdict.support is Support.RENAMED
        return verdict.target if verdict is not None and renamed else word


@cache
def built_in(target: str, warp: str = NATIVE) -> tuple[Rule, ...]:
    """The construct rules that come with the program, which are read once: they hold for every
    version, and stay as they are while it runs.
    """
    folder = rules_folder()
    info = read_target(folder / target / "target.toml").with_warps(warp)
    return tuple(_rules_below(folder, info, shared_names(folder)))


def _rules_below(folder: Path, info: TargetInfo, named: Named) -> Iterator[Rule]:
    trusted = folder == rules_folder()
    yield from common_rules(folder, info, named, trusted=trusted)
    for file in sorted((folder / info.name).glob("*/*.toml")):
        yield load_rule(file, folder, named, trusted=trusted)


def load(
    spec: str,
    extra: Sequence[Path] = (),
    arch: Sequence[str] = (),
    store: Store = NO_STORE,
    warp: str = NATIVE,
) -> RuleSet:
    """The rules for ``spec`` (``hip``, ``hip@5.7``) with the users' own folders on top, for the
    architectures ``arch`` (all there are, for none), and ports that are written for the warps
    ``warp``. What is made of them is kept in ``store``.
    """
    built_in = rules_folder()
    kept = kept_in(store, built_in, extra, spec, tuple(arch), warp)
    info, wanted, archs = kept.value("target", lambda: _target(spec, extra, arch, warp))
    rules = RuleSet(info, wanted, [built_in, *extra], archs, kept, warp)
    if extra:
        kept.value("checked", lambda: _checked(rules))
    return rules


def _checked(rules: RuleSet) -> bool:
    rules.check()
    return True


def _target(
    spec: str, extra: Sequence[Path], arch: Sequence[str], warp: str
) -> tuple[TargetInfo, str, tuple[Facts, ...]]:
    """The target, its version and the architectures; raises ``UserError`` for what is unknown."""
    info, wanted = parse_spec(spec, targets())
    info = info.with_warps(warp)
    for folder in extra:
        known = ["cuda", FOLDER, *(target.name for target in targets())]
        if not any((folder / name).is_dir() for name in known):
            raise UserError(
                f"{folder} holds no rules", f"lay it out like rules/: {', '.join(known)}"
            )
    return info, wanted, architectures(info, arch)
