struct Lock {
    int* held;
    Lock() { cudaMalloc(&held, sizeof(int)); }
    ~Lock() { cudaFree(held); }
};

struct View {
    float* data;
    __host__ __device__ ~View() { data = nullptr; }
};

// expect: sycl/launch/class-argument
__global__ void count(int* x, Lock lock) { atomicAdd(x, *lock.held); }

// ok: sycl/launch/class-argument
__global__ void follow(int* x, const Lock* lock, View view) { atomicAdd(x, *lock->held); }

// ok: sycl/launch/class-argument
void on_host(Lock lock) {}
