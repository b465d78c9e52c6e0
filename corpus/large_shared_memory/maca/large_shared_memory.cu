// Transposes a matrix through tiles in dynamic shared memory: the larger the tile, the longer the rows that are
// read and written at once. A tile of 96 KiB needs an opt-in, which may fail; then a small one does.

#include <mcr/mc_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                       \
    do {                                                                  \
        if (mcError_t e = (call); e != mcSuccess) {                   \
            std::printf("large_shared_memory: FAILED: %s\n", mcGetErrorName(e)); \
            std::exit(1);                                                 \
        }                                                                 \
    } while (0)

static constexpr int LARGE = 156;  // 156 * 157 * 4 bytes: 96 KiB
static constexpr int SMALL = 32;

static constexpr size_t tile_bytes(int edge) {
    return static_cast<size_t>(edge) * (edge + 1) * sizeof(float);
}

__global__ void transpose(const float* from, float* to, int n, int edge) {
    extern __shared__ float tile[];
    const int row0 = blockIdx.y * edge;
    const int column0 = blockIdx.x * edge;
    for (int i = threadIdx.x; i < edge * edge; i += blockDim.x) {
        const int row = i / edge;
        const int column = i % edge;
        if (row0 + row < n && column0 + column < n) {
            tile[row * (edge + 1) + column] = from[(row0 + row) * n + column0 + column];
        }
    }
    __syncthreads();
    for (int i = threadIdx.x; i < edge * edge; i += blockDim.x) {
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
    CHECK(mcGetDevice(&device));
    CHECK(mcDeviceGetAttribute(&largest, mcDeviceAttributeMaxSharedMemoryPerBlockOptin, device));
    if (static_cast<size_t>(largest) < tile_bytes(LARGE)) return SMALL;
    const mcError_t raised =
        mcFuncSetAttribute(transpose, mcFuncAttributeMaxDynamicSharedMemorySize, 156 * 157 * sizeof(float));
    if (raised != mcSuccess) {
        mcGetLastError();  // clear it
        return SMALL;
    }
    return LARGE;
}

static void start(const float* from, float* to, int n, int edge) {
    const int blocks = (n + edge - 1) / edge;
    if (edge == LARGE) {
        transpose<<<dim3(blocks, blocks), 256, LARGE * (LARGE + 1) * sizeof(float)>>>(from, to, n, edge);
    } else {
        transpose<<<dim3(blocks, blocks), 256, SMALL * (SMALL + 1) * sizeof(float)>>>(from, to, n, edge);
    }
    CHECK(mcGetLastError());
}

int main() {
    const int n = 1000;
    std::vector<float> from(n * n), to(n * n);
    for (int i = 0; i < n * n; ++i) from[i] = static_cast<float>(i % 8191);

    float* from_d = nullptr;
    float* to_d = nullptr;
    CHECK(mcMalloc(&from_d, from.size() * sizeof(float)));
    CHECK(mcMalloc(&to_d, to.size() * sizeof(float)));
    CHECK(mcMemcpy(from_d, from.data(), from.size() * sizeof(float), mcMemcpyHostToDevice));
    CHECK(mcFuncSetCacheConfig(transpose, mcFuncCachePreferShared));
    start(from_d, to_d, n, choose_edge());
    CHECK(mcMemcpy(to.data(), to_d, to.size() * sizeof(float), mcMemcpyDeviceToHost));
    CHECK(mcFree(from_d));
    CHECK(mcFree(to_d));

    int wrong = 0;
    for (int row = 0; row < n; ++row) {
        for (int column = 0; column < n; ++column) {
            wrong += to[column * n + row] != from[row * n + column];
        }
    }
    std::printf(wrong == 0 ? "large_shared_memory: ok\n" : "large_shared_memory: FAILED %d\n", wrong);
    return wrong == 0 ? 0 : 1;
}
