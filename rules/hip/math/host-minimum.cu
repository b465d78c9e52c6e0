#include <cuda_runtime.h>

struct Range {
    float low, high;
};

__host__ __device__ float clamp(float x, double limit) {
    // expect: hip/math/host-minimum
    return min(max(x, 0.f), limit);
}

size_t blocks(size_t n, const Range& range, int most, unsigned int least) {
    // expect: hip/math/host-minimum
    float low = max(range.low, range.high);
    // expect: hip/math/host-minimum
    double worst = max(0.0, low - 1.0);
    // expect: hip/math/host-minimum
    size_t some = min(n, (n + 255) / 256);
    // expect: hip/math/host-minimum
    unsigned int few = min(most, least);
    // expect: hip/math/host-minimum
    unsigned int many = max(most, least);
    // expect: hip/math/host-minimum
    int cut = max(n, n / 2);
    // expect: hip/math/host-minimum
    int first = min(n, n / 2);
    // ok: hip/math/host-minimum
    int known = min(most, 1024);
    // ok: hip/math/host-minimum
    int positive = max(most, 1);
    return some + few + many + cut + first + known + positive + worst;
}

__global__ void kernel(float* x) {
    // ok: hip/math/host-minimum
    x[threadIdx.x] = min(x[threadIdx.x], 1.f);
}

#define HELPER __device__ __forceinline__

HELPER unsigned int below(unsigned int x) {
    // ok: hip/math/host-minimum
    return min(x, 32u);
}

// What this stands for is said elsewhere.
OTHERS_FN unsigned int perhaps(unsigned int x) {
    // ok: hip/math/host-minimum
    return min(x, 32u);
}

template <typename Policy>
void positive(const Policy& policy, float* sums) {
    // A lambda of the device in a function of the host, with the type that it returns.
    auto one = [] __device__(float const& x) -> pair<float, size_t> {
        // ok: hip/math/host-minimum
        return make_pair(max(x, 0.0f), (size_t)(x >= 0.0));
    };
    // What this mark stands for is said elsewhere.
    auto two = [=] OTHERS_LAMBDA(float x) -> float {
        // ok: hip/math/host-minimum
        return max(x, sums[0]);
    };
    auto three = [=](float x) -> float {
        // expect: hip/math/host-minimum
        return max(x, sums[0]);
    };
    policy(one, two, three);
}

struct Tracks {
    template <typename T>
    size_t count(const T& items, const T& others, int step, float weight) {
        // A cast says the type, whatever is cast.
        // ok: hip/math/host-minimum
        int near = max(min(step, (int)items.size() - 1), 1);
        // ok: hip/math/host-minimum
        int far = min(static_cast<int>(items.size()), int(others.front().weight));
        // ok: hip/math/host-minimum
        int last = max((int)items.back(), step);
        // expect: hip/math/host-minimum
        float least = min((float)items.back(), weight);
        // expect: hip/math/host-minimum
        size_t most = max(items.size(), others.size());
        return most + near + far + last + least;
    }
};

// What takes it cuts off the same.
struct Sizes {
    template <typename T>
    unsigned bytes(const T& items, const T& others, int threads) {
        // ok: hip/math/host-minimum
        unsigned least = min(items.count, others.count);
        // ok: hip/math/host-minimum
        const int most = max(items.count, others.count);
        // expect: hip/math/host-minimum
        double half = min(items.count, others.count) * 0.5;
        // expect: hip/math/host-minimum
        auto shared = max(sizeof(T) * items.count, threads * sizeof(T));
        return least + most + half + shared;
    }
};
