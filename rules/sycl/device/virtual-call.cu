struct Shape {
    // expect: sycl/device/virtual-call
    __device__ virtual float area() const { return 0; }
    // expect: sycl/device/virtual-call
    virtual __device__ float edge() const = 0;
    // ok: sycl/device/virtual-call
    __device__ float height() const { return 1; }
};
