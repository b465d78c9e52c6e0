// That nothing in a port to SYCL shows that it counts on 32 threads in step: it lies beside port.hpp, which reads it.
//
// Where nothing asks for a warp either (port_no_warps.hpp), a device then takes the sub-groups that suit it. A port that
// comes to count on threads in step takes this file away.
#pragma once
#define PORT_NO_STEPS
