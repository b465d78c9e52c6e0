#include "port.hpp"
void wait_for(volatile int* flag) {
    while (*flag == 0) {
        // expect: sycl/device/wait
        (void)0;
    }
    // ok: sycl/device/wait
    *flag = 0;
}
