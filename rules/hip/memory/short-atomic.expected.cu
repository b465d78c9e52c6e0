#include <hip/hip_runtime.h>
#include <hip/hip_fp16.h>

__global__ void sum(__half2* pairs, half* halves, float* total, half x) {
    // expect: hip/memory/short-atomic
    atomicAdd(pairs, __half2half2(x));
    // expect: hip/memory/short-atomic
    atomicAdd(&halves[threadIdx.x], x);
    // ok: hip/memory/short-atomic
    atomicAdd(total, __half2float(x));
    // expect: hip/memory/short-atomic
    atomicAdd(pairs + threadIdx.x, pairs[0]);
    // expect: hip/memory/short-atomic
    atomicAdd(&(*halves), __float2half(1.f));
    // expect: hip/memory/short-atomic
    atomicAdd(reinterpret_cast<__half2*>(total) + 1, pairs[1]);
    // ok: hip/memory/short-atomic
    atomicAdd(total + threadIdx.x, total[1]);
}

struct Cell {
    half weight;
    half2* pairs;
    float sum;
};

__global__ void fill(Cell* cells, Cell& first) {
    // expect: hip/memory/short-atomic
    atomicAdd(&cells[threadIdx.x].weight, first.weight);
    // expect: hip/memory/short-atomic
    atomicAdd(first.pairs + 1, *cells->pairs);
    // ok: hip/memory/short-atomic
    atomicAdd(&first.sum, 1.f);
}
