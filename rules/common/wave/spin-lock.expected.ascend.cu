#include <simt_api/asc_simt.h>
#include <acl/acl.h>

__aicore__ void lock(int* mutex) {
    // expect: cuda/wave/spin-lock
    while (asc_atomic_cas(mutex, 0, 1) != 0) {
    }
}

__aicore__ void lock_by_exchange(int* mutex) {
    // expect: cuda/wave/spin-lock
    while (asc_atomic_exch(mutex, 1));
}

// The lane that has the lock works inside the loop, so every lane gets on.
__aicore__ void guarded(int* mutex, int* x) {
    bool done = false;
    while (!done) {
        // ok: cuda/wave/spin-lock
        if (asc_atomic_cas(mutex, 0, 1) == 0) {
            *x += 1;
            done = true;
            asc_atomic_exch(mutex, 0);
        }
    }
}

// A retry loop without a lock.
__aicore__ float add(float* address, float value) {
    int* bits = (int*)address;
    int old = *bits, assumed;
    do {
        assumed = old;
        // ok: cuda/wave/spin-lock
        old = asc_atomic_cas(bits, assumed, __float_as_int(value + __int_as_float(assumed)));
    } while (assumed != old);
    return __int_as_float(old);
}

// One thread of the block takes the lock, and no lane of its wavefront can hold it.
__aicore__ void lock_of_block(int* mutex, int thread_id) {
    if (thread_id == 0) {
        // ok: cuda/wave/spin-lock
        while (asc_atomic_cas(mutex, 0, 1) != 0) {
        }
    }
    asc_syncthreads();
}

__aicore__ void lock_of_row(int* mutex, bool wanted) {
    // ok: cuda/wave/spin-lock
    if (wanted && threadIdx.x == 0) while (asc_atomic_exch(mutex, 1));
    asc_syncthreads();
}

// The first lane of each group of 32: there are two in a wavefront.
__aicore__ void lock_of_lane(int* mutex, int lane_id) {
    if (lane_id == 0) {
        // expect: cuda/wave/spin-lock
        while (asc_atomic_cas(mutex, 0, 1) != 0) {
        }
    }
}

// One thread of each row.
__aicore__ void lock_of_rows(int* mutex, float* rows) {
    rows[threadIdx.y] = 0;
    if (threadIdx.x == 0) {
        // expect: cuda/wave/spin-lock
        while (asc_atomic_cas(mutex, 0, 1) != 0) {
        }
    }
}

// Behind the branch, and where either will do, all threads are there again.
__aicore__ void lock_of_all(int* mutex, int* count, int tid) {
    if (tid == 0) {
        *count = 0;
    }
    // expect: cuda/wave/spin-lock
    while (asc_atomic_cas(mutex, 0, 1) != 0) {
    }
    if (tid == 0 || *count > 1) {
        // expect: cuda/wave/spin-lock
        while (asc_atomic_cas(mutex, 0, 1) != 0) {
        }
    }
}
