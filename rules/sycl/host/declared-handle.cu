// expect: sycl/host/declared-handle
struct CUstream_st;

// ok: sycl/host/declared-handle
void start(struct CUstream_st* stream);
