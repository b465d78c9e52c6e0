#include <cstdio>

__global__ void say(int n) {
    // expect: sycl/device/print
    printf("%d\n", n);
}

int main() {
    say<<<1, 1>>>(1);
    // ok: sycl/device/print
    printf("done\n");
    return 0;
}
