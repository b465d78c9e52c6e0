#include <hip/hip_runtime.h>

void link(hipLinkState_t state, void* code, size_t size, hipJitInputType type) {
    // expect: cuda/driver/link-input
    hipLinkAddData(state, hipJitInputPtx, code, size, "kernels", 0, nullptr, nullptr);
    // ok: cuda/driver/link-input
    hipLinkAddData(state, type, code, size, "more", 0, nullptr, nullptr);
}
