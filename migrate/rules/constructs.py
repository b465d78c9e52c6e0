"""Construct rules as values: shapes written in CUDA, and what to write instead.

What a file below ``rules/<target>/<area>/`` says, once ``rulefiles`` has checked it. A shape stays
text here: ``patterns`` compiles it when a source first asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from migrate.model import Announces, Effort, Safety, Status
from migrate.regex import regex
from migrate.rules.constraints import Constraint, Facts, Surroundings, fits
from migrate.text.assembly import SPELLINGS

JIT_FUNCTIONS = "makers"  # for the tree's functions that hand out an image of GPU code, in a text
CAPTURE = regex(r"\$(\*?)([A-Za-z_]\w*)")
NUMBER = regex(r"(?<![\w$.])\d\w*")
CONDITION = "condition"  # what every shape of a directive captures: all behind the keyword
USAGE = ("use", "name")  # what a case with ``used`` captures: the expression, and the value in it
NAME_OF = "$name"  # the shape of a case that speaks of a name the tree declares
# What a tree declares of which cases may speak.
DECLARED = frozenset(
    {
        "kernel",
        "device variable",
        "managed variable",
        "function pointer type",
        "function pointer",
        "class with a destructor",
    }
)
Words = tuple[tuple[str, str], ...]


class CodeScope(Enum):
    """Where a shape counts: anywhere, or only in code that runs on the device, or on the host, in a
    file that the compiler for the device reads. What runs on both is in either. ``GLOBAL`` is the
    head of what stands in no namespace, class or function, ``NAMESPACE`` what may stand in a
    namespace, but in no class or function; ``BOTH`` a function for host and device, where no
    condition says which; ``CXX`` is a file that is not C's own, ``UNIT`` one that is compiled, and
    not included.
    """

    ANY = "any"
    DEVICE = "device"
    HOST = "host"
    GLOBAL = "global"
    NAMESPACE = "namespace"
    BOTH = "both"
    CXX = "cxx"
    UNIT = "unit"


def split_directive(shape: str) -> tuple[str, str]:
    """``#if defined(X)`` as ``if`` and ``defined(X)``; the keyword is empty for any other shape."""
    if not shape.startswith("#"):
        return "", shape
    keyword, _, rest = shape[1:].strip().partition(" ")
    return keyword, rest.strip()


def split_template(template: str) -> tuple[list[str], list[str]]:
    """Literals and capture names in turn: ``f($a, 1)`` gives ``["f(", ", 1)"]`` and ``["a"]``;
    ``$a##_b`` is one word, as a macro's paste is.
    """
    literals, names, at = [], [], 0
    for match in CAPTURE.finditer(template):
        literals.append(template[at : match.start()])
        names.append(match[2])
        at = match.end() + 2 * template.startswith("##", match.end())
    return [*literals, template[at:]], names


@dataclass(frozen=True, slots=True)
class Case:
    """One shape of a rule: ``match`` and ``rewrite`` as written, the name or number the match
    starts at, what to say.

    ``api`` is what the ledger calls the reference, where it is no name; ``arch`` are facts of which
    one of the architectures ported to must have all (``>32``: more than that). A case on an
    instruction of inline assembly has ``ptx`` instead of ``match``; ``words`` are, by the name of a
    capture in its opcode, the modifiers that may stand there and what the rewrite has instead; of a
    shape, what an advice has for such an argument. A case with ``used`` speaks, where a type is
    named, of each use of its values in one of these roles. A case with ``declared`` speaks of each
    use of a name that the tree declares so (see ``devicenames``): it is the ``anchor``, and what
    the shape ``$name`` captures.
    """

    match: str
    rewrite: str | None
    anchor: str
    where: tuple[Constraint, ...]
    safety: Safety
    status: Status
    message: str
    suggestion: str
    since: str
    until: str
    scopes: frozenset[CodeScope]
    api: str = ""
    arch: tuple[tuple[str, int | bool | str], ...] = ()
    around: Surroundings = field(default_factory=Surroundings)
    effort: Effort = Effort.NONE
    ptx: str = ""
    words: tuple[tuple[str, Words], ...] = ()
    used: frozenset[str] = frozenset()
    announces: Announces | None = None
    declared: str = ""

    @property
    def shape(self) -> str:
        """What the case looks for, as the rule has it."""
        return self.ptx or self.match

    @property
    def edits(self) -> bool:
        """Whether a fix may come of it: of a rule on inline assembly, all cases speak as one."""
        return self.rewrite is not None or bool(self.ptx)

    @property
    def anchors(self) -> tuple[str, ...]:
        """Where a match may start."""
        return SPELLINGS if self.ptx else (self.anchor,)

    def runs_on(self, archs: Sequence[Facts]) -> bool:
        """Whether one of the architectures has all the facts that the case asks for, and one says
        each that bounds a capture. Of a target that names no architectures nothing is ruled out.
        """
        bounds = {bound for item in self.where for bound in item.bounds}
        if not all(any(bound in arch for arch in archs) for bound in bounds):
            return False
        return not (self.arch and archs) or any(
            all(fits(arch.get(fact), value) for fact, value in self.arch) for arch in archs
        )

    def bounded(self, archs: Sequence[Facts]) -> Case:
        """The case with numbers for the facts that bound its captures."""
        where = tuple(item.with_numbers(archs) for item in self.where)
        return self if where == self.where else replace(self, where=where)


@dataclass(frozen=True, slots=True)
class Rule:
    """A construct rule. ``requires`` are headers its rewrites, and shapes that stay, need; ``file``
    is where it was read from. Names in the shapes of a ``plain`` one are not CUDA's alone: only
    files with something else of CUDA's are looked at, and what the user declares is the user's,
    unless they are ``macro`` names of the target, which know no scope. One that holds
    ``through_macros`` speaks where a macro of the tree stands for its name, too. One for every
    target says for which ``target`` it is answered here. ``errors`` is what compilers of the target
    say of the construct, in part.
    """

    id: str
    title: str
    message: str
    option: str
    requires: tuple[str, ...]
    links: tuple[str, ...]
    file: Path
    cases: tuple[Case, ...]
    plain: bool = False
    macro: bool = False
    through_macros: bool = False
    target: str = ""
    errors: re.Pattern[str] | None = None

    @property
    def edits(self) -> bool:
        """Whether it has a say in what is edited, and not only in what is reported."""
        return any(case.edits or case.match.startswith("#define") for case in self.cases)

    @property
    def example(self) -> Path:
        """The CUDA example beside the rule."""
        return self.file.with_suffix(".cu")

    @property
    def expected(self) -> Path:
        """The example's golden port: to ``target``, where the rule is for every one."""
        target = f".{self.target}" if self.target else ""
        return self.file.with_suffix(f".expected{target}.cu")


Cases = Mapping[str, Sequence[tuple[Rule, Case]]]  # by the name they start at


def fixing(cases: Sequence[tuple[Rule, Case]]) -> Sequence[tuple[Rule, Case]]:
    """Those of the ``cases`` at a name on which a fix depends: of each rule the first that stands
    speaks, so that what is behind its last case with a rewrite has no say. What is told of the uses
    of a type stops no other case.
    """
    last = {rule.id: at for at, (rule, case) in enumerate(cases) if case.edits}
    return tuple(
        (rule, case)
        for at, (rule, case) in enumerate(cases)
        if at <= last.get(rule.id, -1) and (case.edits or not case.used)
    )
