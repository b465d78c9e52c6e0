#include <hip/hip_runtime.h>
// expect: hip/ptx/registers-only
__device__ int pin(int x) { asm volatile("" : "+v"(x)); return x; }
__global__ void k(float *o, double d, long long l, short h) {
    // ok: hip/ptx/registers-only
    asm volatile("" ::: "memory");
    // expect: hip/ptx/registers-only
    asm volatile("" : "+v"(*o), "+v"(d) : "v"(l), [half] "v"(h) : "memory");
    // expect: hip/ptx/registers-only
    asm("" : "=v"(o[threadIdx.x]) : "n"(3));
    o[1] = d + l + h;
}
// expect: hip/ptx/registers-only
__host__ __device__ void both(int x) { asm volatile("" : "+r"(x)); }
// ok: hip/ptx/registers-only
void host(int x) { asm volatile("" : "+r"(x)); }
// expect: hip/ptx/registers-only
#define PIN(x) asm volatile("" : "+r"(x))
