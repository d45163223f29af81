// libcublas.so of a simulated device: products of matrices by plain loops.
#include <cstdint>
#include <cstring>

#include "stream_work.h"

struct Handle { void *stream; int math; void *workspace; };

template <class T> static double number(const T *at) { return *at; }
static double number_of(const void *at, int64_t i, int type) {
  if (type == 0) return ((const float *)at)[i];
  if (type == 1) return ((const double *)at)[i];
  uint16_t bits = ((const uint16_t *)at)[i];
  if (type == 14) { // bf16
    uint32_t wide = (uint32_t)bits << 16;
    float f;
    memcpy(&f, &wide, 4);
    return f;
  }
  return (double)*(const _Float16 *)&((const uint16_t *)at)[i];
}
static void store(void *at, int64_t i, int type, double value) {
  if (type == 0) ((float *)at)[i] = (float)value;
  else if (type == 1) ((double *)at)[i] = value;
  else if (type == 14) {
    float f = (float)value;
    uint32_t bits;
    memcpy(&bits, &f, 4);
    ((uint16_t *)at)[i] = f != f ? 0x7fc0 : (uint16_t)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
  } else ((_Float16 *)at)[i] = (_Float16)(float)value;
}

extern "C" {
int cublasCreate_v2(Handle **handle) { *handle = new Handle(); return 0; }
int cublasDestroy_v2(Handle *handle) { delete handle; return 0; }
int cublasSetStream_v2(Handle *handle, void *stream) { handle->stream = stream; handle->workspace = nullptr; return 0; }
int cublasSetMathMode(Handle *handle, int mode) { handle->math = mode; return 0; }
int cublasSetWorkspace_v2(Handle *handle, void *at, size_t) { handle->workspace = at; return 0; }
int cublasGetVersion_v2(Handle *, int *version) { *version = SIM_CUDA * 10000; return 0; }
const char *cublasGetStatusString(int) { return "CUBLAS_STATUS"; }

int cublasGemmStridedBatchedEx(Handle *handle, int op_a, int op_b, int m, int n, int k, const void *alpha, const void *a, int type_a,
                               int lda, long long stride_a, const void *b, int type_b, int ldb, long long stride_b,
                               const void *beta, void *c, int type_c, int ldc, long long stride_c, int batches, int compute, int) {
  bool wide = compute == 70 || compute == 71; // CUBLAS_COMPUTE_64F
  double one = wide ? *(const double *)alpha : *(const float *)alpha;
  double zero = wide ? *(const double *)beta : *(const float *)beta;
  if (lda < (op_a ? k : m) || ldb < (op_b ? n : k) || ldc < m) return 7; // CUBLAS_STATUS_INVALID_VALUE
  // Without a work space of the caller's it would allocate one, as a node of the graph.
  if (!handle->workspace && is_captured(handle->stream)) return 3; // CUBLAS_STATUS_ALLOC_FAILED
  return on_stream(handle->stream, [=]() -> int {
  for (int64_t l = 0; l < batches; l++) {
    for (int64_t j = 0; j < n; j++) {
      for (int64_t i = 0; i < m; i++) {
        double sum = 0;
        for (int64_t p = 0; p < k; p++) {
          sum += number_of(a, l * stride_a + (op_a ? p + i * lda : i + p * lda), type_a) *
                 number_of(b, l * stride_b + (op_b ? j + p * ldb : p + j * ldb), type_b);
        }
        int64_t at = l * stride_c + i + j * ldc;
        store(c, at, type_c, one * sum + (zero == 0 ? 0 : zero * number_of(c, at, type_c)));
      }
    }
  }
  return 0;
  });
}
}
