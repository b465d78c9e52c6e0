"""Branches between which there is nothing to choose, read from their code alone.

What comes in is the code of a condition's branches, without comments; what goes out is whether they
differ in nothing that a person decides: words to the optimiser, pieces of the text of instructions,
inline assembly of which each statement is a matter of its own, refusals that are not reached.
Whether what is taken is ported is not asked here.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.regex import regex

# What only makes code faster: words to the optimiser, and a pause while others work. A macro of
# such words, and one that leaves them out.
_ARGUMENTS = rb"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
PAUSE = "__nanosleep"
_HINT = regex(rb"\b(?:__builtin_assume|__assume|__nanosleep)\s*" + _ARGUMENTS + rb"\s*;")
_HINT_MACRO = regex(
    rb"#[ \t]*define[ \t]+\w+\([^()\n]*\)[ \t]*"
    rb"(?:[^\n]*\b(?:__builtin_assume|__assume|__nanosleep)\b[^\n]*|(?=\n|\Z))"
)
_HINTS = regex(rb"\b(?:__builtin_assume|__assume|__nanosleep)\b")
# A macro of the text of instructions, or of nothing.
_STRING = rb"\"(?:[^\"\\\n]|\\.)*\""
_PIECE = regex(
    rb"#[ \t]*define[ \t]+\w+(?:\([^()\n]*\))?(?:[ \t]+(?:%b|#[ \t]*\w+))*[ \t]*(?=\n|\Z)" % _STRING
)
_INSTRUCTION_TEXT = regex(rb"#[ \t]*define\b[^\n]*\"")
_IN_ASSEMBLY = regex(rb"\b(?:asm|__asm__|__asm)\b")
_WITHIN = rb"(?:[^()\"]|%b)" % _STRING
_ASSEMBLY = regex(
    rb"\b(?:asm|__asm__|__asm)\b\s*(?:(?:volatile|__volatile__)\b\s*)?"
    rb"\((?:%b|\((?:%b|\((?:%b|\(%b*\))*\))*\))*\)\s*;" % ((_WITHIN,) * 4)
)
# Labels of a switch with nothing, or a text, behind them.
_LABEL = regex(rb"\bcase\s+[\w:]+\s*:(?:\s*return\s+%b\s*;|\s*break\s*;)?" % _STRING)
# One version of a function under the name of another.
_ALIAS = regex(rb"#[ \t]*define[ \t]+(\w+?)(?:_v\d+)?[ \t]+\1(?:_v\d+)?[ \t]*(?=\r?\n|\Z)")
_LITERAL = regex(rb"%b|'(?:[^'\\\n]|\\.)*'" % _STRING)
_CALLED = regex(rb"\b(?!(?:if|for|while|switch|return|sizeof)\b)([A-Za-z_]\w*)\s*\(")
# Directives that only refuse, on conditions of their own.
_REFUSAL = regex(rb"#[ \t]*(?:if|ifdef|ifndef|elif|else|endif|error|warning)\b[^\n]*")


def are_hints(codes: Sequence[bytes]) -> bool:
    """Whether the branches differ in hints only."""
    left = (_HINT.sub(b"", _HINT_MACRO.sub(b"", code)).strip() for code in codes)
    return not any(left) and any(map(_HINTS.search, codes))


def are_pieces(codes: Sequence[bytes], whole: bytes) -> bool:
    """Whether they define pieces of the text of instructions, which are in the file that is the
    ``whole``: what becomes of these is said there.
    """
    if any(_PIECE.sub(b"", code).strip() for code in codes):
        return False
    return any(map(_INSTRUCTION_TEXT.search, codes)) and bool(_IN_ASSEMBLY.search(whole))


def are_instructions(codes: Sequence[bytes]) -> bool:
    """Whether each of them, and there is more than one, is inline assembly and nothing else."""
    return len(codes) > 1 and all(
        code.strip() and not _ASSEMBLY.sub(b"", code).strip() for code in codes
    )


def only_refuses(code: bytes) -> bool:
    """Whether a branch has nothing but refusals to be compiled, or nothing at all."""
    return not _REFUSAL.sub(b"", code).strip()


def are_labels(code: bytes) -> bool:
    """Whether a branch names values that something may have, and nothing else."""
    return bool(code.strip()) and not _LABEL.sub(b"", code).strip()


def are_same_calls(codes: Sequence[bytes]) -> bool:
    """Whether they call the same functions, each with something else: a signature has changed."""
    called = [set(_CALLED.findall(_LITERAL.sub(b" ", code))) for code in codes]
    return bool(called[0]) and all(each == called[0] for each in called)


def only_aliases(code: bytes) -> bool:
    """Whether a branch only gives versions of functions the names of others, or is empty."""
    return not _ALIAS.sub(b"", code).strip()
