"""Which names of AMD's headers a program could mean, and which family each belongs to.

An include path or a name, and what is declared of it, come in; the stem of a table goes out, or
whether the name is worth a row. It is a matter of spelling alone: no header is read here.
"""

from __future__ import annotations

import re

from tests.surface.declared import Declared

# The family of what a header declares, by its path; the first that fits.
_FAMILIES = (
    (r"hip/(amd_detail/amd_)?hiprtc\.h", "hiprtc"),
    (r"hip/.*cooperative_groups.*", "cooperative_groups"),
    (
        r"hip/(amd_detail/amd_)?(hip_runtime_(pt_)?api|driver_types|hip_ext|hip_profile"
        r"|library_types|linker_types|(hip_)?texture_types|surface_types|channel_descriptor"
        r"|hip_gl_interop|hip_common|hip_version|hip_deprecated|host_defines)\.h",
        "runtime",
    ),
    (r"hip/.*|__clang_hip_.*", "device"),
    (r"hipblas-common/.*|hipblas/.*", "hipblas"),
    (r"thrust/.*", "rocthrust"),
    (r"roctracer/.*", "roctx"),
    (r"(hipblaslt|hipcub|hipfft|hiprand|hipsolver|hipsparse(lt)?|miopen|rccl)/.*", r"\1"),
)

# Files for the headers' own use, and namespaces.
_INTERNAL_FILE = re.compile(
    r"nvidia_detail|hip_prof_str|hip_runtime_prof|hip_api_trace|macro_based|functional_grid|helpers"
    r"|program_state|grid_launch|concepts|device_library_decls|ockl_image|hip_fp16_math_fwd"
    r"|math_fwd|llvm_intrinsics|libdevice_declares|thrust/(system/)?(\w+/)*detail/config"
    r"|miopen/(config|export)"
)
_INTERNAL = re.compile(
    r"""(.*::)?(detail|internal|impl|\w+_(impl|detail|ns)|core|async|cub|generic|sequential
        |unimplemented|temp_storage|rocprim|type_traits)(::.*)?
    | (.*::)?(__\w+|hip_rocprim)::(?!par\b).*
    | (.*::)?_[A-Za-z]\w* | .*::__\w+             # reserved names
    | \w+_H_? | std(::.*)? | hip(cub)?_(impl|cpp::detail)(::.*)?
    | __(ockl|ocml|llvm|amdgcn|gnu|builtin|cxa|make_mantissa|static|CG|DEF|hipMap|assert_)\w*
    | __hip(Register|Unregister|Push|Pop|Get)\w+
    | __hip_(?!bfloat|fp|cvt|atomic|bf16|ds_|half)\w+ | __hip
    | __(?!HIP)[A-Z]\w* | __HIP_(?!SAT|NOSAT|E[0-9]M|PLATFORM)\w* | __HIPCUB\w+ | __u?int\d+_t
    | (roc|ROC)(rand|RAND|sparse|blas|BLAS|fft)\w* | amd_dbgapi_\w+ | hip_cas_\w+
    | (BEGIN|END)_HIPCUB\w+ | DEPRECATED\w* | DISABLE_WARNING\w* | DO_PRAGMA | COMPLEX_\w+
    | DECLOP_\w+ | GETREG_\w+ | HW_ID\w* | ICMP_\w+ | MASK[12] | MAYBE_UNDEF | TEXTURE_\w+INIT
    | WAVEFRONT_SIZE | GENERIC_GRID_LAUNCH | USE_PEER_NON_UNIFIED | F?QUALIFIERS | DEFINE_HIP\w+
    | THRUST_(?!VERSION|M\w+_VERSION|SUBMINOR|PATCH|DEVICE_SYSTEM|HOST_SYSTEM)\w+
    | \w+_(struct|union|enum)_\d+ | BUILD_SHARED_LIBS | MIOPEN_\w*EXPORT | launch_bounds_impl\d
    | CUDA_SUCCESS | Cond_t | Enable_if_t | GLenum | GLuint | check_state_type | final
    | get_native_vector | lane_mask | make_vector_type\w* | mapElem | mapFrom | one_o_sqrt2 | pArgs
    | [PQ][012] | ndtri | p1evl | polevl | s2pi | (NV|ROCTHRUST|ROCPRIM)_\w+ | select_impl_
    | to_hiprand_status | uchar2?Holder | validateArgsCountType
    | [xyz] | .*::is_(power_of_2|valid_\w+) | __dparm
    """,
    re.VERBOSE,
)


# What the headers of these folders declare elsewhere is for their own use.
_OWN = {
    "hipcub": re.compile(r"(hipcub(::.*)?|HIPCUB_\w+|Hipcub\w+)"),
    "thrust": re.compile(r"(thrust(::.*)?|THRUST_\w+)"),
}


def family_of(header: str) -> str:
    """The table for what ``header`` declares; empty for files that are of no interest."""
    if _INTERNAL_FILE.search(header):
        return ""
    for pattern, family in _FAMILIES:
        found = re.fullmatch(pattern, header)
        if found:
            return found.expand(family)
    return ""


def is_of_use(name: str, item: Declared) -> bool:
    """Whether a program could mean ``name``: no guard, no name of the implementation."""
    if item.empty or _INTERNAL.fullmatch(name):
        return False
    own = _OWN.get(item.header.partition("/")[0])
    return own is None or own.fullmatch(name) is not None
