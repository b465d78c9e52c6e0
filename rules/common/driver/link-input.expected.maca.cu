#include <mcr/mc_runtime.h>
#include <mcr/maca.h>

void link(mcrtcLinkState state, void* code, size_t size, mcJitInputType type) {
    // expect: cuda/driver/link-input
    mcrtcLinkAddData(state, mcJitInputPtx, code, size, "kernels", 0, nullptr, nullptr);
    // ok: cuda/driver/link-input
    mcrtcLinkAddData(state, type, code, size, "more", 0, nullptr, nullptr);
}
