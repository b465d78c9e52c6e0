// A kernel counts up a flag in host memory as its blocks finish, and the host watches the flag while the kernel runs.
//
// The flag is pinned twice: once so that both sides may use it at a time, once without that. The
// input is pinned for fast copies only; the output is ordinary memory that is registered late.

#include <cnrt.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                      \
    do {                                                                                 \
        cnrtRet_t const status_ = (call);                                              \
        if (status_ != cnrtSuccess) {                                                    \
            std::printf("host_flags: FAILED: %s: %s\n", #call, cnrtGetErrorStr(status_)); \
            std::exit(EXIT_FAILURE);                                                     \
        }                                                                                \
    } while (0)

namespace {

constexpr int kThreads = 256;
constexpr int kBlocks = 64;
constexpr int kCount = kThreads * kBlocks;

__global__ void square(float const* from, float* to, volatile unsigned* finished, unsigned* tickets) {
    int const at = blockIdx.x * blockDim.x + threadIdx.x;
    to[at] = from[at] * from[at];
    __syncthreads();
    if (threadIdx.x == 0) {
        __threadfence_system();
        unsigned const before = atomicAdd(tickets, 1u);
        *finished = before + 1;
    }
}

// Waits until the flag was seen to move, or for two seconds.
bool watch(unsigned const volatile* flag) {
    auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (*flag == 0) {
        if (std::chrono::steady_clock::now() > end) return false;
    }
    return true;
}

bool run(unsigned* flag, float const* input, float* output, cnrtQueue_t stream) {
    unsigned* flag_on_device = nullptr;
    unsigned* tickets = nullptr;
    float* from = nullptr;
    float* to = nullptr;
    *flag = 0;
    CHECK(cudaHostGetDevicePointer((void**)&flag_on_device, flag, 0));
    CHECK(cnrtMalloc((void**)&tickets, sizeof(unsigned)));
    CHECK(cnrtMalloc((void**)&from, kCount * sizeof(float)));
    CHECK(cnrtMalloc((void**)&to, kCount * sizeof(float)));
    CHECK(cnrtMemsetAsync(tickets, 0, sizeof(unsigned), stream));
    CHECK(cnrtMemcpyAsync_V3(from, (void*)(input), kCount * sizeof(float), stream, cnrtMemcpyHostToDev));
    square<<<kBlocks, kThreads, 0, stream>>>(from, to, flag_on_device, tickets);
    CHECK(cnrtGetLastError());
    bool const moved = watch(flag);
    CHECK(cnrtMemcpyAsync_V3(output, (void*)(to), kCount * sizeof(float), stream, cnrtMemcpyDevToHost));
    CHECK(cnrtQueueSync(stream));
    CHECK(cnrtFree(tickets));
    CHECK(cnrtFree(from));
    CHECK(cnrtFree(to));
    return moved;
}

}  // namespace

int main() {
    cnrtQueue_t stream = nullptr;
    CHECK(cnrtQueueCreate(&stream));

    unsigned* mapped = nullptr;
    unsigned* portable = nullptr;
    float* input = nullptr;
    CHECK(cudaHostAlloc((void**)&mapped, sizeof(unsigned), cudaHostAllocPortable | cudaHostAllocMapped));
    CHECK(cnrtHostMalloc((void**)&portable, sizeof(unsigned)));
    CHECK(cnrtHostMalloc((void**)&input, kCount * sizeof(float)));
    for (int i = 0; i < kCount; ++i) input[i] = 0.5f * static_cast<float>(i % 1000);

    std::vector<float> output(kCount);
    CHECK(cudaHostRegister(output.data(), kCount * sizeof(float), cudaHostRegisterPortable));

    bool ok = true;
    for (unsigned* flag : {mapped, portable}) {
        bool const moved = run(flag, input, output.data(), stream);
        bool right = true;
        for (int i = 0; i < kCount; ++i) {
            float const x = 0.5f * static_cast<float>(i % 1000);
            right = right && std::fabs(output[i] - x * x) <= 1e-6f * x * x;
        }
        ok = ok && moved && right;
    }

    CHECK(cudaHostUnregister(output.data()));
    CHECK(cnrtFreeHost(input));
    CHECK(cnrtFreeHost(portable));
    CHECK(cnrtFreeHost(mapped));
    CHECK(cnrtQueueDestroy(stream));
    std::printf(ok ? "host_flags: ok\n" : "host_flags: FAILED\n");
    return ok ? 0 : 1;
}
