"""Kinds of places in build files that projects have in many shapes: capabilities, versions, lists
that grow by calls, variables of options. What is edited, and what is too uncertain to be.
"""

from __future__ import annotations

import pytest

from migrate.build.context import Around
from migrate.build.files import build_file
from migrate.build.replace.left import left_alone
from migrate.build.replace.seen import seen
from migrate.files.kinds import Kind
from migrate.files.source import SourceFile
from migrate.settings.config import FileOptions
from tests.test_build_replace import HIP as RULES
from tests.test_build_replace import written

LANGUAGE = "project(x LANGUAGES CXX CUDA)\n"
HIP = "project(x LANGUAGES CXX HIP)\n"
GPUS = "gfx90a gfx1030"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (  # who builds may give GPUs, by the variable that is asked for
            "if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)\n  set(CMAKE_CUDA_ARCHITECTURES 70)\nendif()\n",
            f"if(NOT DEFINED CMAKE_HIP_ARCHITECTURES)\n  set(CMAKE_HIP_ARCHITECTURES {GPUS})\nendif()\n",
        ),
        (
            "set(CMAKE_CUDA_ARCHITECTURES 70)\nif(CUDAToolkit_VERSION VERSION_LESS 12)\n"
            "  list(APPEND CMAKE_CUDA_ARCHITECTURES 50)\nendif()\nset(A b)\n",
            f"set(CMAKE_HIP_ARCHITECTURES {GPUS})\nset(A b)\n",
        ),
        (
            "if(NOT CMAKE_CUDA_ARCHITECTURES)\n  list(APPEND CMAKE_CUDA_ARCHITECTURES 50)\n"
            "  list(APPEND CMAKE_CUDA_ARCHITECTURES 60)\nendif()\n",
            f"if(NOT CMAKE_HIP_ARCHITECTURES)\n  set(CMAKE_HIP_ARCHITECTURES {GPUS})\nendif()\n",
        ),
        (
            "if(CUDA_VERSION VERSION_LESS 9)\n  set(CMAKE_CUDA_ARCHITECTURES 50)\nelse()\n"
            "  set(CMAKE_CUDA_ARCHITECTURES 70)\nendif()\n",
            f"set(CMAKE_HIP_ARCHITECTURES {GPUS})\n",
        ),
        (
            'set_target_properties(t PROPERTIES CUDA_ARCHITECTURES "${CMAKE_CUDA_ARCHITECTURES}")',
            'set_target_properties(t PROPERTIES HIP_ARCHITECTURES "${CMAKE_HIP_ARCHITECTURES}")',
        ),
        (
            'set(CMAKE_CUDA_ARCHITECTURES 90)\nif("90" IN_LIST CMAKE_CUDA_ARCHITECTURES)\n  f()\nendif()\n',
            f'set(CMAKE_HIP_ARCHITECTURES {GPUS})\nif("90" IN_LIST CMAKE_HIP_ARCHITECTURES)\n  f()\nendif()\n',
        ),
        (  # it would hold, and did not before
            "if(NOT 90 IN_LIST CMAKE_CUDA_ARCHITECTURES)\n  f()\nendif()\n",
            "if(NOT 90 IN_LIST CMAKE_CUDA_ARCHITECTURES)\n  f()\nendif()\n",
        ),
        (  # gfx90a fits, too
            "if(CMAKE_CUDA_ARCHITECTURES MATCHES 90)\n  f()\nendif()\n",
            "if(CMAKE_CUDA_ARCHITECTURES MATCHES 90)\n  f()\nendif()\n",
        ),
        (
            "foreach(a ${CMAKE_CUDA_ARCHITECTURES})\n  f(${a})\nendforeach()\n",
            "foreach(a ${CMAKE_CUDA_ARCHITECTURES})\n  f(${a})\nendforeach()\n",
        ),
        (
            'if(CUDA_VERSION VERSION_LESS 9.0)\n  message(FATAL_ERROR "old")\nendif()\nset(A b)\n',
            "set(A b)\n",
        ),
        (
            "if(CUDA_VERSION VERSION_LESS 9.0)\n  set(OLD ON)\nendif()\n",
            "if(CUDA_VERSION VERSION_LESS 9.0)\n  set(OLD ON)\nendif()\n",
        ),
        (
            "if(CUDA_VERSION VERSION_LESS 9.0 AND X)\n  message(old)\nendif()\n",
            "",
        ),
        (
            "if(CUDA_VERSION VERSION_LESS 9.0 OR X)\n  message(old)\nendif()\n",
            "if(CUDA_VERSION VERSION_LESS 9.0 OR X)\n  message(old)\nendif()\n",
        ),
        (  # the branch of the newest release stays
            "if(CUDA_VERSION VERSION_LESS 9)\n  f()\nelseif(NOT (CUDA_VERSION VERSION_LESS 11))\n"
            "  set(CMAKE_CUDA_STANDARD 17)\nelse()\n  set(CMAKE_CUDA_STANDARD 14)\nendif()\ng()\n",
            "  set(CMAKE_HIP_STANDARD 17)\ng()\n",
        ),
        (
            "if(CUDA_FOUND AND NOT CUDA_VERSION VERSION_LESS 8 AND X)\n  set(A b)\nendif()\n",
            "if(hip_FOUND AND X)\n  set(A b)\nendif()\n",
        ),
        (  # what the sources are told is decided by a person, and so is a part of a version
            "if(CUDA_VERSION VERSION_GREATER 9)\n  add_definitions(-DHAVE_X)\nendif()\n",
            "if(CUDA_VERSION VERSION_GREATER 9)\n  add_definitions(-DHAVE_X)\nendif()\n",
        ),
        (
            "if(CUDA_VERSION_MINOR GREATER 1)\n  set(A b)\nendif()\n",
            "if(CUDA_VERSION_MINOR GREATER 1)\n  set(A b)\nendif()\n",
        ),
        (
            "if(CUDA_VERSION VERSION_GREATER ${MAX_CUDA})\n  set(A b)\nendif()\n",
            "if(CUDA_VERSION VERSION_GREATER ${MAX_CUDA})\n  set(A b)\nendif()\n",
        ),
        (
            "if(CUDA_FOUND)\nelse(CUDA_FOUND)\nendif(CUDA_FOUND)",
            "if(hip_FOUND)\nelse(hip_FOUND)\nendif(hip_FOUND)",
        ),
        (
            'if(CMAKE_CUDA_COMPILER_ID STREQUAL "NVIDIA")\nendif()',
            'if(CMAKE_HIP_COMPILER_ID STREQUAL "Clang")\nendif()',
        ),
        (
            "if(CMAKE_CUDA_COMPILER_ID STREQUAL NVIDIA)\nelseif(CMAKE_CUDA_COMPILER_ID STREQUAL Clang)\nendif()",
            "if(CMAKE_CUDA_COMPILER_ID STREQUAL NVIDIA)\nelseif(CMAKE_CUDA_COMPILER_ID STREQUAL Clang)\nendif()",
        ),
        ("set(CMAKE_CUDA_COMPILER ${X}/bin/nvcc)\nset(A b)\n", "set(A b)\n"),
        ("set(CMAKE_CUDA_COMPILER ${X})\n", "set(CMAKE_CUDA_COMPILER ${X})\n"),
        (
            'set(CMAKE_CUDA_FLAGS "${CMAKE_CUDA_FLAGS} -arch=sm_${CC} -O3")',
            'set(CMAKE_HIP_FLAGS "${CMAKE_HIP_FLAGS} -O3")',
        ),
        (
            "cuda_select_nvcc_arch_flags(ARCH_FLAGS Auto)\ntarget_compile_options(t PRIVATE -g ${ARCH_FLAGS})",
            "target_compile_options(t PRIVATE -g)",
        ),
        (  # an empty argument is an error there
            "cuda_select_nvcc_arch_flags(F Auto)\nstring(REPLACE a b G ${F})",
            "cuda_select_nvcc_arch_flags(F Auto)\nstring(REPLACE a b G ${F})",
        ),
        (
            'set(GENCODE "-gencode arch=compute_70,code=sm_70")\nstring(APPEND CMAKE_CUDA_FLAGS " -g ${GENCODE}")',
            'string(APPEND CMAKE_HIP_FLAGS " -g")',
        ),
        (
            'set(GENCODE "-gencode arch=compute_70,code=sm_70" -O3)\nset(CMAKE_CUDA_FLAGS ${GENCODE})',
            "set(GENCODE -O3)\nset(CMAKE_HIP_FLAGS ${GENCODE})",
        ),
        (
            'cuda_compile(OBJ a.cu OPTIONS "-Xcompiler -fPIC")\nadd_library(t m.cpp ${OBJ})',
            "set(OBJ a.cu)\n"
            'set_source_files_properties(a.cu PROPERTIES LANGUAGE HIP COMPILE_OPTIONS "-fPIC")\n'
            "add_library(t m.cpp ${OBJ})",
        ),
        (
            "cuda_compile(OBJ a.cu)\nadd_custom_target(x DEPENDS ${OBJ})",
            "cuda_compile(OBJ a.cu)\nadd_custom_target(x DEPENDS ${OBJ})",
        ),
        (
            "add_executable(t m.cpp)\nset(CMAKE_CUDA_SEPARABLE_COMPILATION ON)",
            "add_executable(t m.cpp)\nadd_compile_options($<$<COMPILE_LANGUAGE:HIP>:-fgpu-rdc>)\n"
            'add_link_options("$<$<LINK_LANGUAGE:HIP>:SHELL:-fgpu-rdc --hip-link>")',
        ),
        (
            "add_library(t m.cpp)\nset(CMAKE_CUDA_SEPARABLE_COMPILATION ON)",
            "add_library(t m.cpp)\nset(CMAKE_CUDA_SEPARABLE_COMPILATION ON)",
        ),
        (  # a source behind a name with a dash, and the kind of library behind its sources
            "set(src-cuda k.cu)\ncuda_add_library(t ${src-cuda} STATIC)",
            "set(src-cuda k.cu)\nadd_library(t STATIC ${src-cuda})\n"
            "set_source_files_properties(${src-cuda} PROPERTIES LANGUAGE HIP)\n"
            "target_link_libraries(t hip::host)",
        ),
        (
            "set(CUDA_NVCC_FLAGS -O3)\ncuda_compile(OBJ a.cu)\nadd_library(t m.cpp ${OBJ})",
            "set(HIP_HIPCC_FLAGS -O3)\nset(OBJ a.cu)\n"
            'set_source_files_properties(a.cu PROPERTIES LANGUAGE HIP COMPILE_OPTIONS "${HIP_HIPCC_FLAGS}")\n'
            "add_library(t m.cpp ${OBJ})",
        ),
        (
            "list(APPEND CUDA_NVCC_FLAGS -Xcompiler\\ -fPIC; -O3)\nset(CUDA_NVCC_FLAGS ${CUDA_NVCC_FLAGS} -lcutensor)",
            "list(APPEND HIP_HIPCC_FLAGS -fPIC; -O3)\nset(HIP_HIPCC_FLAGS ${HIP_HIPCC_FLAGS} -lhiptensor)",
        ),
        ('set(CMAKE_ASM_FLAGS "-arch ${CMAKE_OSX_ARCHITECTURES}")',) * 2,
        (
            'set(CMAKE_CUDA_FLAGS "${CMAKE_CUDA_FLAGS} -arch=sm_70")\nset(CMAKE_CUDA_FLAGS "-lineinfo -G")\nset(A b)\n',
            'set(CMAKE_HIP_FLAGS "-g -O0")\nset(A b)\n',
        ),
        (
            "if(CUDA_VERSION VERSION_LESS 9)\n  message(WARNING old)\n  set(CMAKE_CUDA_ARCHITECTURES 50)\n"
            "  set(CMAKE_CUDA_FLAGS -Wno-deprecated-gpu-targets)\nelse()\n  set(CMAKE_CUDA_ARCHITECTURES 70)\nendif()\n",
            f"set(CMAKE_HIP_ARCHITECTURES {GPUS})\n",
        ),
        (
            "find_path(N NAMES nccl.h HINTS /usr/local/cuda/include $ENV{N}/include)\nfind_library(L nccl PATHS /x)",
            "find_path(N NAMES rccl/rccl.h HINTS $ENV{N}/include)\nfind_library(L rccl PATHS /x)",
        ),
        ("find_library(L NAMES cudnn nccl)",) * 2,
        ("find_library(L NAMES nccl PATHS /x NO_DEFAULT_PATH)",) * 2,
        (
            "find_package(CUDA)\nadd_executable(a m.cpp)\nif(X)\n  add_library(b m.cpp)\nendif()\n"
            "set(I ${CUDA_INCLUDE_DIRS})\ninclude_directories(${CUDA_INCLUDE_DIRS})\ntarget_link_libraries(a ${CUDA_LIBRARIES})",
            "find_package(hip)\nadd_executable(a m.cpp)\nif(X)\n  add_library(b m.cpp)\nendif()\n"
            "set(I ${hip_INCLUDE_DIRS})\nlink_libraries(hip::host)\ntarget_link_libraries(a hip::host)\n"
            "if(TARGET b)\n  target_link_libraries(b hip::host)\nendif()\ntarget_link_libraries(a hip::host)",
        ),
        (  # another branch gives them another language
            "set(S a.cu b.cpp)\nif(X)\n  add_library(t ${S})\n"
            "  set_source_files_properties(${S} PROPERTIES LANGUAGE CXX)\nelse()\n  add_library(t ${S})\nendif()",
            "set(S a.cu b.cpp)\nif(X)\n  add_library(t ${S})\n"
            "  set_source_files_properties(${S} PROPERTIES LANGUAGE CXX)\nelse()\n  add_library(t ${S})\n"
            "  set(gpu_sources ${S})\n"
            '  list(FILTER gpu_sources INCLUDE REGEX "\\\\.cu$")\n'
            "  set_source_files_properties(${gpu_sources} PROPERTIES LANGUAGE HIP)\nendif()",
        ),
        (  # options of a configuration by a name that is put together
            "set(CUDA_NVCC_FLAGS_PROFILE -G)\nset(CUDA_NVCC_FLAGS ${CUDA_NVCC_FLAGS} ${CUDA_NVCC_FLAGS_${N}})",
            "set(HIP_HIPCC_FLAGS_PROFILE -g -O0)\n"
            "set(HIP_HIPCC_FLAGS ${HIP_HIPCC_FLAGS} ${HIP_HIPCC_FLAGS_${N}})",
        ),
        (  # FindCUDA splits what stands in a variable, and CMake does not
            'set(F "-G -DX")\ncuda_add_library(t a.cpp OPTIONS ${F})',
            'set(F "-g;-O0;-DX")\nadd_library(t a.cpp)\n'
            'target_compile_options(t PRIVATE "$<$<COMPILE_LANGUAGE:HIP>:${F}>")\n'
            "target_link_libraries(t hip::host)",
        ),
        ("set(A ${A} -gencode arch=compute_70,code=sm_70)\nset(B c)", "set(B c)"),
        (
            'set(CUDA_NVCC_FLAGS "${CUDA_NVCC_FLAGS} -DX --expt-relaxed-constexpr")\nset(CUDA_NVCC_FLAGS "${CUDA_NVCC_FLAGS} --restrict")',
            'set(HIP_HIPCC_FLAGS "${HIP_HIPCC_FLAGS};-DX")\n',
        ),
        (
            'foreach(n ${NAMES})\n  string(CONCAT f ${n} ".cu")\n  add_executable(${n} ${f})\nendforeach()',
            'foreach(n ${NAMES})\n  string(CONCAT f ${n} ".cu")\n  add_executable(${n} ${f})\n'
            "  set_source_files_properties(${f} PROPERTIES LANGUAGE HIP)\nendforeach()",
        ),
        (
            "set(L CXX)\nif(GPU)\n  list(APPEND L CUDA)\nendif()\nset(M CUDA)\nproject(y LANGUAGES ${L})",
            "set(L CXX)\nif(GPU)\n  list(APPEND L HIP)\nendif()\nset(M CUDA)\nproject(y LANGUAGES ${L})",
        ),
        (  # clang refuses it
            "target_compile_options(t PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=--coverage,-fprofile-abs-path>)",
            "target_compile_options(t PRIVATE $<$<COMPILE_LANGUAGE:HIP>:-Xcompiler=--coverage,-fprofile-abs-path>)",
        ),
        (  # a function may put others in their place
            "set(S k.cu)\nmore(OUT S IN ${S})\nadd_library(t ${S})",
            "set(S k.cu)\nmore(OUT S IN ${S})\nadd_library(t ${S})\nset(gpu_sources ${S})\n"
            'list(FILTER gpu_sources INCLUDE REGEX "\\\\.cu$")\n'
            "set_source_files_properties(${gpu_sources} PROPERTIES LANGUAGE HIP)",
        ),
        ("unset(CMAKE_CUDA_COMPILER)", "unset(CMAKE_HIP_COMPILER)"),
        (
            "if(DEFINED ENV{CUDACXX})\n  set(CMAKE_CUDA_COMPILER $ENV{CUDACXX})\nendif()\nset(B c)",
            "set(B c)",
        ),
        (
            "link_libraries(cuda)\nlink_libraries(CUDA::cudart)\nlink_libraries(cuda)",
            "link_libraries(amdhip64)\nlink_libraries(hip::host)\nlink_libraries(cuda)",
        ),
        (  # what a function finds may be sources of CUDA's
            "cuda_add_executable(t ${FOUND})",
            "add_executable(t ${FOUND})\nset(gpu_sources ${FOUND})\n"
            'list(FILTER gpu_sources INCLUDE REGEX "\\\\.cu$")\n'
            "set_source_files_properties(${gpu_sources} PROPERTIES LANGUAGE HIP)\n"
            "target_link_libraries(t hip::host)",
        ),
        ('project(y DESCRIPTION "Wrappers for CUDA in C++")',) * 2,
        (
            "add_compile_definitions($<$<COMPILE_LANGUAGE:CXX,CUDA>:X> $<$<COMPILE_LANG_AND_ID:CUDA,NVIDIA>:Y>)",
            "add_compile_definitions($<$<COMPILE_LANGUAGE:CXX,HIP>:X> $<$<COMPILE_LANG_AND_ID:HIP,Clang>:Y>)",
        ),
    ],
)
def test_cmake(before: str, after: str) -> None:
    assert written(LANGUAGE + before) == HIP + after
    assert written(HIP + after) == HIP + after


def test_a_library_of_parts_whose_kind_who_builds_chooses_is_one_of_objects_or_shared() -> None:
    asks = "set_target_properties({} PROPERTIES CUDA_SEPARABLE_COMPILATION ON)\n"
    text = "add_library(t m.cpp)\nadd_library(u n.cpp)\ntarget_link_libraries(u t)\n"
    text = written(LANGUAGE + text + asks.format("t") + asks.format("u"))
    assert "add_library(t ${gpu_library_kind} m.cpp)" in text
    assert (
        "set(gpu_library_kind OBJECT)\nset(gpu_link_scope INTERFACE)\nif(BUILD_SHARED_LIBS)" in text
    )
    assert "target_link_options(t ${gpu_link_scope} -fgpu-rdc --hip-link)" in text
    assert "t $<$<STREQUAL:$<TARGET_PROPERTY:t,TYPE>,OBJECT_LIBRARY>:$<TARGET_OBJECTS:t>>)" in text
    kinds = LANGUAGE + "add_library(t ${LIBRARY_TYPE} m.cpp)\n" + asks.format("t")
    assert asks.format("t") in written(kinds)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'NVCC = nvcc\nCFLAGS = -Wall -O2 -march=native\na: a.cu\n\t$(NVCC) -c --compiler-options "$(CFLAGS)" a.cu\n',
            "NVCC = hipcc\nCFLAGS = -Wall -O2 -march=native\na: a.cu\n\t$(NVCC) -c $(CFLAGS) a.cu\n",
        ),
        (  # device code would compute something else
            'NVCC = nvcc\nCFLAGS = -Ofast\na: a.cu\n\t$(NVCC) --compiler-options "$(CFLAGS)" a.cu\n',
            'NVCC = hipcc\nCFLAGS = -Ofast\na: a.cu\n\t$(NVCC) --compiler-options "$(CFLAGS)" a.cu\n',
        ),
        (  # another file may say what is in it
            'include b.mk\nNVCC = nvcc\na: a.cu\n\t$(NVCC) -Xcompiler "$(CFLAGS)" a.cu\n',
            'include b.mk\nNVCC = hipcc\na: a.cu\n\t$(NVCC) -Xcompiler "$(CFLAGS)" a.cu\n',
        ),
        (  # behind an equals sign, split at commas
            "L = -Xlinker=-rpath=/x\na: a.cu\n\tnvcc --linker-options=-z,now -Xlinker -rpath,/x a.cu $(L)\n",
            "L = -Wl,-rpath=/x\na: a.cu\n\thipcc -Wl,-z,now -Wl,-rpath,/x a.cu $(L)\n",
        ),
        (  # quotes for a shell of nvcc's own; the folder of CUDA's libraries
            'NVCCFLAGS = -Xcompiler \\"-Wl,-rpath,/x/lib\\" -O3 -Xcompiler \\"-Wl,-rpath,$(CUDA_HOME)/extras/CUPTI/lib64/\\"\n',
            "NVCCFLAGS = -Wl,-rpath,/x/lib -O3\n",
        ),
        ("NVCCFLAGS = -ccbin = nvcc -G\n", "NVCCFLAGS = -ccbin = nvcc -g -O0\n"),
        ("NVCCFLAGS = -O3 -Xptxas --optimize-float-atomics\n", "NVCCFLAGS = -O3\n"),
        (
            "C = -fPIC\nNVCCFLAGS += $(addprefix -Xcompiler ,$(C))\n",
            "C = -fPIC\nNVCCFLAGS += $(C)\n",
        ),
        (
            "T = /usr/local/cuda\nN = $(T)/bin/nvcc\na: a.cu\n\t$(N) -I$(T)/include a.cu -L$(T)/lib64 -lcublas\n",
            "N = hipcc\na: a.cu\n\t$(N) a.cu -lhipblas\n",
        ),
        (
            "SMS ?= 70 80\nifeq ($(G),)\n$(foreach sm,$(SMS),$(eval G += -gencode arch=compute_$(sm),code=sm_$(sm)))\n"
            "H := $(lastword $(sort $(SMS)))\nifneq ($(H),)\nG += -gencode arch=compute_$(H),code=compute_$(H)\nendif\nendif\n",
            f"SMS ?= {GPUS}\nifeq ($(G),)\n$(foreach sm,$(SMS),$(eval G += --offload-arch=$(sm)))\n"
            "H := $(lastword $(sort $(SMS)))\nendif\n",
        ),
        (
            "SMS ?= 70\nG = $(foreach sm,$(SMS),-gencode arch=compute_$(sm),code=sm_$(sm))\n"
            "H := $(lastword $(sort $(SMS)))\nD = -DNEWEST=$(H)\n",
            "SMS ?= 70\nG = $(foreach sm,$(SMS),-gencode arch=compute_$(sm),code=sm_$(sm))\n"
            "H := $(lastword $(sort $(SMS)))\nD = -DNEWEST=$(H)\n",
        ),
        (
            "include c.mk\nD = /usr/local/cuda\nNVCC = $(D)/bin/nvcc\nL = -L$(D)/lib64 -lcudart\na: a.o\n\tg++ a.o $(L)\n",
            "ROCM_PATH ?= /opt/rocm\ninclude c.mk\nNVCC = hipcc\nL = -L$(ROCM_PATH)/lib -lamdhip64\na: a.o\n\tg++ a.o $(L)\n",
        ),
    ],
)
def test_make(before: str, after: str) -> None:
    assert written(before, Kind.MAKE) == after
    assert written(after, Kind.MAKE) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a['nvcc'] += ['-lineinfo', '-O3']\n", "a['nvcc'] += ['-gline-tables-only', '-O3']\n"),
        ("a['nvcc'].append('-lineinfo')\n", "a['nvcc'].append('-gline-tables-only')\n"),
        ("a['nvcc'].append('-G')\n", "a['nvcc'].extend(['-g', '-O0'])\n"),
        ("nvcc_flags.extend(['-Xcompiler', '-fPIC'])\n", "nvcc_flags.extend(['-fPIC'])\n"),
        (
            "if x:\n    cc.append('-gencode')\n    cc.append('arch=compute_80,code=sm_80')\n",
            "if x:\n    pass\n",
        ),
        ("cc = []\ncc.append('-gencode=arch=compute_%s,code=sm_%s' % (a, a))\n", "cc = []\n"),
        ("cc.append('-lineinfo')\n", "cc.append('-lineinfo')\n"),
        ("cc.append('-gencode'); cc.append('arch=compute_8,code=sm_8')\n",) * 2,
        ("flags = ['-O2', f'-gencode=arch=compute_{a},code=sm_{a}']\n", "flags = ['-O2']\n"),
        ("call(['nvcc', '-gencode', 'arch=compute_80,code=sm_80', 'a.cu'])\n",) * 2,
        (
            "from torch.utils.cpp_extension import CUDA_HOME, CUDAExtension\n"
            "if cuda and CUDA_HOME is not None:\n    i = [os.path.join(CUDA_HOME, 'include')]\n",
            "from torch.utils.cpp_extension import ROCM_HOME, CUDAExtension\n"
            "if cuda and ROCM_HOME is not None:\n    i = [os.path.join(ROCM_HOME, 'include')]\n",
        ),
        (
            "if not cpp_extension.CUDA_HOME:\n    stop()\n",
            "if not cpp_extension.ROCM_HOME:\n    stop()\n",
        ),
        ("from torch.utils.cpp_extension import CUDA_HOME\nrun(CUDA_HOME + '/bin/nvcc')\n",) * 2,
        ("CUDA_HOME = None\nif CUDA_HOME is None:\n    stop()\n",) * 2,
    ],
)
def test_python(before: str, after: str) -> None:
    assert written(before, Kind.PYTHON) == after
    assert written(after, Kind.PYTHON) == after


def test_a_condition_that_is_said_again_at_its_end_is_no_place() -> None:
    text = "if(CUDA_VERSION VERSION_LESS 9)\n  f()\nendif(CUDA_VERSION VERSION_LESS 9)\n"
    source = SourceFile("CMakeLists.txt", text.encode())
    found = build_file(source, Kind.CMAKE, RULES, FileOptions()).findings
    assert [finding.start for finding in found] == [text.index("CUDA_VERSION")]


def test_what_is_no_name_of_a_target_makes_none() -> None:
    text = 'find_package(CUDA)\ncuda_add_library("-O3;-g" STATIC a.cu)\n'
    assert 'cuda_add_library("-O3;-g" STATIC a.cu)' in written(text)


def test_a_variable_of_libraries_holds_no_sources() -> None:
    ported = written("find_package(CUDA)\ncuda_add_library(t ${CUDA_LIBRARIES} a.cu)\n")
    assert "gpu_sources" not in ported
    assert "set_source_files_properties(a.cu PROPERTIES LANGUAGE HIP)" in ported


def test_a_variable_of_the_files_own_has_its_own_sources() -> None:
    target = "make_target(t ${S})\n"
    taken = (
        'set(gpu_sources ${S})\nlist(FILTER gpu_sources INCLUDE REGEX "\\\\.cu$")\n'
        "set_source_files_properties(${gpu_sources} PROPERTIES LANGUAGE HIP)\n"
    )
    elsewhere = frozenset({"cu:S", "other:S", "language", "below"})
    assert written('file(GLOB S "*.cpp")\n' + target, said=elsewhere).count(taken) == 0
    for more in (
        "",
        'list(APPEND S ${GPU})\nfile(GLOB S "*.cpp")\n',
        'file(GLOB S "*.c")\nmore(S)\n',
    ):
        assert written(more + target, said=elsewhere) == more + target + taken


def test_only_commands_of_find_cuda_compiled_sources_where_no_language_is_asked_for() -> None:
    text = "set(S k.cu a.cpp)\nif(GPU)\n  cuda_add_library(t ${S})\nelse()\n  add_library(t ${S})\nendif()\n"
    assert "else()\n  add_library(t ${S})\nendif()\n" in written(text)


def test_a_makefile_for_android_is_left() -> None:
    data = b"LOCAL_PATH := $(call my-dir)\nNVCC = nvcc -arch=sm_30\n"
    assert len(left_alone(data, Kind.MAKE, RULES, Around(), ()).spans) == 1


PARTS = "add_library(k STATIC k.cu)\nset_target_properties(k PROPERTIES CUDA_SEPARABLE_COMPILATION ON)\n"


@pytest.mark.parametrize(
    ("linking", "is_edited"),
    [
        ("add_library(h STATIC h.cpp)\ntarget_link_libraries(h PUBLIC k)\n", False),
        ("add_library(h h.cpp)\ntarget_link_libraries(h k)\n", False),
        ("add_library(h SHARED h.cpp)\ntarget_link_libraries(h PUBLIC k)\n", True),
        ("add_executable(h h.cpp)\ntarget_link_libraries(h k)\n", True),
        ("add_library(${T} STATIC h.cpp)\ntarget_link_libraries(${T} k)\n", False),
        ("target_link_libraries(h k)\n", True),
    ],
)
def test_device_code_in_parts_goes_into_no_archive(linking: str, is_edited: bool) -> None:
    text = written(LANGUAGE + PARTS + linking)
    assert ("add_library(k OBJECT k.cu)" in text) is is_edited
    assert ("CUDA_SEPARABLE_COMPILATION" not in text) is is_edited
    assert ("-fgpu-rdc" in text) is is_edited


def test_an_archive_of_another_file_is_seen() -> None:
    linking = b"add_library(h STATIC h.cpp)\ntarget_link_libraries(h k)\n"
    further = seen(linking, Kind.CMAKE)
    assert further == {"archived:k:h"}
    assert "OBJECT" not in written(LANGUAGE + PARTS, said=further)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "target_compile_options(t PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:-O0 -g -G -lineinfo>)",
            "target_compile_options(t PRIVATE $<$<COMPILE_LANGUAGE:HIP>:-O0 -g>)",
        ),
        (
            "target_compile_options(t PRIVATE $<$<AND:$<COMPILE_LANGUAGE:CUDA>,$<CONFIG:Debug>>:-G> "
            "$<$<AND:$<COMPILE_LANGUAGE:CUDA>,$<CONFIG:Release>>:-lineinfo>)",
            "target_compile_options(t PRIVATE $<$<AND:$<COMPILE_LANGUAGE:HIP>,$<CONFIG:Debug>>:-g -O0> "
            "$<$<AND:$<COMPILE_LANGUAGE:HIP>,$<CONFIG:Release>>:-gline-tables-only>)",
        ),
        (
            "if(CMAKE_CUDA_COMPILER)\n  get_filename_component(d ${CMAKE_CUDA_COMPILER} PATH)\nendif()",
        )
        * 2,
        (
            "if(CMAKE_CUDA_COMPILER)\n  message(${CMAKE_CUDA_COMPILER})\n  set(a b)\nendif()",
            "if(CMAKE_HIP_COMPILER)\n  message(${CMAKE_CUDA_COMPILER})\n  set(a b)\nendif()",
        ),
        (
            "find_package(CUDA)\nlink_directories(a ${CUDA_LIBRARIES})",
            "find_package(hip)\nlink_directories(a)",
        ),
        (
            "cuda_add_library(t a.h)\ntarget_include_directories(t INTERFACE ${CUDA_INCLUDE_DIRS})\n"
            "find_package(CUDA)",
            "add_library(t a.h)\ntarget_link_libraries(t hip::host)\nfind_package(hip)",
        ),
        (
            "set(S ${S} PARENT_SCOPE)\ncuda_add_library(t ${S})",
            "set(S ${S} PARENT_SCOPE)\nadd_library(t ${S})\nset(gpu_sources ${S})\n"
            'list(FILTER gpu_sources INCLUDE REGEX "\\\\.cu$")\n'
            "set_source_files_properties(${gpu_sources} PROPERTIES LANGUAGE HIP)\n"
            "target_link_libraries(t hip::host)",
        ),
    ],
)
def test_what_is_not_certain_stays(before: str, after: str) -> None:
    assert written(LANGUAGE + before) == HIP + after
