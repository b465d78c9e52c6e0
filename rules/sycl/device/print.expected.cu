#include "port.hpp"
#include <cstdio>

void say(int n) {
    // expect: sycl/device/print
    port::sx::printf("%d\n", n);
}

int main() {
    port::launch<say>(1, 1)(1);
    // ok: sycl/device/print
    printf("done\n");
    return 0;
}
