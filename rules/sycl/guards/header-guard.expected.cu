#include "port.hpp"

// expect: sycl/guards/header-guard
#ifdef PORT_HPP
inline void check(port::error_t code) { if (code != port::success) throw code; }
#endif

// expect: sycl/guards/header-guard
#if defined(PORT_BLAS_HPP) && !defined(QUIET)
const char* name_of(port::blas_status code);
#endif

// expect: sycl/guards/header-guard
#ifdef __cuda_cuda_h__
const char* name_of(CUresult code);
#endif

// ok: sycl/guards/header-guard
#ifdef OURS_H
#endif
