"""The part of libclang's C interface that is used, with its types.

What comes in is nothing but the shared library of the ``libclang`` distribution (or another that
``clang.cindex`` finds); what goes out are its functions. ``clang.cindex`` has the structures, but
making an object for every cursor of a unit takes ten times as long as these plain calls.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

from clang import cindex

Cursor = cindex.Cursor
CONTINUE, RECURSE = 1, 2
DETAILED, KEEP_GOING = 0x1, 0x200
INTEGER = 1  # kind of an evaluated expression
INTEGRAL = 4  # kind of a template argument
EXTERN = 2  # storage class


class _String(ctypes.Structure):
    """A string that has to be given back; ``clang.cindex`` does so when it is collected."""

    _fields_: ClassVar = [("data", ctypes.c_void_p), ("flags", ctypes.c_uint)]


_Location, _Range, _Type = cindex.SourceLocation, cindex.SourceRange, cindex.Type
_Visitor = ctypes.CFUNCTYPE(ctypes.c_int, Cursor, Cursor, ctypes.c_void_p)
_UINT = ctypes.c_uint
_OUT = ctypes.c_void_p

_SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "clang_getCursorLocation": (_Location, [Cursor]),
    "clang_getCursorExtent": (_Range, [Cursor]),
    "clang_getRangeStart": (_Location, [_Range]),
    "clang_getRangeEnd": (_Location, [_Range]),
    "clang_getFileLocation": (None, [_Location, _OUT, _OUT, _OUT, _OUT]),
    "clang_getFileName": (_String, [ctypes.c_void_p]),
    "clang_getCString": (ctypes.c_char_p, [_String]),
    "clang_disposeString": (None, [_String]),
    "clang_getCursorReferenced": (Cursor, [Cursor]),
    "clang_getCursorSpelling": (_String, [Cursor]),
    "clang_getCursorSemanticParent": (Cursor, [Cursor]),
    "clang_getCursorKind": (ctypes.c_int, [Cursor]),
    "clang_hashCursor": (_UINT, [Cursor]),
    "clang_isCursorDefinition": (_UINT, [Cursor]),
    "clang_isInvalidDeclaration": (_UINT, [Cursor]),
    "clang_getCursorType": (_Type, [Cursor]),
    "clang_getCanonicalType": (_Type, [_Type]),
    "clang_getTypeSpelling": (_String, [_Type]),
    "clang_getTypeDeclaration": (Cursor, [_Type]),
    "clang_getTypedefDeclUnderlyingType": (_Type, [Cursor]),
    "clang_getPointeeType": (_Type, [_Type]),
    "clang_getArrayElementType": (_Type, [_Type]),
    "clang_isConstQualifiedType": (_UINT, [_Type]),
    "clang_Type_getSizeOf": (ctypes.c_longlong, [_Type]),
    "clang_getNumOverloadedDecls": (_UINT, [Cursor]),
    "clang_getOverloadedDecl": (Cursor, [Cursor, _UINT]),
    "clang_getEnumConstantDeclValue": (ctypes.c_longlong, [Cursor]),
    "clang_Cursor_Evaluate": (ctypes.c_void_p, [Cursor]),
    "clang_EvalResult_getKind": (ctypes.c_int, [ctypes.c_void_p]),
    "clang_EvalResult_getAsLongLong": (ctypes.c_longlong, [ctypes.c_void_p]),
    "clang_EvalResult_dispose": (None, [ctypes.c_void_p]),
    "clang_Cursor_isMacroFunctionLike": (_UINT, [Cursor]),
    "clang_Cursor_isNull": (ctypes.c_int, [Cursor]),
    "clang_getCursorDefinition": (Cursor, [Cursor]),
    "clang_getSpecializedCursorTemplate": (Cursor, [Cursor]),
    "clang_Cursor_getNumTemplateArguments": (ctypes.c_int, [Cursor]),
    "clang_Cursor_getTemplateArgumentKind": (ctypes.c_int, [Cursor, _UINT]),
    "clang_Cursor_getTemplateArgumentValue": (ctypes.c_longlong, [Cursor, _UINT]),
    "clang_Cursor_getNumArguments": (ctypes.c_int, [Cursor]),
    "clang_Cursor_getArgument": (Cursor, [Cursor, _UINT]),
    "clang_Cursor_getStorageClass": (ctypes.c_int, [Cursor]),
    "clang_getIncludedFile": (ctypes.c_void_p, [Cursor]),
    "clang_visitChildren": (_UINT, [Cursor, _Visitor, ctypes.c_void_p]),
}


class Library:
    """libclang's functions, each under its own name, and what is needed around them."""

    def __init__(self) -> None:
        self._functions = ctypes.CDLL(cindex.conf.get_filename())
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(self._functions, name)
            function.restype, function.argtypes = result, arguments

    def __getattr__(self, name: str) -> Any:
        return getattr(self._functions, name)

    def text(self, string: Any) -> str:
        """A string of libclang's, which is given back."""
        data = self._functions.clang_getCString(string)
        self._functions.clang_disposeString(string)
        return (data or b"").decode("utf-8", "surrogateescape")

    def place(self, location: Any) -> tuple[int, int]:
        """The file (an address, 0 for none) and the offset in which a location is written."""
        file, offset = ctypes.c_void_p(), _UINT()
        self._functions.clang_getFileLocation(
            location, ctypes.byref(file), None, None, ctypes.byref(offset)
        )
        return file.value or 0, offset.value

    def visit(self, root: Any, visitor: Callable[[Any, Any], int]) -> None:
        """Call ``visitor(cursor, parent)`` for what is below ``root``; it says how to go on.

        An exception of the visitor's ends the visit and is raised here.
        """
        raised: list[BaseException] = []

        def called(cursor: Any, parent: Any, _: object) -> int:
            try:
                return visitor(cursor, parent)
            except BaseException as error:  # it must not pass through the C frames
                raised.append(error)
                return 0

        self._functions.clang_visitChildren(root, _Visitor(called), None)
        if raised:
            raise raised[0]

    def children(self, cursor: Any) -> list[Any]:
        """The cursors right below one, as they may be kept."""
        found: list[Any] = []

        def visit(child: Any, _: Any) -> int:
            found.append(type(child).from_buffer_copy(child))
            return CONTINUE

        self.visit(cursor, visit)
        return found


@cache
def library() -> Library:
    """The library, loaded once in a process; raises ``clang.cindex.LibclangError``."""
    return Library()
