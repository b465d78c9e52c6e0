#include <cuda.h>

void opt_in(CUfunction kernel, int bytes) {
    // expect: hip/driver/function-attribute
    cuFuncSetAttribute(kernel, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, bytes);
    int registers = 0;
    // ok: hip/driver/function-attribute
    cuFuncGetAttribute(&registers, CU_FUNC_ATTRIBUTE_NUM_REGS, kernel);
}
