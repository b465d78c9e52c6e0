#include <hip/hip_runtime.h>
#include <hip/hip_cooperative_groups.h>

#define EXTENT(w, h) make_hipExtent((w), (h), 1)

template <class T, int N>
__global__ void relax(T* x) {
    cooperative_groups::this_grid().sync();
    x[threadIdx.x] += N;
}

void launch(float* x, size_t shared, hipStream_t stream) {
    void* args[] = {&x};
    // expect: hip/signature/default-argument
    hipLaunchCooperativeKernel(relax<float, 2>, dim3(8, 1), dim3(64), args, 0, 0);
    // expect: hip/signature/default-argument
    hipLaunchCooperativeKernel((void*)relax<float, 2>, 8, 64, args,
                                shared /* bytes */, 0);
    // ok: hip/signature/default-argument
    hipLaunchCooperativeKernel(relax<float, 2>, dim3(8), dim3(64), args, shared, stream);
}

void allocate(hipArray_t* array, const hipChannelFormatDesc* format, int width, int height) {
    // expect: hip/signature/default-argument
    hipMalloc3DArray(array, format, EXTENT(width, height), hipArrayDefault);
    // ok: hip/signature/default-argument
    hipMalloc3DArray(array, format, EXTENT(width, height), hipArraySurfaceLoadStore);
}
