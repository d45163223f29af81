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

// ---- cuBLASLt: the same products of single matrices, with a bias for each of its rows ----

struct LtHandle {};
struct LtProduct { int compute, transposed[2], epilogue; const void *bias; };
struct LtMatrix { int type; uint64_t rows, columns; int64_t lead; };
struct LtPreference { uint64_t workspace; uint32_t reductions, aligned[4]; };
struct LtResult { uint64_t algorithm[8]; size_t workspace; int state; float waves; int reserved[4]; };
enum { LT_ALGORITHM = 7, LT_WORKSPACE = 4096, LT_BIAS = 4, INVALID = 7, UNSUPPORTED = 15 };

int cublasLtCreate(LtHandle **handle) { *handle = new LtHandle(); return 0; }
int cublasLtDestroy(LtHandle *handle) { delete handle; return 0; }
int cublasLtMatmulDescCreate(LtProduct **product, int compute, int) { *product = new LtProduct{compute}; return 0; }
int cublasLtMatmulDescDestroy(LtProduct *product) { delete product; return 0; }
int cublasLtMatmulDescSetAttribute(LtProduct *product, int attribute, const void *value, size_t bytes) {
  if (attribute == 8 && bytes == 8) product->bias = *(const void **)value;
  else if (bytes != 4) return INVALID;
  else if (attribute == 3 || attribute == 4) product->transposed[attribute - 3] = *(const int *)value;
  else if (attribute == 7) product->epilogue = *(const int *)value;
  else return INVALID;
  return 0;
}
int cublasLtMatrixLayoutCreate(LtMatrix **matrix, int type, uint64_t rows, uint64_t columns, int64_t lead) {
  if (lead < (int64_t)rows) return INVALID;
  *matrix = new LtMatrix{type, rows, columns, lead};
  return 0;
}
int cublasLtMatrixLayoutDestroy(LtMatrix *matrix) { delete matrix; return 0; }
int cublasLtMatmulPreferenceCreate(LtPreference **preference) { *preference = new LtPreference{0, 7, {256, 256, 256, 256}}; return 0; }
int cublasLtMatmulPreferenceDestroy(LtPreference *preference) { delete preference; return 0; }
int cublasLtMatmulPreferenceSetAttribute(LtPreference *preference, int attribute, const void *value, size_t bytes) {
  if (attribute == 1 && bytes == 8) preference->workspace = *(const uint64_t *)value;
  else if (bytes != 4) return INVALID;
  else if (attribute == 3) preference->reductions = *(const uint32_t *)value;
  else if (attribute >= 5 && attribute <= 8) preference->aligned[attribute - 5] = *(const uint32_t *)value;
  else return INVALID;
  return 0;
}
// The algorithm keeps what alignment it relies on.
int cublasLtMatmulAlgoGetHeuristic(LtHandle *, LtProduct *, LtMatrix *a, LtMatrix *, LtMatrix *, LtMatrix *, LtPreference *preference, int asked,
                                   LtResult *found, int *count) {
  *count = 0;
  if (a->type == 1 || preference->workspace < LT_WORKSPACE || asked < 1) return UNSUPPORTED;
  *found = {{LT_ALGORITHM, preference->aligned[0], preference->aligned[1], preference->aligned[2], preference->aligned[3]}, LT_WORKSPACE, 0};
  *count = 1;
  return 0;
}
int cublasLtMatmul(LtHandle *, LtProduct *product, const void *alpha, const void *a, LtMatrix *of_a, const void *b, LtMatrix *of_b, const void *beta,
                   const void *, LtMatrix *, void *d, LtMatrix *of_d, const uint64_t *algorithm, void *space, size_t bytes, void *stream) {
  const void *all[] = {a, b, d, d};
  if (algorithm[0] != LT_ALGORITHM || !space || bytes < LT_WORKSPACE || *(const float *)alpha != 1 || *(const float *)beta != 0) return INVALID;
  for (int i = 0; i < 4; i++) {
    if ((uint64_t)all[i] % algorithm[1 + i]) return INVALID;
  }
  LtProduct how = *product;
  LtMatrix ma = *of_a, mb = *of_b, md = *of_d;
  int64_t k = how.transposed[0] ? ma.rows : ma.columns;
  if ((how.transposed[0] ? ma.columns : ma.rows) != md.rows || (how.transposed[1] ? mb.rows : mb.columns) != md.columns ||
      (int64_t)(how.transposed[1] ? mb.columns : mb.rows) != k) return INVALID;
  tally("biases within products");
  return on_stream(stream, [=]() -> int {
    memset(space, 0xcd, LT_WORKSPACE); // what was there is lost
    for (int64_t j = 0; j < (int64_t)md.columns; j++) {
      for (int64_t i = 0; i < (int64_t)md.rows; i++) {
        double sum = how.epilogue & LT_BIAS ? number_of(how.bias, i, md.type) : 0;
        for (int64_t p = 0; p < k; p++) {
          sum += number_of(a, how.transposed[0] ? p + i * ma.lead : i + p * ma.lead, ma.type) *
                 number_of(b, how.transposed[1] ? j + p * mb.lead : p + j * mb.lead, mb.type);
        }
        store(d, i + j * md.lead, md.type, sum);
      }
    }
    return 0;
  });
}
}
