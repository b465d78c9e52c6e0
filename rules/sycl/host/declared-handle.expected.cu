// expect: sycl/host/declared-handle
#include "port.hpp"
struct sycl::queue;

// ok: sycl/host/declared-handle
void start(struct sycl::queue* stream);
