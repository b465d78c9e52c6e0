// expect: sycl/device/device-variable
__constant__ float weights[9];
// expect: sycl/device/device-variable
static __device__ unsigned int hits, misses;
// expect: sycl/device/device-variable
__device__ int first = 3;
// expect: sycl/device/device-variable
__constant__ int table[2] = {1, 2};
// expect: sycl/device/device-variable
static __constant__ float unsized[] = {1, 2}, half = 0.5f;
// expect: sycl/device/device-variable
__device__ int zero = 0;
// expect: sycl/device/device-variable
__device__ __constant__ int both[2] = {1, 2};
// expect: sycl/device/device-variable
volatile __device__ int lock = 0;
// expect: sycl/device/device-variable
__constant__ struct { int nx, ny; } grid;
// expect: sycl/device/device-variable
static __device__ struct { float mass; int cells[2]; } bodies[2] = {{1.5f, {2, 3}}};
// expect: sycl/device/device-variable
static __device__ volatile int turns[2];
// expect: sycl/device/device-variable
__device__ int mixed = 1, plain;
// expect: sycl/device/device-variable
__constant__ const int never_changes[2] = {1, 2};
// expect: sycl/device/device-variable
extern __constant__ float scale;
// expect: sycl/device/device-variable
__constant__ float scale = 2;
// expect: sycl/device/device-variable
extern __constant__ const float never;
// expect: sycl/device/device-variable
__managed__ int total = 0;
// expect: sycl/device/device-variable
__managed__ int counts[4];
// expect: sycl/device/device-variable
__device__ __managed__ int seen = 0;
template <class T>
// expect: sycl/device/device-variable
__device__ T smallest = T(1);
// ok: sycl/device/device-variable
__device__ constexpr int width = 4;
// ok: sycl/device/device-variable
__device__ float square(float x) { return x * x; }
// expect: sycl/device/device-variable
__device__ int in_parentheses(3);
