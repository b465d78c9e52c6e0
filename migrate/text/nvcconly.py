"""Code that only nvcc reads, told by what it holds.

What comes in are the bytes behind a condition on a compiler; what goes out is whether any other
compiler of device code has a use for them. Only words are looked at, no tree.
"""

from __future__ import annotations

import re

from migrate.regex import regex

# What only nvcc reads: its pragmas, its version, its built-in functions.
_NVCCS_OWN = regex(
    rb"\bnv_\w+|\b(?:hd_warning_disable|diag_(?:suppress|default|warning|error|remark|once)"
    rb"|nv_exec_check_disable)\b|\b__CUDACC_VER\w*|\b__nv_\w+|\b__nvcc_\w+"
)
_DEVICE_CODE = regex(
    rb"\b__(?:global|device|host|shared|constant|managed)__\b|<<<|\b(?:cuda|cu)[A-Z]\w*"
    rb"|\b(?:blockIdx|threadIdx|blockDim|gridDim)\b|#[ \t]*include[ \t]*[<\"]\w*cu\w*"
)
# An operator on CUDA's vector types, with its body.
_OPERATOR = regex(
    rb"(?:\b(?:inline|static|constexpr|__\w+__)\s+)*(?:const\s+)?[\w:]+\s*&?\s*"
    rb"\boperator\s*(?P<sign>[-+*/]=?)\s*"
    rb"\([^(){}]*\b(?:u?(?:char|short|int|long|longlong)|float|double)[1234]\b[^(){}]*\)\s*"
    rb"\{(?P<body>[^{}]*)\}\s*;?"
)
_ARITHMETIC = regex(rb"[-+*/%]=?")
_COMMENT = regex(rb"/\*.*?\*/|//[^\n]*|\\\r?\n", re.DOTALL)


def is_nvccs_own(code: bytes) -> bool:
    """Whether ``code`` holds nothing but what nvcc alone reads, or operators on vectors that work
    component by component, which other runtimes have and nvcc lacks.
    """
    code = _COMMENT.sub(b" ", code)
    if _NVCCS_OWN.search(code):
        return not _DEVICE_CODE.search(code)
    rest = _OPERATOR.sub(lambda match: b"" if _is_componentwise(match) else match[0], code)
    return rest != code and not rest.strip()


def _is_componentwise(operator: re.Match[bytes]) -> bool:
    """Whether the only arithmetic in a body is the operator's own."""
    used = set(_ARITHMETIC.findall(operator["body"]))
    return used <= {operator["sign"], operator["sign"].rstrip(b"=")}
