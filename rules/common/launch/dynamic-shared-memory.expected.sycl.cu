#include "port.hpp"

constexpr int STAGES = 3;
constexpr int TILE_BYTES = 128 * 64 * sizeof(float);

void tile(float* x) {
    auto* const buffer = port::dynamic_shared<float>();
    buffer[port::thread_idx().x] = x[port::thread_idx().x];
}

void opt_in(int bytes) {
    // expect: cuda/launch/dynamic-shared-memory
    (void)0;
    // expect: cuda/launch/dynamic-shared-memory
    (void)0;
    // expect: cuda/launch/dynamic-shared-memory
    (void)0;
    // ok(hip, maca): cuda/launch/dynamic-shared-memory
    (void)0;
    // ok(hip, maca): cuda/launch/dynamic-shared-memory
    (void)0;
    unsigned fits = 0x10000, wanted = 96 * 1024;
    // ok(hip, maca): cuda/launch/dynamic-shared-memory
    (void)0;
    // expect: cuda/launch/dynamic-shared-memory
    (void)0;
    int grown = 32768;
    if (bytes > grown) {
        grown *= 4;
    }
    // expect: cuda/launch/dynamic-shared-memory
    (void)0;
    // expect: cuda/launch/dynamic-shared-memory
    (void)0;
    // ok: cuda/launch/dynamic-shared-memory
    port::error_t raised = port::success;
    if (raised != port::success) {
        port::last_error();
    }
    // ok: cuda/launch/dynamic-shared-memory
    (void)0;
}
