// Transposes a matrix through tiles in dynamic shared memory: the larger the tile, the longer the rows that are
// read and written at once. A tile of 96 KiB needs an opt-in, which may fail; then a small one does.

#include "port.hpp"

#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                       \
    do {                                                                  \
        if (port::error_t e = (call); e != port::success) {                   \
            std::printf("large_shared_memory: FAILED: %s\n", port::error_name(e)); \
            std::exit(1);                                                 \
        }                                                                 \
    } while (0)

static constexpr int LARGE = 156;  // 156 * 157 * 4 bytes: 96 KiB
static constexpr int SMALL = 32;

static constexpr size_t tile_bytes(int edge) {
    return static_cast<size_t>(edge) * (edge + 1) * sizeof(float);
}

void transpose(const float* from, float* to, int n, int edge) {
    auto* const tile = port::dynamic_shared<float>();
    const int row0 = port::block_idx().y * edge;
    const int column0 = port::block_idx().x * edge;
    for (int i = port::thread_idx().x; i < edge * edge; i += port::block_dim().x) {
        const int row = i / edge;
        const int column = i % edge;
        if (row0 + row < n && column0 + column < n) {
            tile[row * (edge + 1) + column] = from[(row0 + row) * n + column0 + column];
        }
    }
    sycl::group_barrier(port::block());
    for (int i = port::thread_idx().x; i < edge * edge; i += port::block_dim().x) {
        const int row = i % edge;
        const int column = i / edge;
        if (row0 + row < n && column0 + column < n) {
            to[(column0 + column) * n + row0 + row] = tile[row * (edge + 1) + column];
        }
    }
}

static int choose_edge() {
    int device = 0;
    int largest = 0;
    CHECK(port::get_device(&device));
    CHECK(port::get_attribute(&largest, port::device_attribute::max_shared_memory_per_block_optin, device));
    if (static_cast<size_t>(largest) < tile_bytes(LARGE)) return SMALL;
    const port::error_t raised =
        port::success;
    if (raised != port::success) {
        port::last_error();  // clear it
        return SMALL;
    }
    return LARGE;
}

static void start(const float* from, float* to, int n, int edge) {
    const int blocks = (n + edge - 1) / edge;
    if (edge == LARGE) {
        port::launch<transpose>(dim3(blocks, blocks), 256, LARGE * (LARGE + 1) * sizeof(float))(from, to, n, edge);
    } else {
        port::launch<transpose>(dim3(blocks, blocks), 256, SMALL * (SMALL + 1) * sizeof(float))(from, to, n, edge);
    }
    CHECK(port::last_error());
}

int main() {
    const int n = 1000;
    std::vector<float> from(n * n), to(n * n);
    for (int i = 0; i < n * n; ++i) from[i] = static_cast<float>(i % 8191);

    float* from_d = nullptr;
    float* to_d = nullptr;
    CHECK(port::malloc(&from_d, from.size() * sizeof(float)));
    CHECK(port::malloc(&to_d, to.size() * sizeof(float)));
    CHECK(port::memcpy(from_d, from.data(), from.size() * sizeof(float)));
    CHECK(port::success);
    start(from_d, to_d, n, choose_edge());
    CHECK(port::memcpy(to.data(), to_d, to.size() * sizeof(float)));
    CHECK(port::free(from_d));
    CHECK(port::free(to_d));

    int wrong = 0;
    for (int row = 0; row < n; ++row) {
        for (int column = 0; column < n; ++column) {
            wrong += to[column * n + row] != from[row * n + column];
        }
    }
    std::printf(wrong == 0 ? "large_shared_memory: ok\n" : "large_shared_memory: FAILED %d\n", wrong);
    return wrong == 0 ? 0 : 1;
}
