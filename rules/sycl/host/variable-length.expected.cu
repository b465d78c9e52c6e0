#include "port.hpp"
constexpr int fixed = 4;

SYCL_EXTERNAL void kernel(int* seen);

void visit(int nodes, int* device) {
    // expect: sycl/host/variable-length
    int visited[nodes]; memset(visited, 0, sizeof visited);
    const int few = 3;
    // ok: sycl/host/variable-length
    int some[few] = {0}, others[fixed] = {0};
    // ok: sycl/host/variable-length
    float open[nodes];
    port::memcpy(device, visited, sizeof visited);
}
