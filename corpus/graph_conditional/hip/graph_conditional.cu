// Newton's square root of many numbers at once, until none of them moves any more.
//
// With CUDA 12.4 the loop is part of a graph: a while node runs its body as long as a kernel says so.
// Before that, the host launches the body again and again, and reads the answer each time.

#include <hip/hip_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define HAS_CONDITIONAL_NODES (HIP_VERSION >= 12040)

static void check(hipError_t status, int line) {
    if (status != hipSuccess) {
        std::printf("graph_conditional: FAILED: line %d: %s\n", line, hipGetErrorString(status));
        std::exit(1);
    }
}
#define CHECK(call) check(call, __LINE__)

constexpr int COUNT = 1 << 12;

__global__ void improve(const float* x, float* root, int* moving) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    const float before = root[i];
    const float after = 0.5f * (before + x[i] / before);
    root[i] = after;
    if (fabsf(after - before) > 1e-6f * after) *moving = 1;
}

#if HAS_CONDITIONAL_NODES
__global__ void decide(int* moving, cudaGraphConditionalHandle again) {
    cudaGraphSetConditional(again, *moving);
    *moving = 0;
}

static void iterate(const float* x, float* root, int* moving) {
    hipGraph_t graph = nullptr;
    CHECK(hipGraphCreate(&graph, 0));
    cudaGraphConditionalHandle again;
    CHECK(cudaGraphConditionalHandleCreate(&again, graph, 1, cudaGraphCondAssignDefault));

    hipGraphNodeParams loop = {};
    loop.type = cudaGraphNodeTypeConditional;
    loop.conditional.handle = again;
    loop.conditional.type = cudaGraphCondTypeWhile;
    loop.conditional.size = 1;
    hipGraphNode_t node = nullptr;
#if CUDART_VERSION >= 13000
    CHECK(hipGraphAddNode(&node, graph, nullptr, 0, &loop));
#else
    CHECK(hipGraphAddNode(&node, graph, nullptr, 0, &loop));
#endif

    hipStream_t stream = nullptr;
    CHECK(hipStreamCreate(&stream));
    hipGraph_t body = loop.conditional.phGraph_out[0];
    CHECK(hipStreamBeginCaptureToGraph(stream, body, nullptr, nullptr, 0, hipStreamCaptureModeRelaxed));
    improve<<<COUNT / 256, 256, 0, stream>>>(x, root, moving);
    decide<<<1, 1, 0, stream>>>(moving, again);
    CHECK(hipStreamEndCapture(stream, &body));

    hipGraphExec_t exec = nullptr;
    CHECK(hipGraphInstantiateWithFlags(&exec, graph, 0));
    CHECK(hipGraphLaunch(exec, stream));
    CHECK(hipStreamSynchronize(stream));
    CHECK(hipGraphExecDestroy(exec));
    CHECK(hipGraphDestroy(graph));
    CHECK(hipStreamDestroy(stream));
}
#else
static void iterate(const float* x, float* root, int* moving) {
    int again = 1;
    while (again) {
        CHECK(hipMemset(moving, 0, sizeof(int)));
        improve<<<COUNT / 256, 256>>>(x, root, moving);
        CHECK(hipMemcpy(&again, moving, sizeof(int), hipMemcpyDeviceToHost));
    }
}
#endif

int main() {
    std::vector<float> x(COUNT), root(COUNT, 1.0f);
    for (int i = 0; i < COUNT; ++i) x[i] = 1.0f + 0.25f * static_cast<float>(i);

    float* x_d = nullptr;
    float* root_d = nullptr;
    int* moving = nullptr;
    CHECK(hipMalloc(&x_d, COUNT * sizeof(float)));
    CHECK(hipMalloc(&root_d, COUNT * sizeof(float)));
    CHECK(hipMalloc(&moving, sizeof(int)));
    CHECK(hipMemset(moving, 0, sizeof(int)));
    CHECK(hipMemcpy(x_d, x.data(), COUNT * sizeof(float), hipMemcpyHostToDevice));
    CHECK(hipMemcpy(root_d, root.data(), COUNT * sizeof(float), hipMemcpyHostToDevice));
    iterate(x_d, root_d, moving);
    CHECK(hipMemcpy(root.data(), root_d, COUNT * sizeof(float), hipMemcpyDeviceToHost));
    CHECK(hipFree(x_d));
    CHECK(hipFree(root_d));
    CHECK(hipFree(moving));

    int wrong = 0;
    for (int i = 0; i < COUNT; ++i) wrong += std::fabs(root[i] - std::sqrt(x[i])) > 1e-4f * root[i];
    if (wrong != 0) {
        std::printf("graph_conditional: FAILED: %d wrong\n", wrong);
        return 1;
    }
    std::printf("graph_conditional: ok\n");
    return 0;
}
