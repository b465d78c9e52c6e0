#include <hip/hip_runtime.h>

void opt_in(hipFunction_t kernel, int bytes) {
    // expect: hip/driver/function-attribute
    hipFuncSetAttribute(kernel, HIP_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, bytes);
    int registers = 0;
    // ok: hip/driver/function-attribute
    hipFuncGetAttribute(&registers, HIP_FUNC_ATTRIBUTE_NUM_REGS, kernel);
}
