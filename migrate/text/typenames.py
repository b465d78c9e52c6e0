"""Types as they are written: ``const half2 *``, without what does not belong to the type.

What comes in are spellings of C++ types, with a ``*`` for each pointer and a ``[]`` for each array
behind the name; what goes out are such spellings, empty where nothing is known. No declaration is
looked up.
"""

from __future__ import annotations

from functools import lru_cache

from migrate.regex import regex
from migrate.text.arithmetic import RANKS, canonical

_LOOSE = regex(
    r"\b(?:static|extern|inline|constexpr|register|mutable|thread_local|typename|struct|class"
    r"|union|enum|friend|virtual|explicit|__restrict__|__restrict|restrict|__shared__|__device__"
    r"|__host__|__global__|__constant__|__managed__|__forceinline__|__noinline__|__inline__)\b"
    r'|__attribute__\s*\(\(.*?\)\)|__align__\s*\([^()]*\)|\[\[.*?\]\]|"[^"]*"|&'
)
_POINTERS_CONST = regex(r"\*\s*(?:const|volatile)\b")
_NO_SIGN = regex(r"[^*\[\]]")
_QUALIFIER = regex(r"\b(?:const|volatile)\b")
_HOLDS_ELEMENTS = regex(
    r"(?:\w+\s*::\s*)*(?:\w*vector|array|span|device_ptr|initializer_list)\s*<\s*(?P<type>.*)>"
)
_FIELD_OF_VECTOR = regex(
    r"(?:const )?(?P<base>u?(?:char|short|int|long|longlong)|float|double|__half|half|__nv_bfloat16"
    r"|nv_bfloat16|__hip_bfloat16)(?P<lanes>[1-4]|16)"
)
_BASES = {
    "uchar": "unsigned char",
    "ushort": "unsigned short",
    "uint": "unsigned int",
    "ulong": "unsigned long",
    "longlong": "long long",
    "ulonglong": "unsigned long long",
}
_COORDINATES = regex(r"(?:const )?(?:dim3|uint3)")


@lru_cache(maxsize=4096)  # the same few types are written again and again
def clean(spelled: str) -> str:
    """A declared type without storage, attributes and references; what qualifies it stays."""
    text = _LOOSE.sub(" ", spelled)
    text = _POINTERS_CONST.sub("*", text)
    base, star, rest = text.partition("*")
    if not star:
        base, star, rest = text.partition("[")
    words = base.replace("::", " :: ").split()
    first = [word for word in ("const", "volatile") if word in words]
    words = [*first, *(word for word in words if word not in first)]
    signs = _NO_SIGN.sub("", star + rest)
    return f"{' '.join(words).replace(' :: ', '::').replace(':: ', '::')} {signs}".strip()


def plain(spelled: str) -> str:
    """A type without qualifiers."""
    return " ".join(_QUALIFIER.sub(" ", spelled).split())


def is_pointer(spelled: str) -> bool:
    return spelled.endswith(("*", "[]"))


def element(spelled: str) -> str:
    """What a pointer, an array or a container of the library holds."""
    for sign in ("[]", "*"):
        if spelled.endswith(sign):
            return spelled.removesuffix(sign).rstrip()
    held = _HOLDS_ELEMENTS.fullmatch(plain(spelled))
    return clean(_first_argument(held["type"])) if held is not None else ""


def pointer(spelled: str) -> str:
    """A pointer to a type."""
    if not spelled or "[]" in spelled:
        return ""
    return f"{spelled}*" if spelled.endswith("*") else f"{spelled} *"


def decayed(spelled: str) -> str:
    """The pointer that an array becomes."""
    return pointer(element(spelled)) if spelled.endswith("[]") else spelled


def member_of_vector(spelled: str, member: str) -> str:
    """``x`` of ``float4`` or ``half2``."""
    if member not in "xyzw":
        return ""
    if _COORDINATES.fullmatch(spelled):
        return "unsigned int"
    vector = _FIELD_OF_VECTOR.fullmatch(spelled)
    return _BASES.get(vector["base"], vector["base"]) if vector is not None else ""


def common(left: str, right: str) -> str:
    """The type of arithmetic on two types: their own if they are one, by C's conversions if not."""
    first, second = plain(left), plain(right)
    if first == second and first and canonical(first) not in RANKS:
        return first
    kinds = [canonical(kind) for kind in (first, second)]
    if not all(kind in RANKS for kind in kinds):
        return ""
    if set(kinds) == {"unsigned long", "long long"}:
        return "unsigned long long"
    return max(kinds, key=RANKS.index)


def _first_argument(text: str) -> str:
    """The first of some arguments of a template."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char in "<(") - (char in ">)")
        if char == "," and depth == 0:
            return text[:at]
    return text
