set(CMAKE_HIP_ARCHITECTURES gfx90a gfx1030 CACHE STRING "compute capabilities")
enable_language(HIP)
find_package(hip REQUIRED)

set(GPU_FLAGS "")
set(GPU_LIBS hip::host)
