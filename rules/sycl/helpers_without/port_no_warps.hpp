// That nothing in a port to SYCL asks for the warp of a thread: it lies beside port.hpp, which reads it.
//
// port.hpp then has no warps, no shuffles and no cooperative groups, and leaves the blocks of a launch as they are.
// A port that comes to use those takes this file away.
#pragma once
#define PORT_NO_WARPS
