#include <cuda.h>
#include <cuda_runtime.h>
#include <cstdio>
#include <string>

bool has_driver() {
    int version = 0;
    // expect: hip/driver/version-number
    return cudaDriverGetVersion(&version) == cudaSuccess && version > 0;
}

void show() {
    int driver = 0, runtime = 0;
    // ok: hip/driver/version-number
    cudaDriverGetVersion(&driver);
    // ok: hip/driver/version-number
    cudaRuntimeGetVersion(&runtime);
    printf("%d.%d, %d.%d\n", driver / 1000, (driver % 100) / 10, runtime / 1000, (runtime % 100) / 10);
}

std::string name() {
    int version;
    // expect: hip/driver/version-number
    cuDriverGetVersion(&version);
    return version == 0 ? "none" : "driver " + std::to_string(version);
}

// What is compared, or goes elsewhere, has the note of the table.
int known() {
    int version;
    // ok: hip/driver/version-number
    cudaRuntimeGetVersion(&version);
    return version;
}

bool is_new() {
    int version;
    // ok: hip/driver/version-number
    cudaDriverGetVersion(&version);
    return version >= 12010 && version / 1000 < 13;
}

// The number of a device first, then a version that goes into a key.
void use(int device);

std::string key() {
    int number = 0;
    cudaError_t status = cudaGetDevice(&number);
    use(number);
    // expect: hip/driver/version-number
    status = cudaRuntimeGetVersion(&number);
    return std::to_string(status == cudaSuccess ? number : 0) + "_key";
}
