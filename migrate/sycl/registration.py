"""The unit that the host pass compiles: a source, and what tells libsycl of its kernels.

In go what the device pass wrote; out comes C++ text. Such a unit is one object that any linker
takes: its kernels are registered before ``main`` begins. The text is what clang-offload-wrapper
makes of the same in DPC++, as far as the processor's device asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from migrate.regex import regex
from migrate.sycl.spirv import kernels_of

_VARIABLE = regex(r'device_global_map::add\(\(void \*\)&(.+), "(.+)"\);')


@dataclass(frozen=True, slots=True)
class DevicePass:
    """What the device pass wrote of a unit: the header that comes ahead of it, the footer that
    comes behind, and the image of its kernels, None where it has none.
    """

    header: Path
    footer: Path | None
    image: Path | None


def host_unit(source: Path, made: DevicePass) -> str:
    """The text of the unit that the host pass compiles."""
    return "".join(f"{line}\n" for line in _lines(source, made))


def _lines(source: Path, made: DevicePass) -> Iterator[str]:
    yield f'#include "{source}"'
    footer = made.footer.read_text() if made.footer else ""
    if made.footer:
        yield f'#include "{made.footer}"'
    image = made.image.read_bytes() if made.image else b""
    kernels = kernels_of(image)
    if made.image is None or not kernels.names + kernels.exported:
        return
    variables = [
        (name, symbol)
        for name, symbol in _VARIABLE.findall(footer)
        if symbol.encode() + b"\0" in image  # one that no kernel uses is not in the image
    ]
    yield _TYPES
    yield f'asm("{_image_section(made.image)}");'
    yield 'extern "C" { extern const unsigned char migrate_image[], migrate_image_end[]; }'
    yield "namespace { namespace migrate_registration {"
    entries = (*kernels.names, *kernels.exported)
    yield from _table("Entry", "entries", [f'{{0, "{name}", 0, 0, 0}}' for name in entries])
    sets = []
    if kernels.scratch:
        rows = [f'{{"{name}", 0, 1, {last}}}' for name, last in kernels.scratch.items()]
        yield from _table("Property", "scratch", rows)
        sets.append(("SYCL/implicit local arg", "scratch", len(rows)))
    if variables:
        sizes = [f"{{64, sizeof_value(&{name})}}" for name, _ in variables]
        yield from _table("Size", "sizes", sizes)
        rows = [f'{{"{symbol}", &sizes[{n}], 2, 16}}' for n, (_, symbol) in enumerate(variables)]
        yield from _table("Property", "variables", rows)
        sets.append(("SYCL/device globals", "variables", len(rows)))
    for title, names in (("exported", kernels.exported), ("imported", kernels.imported)):
        if names:
            yield from _table("Property", title, [f'{{"{name}", 0, 1, 1}}' for name in names])
            sets.append((f"SYCL/{title} symbols", title, len(names)))
    rows = [f'{{"{title}", {name}, {name} + {count}}}' for title, name, count in sets]
    yield from _table("Set", "sets", rows or ["{}"])
    yield _IMAGE.format(entries=len(entries), sets=len(sets))
    yield "}}"


def _image_section(image: Path) -> str:
    """Assembly that puts the image into the object, under names that no other object sees."""
    return (
        f'.section .rodata\\n.balign 16\\nmigrate_image: .incbin \\"{image}\\"\\n'
        "migrate_image_end: .byte 0\\n.previous"
    )


def _table(kind: str, name: str, rows: list[str]) -> Iterator[str]:
    yield f"{kind} {name}[] = {{{', '.join(rows)}}};"


# The layouts are those of sycl_device_binary_struct of DPC++, version 3.
_TYPES = """\
namespace { namespace migrate_registration {
typedef __SIZE_TYPE__ size;
struct Entry { void *address; const char *name; size bytes; int flags, reserved; };
struct Property { const char *name; const void *value; unsigned type; unsigned long long size; };
struct Set { const char *name; Property *begin, *end; };
struct Size { unsigned long long bits, bytes; };
struct Image {
  unsigned short version; unsigned char kind, format; const char *target, *compile, *link;
  const unsigned char *begin, *end; Entry *entries_begin, *entries_end; Set *sets_begin, *sets_end;
};
struct Images {
  unsigned short version, count; Image *images; Entry *host_begin, *host_end;
};
template <class T, class P>
constexpr unsigned long long sizeof_value(
    const sycl::ext::oneapi::experimental::device_global<T, P> *) { return sizeof(T); }
}}
extern "C" void __sycl_register_lib(void *);"""

_IMAGE = """\
Image image[] = {{{{3, 4, 2, "spir64", "", "", migrate_image, migrate_image_end, entries,
  entries + {entries}, sets, sets + {sets}}}}};
Images images = {{1, 1, image, nullptr, nullptr}};
[[gnu::constructor]] void enter() {{ __sycl_register_lib(&images); }}"""
