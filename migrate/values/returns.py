"""What CUDA's device functions return, as far as their names and their arguments say it.

What comes in is a name and the types of its arguments; what goes out is a spelled type, empty where
it is not known. Functions of the file are not looked up here.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.regex import regex
from migrate.text.typenames import decayed, element, plain

# Votes are as wide as the target has them.
_VOTE = regex(r"__ballot(?:_sync)?|__activemask|__match_(?:any|all)(?:_sync)?")
# An argument whose type, or the type of what it points to, is that of the result.
_SAME = {
    **dict.fromkeys(("__shfl", "__shfl_up", "__shfl_down", "__shfl_xor"), 0),
    **dict.fromkeys(("__shfl_sync", "__shfl_up_sync", "__shfl_down_sync", "__shfl_xor_sync"), 1),
    **dict.fromkeys(("std::move", "std::forward", "std::as_const"), 0),
}
_ELEMENT = regex(r"__ld(?:g|cg|ca|cs|lu|cv)|atomic[A-Z]\w+")
_HALF_OF_HALF = regex(r"__h(?:add|sub|mul|fma|div|neg|abs|max|min|cmadd)2?(?:_\w+)?|h2?[a-z]\w*")
_OF_WORDS = regex(
    r"make_(?P<vector>\w+)|__\w+?2(?P<half>half2?|bfloat162?)(?:_r[nzdu])?"
    r"|__(?:low|high)2(?P<part>half|bfloat16)|__halves2(?P<pair>half2|bfloat162)"
    r"|__half2?2?\w*2(?P<number>float2?|int|uint|short|ushort|ll|ull)\w*"
    r"|__(?:u?int|float|double|longlong)2?_as_(?P<bits>int|uint|float|double|longlong)"
)
_CALLED = {
    "half": "__half",
    "half2": "__half2",
    "bfloat16": "__nv_bfloat16",
    "bfloat162": "__nv_bfloat162",
    "uint": "unsigned int",
    "ushort": "unsigned short",
    "ll": "long long",
    "ull": "unsigned long long",
    "longlong": "long long",
}
_COUNTS = regex(
    r"__(?:popc|ffs|clz)(?:ll)?|__lane_id|__any(?:_sync)?|__all(?:_sync)?|__syncthreads_\w+"
)
_HALVES = regex(r"(?:__)?(?:half2?|nv_bfloat162?|hip_bfloat162?)")


def returned_by(name: str, arguments: Sequence[str]) -> str:
    """The type that a function of CUDA's returns for arguments of these types."""
    if _VOTE.fullmatch(name):
        return "unsigned long long"
    if _COUNTS.fullmatch(name):
        return "int"
    if name in _SAME:
        at = _SAME[name]
        return plain(arguments[at]) if at < len(arguments) else ""
    if _ELEMENT.fullmatch(name):
        return plain(element(decayed(arguments[0]))) if arguments else ""
    words = _OF_WORDS.fullmatch(name)
    if words is not None:
        kind = next(filter(None, words.groups()), "")
        return _CALLED.get(kind, kind)
    first = plain(arguments[0]) if arguments else ""
    if _HALF_OF_HALF.fullmatch(name) and _HALVES.fullmatch(first):
        return first
    return ""
