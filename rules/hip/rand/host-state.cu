#include <curand_kernel.h>
#include <vector>

__global__ void draw(curandState* states, float* out) {
    // ok: hip/rand/host-state
    curandState mine = states[threadIdx.x];
    // ok: hip/rand/host-state
    curandState other;
    other = mine;
    out[threadIdx.x] = curand_uniform(&other);
}

void upload(curandState_t* states, int count) {
    // expect: hip/rand/host-state
    curandState_t* host = new curandState_t[count];
    cudaMemcpy(states, host, count * sizeof(curandState_t), cudaMemcpyHostToDevice);
    delete[] host;
}

void save(curandStatePhilox4_32_10_t* states, int count) {
    // expect: hip/rand/host-state
    std::vector<curandStatePhilox4_32_10_t> kept(count);
    cudaMemcpy(kept.data(), states, count * sizeof(kept[0]), cudaMemcpyDeviceToHost);
    // expect: hip/rand/host-state
    curandStatePhilox4_32_10_t first;
    cudaMemcpy(&first, states, sizeof first, cudaMemcpyDeviceToHost);
    // ok: hip/rand/host-state
    curandStatePhilox4_32_10_t* last = states + count - 1;
    cudaMemcpy(last, &first, sizeof first, cudaMemcpyHostToDevice);
}
