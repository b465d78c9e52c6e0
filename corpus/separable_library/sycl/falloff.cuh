#pragma once

#include "port.hpp"

// How much of a source arrives at a distance; defined in falloff.cu, called by kernels of other files.
SYCL_EXTERNAL float falloff(float distance, float radius);

// Adds the field of count sources to field[0 .. size) on the calling thread's stream.
port::error_t add_sources(const float2* sources, int count, float* field, int size, float radius);
