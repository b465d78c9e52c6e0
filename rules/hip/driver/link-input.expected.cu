#include <hip/hip_runtime.h>

void link(hipLinkState_t state, void* code, size_t size, hipJitInputType type) {
    // expect: hip/driver/link-input
    hipLinkAddData(state, hipJitInputPtx, code, size, "kernels", 0, nullptr, nullptr);
    // ok: hip/driver/link-input
    hipLinkAddData(state, type, code, size, "more", 0, nullptr, nullptr);
}
