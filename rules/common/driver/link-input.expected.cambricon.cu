#include <cn_api.h>

void link(CUlinkState state, void* code, size_t size, CUjitInputType type) {
    // expect: cuda/driver/link-input
    cuLinkAddData(state, CU_JIT_INPUT_PTX, code, size, "kernels", 0, nullptr, nullptr);
    // ok: cuda/driver/link-input
    cuLinkAddData(state, type, code, size, "more", 0, nullptr, nullptr);
}
