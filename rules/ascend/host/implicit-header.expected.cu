#include <math.h>
#include <simt_api/asc_simt.h>
#include <acl/acl.h>

#include <algorithm>

bool check(const float* x, int n, float limit) {
    float worst = 0;
    for (int i = 0; i < n; i++) {
        // expect: ascend/host/implicit-header
        if (!isfinite(x[i])) return false;
        // ok: ascend/host/implicit-header
        if (std::isnan(x[i])) return false;
        // expect: ascend/host/implicit-header
        worst = std::max(worst, fabs(x[i]));
    }
    return worst < limit;
}

__global__ void mask(float* x) {
    // ok: ascend/host/implicit-header
    if (isnan(x[threadIdx.x])) x[threadIdx.x] = 0;
}
