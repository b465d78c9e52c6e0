// What skeletons of kernels use of Ascend C, declared by ourselves from public text. It is not the vendor's header, and nothing links.
#pragma once
#include <cstdint>

#define __aicore__
#define __gm__
#define __global__
#define __vector__

namespace AscendC {
enum class TPosition { GM, VECIN, VECOUT, VECCALC };

template <typename T>
struct LocalTensor {
  LocalTensor operator[](uint32_t) const;
};

template <typename T>
struct GlobalTensor {
  void SetGlobalBuffer(T*, uint64_t);
  GlobalTensor operator[](uint64_t) const;
};

template <TPosition P, int Depth>
struct TQue {
  template <typename T>
  LocalTensor<T> AllocTensor();
  template <typename T>
  bool EnQue(const LocalTensor<T>&);
  template <typename T>
  LocalTensor<T> DeQue();
  template <typename T>
  void FreeTensor(LocalTensor<T>&);
};

template <TPosition P>
struct TBuf {
  template <typename T>
  LocalTensor<T> Get();
};

struct TPipe {
  template <TPosition P, int Depth>
  bool InitBuffer(TQue<P, Depth>&, uint8_t count, uint32_t bytes);
  template <TPosition P>
  bool InitBuffer(TBuf<P>&, uint32_t bytes);
};

struct DataCopyExtParams {
  uint16_t blockCount;
  uint32_t blockLen, srcStride, dstStride, rsv;
};

template <typename T>
struct DataCopyPadExtParams {
  bool isPad;
  uint8_t left, right;
  T value;
};

template <typename T>
void DataCopyPad(const LocalTensor<T>&, const GlobalTensor<T>&, const DataCopyExtParams&, const DataCopyPadExtParams<T>&);
template <typename T>
void DataCopyPad(const GlobalTensor<T>&, const LocalTensor<T>&, const DataCopyExtParams&);
template <typename T>
void Add(const LocalTensor<T>&, const LocalTensor<T>&, const LocalTensor<T>&, int32_t);
template <typename T>
void Duplicate(const LocalTensor<T>&, T, int32_t);
template <typename T>
void ReduceSum(const LocalTensor<T>&, const LocalTensor<T>&, const LocalTensor<T>&, int32_t);
template <typename T>
void SetAtomicAdd();
void SetAtomicNone();
int64_t GetBlockNum();
int64_t GetBlockIdx();
}  // namespace AscendC
