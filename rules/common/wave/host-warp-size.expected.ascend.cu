#include <acl/acl.h>

#define WARP_SIZE 32
#define BLOCK 128

__global__ void work(int* x) { x[threadIdx.x] = threadIdx.x; }

void run(int* x, int n, aclrtStream stream, const cudaDeviceProp& prop) {
    // expect: cuda/wave/host-warp-size
    work<<<n, 4 * WARP_SIZE, 0, nullptr>>>(x);
    // expect: cuda/wave/host-warp-size
    work<<<(n + WARP_SIZE - 1) / WARP_SIZE, BLOCK, 0, stream>>>(x);
    // ok: cuda/wave/host-warp-size
    work<<<n, 4 * prop.warpSize, 0, nullptr>>>(x);
    // ok: cuda/wave/host-warp-size
    work<<<n, BLOCK, 0, nullptr>>>(x);
}

void run_sized(int* x, int n, const cudaDeviceProp& prop) {
    const unsigned warpSize = prop.warpSize;
    // ok: cuda/wave/host-warp-size
    work<<<n / warpSize, warpSize, 0, nullptr>>>(x);
}

// Another variable of that name has it from the device, not this one.
void run_two(int* x, int n, const cudaDeviceProp& prop) {
    if (n > 1) {
        const int warp_size = prop.warpSize;
        // ok: cuda/wave/host-warp-size
        work<<<n, 4 * warp_size, 0, nullptr>>>(x);
    }
    const int warp_size = 32;
    // expect: cuda/wave/host-warp-size
    work<<<n, 4 * warp_size, 0, nullptr>>>(x);
    int warpSize = prop.warpSize;
    // expect: cuda/wave/host-warp-size
    work<<<n / warpSize, 4 * WARP_SIZE, 0, nullptr>>>(x);
}

void run_later(int* x, int n) {
    int warp_size;
    cudaDeviceProp prop;
    cudaGetDeviceProperties(&prop, 0);
    warp_size = prop.warpSize;
    // ok: cuda/wave/host-warp-size
    work<<<n / warp_size, warp_size, 0, nullptr>>>(x);
}
