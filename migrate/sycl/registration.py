"""The unit that the host pass compiles: a source, and what tells libsycl of its kernels.

In go what the device pass wrote; out comes C++ text. Such a unit is one object that any linker
takes: its kernels are registered before ``main`` begins. The text is what clang-offload-wrapper
makes of the same in DPC++, as far as the processor's device asks for it. It stands behind the
macros of the source, so all of its names are its own: ``migrate_...``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.regex import regex
from migrate.sycl.spirv import kernels_of

_NOTHING: Mapping[str, str] = {}
_VARIABLE = regex(r'device_global_map::add\(\(void \*\)&(.+), "(.+)"\);')


@dataclass(frozen=True, slots=True)
class DevicePass:
    """What the device pass wrote of a unit: the header that comes ahead of it, the footer that
    comes behind, and the images of its kernels, which are in SPIR-V.
    """

    header: Path
    footer: Path | None
    images: Sequence[Path]


def host_unit(source: Path, made: DevicePass, variables: Mapping[str, str] = _NOTHING) -> str:
    """The text of the unit that the host pass compiles. Its program gives the ``variables`` of the
    environment it runs in their values, where they have none.
    """
    return "".join(f"{line}\n" for line in _lines(source, made, variables))


def _lines(source: Path, made: DevicePass, environment: Mapping[str, str]) -> Iterator[str]:
    yield f'#include "{source}"'
    if made.footer:
        yield f'#include "{made.footer}"'
    if not made.images:
        return
    variables = _VARIABLE.findall(made.footer.read_text()) if made.footer else []
    yield _TYPES
    for number, image in enumerate(made.images):
        yield from _image(number, image, variables)
    yield "namespace { namespace migrate_registration {"
    images = [f"migrate_{number}::migrate_made" for number in range(len(made.images))]
    yield from _table("image", "images", images)
    told = "".join(f' setenv("{name}", "{value}", 0);' for name, value in environment.items())
    yield _LIBRARY.format(count=len(images), told=told)
    yield "}}"


def _image(number: int, path: Path, variables: Sequence[tuple[str, str]]) -> Iterator[str]:
    """An image, and what libsycl is told of it: what it has, in tables, and ``migrate_made``."""
    image = path.read_bytes()
    kernels = kernels_of(image)
    begin, end = f"migrate_spirv_{number}", f"migrate_spirv_{number}_end"
    yield _SECTION.format(path=path, begin=begin, end=end)
    yield f"namespace {{ namespace migrate_registration {{ namespace migrate_{number} {{"
    entries = (*kernels.names, *kernels.exported)
    yield from _table("entry", "entries", [f'{{0, "{name}", 0, 0, 0}}' for name in entries])
    sets = []
    if kernels.scratch:
        rows = [f'{{"{name}", 0, 1, {last}}}' for name, last in kernels.scratch.items()]
        yield from _table("property", "scratch", rows)
        sets.append(("SYCL/implicit local arg", "scratch", len(rows)))
    used = [(name, symbol) for name, symbol in variables if symbol.encode() + b"\0" in image]
    if used:
        yield from _table("size", "sizes", [f"{{64, migrate_sizeof(&{name})}}" for name, _ in used])
        rows = [f'{{"{symbol}", &migrate_sizes[{n}], 2, 16}}' for n, (_, symbol) in enumerate(used)]
        yield from _table("property", "variables", rows)
        sets.append(("SYCL/device globals", "variables", len(rows)))
    for title, names in (("exported", kernels.exported), ("imported", kernels.imported)):
        if names:
            yield from _table("property", title, [f'{{"{name}", 0, 1, 1}}' for name in names])
            sets.append((f"SYCL/{title} symbols", title, len(names)))
    rows = [f'{{"{title}", migrate_{name}, migrate_{name} + {size}}}' for title, name, size in sets]
    yield from _table("set", "sets", rows or ["{}"])
    yield _IMAGE.format(begin=begin, end=end, entries=len(entries), sets=len(sets))
    yield "}}}"


def _table(kind: str, name: str, rows: list[str]) -> Iterator[str]:
    yield f"migrate_{kind} migrate_{name}[] = {{{', '.join(rows)}}};"


# The layouts are those of sycl_device_binary_struct of DPC++, version 3.
_TYPES = """\
namespace { namespace migrate_registration {
struct migrate_entry {
  void *migrate_address; const char *migrate_name; __SIZE_TYPE__ migrate_bytes;
  int migrate_flags, migrate_reserved;
};
struct migrate_property {
  const char *migrate_name; const void *migrate_value; unsigned migrate_type;
  unsigned long long migrate_bits;
};
struct migrate_set { const char *migrate_name; migrate_property *migrate_begin, *migrate_end; };
struct migrate_size { unsigned long long migrate_bits, migrate_bytes; };
struct migrate_image {
  unsigned short migrate_version; unsigned char migrate_kind, migrate_format;
  const char *migrate_target, *migrate_compile, *migrate_link;
  const unsigned char *migrate_begin, *migrate_end;
  migrate_entry *migrate_entries_begin, *migrate_entries_end;
  migrate_set *migrate_sets_begin, *migrate_sets_end;
};
struct migrate_library {
  unsigned short migrate_version, migrate_count; migrate_image *migrate_images;
  migrate_entry *migrate_host_begin, *migrate_host_end;
};
template <class migrate_t, class migrate_properties>
constexpr unsigned long long migrate_sizeof(
    const sycl::ext::oneapi::experimental::device_global<migrate_t, migrate_properties> *) {
  return sizeof(migrate_t);
}
}}
extern "C" void __sycl_register_lib(void *);"""

# Under names that no other object sees.
_SECTION = """\
asm(".section .rodata\\n.balign 16\\n{begin}: .incbin \\"{path}\\"\\n{end}: .byte 0\\n.previous");
extern "C" {{ extern const unsigned char {begin}[], {end}[]; }}"""

_IMAGE = """\
constexpr migrate_image migrate_made = {{3, 4, 2, "spir64", "", "", {begin}, {end},
  migrate_entries, migrate_entries + {entries}, migrate_sets, migrate_sets + {sets}}};"""

_LIBRARY = """\
migrate_library migrate_made = {{1, {count}, migrate_images, nullptr, nullptr}};
[[gnu::constructor]] void migrate_enter() {{{told} __sycl_register_lib(&migrate_made); }}"""
