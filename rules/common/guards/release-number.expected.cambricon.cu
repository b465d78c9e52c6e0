#include <cstdio>

#include <cnrt.h>

bool present() {
    int version = 0;
    // ok: cuda/guards/release-number
    if (cnrtDriverGetVersion(&version) != cnrtSuccess) return false;
    return version > 0;
}

bool outdated() {
    int driver = 0, runtime = 0;
    // ok: cuda/guards/release-number
    cnrtDriverGetVersion(&driver);
    // ok: cuda/guards/release-number
    cnrtGetLibVersion(&runtime);
    std::printf("%d %d\n", driver, runtime);
    return driver < runtime;
}

bool has_pools() {
    int driver = 0;
    // expect: cuda/guards/release-number
    cnrtDriverGetVersion(&driver);
    return driver >= 11020;
}

void show() {
    int runtime = 0;
    // expect: cuda/guards/release-number
    cnrtGetLibVersion(&runtime);
    std::printf("CUDA %d.%d\n", runtime / 1000, runtime % 1000 / 10);
}

int least(int wanted) {
    int driver = 0;
    // expect: cuda/guards/release-number
    cnrtDriverGetVersion(&driver);
    return wanted > driver ? wanted : driver;
}
