#include <hip/hip_runtime.h>

struct P {
    int n;
    float v[4];
};

// expect: hip/device/dynamic-shared-object
extern __shared__ P whole;

__global__ void object(int* o) {
    // expect: hip/device/dynamic-shared-object
    extern __shared__ P dynamic_one[]; P& one = dynamic_one[0];
    one.n = 1;
    o[0] = one.n + whole.n;
}

__global__ void scalar(int* o) {
    // expect: hip/device/dynamic-shared-object
    extern __shared__ volatile int dynamic_word[]; volatile int& word = dynamic_word[0];
    word = 1;
    o[0] = word;
}

__global__ void sized(int* o) {
    // expect: hip/device/dynamic-shared-object
    extern __shared__ P rows[];
    // expect: hip/device/dynamic-shared-object
    __shared__ extern float table[][4];
    rows[1].n = 1;
    o[0] = rows[1].n + int(table[0][0]);
}

__global__ void open(int* o) {
    // ok: hip/device/dynamic-shared-object
    extern __shared__ char raw[];
    // ok: hip/device/dynamic-shared-object
    __shared__ int fixed[4];
    fixed[threadIdx.x] = raw[threadIdx.x];
    o[0] = fixed[0];
}

__global__ void kept(float* o) {
    // expect: hip/device/dynamic-shared-object
    extern volatile __shared__ float watched;
    o[0] = watched;
}

__global__ void aligned(int* o) {
    // expect: hip/device/dynamic-shared-object
    extern __shared__ __align__(16) P one;
    // expect: hip/device/dynamic-shared-object
    extern __align__(8) __shared__ volatile int two;
    // expect: hip/device/dynamic-shared-object
    __align__(8) extern __shared__ float three[4];
    // expect: hip/device/dynamic-shared-object
    extern __shared__ alignas(8) P four;
    // ok: hip/device/dynamic-shared-object
    extern __shared__ __align__(16) char rest[];
    o[0] = one.n + two + rest[0] + three[1] + four.n;
}

__global__ void listed(int* o) {
    // expect: hip/device/dynamic-shared-object
    extern __shared__ int single, many[];
    // expect: hip/device/dynamic-shared-object
    __shared__ extern int left[], right;
    // ok: hip/device/dynamic-shared-object
    extern __shared__ int these[], those[];
    o[0] = single + many[1] + left[0] + right + these[0] + those[0];
}

// ok: hip/device/dynamic-shared-object
#define SHARED_ARRAY(T, n) extern __shared__ T n[]
// expect: hip/device/dynamic-shared-object
#define SHARED_ONE(T, n) extern __shared__ T n
// ok: hip/device/dynamic-shared-object
#define SHARED_BYTES(n) extern __shared__ unsigned char n[];
// expect: hip/device/dynamic-shared-object
#define SHARED_BYTE(n) extern __shared__ unsigned char n;

__global__ void late(float* o) {
    // expect: hip/device/dynamic-shared-object
    extern float __shared__ one;
    // expect: hip/device/dynamic-shared-object
    extern __shared__ float* pointer;
    // expect: hip/device/dynamic-shared-object
    extern __shared__ struct Row { int x; } row;
    // expect: hip/device/dynamic-shared-object
    extern __shared__ alignas(16) double wide;
    // ok: hip/device/dynamic-shared-object
    extern float __shared__ rest[];
    o[0] = one + rest[0] + *pointer + row.x + wide;
}
