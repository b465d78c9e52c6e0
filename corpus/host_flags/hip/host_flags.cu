// A kernel counts up a flag in host memory as its blocks finish, and the host watches the flag while the kernel runs.
//
// The flag is pinned twice: once so that both sides may use it at a time, once without that. The
// input is pinned for fast copies only; the output is ordinary memory that is registered late.

#include <hip/hip_runtime.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                      \
    do {                                                                                 \
        hipError_t const status_ = (call);                                              \
        if (status_ != hipSuccess) {                                                    \
            std::printf("host_flags: FAILED: %s: %s\n", #call, hipGetErrorString(status_)); \
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

bool run(unsigned* flag, float const* input, float* output, hipStream_t stream) {
    unsigned* flag_on_device = nullptr;
    unsigned* tickets = nullptr;
    float* from = nullptr;
    float* to = nullptr;
    *flag = 0;
    CHECK(hipHostGetDevicePointer((void**)&flag_on_device, flag, 0));
    CHECK(hipMalloc((void**)&tickets, sizeof(unsigned)));
    CHECK(hipMalloc((void**)&from, kCount * sizeof(float)));
    CHECK(hipMalloc((void**)&to, kCount * sizeof(float)));
    CHECK(hipMemsetAsync(tickets, 0, sizeof(unsigned), stream));
    CHECK(hipMemcpyAsync(from, input, kCount * sizeof(float), hipMemcpyHostToDevice, stream));
    square<<<kBlocks, kThreads, 0, stream>>>(from, to, flag_on_device, tickets);
    CHECK(hipGetLastError());
    bool const moved = watch(flag);
    CHECK(hipMemcpyAsync(output, to, kCount * sizeof(float), hipMemcpyDeviceToHost, stream));
    CHECK(hipStreamSynchronize(stream));
    CHECK(hipFree(tickets));
    CHECK(hipFree(from));
    CHECK(hipFree(to));
    return moved;
}

}  // namespace

int main() {
    hipStream_t stream = nullptr;
    CHECK(hipStreamCreateWithFlags(&stream, hipStreamNonBlocking));

    unsigned* mapped = nullptr;
    unsigned* portable = nullptr;
    float* input = nullptr;
    CHECK(hipHostMalloc((void**)&mapped, sizeof(unsigned), hipHostMallocPortable | hipHostMallocMapped));
    CHECK(hipHostMalloc((void**)&portable, sizeof(unsigned), hipHostMallocPortable));
    CHECK(hipHostMalloc((void**)&input, kCount * sizeof(float), hipHostMallocWriteCombined));
    for (int i = 0; i < kCount; ++i) input[i] = 0.5f * static_cast<float>(i % 1000);

    std::vector<float> output(kCount);
    CHECK(hipHostRegister(output.data(), kCount * sizeof(float), hipHostRegisterPortable));

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

    CHECK(hipHostUnregister(output.data()));
    CHECK(hipHostFree(input));
    CHECK(hipHostFree(portable));
    CHECK(hipHostFree(mapped));
    CHECK(hipStreamDestroy(stream));
    std::printf(ok ? "host_flags: ok\n" : "host_flags: FAILED\n");
    return ok ? 0 : 1;
}
