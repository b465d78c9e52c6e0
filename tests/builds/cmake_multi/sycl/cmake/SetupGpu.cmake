find_package(IntelSYCL REQUIRED)
include_directories("${CMAKE_CURRENT_LIST_DIR}/..")

set(GPU_FLAGS "")
set(GPU_LIBS "")
