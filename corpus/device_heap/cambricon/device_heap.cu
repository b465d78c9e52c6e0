/* Every thread collects the divisors of its number in a list of its own, from the heap of the device; a second
 * kernel adds them up and frees the lists. The sum of all divisors is known. */

#include <cnrt.h>

#include <cstdio>
#include <cstdlib>

#define TRY(call)                                                                   \
    if ((call) != cnrtSuccess) {                                                    \
        std::printf("device_heap: FAILED: %s\n", #call);                            \
        return 1;                                                                   \
    }

struct Link {
    int divisor;
    Link* next;
};

__global__ void collect(Link** lists, int n) {
    int number = blockIdx.x * blockDim.x + threadIdx.x + 1;
    if (number > n) return;
    Link* first = nullptr;
    for (int d = 1; d <= number; ++d) {
        if (number % d == 0) {
            Link* link = static_cast<Link*>(malloc(sizeof(Link)));
            if (link == nullptr) break;
            link->divisor = d;
            link->next = first;
            first = link;
        }
    }
    lists[number - 1] = first;
}

__global__ void add_up(Link** lists, int n, unsigned long long* sum) {
    int at = blockIdx.x * blockDim.x + threadIdx.x;
    if (at >= n) return;
    unsigned long long own = 0;
    for (Link* link = lists[at]; link != nullptr;) {
        Link* next = link->next;
        own += link->divisor;
        free(link);
        link = next;
    }
    atomicAdd(sum, own);
}

int main() {
    const int n = 2000;
    int device = 0;
    TRY(cnrtGetDevice(&device));

    int window = 0;
    int clusters = 0;
    TRY(cnrtDeviceGetAttribute(&window, cudaDevAttrMaxAccessPolicyWindowSize, device));
#if CNRT_VERSION >= 11080
    TRY(cnrtDeviceGetAttribute(&clusters, cudaDevAttrClusterLaunch, device));
#endif
    std::printf("device_heap: window of %d bytes, %s clusters\n", window, clusters ? "with" : "no");

    TRY(cnrtDeviceSetConfig(cudaLimitMallocHeapSize, 64u << 20));
    if (cnrtDeviceSetConfig(cnrtDeviceConfigPrintfFifoSize, 1u << 20) != cnrtSuccess) {
        std::printf("device_heap: printf keeps its buffer\n");
        (void)cnrtGetLastError();
    }

    Link** lists = nullptr;
    unsigned long long* sum = nullptr;
    TRY(cnrtMalloc((void**)(&lists), n * sizeof(Link*)));
    TRY(cnrtMalloc((void**)(&sum), sizeof *sum));
    TRY(cnrtMemset(sum, 0, sizeof *sum));
    const int threads = 128;
    const int blocks = (n + threads - 1) / threads;
    collect<<<blocks, threads>>>(lists, n);
    TRY(cnrtGetLastError());
    add_up<<<blocks, threads>>>(lists, n, sum);
    TRY(cnrtGetLastError());

    unsigned long long got = 0;
    TRY(cnrtMemcpy(&got, (void*)(sum), sizeof got, cnrtMemcpyDevToHost));
    TRY(cnrtFree(lists));
    TRY(cnrtFree(sum));

    unsigned long long wanted = 0;
    for (int d = 1; d <= n; ++d) wanted += static_cast<unsigned long long>(d) * (n / d);
    if (got != wanted) {
        std::printf("device_heap: FAILED: %llu instead of %llu\n", got, wanted);
        return 1;
    }
    std::printf("device_heap: ok\n");
    return 0;
}
