#include <hip/hip_runtime.h>

struct Plan {
    int tiles;
};

unsigned small(int n);

void launch(int* data, int n, size_t m, unsigned u, const Plan& plan) {
    // expect: cuda/launch/dimension-braces
    dim3 a = dim3((n + 255) / 256);
    // expect: cuda/launch/dimension-braces
    dim3 b = dim3(n);
    // expect: cuda/launch/dimension-braces
    dim3 c = dim3(u, 1, (m + 1) / 2);
    // expect: cuda/launch/dimension-braces
    const dim3 d = dim3(plan.tiles, 2);
    // expect: cuda/launch/dimension-braces
    fill<<<dim3(n, 1), dim3{128}>>>(data, n);
    // expect: cuda/launch/dimension-braces
    static dim3 e = dim3(int(u));
    // expect: cuda/launch/dimension-braces
    dim3 f = dim3(1u,  // one row
           n);
    // expect: cuda/launch/dimension-braces
    dim3 both{n}, sides(n);
    // expect: cuda/launch/dimension-braces
    dim3 left(1), right = {n, 2};
    // ok: cuda/launch/dimension-braces
    dim3 g{u};
    // ok: cuda/launch/dimension-braces
    dim3 h{256, 4};
    // ok: cuda/launch/dimension-braces
    dim3 i = {small(n)};
    // ok: cuda/launch/dimension-braces
    dim3 j{a}, k = {a}, l{};
}
