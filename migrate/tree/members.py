"""What the tree declares in namespaces that are called like CUDA's, and what is around these.

What comes in is a scan; what goes out are members as ``cub::MyOp``, whatever stands around that
``cub``, the names of namespaces that hold a whole copy of a library
(``THRUST_CUB_WRAPPED_NAMESPACE``), and those of other people's that are called like CUDA's. It is
read from the words, without a tree: a file that cannot be parsed is read as well. Whose a name is,
is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from migrate.regex import regex
from migrate.text.lexer import GAP, tokens
from migrate.tree.qualifiers import qualifier
from migrate.tree.scan import Scan, Token

_DERIVES = regex(
    rb"\b(?:class|struct)\s+(?:\w+\s+)??(\w+)(?:\s+final)?\s*:(?!:)([^{};()]{1,300})\{"
)
_BASE = regex(rb"(?:\b(?:public|protected|private|virtual)\s+)*((?:\w+\s*::\s*)*\w+)")

_OPENS = regex(rb"%b(?:__attribute__%b\(\(.*?\)\)%b)?\{" % (GAP, GAP, GAP))
_NAMESPACE = regex(rb"\bnamespace\b%b((?:\w+%b::%b(?:inline\b%b)?)*)\Z" % (GAP, GAP, GAP, GAP))
_GAPS = regex(GAP)
# ``namespace app { namespace cub {`` and ``namespace app::cub {``, also behind others of the kind.
_AROUND = regex(
    (
        rb"\bnamespace\bG(\w+(?:G::G\w+)*)G"
        rb"(?:\{G(?:\bnamespace\bG\w+G\{G\}G)*\bnamespace\bG|::G)\Z"
    ).replace(b"G", GAP)
)
WRAPS = b"_WRAPPED_NAMESPACE"
_LOOK_BACK = 160  # bytes before the name of a namespace in which its keyword stands
_WRAPS = regex(
    rb"^[ \t]*#[ \t]*define[ \t]+(?:\w+_WRAPPED_NAMESPACE[ \t]+|\w+_NS_PREFIX[ \t]+"
    rb"(?:inline[ \t]+)?namespace[ \t]+)(\w+(?:::\w+)*)",
    re.MULTILINE,
)
_SETS = regex(rb"\w+_WRAPPED_NAMESPACE(?:[ \t]*=|[\"'][ \t]*,)[ \t]*\\?[\"']?(\w+(?:::\w+)*)")
_TAGS = (b"struct", b"class", b"union", b"enum")
_WORD = regex(rb"[A-Za-z_]\w*\Z")


def members(scan: Scan) -> frozenset[str]:
    """Names that the file declares in a namespace which is called like one of CUDA's, and in the
    namespaces within that one.
    """
    found: set[str] = set()
    for token in scan.tokens:
        opened = _OPENS.match(scan.data, token.end)
        if opened is not None and _is_namespace(scan, token):
            names = _declared(scan, opened.end())
            found.update(f"{token.text}::{name}" for name in names)
    return frozenset(found)


def wrappers(scan: Scan) -> frozenset[str]:
    """Namespaces that hold CUDA's libraries: those that a macro puts them into, and those in which
    the file opens one of theirs and declares nothing.
    """
    data, found = scan.data, set[str]()
    if WRAPS in data or b"_NS_PREFIX" in data:
        found.update(match[1].decode() for match in _WRAPS.finditer(data))
    for token in scan.tokens:
        opened = _OPENS.match(data, token.end)
        if opened is None:
            continue
        around = _AROUND.search(data, max(0, token.start - _LOOK_BACK), token.start)
        if around is not None and not any(_declared(scan, opened.end())):
            found.add(_GAPS.sub(b"", around[1]).decode())
    return frozenset(found)


def others(scan: Scan) -> frozenset[str]:
    """Namespaces of somebody's that are called like one of CUDA's (``cv::cuda``), by the names that
    the file reads in them.
    """
    data = scan.data
    within = (
        token
        for token in scan.tokens
        if data.startswith(b"::", token.end) and data.startswith(b"::", max(0, token.start - 2))
    )
    paths = ("::".join((*qualifier(scan, token.start).words, token.text)) for token in within)
    return frozenset(path for path in paths if "::" in path)


def wrappers_of_flags(data: bytes) -> frozenset[str]:
    """The same of a build file, by ``-D``, a list of definitions, or pairs as Python has them."""
    return frozenset(match[1].decode() for match in _SETS.finditer(data))


def _is_namespace(scan: Scan, token: Token) -> bool:
    before = scan.data[max(0, token.start - _LOOK_BACK) : token.start]
    return _NAMESPACE.search(before) is not None


def _declared(scan: Scan, start: int) -> Iterator[str]:
    """Names declared in the block whose brace ends at ``start``, and in the namespaces in it, less
    those of other inner blocks.
    """
    data, spaces, closed = scan.data, list[str](), 0
    statement = list[bytes]()
    for span in tokens(data, start, len(data), scan.trivia.both):
        if scan.directives.at(span.start) is not None:
            continue
        text = data[span.start : span.end]
        if text == b"}" and not closed:
            if not spaces:
                return
            spaces.pop()
            statement = []
            continue
        if text in (b"{", b";") and not closed:
            yield from ("::".join([*spaces, name.decode()]) for name in _name(statement))
            if text == b"{" and _is_open_enum(statement):
                values = _enumerators(scan, span.end)
                yield from ("::".join([*spaces, value.decode()]) for value in values)
            is_space = text == b"{" and statement[-2:-1] == [b"namespace"]
            last, statement = statement[-1:], []
            if is_space:
                spaces.append(last[0].decode())
                continue
        closed += (text == b"{") - (text == b"}")
        if not closed and text not in (b"{", b"}", b";"):
            statement.append(text)


def _is_open_enum(statement: Sequence[bytes]) -> bool:
    """Whether an enumeration begins whose constants stand in the namespace around it."""
    at = next((at for at, word in enumerate(statement) if word == b"enum"), None)
    return at is not None and statement[at + 1 : at + 2] not in ([b"class"], [b"struct"])


def _enumerators(scan: Scan, start: int) -> Iterator[bytes]:
    """The constants of an enumeration whose brace ends at ``start``."""
    is_first = True
    for span in tokens(scan.data, start, len(scan.data), scan.trivia.both):
        text = scan.data[span.start : span.end]
        if text == b"}":
            return
        if is_first and _WORD.match(text):
            yield text
        is_first = text == b","


def _name(statement: Sequence[bytes]) -> Iterator[bytes]:
    """The name that a statement at namespace scope declares."""
    words = _without_template(statement)
    if not words or words[0] in (b"friend", b"static_assert"):
        return
    tag = next((at for at, word in enumerate(words) if word in _TAGS), None)
    if b"=" in words and words[0] == b"using":
        names = words[1:2]
    elif words[0] in (b"using", b"typedef", b"namespace"):
        names = words[-1:]
    elif tag is not None and b"(" not in words[:tag]:
        rest = [word for word in words[tag + 1 :] if word not in (*_TAGS, b"final")]
        head = next((at for at, word in enumerate(rest) if word in (b":", b"<")), len(rest))
        names = rest[max(0, head - 1) : head] if b"<" not in rest[: head + 1] else []
    elif b"(" in words:
        at = words.index(b"(")
        names = words[at - 1 : at] if at > 1 else []
    else:
        at = words.index(b"=") if b"=" in words else len(words)
        names = words[at - 1 : at] if at > 1 else []
    yield from (name for name in names if _WORD.match(name))


def _without_template(statement: Sequence[bytes]) -> Sequence[bytes]:
    """A statement without the parameters of the template it begins with."""
    words = statement
    while words[:1] == [b"template"]:
        depth = parentheses = end = 0
        for end, word in enumerate(words):
            parentheses += (word == b"(") - (word == b")")
            if not parentheses:
                depth += (word == b"<") - (word == b">") - 3 * (word == b">>>")
            if end and not depth:
                break
        words = words[end + 1 :]
    return words


def bases(data: bytes) -> tuple[tuple[str, str], ...]:
    """The classes that derive from others, by their last names: a method may be inherited."""
    found: dict[tuple[str, str], None] = {}
    for match in _DERIVES.finditer(data) if b"class" in data or b"struct" in data else ():
        for one in match[2].split(b","):
            base = _BASE.match(one.strip())
            if base is not None:
                last = base[1].rpartition(b"::")[2].strip()
                found[match[1].decode(), last.decode("utf-8", "replace")] = None
    return tuple(found)
