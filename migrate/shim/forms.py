"""What the header of a shim can say: names, calls of another shape, and namespaces.

What comes in are construct rules and tokens; what goes out are values, and what the preprocessor
makes of tokens by them. Which of them a tree needs is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from migrate.model import Safety
from migrate.regex import regex
from migrate.rules.constraints import Constraint, Surroundings
from migrate.rules.constructs import CAPTURE, Case, Rule

_CALL = regex(r"(\w+)\(([^()]*)\)")
_WHOLE = regex(r"\w*\(.*\)|\w+", re.DOTALL)
_SEPARATED = regex(r"[(,]\s*\Z")
_REST = "__VA_ARGS__"
_NOWHERE = Surroundings()


@dataclass(frozen=True, slots=True)
class Call:
    """A call of another shape on the target: a macro with ``parameters``, behind which more follow
    if it ``goes_on``. ``rule`` says so.
    """

    name: str
    parameters: tuple[str, ...]
    goes_on: bool
    text: str
    rule: str

    def takes(self, count: int) -> bool:
        """Whether a call with so many arguments is one of this shape."""
        own = len(self.parameters)
        return count > own if self.goes_on else count == own

    @property
    def head(self) -> str:
        return f"{self.name}({', '.join((*self.parameters, *['...'] * self.goes_on))})"

    def given(self, arguments: Sequence[Sequence[bytes]]) -> Mapping[str, Sequence[bytes]]:
        """What stands for each word of the text, in a call with these ``arguments``."""
        own = len(self.parameters)
        rest: list[bytes] = []
        for argument in arguments[own:]:
            rest += [b",", *argument] if rest else argument
        return {**dict(zip(self.parameters, arguments, strict=False)), _REST: rest}


@dataclass(frozen=True, slots=True)
class Forms:
    """What a shim says: what a name, a call and a namespace are on the target, by their names."""

    names: Mapping[str, str] = field(default_factory=dict)
    calls: Mapping[str, Call] = field(default_factory=dict)
    spaces: Mapping[str, str] = field(default_factory=dict)

    def only(self, wanted: Collection[str]) -> Forms:
        """What it says of the names that are ``wanted``."""
        return Forms(
            {name: text for name, text in self.names.items() if name in wanted},
            {name: call for name, call in self.calls.items() if name in wanted},
            {name: space for name, space in self.spaces.items() if name in wanted},
        )


def call_of(rule: Rule, case: Case) -> Call | None:
    """The macro that does what a case of a rule does, for any call; None where the case depends on
    more than that it is such a call, or a call could lose something.
    """
    shape = _CALL.fullmatch(case.match)
    if shape is None or case.rewrite is None or case.safety is not Safety.SAFE or case.ptx:
        return None
    if case.around != _NOWHERE or not all(map(_only_excludes, case.where)):
        return None
    captures = [CAPTURE.fullmatch(part.strip()) for part in shape[2].split(",") if part.strip()]
    names = [item[2] for item in captures if item is not None]
    goes_on = bool(captures and captures[-1] is not None and captures[-1][1])
    several = [item for item in captures if item is not None and item[1]]
    if None in captures or len(several) > goes_on or len(set(names)) < len(names):
        return None
    text = _text(case.rewrite, names, names[-1] if goes_on else "")
    own = tuple(f"{name}_" for name in (names[:-1] if goes_on else names))
    return Call(shape[1], own, goes_on, text, rule.id) if text else None


def _only_excludes(item: Constraint) -> bool:
    """Whether it only keeps calls out that another rule speaks of, by how they are written."""
    return item == Constraint(item.capture, not_matches=item.not_matches)


def _text(rewrite: str, names: Sequence[str], rest: str) -> str:
    """What a macro stands for, in which an argument is in parentheses where something may bind
    closer; nothing where that cannot be said.
    """
    out, done = "", 0
    for item in CAPTURE.finditer(rewrite):
        if item[2] not in names:
            return ""
        out += rewrite[done : item.start()]
        done = item.end()
        alone = _SEPARATED.search(out) and rewrite[done:].lstrip()[:1] in (",", ")")
        word = _REST if item[2] == rest else f"{item[2]}_"
        out += word if alone or word == _REST else f"({word})"
    out += rewrite[done:]
    if "$" in out or (rest and _REST not in out):
        return ""
    return out if _is_one(out) else f"({out})"


def _is_one(text: str) -> bool:
    """Whether it is a name, a call or in parentheses, which nothing around it takes apart."""
    depth = 0
    for at, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == ")" and not depth and at < len(text) - 1:
            return False
    return _WHOLE.fullmatch(text) is not None


def arguments(found: Sequence[bytes], at: int) -> tuple[list[list[bytes]], int] | None:
    """The arguments of the call whose parenthesis opens at ``at``, as the preprocessor parts them,
    and where it ends; None where it does not.
    """
    parts: list[list[bytes]] = [[]]
    depth = 0
    for number in range(at, len(found)):
        token = found[number]
        depth += {b"(": 1, b")": -1}.get(token, 0)
        if not depth:
            return (parts if parts != [[]] else []), number + 1
        if token == b"," and depth == 1:
            parts.append([])
        elif number > at:
            parts[-1].append(token)
    return None


def expanded(found: Sequence[bytes], forms: Forms) -> list[bytes]:
    """The tokens with what the shim makes of them."""
    made: list[bytes] = []
    at = 0
    while at < len(found):
        word = found[at].decode("utf-8", "replace")
        call, name = forms.calls.get(word), forms.names.get(word)
        parted = arguments(found, at + 1) if call and found[at + 1 : at + 2] == [b"("] else None
        if call is not None and parted is not None and call.takes(len(parted[0])):
            given = call.given([expanded(part, forms) for part in parted[0]])
            made += _written(call.text, given)
            at = parted[1]
            continue
        if name is not None:
            made += words(name.encode())
        elif word in forms.spaces and found[at + 1 : at + 2] == [b"::"]:
            made += words(forms.spaces[word].encode())
        else:
            made.append(found[at])
        at += 1
    return made


def _written(text: str, given: Mapping[str, Sequence[bytes]]) -> list[bytes]:
    made: list[bytes] = []
    for token in words(text.encode()):
        made += given.get(token.decode("utf-8", "replace"), [token])
    return made


def words(text: bytes) -> list[bytes]:
    """The tokens of a text."""
    from migrate.text.lexer import tokens, trivia

    return [text[span.start : span.end] for span in tokens(text, 0, len(text), trivia(text).both)]
