// expect: ascend/device/variable
#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__gm__ float table[4];
// expect: ascend/device/variable
__gm__ unsigned int counter;
// expect: ascend/device/variable
constexpr int width = 4;

// expect: ascend/device/variable
__aicore__ float twice(float x) { return 2.0f * x; }

// ok: ascend/device/variable
void host() {}
