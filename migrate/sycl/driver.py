"""SYCL units, checked, compiled, linked: the passes of a compiler that is made of packages.

In go an ``Environment`` and units; out come answers with an exit code and what the compilers say.
The device pass is DPC++'s own front end, which libsycl brings to compile kernels at run time; the
host pass is clang's, with the integration header that the device pass writes. Where the machine
has a compiler with SYCL, that does all of it. Nothing is written but what the caller names.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from migrate.process.execute import Answer, call
from migrate.regex import regex
from migrate.sycl.environment import DEVICE_HEADERS, Environment, device_compiler
from migrate.sycl.images import by_kernel
from migrate.sycl.registration import DevicePass, host_unit
from migrate.sycl.units import Unit

_AS_HOST = (
    "-Xclang",
    "-fsycl-is-host",
    "-D__SYCL_UNNAMED_LAMBDA__=1",
    "-DSYCL_DISABLE_FSYCL_SYCLHPP_WARNING",
    "-Wno-c++11-narrowing",
)
_AS_DEVICE = (
    "-fno-sycl-dead-args-optimization",
    "-fsycl-device-code-split=off",
    "-fsycl-allow-device-image-dependencies",
    "-ffp-model=precise",
    "-Wno-c++11-narrowing",
)
_QUIET = ("-w",)
_THREADS = "-fopenmp"  # of which the packages have no library: its pragmas are left out
_IMAGE = "sycl_spir64.spv"
_RUN_TIME_NAME = regex(r"\brtc_\d+\.cpp\b")  # what the device compiler calls a unit
_LIBRARIES = (
    "mkl_sycl_blas mkl_sycl_lapack mkl_sycl_dft mkl_sycl_rng mkl_sycl_sparse "
    "mkl_intel_ilp64 mkl_sequential mkl_core"
).split()


def check_types(
    environment: Environment,
    unit: Unit,
    limit: float,
    warnings: Sequence[str] = _QUIET,
    precompiled: Path | None = None,
) -> Answer:
    """What the host pass says of a unit, the quickest of the checks: kernels are only templates.

    With the header ``precompiled`` for units like it that takes less than half the time.
    """
    words = (*warnings, "-fsyntax-only", "-x", "c++", str(unit.source))
    if environment.root is None:
        return _call([environment.compiler, *_sycl(unit), *unit.both, *unit.host, *words], limit)
    ahead = ("-include-pch", str(precompiled)) if precompiled else ()
    options = (*_host_mode(environment, unit), *unit.both, f"-I{unit.source.parent}")
    return _call([environment.compiler, *options, *ahead, *words], limit)


def precompile(environment: Environment, unit: Unit, folder: Path, limit: float) -> Path | None:
    """The SYCL header, precompiled in ``folder`` for units with the options of this one; None where
    that cannot be. It is made once.
    """
    words = tuple(word for word in unit.both if word.startswith(("-std=", "-D", "-U")))
    if environment.root is None or unit.plain or any(w.startswith("-include") for w in unit.both):
        return None
    output = folder / f"sycl-{crc32(' '.join(words).encode()):08x}.pch"
    if not output.exists():
        header = ("-x", "c++-header", f"{environment.root}/include/sycl/sycl.hpp")
        options = (*_host_mode(environment, unit), *words, *_QUIET)
        made = output.with_suffix(f".{os.getpid()}")
        command = [environment.compiler, *options, *header, "-o", str(made)]
        if _call(command, limit).code != 0:
            return None
        made.rename(output)
    return output


def check_device(
    environment: Environment, unit: Unit, limit: float, warnings: Sequence[str] = _QUIET
) -> Answer:
    """What a front end of SYCL says of a unit: what a kernel may not do as well."""
    if unit.plain:
        return check_types(environment, unit, limit, warnings)
    with _folder() as folder:
        if environment.root is None:
            words = ("-fsycl", "-fsycl-device-only", "-c", "-x", "c++", str(unit.source))
            command = [environment.compiler, *unit.both, *warnings, *words]
            return _call([*command, "-o", str(folder / "unit.o")], limit)
        return _device_pass(environment, environment.root, unit, folder, limit, warnings)


def compile_unit(
    environment: Environment,
    unit: Unit,
    output: Path,
    limit: float,
    warnings: Sequence[str] = _QUIET,
) -> Answer:
    """Compile a unit to an object."""
    if environment.root is None:
        options = (*_sycl(unit), *unit.both, *unit.host, *warnings, "-c", "-x", "c++")
        return _call([environment.compiler, *options, str(unit.source), "-o", str(output)], limit)
    out = (*warnings, "-c", "-x", "c++", "-o", str(output.resolve()))
    if unit.plain:
        words = (*_host_words(environment, unit), *out, str(unit.source))
        return _call([environment.compiler, *words], limit)
    with _folder() as folder:
        answer = _device_pass(environment, environment.root, unit, folder, limit, warnings)
        if answer.code != 0:
            return answer
        made = _written(folder)
        whole = folder / "unit.cpp"
        whole.write_text(host_unit(unit.source, made, environment.device))
        ahead = ("-include", str(made.header))
        words = (*_host_words(environment, unit), *ahead, *out, str(whole))
        return _call([environment.compiler, *words], limit)


def link(
    environment: Environment,
    objects: Iterable[Path],
    output: Path,
    limit: float,
    words: Sequence[str] = (),
) -> Answer:
    """Link objects to a program, with further ``words`` for the linker."""
    command = [environment.compiler, *map(str, objects), "-o", str(output)]
    if environment.root is None:
        return _call([*command, "-fsycl", *words], limit)
    folder = environment.root / "lib"
    present = [f"-l{name}" for name in _LIBRARIES if (folder / f"lib{name}.so").exists()]
    present += ["-lgomp"] if environment.headers else []
    libraries = ("-lsycl", "-Wl,--as-needed", *words, *present, "-ltbb", "-lpthread", "-lm")
    command += [f"-L{folder}", f"-Wl,-rpath,{folder}", *libraries]
    return _call(command, limit)


def _sycl(unit: Unit) -> tuple[str, ...]:
    return () if unit.plain else ("-fsycl",)


def _host_words(environment: Environment, unit: Unit) -> tuple[str, ...]:
    """The words of the host pass, but for what it reads and writes."""
    host = (word for word in unit.host if word.partition("=")[0] != _THREADS)
    return (*_host_mode(environment, unit), *unit.both, *host, *_common(unit))


def _host_mode(environment: Environment, unit: Unit) -> tuple[str, ...]:
    mode = () if unit.plain else _AS_HOST
    return (*mode, f"-isystem{environment.root}/include", *_last(environment))


def _last(environment: Environment) -> tuple[str, ...]:
    """Where headers are searched for that nobody else has."""
    return ("-idirafter", str(environment.headers)) if environment.headers else ()


def _common(unit: Unit) -> tuple[str, ...]:
    """What both passes have to know of the source, which neither of them is given as it lies."""
    name = ("-Wno-builtin-macro-redefined", f'-D__BASE_FILE__="{unit.source}"')
    return (f"-iquote{unit.source.parent}", f"-I{unit.source.parent}", *name)


def _device_pass(
    environment: Environment,
    root: Path,
    unit: Unit,
    folder: Path,
    limit: float,
    warnings: Sequence[str] = _QUIET,
) -> Answer:
    """Run the device compiler, which writes into ``folder``."""
    headers = ("-Xclang", f"-fsycl-int-header={folder / 'header.h'}")
    footers = ("-Xclang", f"-fsycl-int-footer={folder / 'footer.h'}")
    prefix = ("-Xclang", f"-fsycl-unique-prefix=u{crc32(bytes(unit.source)):08x}")
    searched = (f"-isystem{root / DEVICE_HEADERS}", *_last(environment))
    common = (*_common(unit), *searched, *prefix)
    words = (*unit.both, *common, *_AS_DEVICE, *warnings, *headers, *footers)
    command = [str(root / device_compiler()), str(unit.source), *words]
    variables = {**environment.running, "SYCL_DUMP_IMAGES": "1"}
    answer = call(command, limit, variables, folder)
    return Answer(answer.code, _RUN_TIME_NAME.sub(str(unit.source), answer.text))


def _written(folder: Path) -> DevicePass:
    """What the device pass wrote into ``folder``, its image cut into those of single kernels."""
    footer, image = folder / "footer.h", folder / _IMAGE
    modules = by_kernel(image.read_bytes()) if image.exists() else []
    images = [folder / f"kernel-{number}.spv" for number in range(len(modules))]
    for path, module in zip(images, modules, strict=True):
        path.write_bytes(module)
    return DevicePass(folder / "header.h", footer if footer.exists() else None, images)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="migrate-sycl-") as folder:
        yield Path(folder)


def _call(command: Sequence[str], limit: float) -> Answer:
    return call(command, limit, {**os.environ, "LC_ALL": "C"})
