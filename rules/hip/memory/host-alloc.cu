#include <cuda_runtime.h>

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
    cudaMallocHost(&a, BYTES(float, n));
    // expect: hip/memory/host-alloc
    cudaMallocHost((void**)&b, total<size_t, int>(8, n), cudaHostAllocPortable | cudaHostAllocMapped);
    // expect: hip/memory/host-alloc
    cudaHostAlloc(&a, n * sizeof(float), mapped ? cudaHostAllocMapped : cudaHostAllocDefault);
    // expect: hip/memory/host-alloc
    cudaHostAlloc(&c, n /* bytes, not elements */, cudaHostAllocWriteCombined);
    Arena arena;
    // ok: hip/memory/host-alloc
    arena.cudaMallocHost(&a, n);
    // ok: hip/memory/host-alloc
    cudaFreeHost(a);
}
