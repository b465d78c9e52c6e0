"""What a file says of a place in it, beyond its shape, by question: its text, its variables, its
integers, its types, the side a function runs on.

What comes in are a scan, what a parser of C++ said of the file if one was asked (``semantics``),
the macros by which the tree marks functions, and what the headers declare; what goes out are the
parts that answer, each made when it is first asked. Nothing is looked up in other files here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from migrate.model import Span
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.devicenames import DeviceName
from migrate.tree.filesemantics import NOTHING_KNOWN, FileSemantics
from migrate.tree.macros import Macro, Macros
from migrate.tree.reach import Closure
from migrate.tree.scan import Scan
from migrate.tree.specifiers import Specifiers
from migrate.values.code import Code
from migrate.values.computing import Computing
from migrate.values.constants import Constants
from migrate.values.divergence import Divergence
from migrate.values.functionsides import FunctionSides
from migrate.values.integers import Integers
from migrate.values.kernels import Kernels
from migrate.values.namedkernels import NamedKernels
from migrate.values.recursion import Recursion
from migrate.values.sides import CUDAS, device_macros
from migrate.values.types import IsOwn, Types
from migrate.values.variables import Variables

_NOTHING_INCLUDED = Closure((), {})


@dataclass(frozen=True, eq=False)
class Facts:
    """The parts that answer about one file. ``is_own`` says of the name of a type of CUDA's whether
    it is the user's at a place; ``marking`` are the macros by which the tree marks functions,
    ``jits`` its functions that hand out an image of GPU code; ``reach`` has what it includes,
    ``devices`` are its kernels, ``external_variables`` those variables on the device that the tree
    declares ``extern``. ``for_device`` are macros that compilers define where they compile
    for the device. ``grammar`` tells the trees apart that a file may have; a unit of C reads the
    file where it is ``in_c``.
    """

    scan: Scan
    semantics: FileSemantics = NOTHING_KNOWN
    is_own: IsOwn = lambda *_: False
    marking: Mapping[str, Macro] = field(default_factory=dict)
    jits: Collection[str] = ()
    reach: Closure = _NOTHING_INCLUDED
    for_device: Collection[str] = (CUDAS,)
    devices: Mapping[str, DeviceName] = field(default_factory=dict)
    external_variables: Mapping[str, str] = field(default_factory=dict)
    grammar: Hashable = ()
    in_c: bool = False

    @cached_property
    def code(self) -> Code:
        """Its text."""
        reading = self.scan.reading
        return reading.once(Code, lambda: Code(reading))

    @cached_property
    def variables(self) -> Variables:
        """What names of variables are declared as, and made of."""
        return self.scan.reading.once((Variables, self.grammar), lambda: Variables(self.code))

    @cached_property
    def integers(self) -> Integers:
        """What expressions fold to."""
        constants = Constants(self.scan, self.reach.values)
        return Integers(self.code, self.variables, constants, self.semantics)

    @cached_property
    def types(self) -> Types:
        """What expressions are, and what takes them."""
        values = (self.code, self.variables, self.integers)
        return Types(*values, self.semantics, self.reach, self.is_own)

    @cached_property
    def sides(self) -> FunctionSides:
        """Which side the functions of the file run on."""
        own = self.code.macros
        specifiers = Specifiers(Macros({**self.marking, **own.by_name}, own.declaring))
        code = self.code.blanked
        return FunctionSides(self.scan.path, code, specifiers, self.semantics, self.in_c)

    @cached_property
    def device_macros(self) -> frozenset[str]:
        """The macros that are there on the device only."""
        return device_macros(self.scan, self.for_device)

    @cached_property
    def computing(self) -> Computing:
        """What macros and templates of the file compute with their arguments."""
        return Computing(self.code.blanked, self.reach.function_macros)

    @cached_property
    def divergence(self) -> Divergence:
        """Where some lanes of a wavefront do not get to."""
        return Divergence(self.code, self.variables, self.integers, self.sides.in_unit())

    @cached_property
    def block_divergence(self) -> Divergence:
        """Where some threads of a block do not get to."""
        is_unit = self.sides.in_unit()
        return Divergence(self.code, self.variables, self.integers, is_unit, of_block=True)

    @cached_property
    def recursion(self) -> Recursion:
        """Which functions of the file call themselves."""
        return self.scan.reading.once(Recursion, lambda: Recursion(self.code))

    @cached_property
    def kernels(self) -> Kernels:
        """Which kernels an expression stands for."""
        return Kernels(self.code, self.integers, self.semantics)

    @cached_property
    def named_kernels(self) -> NamedKernels:
        """How an expression stands for a kernel of the tree."""
        return NamedKernels(self.code, self.variables, self.devices)

    @cached_property
    def jit_functions(self) -> str:
        """A pattern of the functions that hand out an image of GPU code."""
        return "|".join(map(re.escape, sorted(self.jits))) or "(?!)"

    def around(self, tree: SyntaxTree, leaf: Node) -> Span:
        """The function around ``leaf``, or the file where it is in none."""
        function = self.sides.function(tree, leaf)
        return tree.span(function) if function is not None else self.code.whole
