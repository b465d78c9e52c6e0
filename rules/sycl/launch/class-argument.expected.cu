#include "port.hpp"
struct Lock {
    int* held;
    Lock() { port::malloc(&held, sizeof(int)); }
    ~Lock() { port::free(held); }
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
    ~View() { data = nullptr; }
};

// expect: sycl/launch/class-argument
void count(int* x, Lock lock) { port::atomic(x).fetch_add(*lock.held); }

// expect: sycl/launch/class-argument
void fill(Mesh mesh) { mesh.on_device[port::thread_idx().x] = 1; }

// expect: sycl/launch/class-argument
void fill(Part part) { part.mesh.on_device[port::thread_idx().x] = 1; }

// expect: sycl/launch/class-argument
void fill(int* x, const std::function<int(int)> of, int n) { x[port::thread_idx().x] = n; }

// ok: sycl/launch/class-argument
void fill(Cells cells, std::vector<int>* of) { cells.first[0] = 1; }

// ok: sycl/launch/class-argument
void follow(int* x, const Lock* lock, View view) { port::atomic(x).fetch_add(*lock->held); }

// ok: sycl/launch/class-argument
void on_host(Lock lock) {}
