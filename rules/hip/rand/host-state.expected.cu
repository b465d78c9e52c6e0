#include <hip/hip_runtime.h>
#include <hiprand/hiprand_kernel.h>
#include <vector>

__global__ void draw(hiprandState* states, float* out) {
    // ok: hip/rand/host-state
    hiprandState mine = states[threadIdx.x];
    // ok: hip/rand/host-state
    hiprandState other;
    other = mine;
    out[threadIdx.x] = hiprand_uniform(&other);
}

void upload(hiprandState_t* states, int count) {
    // expect: hip/rand/host-state
    hiprandState_t* host = new hiprandState_t[count];
    hipMemcpy(states, host, count * sizeof(hiprandState_t), hipMemcpyHostToDevice);
    delete[] host;
}

void save(hiprandStatePhilox4_32_10_t* states, int count) {
    // expect: hip/rand/host-state
    std::vector<hiprandStatePhilox4_32_10_t> kept(count);
    hipMemcpy(kept.data(), states, count * sizeof(kept[0]), hipMemcpyDeviceToHost);
    // expect: hip/rand/host-state
    hiprandStatePhilox4_32_10_t first;
    hipMemcpy(&first, states, sizeof first, hipMemcpyDeviceToHost);
    // ok: hip/rand/host-state
    hiprandStatePhilox4_32_10_t* last = states + count - 1;
    hipMemcpy(last, &first, sizeof first, hipMemcpyHostToDevice);
}
