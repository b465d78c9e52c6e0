// A kernel counts up a flag in host memory as its blocks finish, and the host watches the flag while the kernel runs.
//
// The flag is pinned twice: once so that both sides may use it at a time, once without that. The
// input is pinned for fast copies only; the output is ordinary memory that is registered late.

#include "acl_port.hpp"
#include <simt_api/asc_simt.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                      \
    do {                                                                                 \
        aclError const status_ = (call);                                              \
        if (status_ != ACL_SUCCESS) {                                                    \
            std::printf("host_flags: FAILED: %s: %s\n", #call, acl_port::error_string(status_)); \
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
    asc_syncthreads();
    if (threadIdx.x == 0) {
        asc_threadfence();
        unsigned const before = asc_atomic_add(tickets, 1u);
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

bool run(unsigned* flag, float const* input, float* output, aclrtStream stream) {
    unsigned* flag_on_device = nullptr;
    unsigned* tickets = nullptr;
    float* from = nullptr;
    float* to = nullptr;
    *flag = 0;
    CHECK(aclrtHostGetDevicePointer(flag, (void**)&flag_on_device, 0));
    CHECK(aclrtMalloc((void**)&tickets, sizeof(unsigned), ACL_MEM_MALLOC_HUGE_FIRST));
    CHECK(aclrtMalloc((void**)&from, kCount * sizeof(float), ACL_MEM_MALLOC_HUGE_FIRST));
    CHECK(aclrtMalloc((void**)&to, kCount * sizeof(float), ACL_MEM_MALLOC_HUGE_FIRST));
    CHECK(aclrtMemsetAsync(tickets, sizeof(unsigned), 0, sizeof(unsigned), stream));
    CHECK(aclrtMemcpyAsync(from, kCount * sizeof(float), input, kCount * sizeof(float), ACL_MEMCPY_HOST_TO_DEVICE, stream));
    square<<<kBlocks, kThreads, 0, stream>>>(from, to, flag_on_device, tickets);
    CHECK(aclrtGetLastError(ACL_RT_THREAD_LEVEL));
    bool const moved = watch(flag);
    CHECK(aclrtMemcpyAsync(output, kCount * sizeof(float), to, kCount * sizeof(float), ACL_MEMCPY_DEVICE_TO_HOST, stream));
    CHECK(aclrtSynchronizeStream(stream));
    CHECK(aclrtFreeWithDevSync(tickets));
    CHECK(aclrtFreeWithDevSync(from));
    CHECK(aclrtFreeWithDevSync(to));
    return moved;
}

}  // namespace

int main() {
  const acl_port::Session session;
    aclrtStream stream = nullptr;
    CHECK(aclrtCreateStreamWithConfig(&stream, 0, 0));

    unsigned* mapped = nullptr;
    unsigned* portable = nullptr;
    float* input = nullptr;
    CHECK(acl_port::malloc_mapped((void**)((void**)&mapped), sizeof(unsigned)));
    CHECK(aclrtMallocHost((void**)((void**)&portable), sizeof(unsigned)));
    CHECK(aclrtMallocHost((void**)((void**)&input), kCount * sizeof(float)));
    for (int i = 0; i < kCount; ++i) input[i] = 0.5f * static_cast<float>(i % 1000);

    std::vector<float> output(kCount);
    CHECK(aclrtHostRegisterV2(output.data(), kCount * sizeof(float), ACL_HOST_REG_PINNED));

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

    CHECK(aclrtHostUnregister(output.data()));
    CHECK(aclrtFreeHost(input));
    CHECK(aclrtFreeHost(portable));
    CHECK(aclrtFreeHost(mapped));
    CHECK(acl_port::stream_destroy(stream));
    std::printf(ok ? "host_flags: ok\n" : "host_flags: FAILED\n");
    return ok ? 0 : 1;
}
