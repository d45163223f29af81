// libcudnn.so of a simulated device: convolutions by plain loops over strided tensors.
#include <cstdint>
#include <cstring>
#include <vector>

#include "stream_work.h"

struct Handle { void *stream; };
struct Tensor { int type, rank, dim[8], stride[8]; };
struct Convolution { int pad[2], stride[2], dilation[2], groups, math; };
struct Perf { int algo, status; float time; size_t memory; int determinism, math, reserved[3]; };
enum { OK = 0, NOT_SUPPORTED = 3000 };

static double get(const void *at, int64_t i, int type) { return type == 1 ? ((const double *)at)[i] : ((const float *)at)[i]; }
static void put(void *at, int64_t i, int type, double x) { if (type == 1) ((double *)at)[i] = x; else ((float *)at)[i] = (float)x; }
static double scale(const void *factor, int type) { return type == 1 ? *(const double *)factor : *(const float *)factor; }
static int64_t place(const Tensor *t, int64_t a, int64_t b, int64_t c, int64_t d) {
  return a * t->stride[0] + b * t->stride[1] + c * t->stride[2] + d * t->stride[3];
}

// Calls f(x's place, w's place, y's place) for every product of a convolution.
template <class F> static void products(const Tensor *x, const Tensor *w, const Tensor *y, const Convolution *c, F f) {
  int inputs = w->dim[1], outputs = y->dim[1] / c->groups;
  for (int n = 0; n < y->dim[0]; n++)
    for (int o = 0; o < y->dim[1]; o++)
      for (int oh = 0; oh < y->dim[2]; oh++)
        for (int ow = 0; ow < y->dim[3]; ow++)
          for (int i = 0; i < inputs; i++)
            for (int kh = 0; kh < w->dim[2]; kh++)
              for (int kw = 0; kw < w->dim[3]; kw++) {
                int h = oh * c->stride[0] - c->pad[0] + kh * c->dilation[0];
                int v = ow * c->stride[1] - c->pad[1] + kw * c->dilation[1];
                if (h < 0 || h >= x->dim[2] || v < 0 || v >= x->dim[3]) continue;
                f(place(x, n, o / outputs * inputs + i, h, v), place(w, o, i, kh, kw), place(y, n, o, oh, ow));
              }
}

template <class F> static void each(const Tensor *t, F f) {
  for (int a = 0; a < t->dim[0]; a++)
    for (int b = 0; b < t->dim[1]; b++)
      for (int c = 0; c < t->dim[2]; c++)
        for (int d = 0; d < t->dim[3]; d++) f(place(t, a, b, c, d), b);
}

// Sums in double precision, one number for each place of the result.
struct Sums {
  std::vector<double> at;
  explicit Sums(const Tensor *t) {
    int64_t end = 1;
    for (int d = 0; d < t->rank; d++) end += (int64_t)(t->dim[d] - 1) * t->stride[d];
    at.resize(end);
  }
  void store(void *out, const Tensor *t, double factor) {
    each(t, [&](int64_t i, int) { put(out, i, t->type, factor * at[i]); });
  }
};

static int suggest(int asked, int *count, Perf *found) {
  // The first one is fast and not deterministic, as in the real library.
  for (int i = 0; i < 2 && i < asked; i++) found[i] = {i, OK, 0, i ? (size_t)1024 : (size_t)0, i, 3, {0, 0, 0}};
  *count = asked < 2 ? asked : 2;
  return OK;
}

extern "C" {
size_t cudnnGetVersion() { return 90500; }
const char *cudnnGetErrorString(int) { return "CUDNN_STATUS"; }
int cudnnCreate(Handle **handle) { *handle = new Handle(); return OK; }
int cudnnDestroy(Handle *handle) { delete handle; return OK; }
int cudnnSetStream(Handle *handle, void *stream) { handle->stream = stream; return OK; }
int cudnnCreateTensorDescriptor(Tensor **t) { *t = new Tensor(); return OK; }
int cudnnDestroyTensorDescriptor(Tensor *t) { delete t; return OK; }
int cudnnSetTensorNdDescriptor(Tensor *t, int type, int rank, const int *dims, const int *strides) {
  t->type = type;
  t->rank = rank;
  for (int d = 0; d < rank; d++) {
    if (dims[d] <= 0 || strides[d] <= 0) return NOT_SUPPORTED;
    t->dim[d] = dims[d];
    t->stride[d] = strides[d];
  }
  return OK;
}
int cudnnCreateFilterDescriptor(Tensor **t) { *t = new Tensor(); return OK; }
int cudnnDestroyFilterDescriptor(Tensor *t) { delete t; return OK; }
int cudnnSetFilterNdDescriptor(Tensor *t, int type, int, int rank, const int *dims) {
  int strides[8], stride = 1;
  for (int d = rank - 1; d >= 0; d--) {
    strides[d] = stride;
    stride *= dims[d];
  }
  return cudnnSetTensorNdDescriptor(t, type, rank, dims, strides);
}
int cudnnCreateConvolutionDescriptor(Convolution **c) { *c = new Convolution(); (*c)->groups = 1; return OK; }
int cudnnDestroyConvolutionDescriptor(Convolution *c) { delete c; return OK; }
int cudnnSetConvolutionNdDescriptor(Convolution *c, int, const int *pad, const int *stride, const int *dilation, int, int) {
  for (int i = 0; i < 2; i++) {
    c->pad[i] = pad[i];
    c->stride[i] = stride[i];
    c->dilation[i] = dilation[i];
  }
  return OK;
}
int cudnnSetConvolutionGroupCount(Convolution *c, int groups) { c->groups = groups; return OK; }
int cudnnSetConvolutionMathType(Convolution *c, int math) { c->math = math; return OK; }

int cudnnGetConvolutionForwardAlgorithm_v7(Handle *, Tensor *, Tensor *, Convolution *, Tensor *, int asked, int *count, Perf *found) { return suggest(asked, count, found); }
int cudnnGetConvolutionBackwardDataAlgorithm_v7(Handle *, Tensor *, Tensor *, Convolution *, Tensor *, int asked, int *count, Perf *found) { return suggest(asked, count, found); }
int cudnnGetConvolutionBackwardFilterAlgorithm_v7(Handle *, Tensor *, Tensor *, Convolution *, Tensor *, int asked, int *count, Perf *found) { return suggest(asked, count, found); }

int cudnnConvolutionForward(Handle *handle, const void *alpha, Tensor *tx, const void *x, Tensor *tw, const void *w, Convolution *c, int algo,
                            void *, size_t, const void *, Tensor *ty, void *y) {
  if (algo != 1) return NOT_SUPPORTED;
  Tensor x_of = *tx, w_of = *tw, y_of = *ty;
  Convolution c_of = *c;
  double factor = scale(alpha, tx->type);
  return on_stream(handle->stream, [=]() mutable -> int {
  Tensor *tx = &x_of, *tw = &w_of, *ty = &y_of;
  Convolution *c = &c_of;
  Sums sums(ty);
  products(tx, tw, ty, c, [&](int64_t i, int64_t k, int64_t o) { sums.at[o] += get(x, i, tx->type) * get(w, k, tw->type); });
  sums.store(y, ty, factor);
  return OK;
  });
}
int cudnnConvolutionBackwardData(Handle *handle, const void *alpha, Tensor *tw, const void *w, Tensor *ty, const void *y, Convolution *c, int algo,
                                 void *, size_t, const void *, Tensor *tx, void *x) {
  if (algo != 1) return NOT_SUPPORTED;
  Tensor x_of = *tx, w_of = *tw, y_of = *ty;
  Convolution c_of = *c;
  double factor = scale(alpha, tx->type);
  return on_stream(handle->stream, [=]() mutable -> int {
  Tensor *tx = &x_of, *tw = &w_of, *ty = &y_of;
  Convolution *c = &c_of;
  Sums sums(tx);
  products(tx, tw, ty, c, [&](int64_t i, int64_t k, int64_t o) { sums.at[i] += get(y, o, ty->type) * get(w, k, tw->type); });
  sums.store(x, tx, factor);
  return OK;
  });
}
int cudnnConvolutionBackwardFilter(Handle *handle, const void *alpha, Tensor *tx, const void *x, Tensor *ty, const void *y, Convolution *c, int algo,
                                   void *, size_t, const void *, Tensor *tw, void *w) {
  if (algo != 1) return NOT_SUPPORTED;
  Tensor x_of = *tx, w_of = *tw, y_of = *ty;
  Convolution c_of = *c;
  double factor = scale(alpha, tx->type);
  return on_stream(handle->stream, [=]() mutable -> int {
  Tensor *tx = &x_of, *tw = &w_of, *ty = &y_of;
  Convolution *c = &c_of;
  Sums sums(tw);
  products(tx, tw, ty, c, [&](int64_t i, int64_t k, int64_t o) { sums.at[k] += get(y, o, ty->type) * get(x, i, tx->type); });
  sums.store(w, tw, factor);
  return OK;
  });
}
int cudnnAddTensor(Handle *handle, const void *alpha, Tensor *ta, const void *a, const void *beta, Tensor *tc, void *c) {
  Tensor a_of = *ta, c_of = *tc;
  double of_a = scale(alpha, tc->type), of_c = scale(beta, tc->type);
  return on_stream(handle->stream, [=]() -> int {
    each(&c_of, [&](int64_t i, int channel) {
      put(c, i, c_of.type, of_a * get(a, channel, a_of.type) + of_c * get(c, i, c_of.type));
    });
    return OK;
  });
}
}
