#include <cstdio>

#include "port.hpp"

bool present() {
    int version = 0;
    // ok: cuda/guards/release-number
    if (port::driver_version(&version) != port::success) return false;
    return version > 0;
}

bool outdated() {
    int driver = 0, runtime = 0;
    // ok: cuda/guards/release-number
    port::driver_version(&driver);
    // ok: cuda/guards/release-number
    port::runtime_version(&runtime);
    std::printf("%d %d\n", driver, runtime);
    return driver < runtime;
}

bool has_pools() {
    int driver = 0;
    // expect: cuda/guards/release-number
    port::driver_version(&driver);
    return driver >= 11020;
}

void show() {
    int runtime = 0;
    // expect: cuda/guards/release-number
    port::runtime_version(&runtime);
    std::printf("CUDA %d.%d\n", runtime / 1000, runtime % 1000 / 10);
}

int least(int wanted) {
    int driver = 0;
    // expect: cuda/guards/release-number
    port::driver_version(&driver);
    return wanted > driver ? wanted : driver;
}
