#include <cuda_runtime.h>
void test(void* memory, size_t bytes) {
  // expect: ascend/memory/register
  cudaHostRegister(memory, bytes, cudaHostRegisterPortable);
  // expect: ascend/memory/register
  cudaHostRegister(memory, bytes, cudaHostRegisterMapped | cudaHostRegisterPortable);
  // ok: ascend/memory/register
  cudaHostUnregister(memory);
}
