#include "port.hpp"

void lock(int* mutex) {
    // expect: cuda/wave/spin-lock
    while (port::atomic_cas(mutex, 0, 1) != 0) {
    }
}

void lock_by_exchange(int* mutex) {
    // expect: cuda/wave/spin-lock
    while (port::atomic(mutex).exchange(1));
}

// The lane that has the lock works inside the loop, so every lane gets on.
void guarded(int* mutex, int* x) {
    bool done = false;
    while (!done) {
        // ok: cuda/wave/spin-lock
        if (port::atomic_cas(mutex, 0, 1) == 0) {
            *x += 1;
            done = true;
            port::atomic(mutex).exchange(0);
        }
    }
}

// A retry loop without a lock.
float add(float* address, float value) {
    int* bits = (int*)address;
    int old = *bits, assumed;
    do {
        assumed = old;
        // ok: cuda/wave/spin-lock
        old = port::atomic_cas(bits, assumed, port::float_as_int(value + port::int_as_float(assumed)));
    } while (assumed != old);
    return port::int_as_float(old);
}

// One thread of the block takes the lock, and no lane of its wavefront can hold it.
void lock_of_block(int* mutex, int thread_id) {
    if (thread_id == 0) {
        // ok: cuda/wave/spin-lock
        while (port::atomic_cas(mutex, 0, 1) != 0) {
        }
    }
    sycl::group_barrier(port::block());
}

void lock_of_row(int* mutex, bool wanted) {
    // ok: cuda/wave/spin-lock
    if (wanted && port::thread_idx().x == 0) while (port::atomic(mutex).exchange(1));
    sycl::group_barrier(port::block());
}

// The first lane of each group of 32: there are two in a wavefront.
void lock_of_lane(int* mutex, int lane_id) {
    if (lane_id == 0) {
        // expect: cuda/wave/spin-lock
        while (port::atomic_cas(mutex, 0, 1) != 0) {
        }
    }
}

// One thread of each row.
void lock_of_rows(int* mutex, float* rows) {
    rows[port::thread_idx().y] = 0;
    if (port::thread_idx().x == 0) {
        // expect: cuda/wave/spin-lock
        while (port::atomic_cas(mutex, 0, 1) != 0) {
        }
    }
}

// Behind the branch, and where either will do, all threads are there again.
void lock_of_all(int* mutex, int* count, int tid) {
    if (tid == 0) {
        *count = 0;
    }
    // expect: cuda/wave/spin-lock
    while (port::atomic_cas(mutex, 0, 1) != 0) {
    }
    if (tid == 0 || *count > 1) {
        // expect: cuda/wave/spin-lock
        while (port::atomic_cas(mutex, 0, 1) != 0) {
        }
    }
}
