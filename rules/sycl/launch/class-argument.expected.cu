#include "port.hpp"
struct Lock {
    int* held;
    Lock() { port::malloc(&held, sizeof(int)); }
    ~Lock() { port::free(held); }
};

struct View {
    float* data;
    ~View() { data = nullptr; }
};

// expect: sycl/launch/class-argument
void count(int* x, Lock lock) { port::atomic(x).fetch_add(*lock.held); }

// ok: sycl/launch/class-argument
void follow(int* x, const Lock* lock, View view) { port::atomic(x).fetch_add(*lock->held); }

// ok: sycl/launch/class-argument
void on_host(Lock lock) {}
