// Transposes a matrix through tiles in dynamic shared memory: the larger the tile, the longer the rows that are
// read and written at once. A tile of 96 KiB needs an opt-in, which may fail; then a small one does.

#include <cnrt.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                       \
    do {                                                                  \
        if (cnrtRet_t e = (call); e != cnrtSuccess) {                   \
            std::printf("large_shared_memory: FAILED: %s\n", cnrtGetErrorName(e)); \
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
    CHECK(cnrtGetDevice(&device));
    CHECK(cnrtDeviceGetAttribute(&largest, cudaDevAttrMaxSharedMemoryPerBlockOptin, device));
    if (static_cast<size_t>(largest) < tile_bytes(LARGE)) return SMALL;
    const cnrtRet_t raised =
        cudaFuncSetAttribute(transpose, cudaFuncAttributeMaxDynamicSharedMemorySize, 156 * 157 * sizeof(float));
    if (raised != cnrtSuccess) {
        cnrtGetLastError();  // clear it
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
    CHECK(cnrtGetLastError());
}

int main() {
    const int n = 1000;
    std::vector<float> from(n * n), to(n * n);
    for (int i = 0; i < n * n; ++i) from[i] = static_cast<float>(i % 8191);

    float* from_d = nullptr;
    float* to_d = nullptr;
    CHECK(cnrtMalloc((void**)(&from_d), from.size() * sizeof(float)));
    CHECK(cnrtMalloc((void**)(&to_d), to.size() * sizeof(float)));
    CHECK(cnrtMemcpy(from_d, (void*)(from.data()), from.size() * sizeof(float), cnrtMemcpyHostToDev));
    CHECK(cudaFuncSetCacheConfig(transpose, cudaFuncCachePreferShared));
    start(from_d, to_d, n, choose_edge());
    CHECK(cnrtMemcpy(to.data(), (void*)(to_d), to.size() * sizeof(float), cnrtMemcpyDevToHost));
    CHECK(cnrtFree(from_d));
    CHECK(cnrtFree(to_d));

    int wrong = 0;
    for (int row = 0; row < n; ++row) {
        for (int column = 0; column < n; ++column) {
            wrong += to[column * n + row] != from[row * n + column];
        }
    }
    std::printf(wrong == 0 ? "large_shared_memory: ok\n" : "large_shared_memory: FAILED %d\n", wrong);
    return wrong == 0 ? 0 : 1;
}
