#include <hip/hip_runtime.h>

#define BYTES(type, n) (sizeof(type) * (n))

template <class A, class B>
size_t total(A a, B b) { return a + b; }

struct Arena {
    void cudaMallocHost(float** to, size_t size);
};

void allocate(int n, bool mapped) {
    float* a = nullptr;
    double* b = nullptr;
    void* c = nullptr;
    // expect: hip/memory/host-alloc
    hipHostMalloc(&a, BYTES(float, n), hipHostMallocDefault);
    // expect: hip/memory/host-alloc
    hipHostMalloc((void**)&b, total<size_t, int>(8, n), hipHostMallocPortable | hipHostMallocMapped);
    // expect: hip/memory/host-alloc
    hipHostMalloc(&a, n * sizeof(float), mapped ? hipHostMallocMapped : hipHostMallocDefault);
    // expect: hip/memory/host-alloc
    hipHostMalloc(&c, n /* bytes, not elements */, hipHostMallocWriteCombined);
    Arena arena;
    // ok: hip/memory/host-alloc
    arena.cudaMallocHost(&a, n);
    // ok: hip/memory/host-alloc
    hipHostFree(a);
}
