constexpr int fixed = 4;

__global__ void kernel(int* seen);

void visit(int nodes, int* device) {
    // expect: sycl/host/variable-length
    int visited[nodes] = {0};
    const int few = 3;
    // ok: sycl/host/variable-length
    int some[few] = {0}, others[fixed] = {0};
    // ok: sycl/host/variable-length
    float open[nodes];
    cudaMemcpy(device, visited, sizeof visited, cudaMemcpyHostToDevice);
}
