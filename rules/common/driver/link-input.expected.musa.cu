#include <musa_runtime.h>
#include <musa.h>

void link(MUlinkState state, void* code, size_t size, MUjitInputType type) {
    // expect: cuda/driver/link-input
    muLinkAddData(state, MU_JIT_INPUT_PTX, code, size, "kernels", 0, nullptr, nullptr);
    // ok: cuda/driver/link-input
    muLinkAddData(state, type, code, size, "more", 0, nullptr, nullptr);
}
