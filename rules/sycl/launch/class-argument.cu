struct Lock {
    int* held;
    Lock() { cudaMalloc(&held, sizeof(int)); }
    ~Lock() { cudaFree(held); }
};

struct Mesh {
    std::vector<int> cells;
    int* on_device;
};
struct Part {
    Mesh mesh;
    std::vector<int>* shared;
};
struct Cells {
    std::vector<int>* shared;
    std::vector<int> all() const { return *shared; }
    std::array<int, 4> first;
};

struct View {
    float* data;
    __host__ __device__ ~View() { data = nullptr; }
};

// expect: sycl/launch/class-argument
__global__ void count(int* x, Lock lock) { atomicAdd(x, *lock.held); }

// expect: sycl/launch/class-argument
__global__ void fill(Mesh mesh) { mesh.on_device[threadIdx.x] = 1; }

// expect: sycl/launch/class-argument
__global__ void fill(Part part) { part.mesh.on_device[threadIdx.x] = 1; }

// expect: sycl/launch/class-argument
__global__ void fill(int* x, const std::function<int(int)> of, int n) { x[threadIdx.x] = n; }

// ok: sycl/launch/class-argument
__global__ void fill(Cells cells, std::vector<int>* of) { cells.first[0] = 1; }

// ok: sycl/launch/class-argument
__global__ void follow(int* x, const Lock* lock, View view) { atomicAdd(x, *lock->held); }

// ok: sycl/launch/class-argument
void on_host(Lock lock) {}
