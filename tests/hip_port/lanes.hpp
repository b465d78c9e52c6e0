// What hip_port.hpp asks of the lanes of a wavefront, of the simulated one.
#pragma once
#include "../warp32/wavefront.hpp"

namespace hip_port {
namespace hardware = warp32::hardware;
}
