// libcudnn.so of a simulated device: convolutions by plain loops over strided tensors. Halves are summed in
// double precision and rounded by way of F32; like the real ones they need sums declared as F32, and tensor
// cores allowed, so that a switch that was forgotten shows.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "stream_work.h"

struct Handle { void *stream; };
struct Tensor { int type, rank, dim[8], stride[8]; };
struct Convolution { int pad[2], stride[2], dilation[2], groups, math, sums; };
struct Activation { int mode; };
struct Perf { int algo, status; float time; size_t memory; int determinism, math, reserved[3]; };
enum { OK = 0, NOT_SUPPORTED = 3000 };
enum { FLOAT = 0, DOUBLE = 1, HALF = 2, BFLOAT16 = 9 };
enum { TENSOR_OP_MATH = 1 };

static bool is_half(int type) { return type == HALF || type == BFLOAT16; }
static double get(const void *at, int64_t i, int type) {
  if (type == DOUBLE) return ((const double *)at)[i];
  if (type == HALF) return (double)((const _Float16 *)at)[i];
  if (type == BFLOAT16) {
    uint32_t wide = (uint32_t)((const uint16_t *)at)[i] << 16;
    float f;
    memcpy(&f, &wide, 4);
    return f;
  }
  return ((const float *)at)[i];
}
static void put(void *at, int64_t i, int type, double x) {
  float f = (float)x;
  uint32_t bits;
  memcpy(&bits, &f, 4);
  if (type == DOUBLE) ((double *)at)[i] = x;
  else if (type == HALF) ((_Float16 *)at)[i] = (_Float16)f;
  else if (type == BFLOAT16) ((uint16_t *)at)[i] = f != f ? 0x7fc0 : (uint16_t)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
  else ((float *)at)[i] = f;
}
static double scale(const void *factor, int type) { return type == DOUBLE ? *(const double *)factor : *(const float *)factor; }
static bool is_served(const Convolution *c, int type) {
  return !is_half(type) || (c->sums == FLOAT && c->math == TENSOR_OP_MATH);
}
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

enum { FAST = 0, USUAL = 1, FASTER = 2 };

static int suggest(const Convolution *c, int type, int asked, int *count, Perf *found) {
  if (!is_served(c, type)) return NOT_SUPPORTED;
  // The first one is fast and not deterministic, as in the real library.
  Perf all[] = {{FAST, OK, 0, 0, 0, c->math}, {USUAL, OK, 0, 1024, 1, c->math}, {FASTER, OK, 0, 512, 1, c->math}};
  *count = 0;
  for (int i = 0; i < 3 && i < asked; i++) found[(*count)++] = all[i];
  return OK;
}

// What a measurement finds: another one than the heuristic is the fastest that gives the same bits.
static int measure(Handle *handle, const Convolution *c, int type, int asked, int *count, Perf *found, size_t space) {
  if (!is_served(c, type) || is_captured(handle->stream)) return NOT_SUPPORTED;
  tally("convolutions measured");
  Perf all[] = {{FAST, OK, 1, 0, 0, c->math}, {FASTER, OK, 2, 512, 1, c->math}, {USUAL, OK, 3, 1024, 1, c->math}};
  *count = 0;
  for (int i = 0; i < 3 && i < asked; i++) {
    if (all[i].memory <= space) found[(*count)++] = all[i];
  }
  return OK;
}

static bool begins(const Convolution *c, int type, int algo, size_t space) {
  if (!is_served(c, type) || (algo != USUAL && algo != FASTER) || space < (algo == USUAL ? 1024 : 512)) return false;
  if (algo == FASTER) tally("convolutions by the measured algorithm");
  if (is_half(type)) tally("convolutions of halves");
  return true;
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
int cudnnSetConvolutionNdDescriptor(Convolution *c, int, const int *pad, const int *stride, const int *dilation, int, int sums) {
  for (int i = 0; i < 2; i++) {
    c->pad[i] = pad[i];
    c->stride[i] = stride[i];
    c->dilation[i] = dilation[i];
  }
  c->sums = sums;
  return OK;
}
int cudnnSetConvolutionGroupCount(Convolution *c, int groups) { c->groups = groups; return OK; }
int cudnnSetConvolutionMathType(Convolution *c, int math) { c->math = math; return OK; }

int cudnnCreateActivationDescriptor(Activation **a) { *a = new Activation(); return OK; }
int cudnnDestroyActivationDescriptor(Activation *a) { delete a; return OK; }
int cudnnSetActivationDescriptor(Activation *a, int mode, int, double) { a->mode = mode; return OK; }

int cudnnGetConvolutionForwardAlgorithm_v7(Handle *, Tensor *x, Tensor *, Convolution *c, Tensor *, int asked, int *count, Perf *found) { return suggest(c, x->type, asked, count, found); }
int cudnnGetConvolutionBackwardDataAlgorithm_v7(Handle *, Tensor *, Tensor *y, Convolution *c, Tensor *, int asked, int *count, Perf *found) { return suggest(c, y->type, asked, count, found); }
int cudnnGetConvolutionBackwardFilterAlgorithm_v7(Handle *, Tensor *x, Tensor *, Convolution *c, Tensor *, int asked, int *count, Perf *found) { return suggest(c, x->type, asked, count, found); }
int cudnnFindConvolutionForwardAlgorithmEx(Handle *h, Tensor *x, void *, Tensor *, void *, Convolution *c, Tensor *, void *, int asked, int *count, Perf *found, void *, size_t space) { return measure(h, c, x->type, asked, count, found, space); }
int cudnnFindConvolutionBackwardDataAlgorithmEx(Handle *h, Tensor *, void *, Tensor *y, void *, Convolution *c, Tensor *, void *, int asked, int *count, Perf *found, void *, size_t space) { return measure(h, c, y->type, asked, count, found, space); }
int cudnnFindConvolutionBackwardFilterAlgorithmEx(Handle *h, Tensor *x, void *, Tensor *, void *, Convolution *c, Tensor *, void *, int asked, int *count, Perf *found, void *, size_t space) { return measure(h, c, x->type, asked, count, found, space); }

int cudnnConvolutionForward(Handle *handle, const void *alpha, Tensor *tx, const void *x, Tensor *tw, const void *w, Convolution *c, int algo,
                            void *room, size_t space, const void *, Tensor *ty, void *y) {
  if (!begins(c, tx->type, algo, space)) return NOT_SUPPORTED;
  Tensor x_of = *tx, w_of = *tw, y_of = *ty;
  Convolution c_of = *c;
  double factor = scale(alpha, tx->type);
  return on_stream(handle->stream, [=]() mutable -> int {
  memset(room, 0xcd, space); // what was there is lost
  Tensor *tx = &x_of, *tw = &w_of, *ty = &y_of;
  Convolution *c = &c_of;
  Sums sums(ty);
  products(tx, tw, ty, c, [&](int64_t i, int64_t k, int64_t o) { sums.at[o] += get(x, i, tx->type) * get(w, k, tw->type); });
  sums.store(y, ty, factor);
  return OK;
  });
}
int cudnnConvolutionBackwardData(Handle *handle, const void *alpha, Tensor *tw, const void *w, Tensor *ty, const void *y, Convolution *c, int algo,
                                 void *room, size_t space, const void *, Tensor *tx, void *x) {
  if (!begins(c, tx->type, algo, space)) return NOT_SUPPORTED;
  Tensor x_of = *tx, w_of = *tw, y_of = *ty;
  Convolution c_of = *c;
  double factor = scale(alpha, tx->type);
  return on_stream(handle->stream, [=]() mutable -> int {
  memset(room, 0xcd, space); // what was there is lost
  Tensor *tx = &x_of, *tw = &w_of, *ty = &y_of;
  Convolution *c = &c_of;
  Sums sums(tx);
  products(tx, tw, ty, c, [&](int64_t i, int64_t k, int64_t o) { sums.at[i] += get(y, o, ty->type) * get(w, k, tw->type); });
  sums.store(x, tx, factor);
  return OK;
  });
}
int cudnnConvolutionBackwardFilter(Handle *handle, const void *alpha, Tensor *tx, const void *x, Tensor *ty, const void *y, Convolution *c, int algo,
                                   void *room, size_t space, const void *, Tensor *tw, void *w) {
  if (!begins(c, tx->type, algo, space)) return NOT_SUPPORTED;
  Tensor x_of = *tx, w_of = *tw, y_of = *ty;
  Convolution c_of = *c;
  double factor = scale(alpha, tx->type);
  return on_stream(handle->stream, [=]() mutable -> int {
  memset(room, 0xcd, space); // what was there is lost
  Tensor *tx = &x_of, *tw = &w_of, *ty = &y_of;
  Convolution *c = &c_of;
  Sums sums(tw);
  products(tx, tw, ty, c, [&](int64_t i, int64_t k, int64_t o) { sums.at[k] += get(y, o, ty->type) * get(x, i, tx->type); });
  sums.store(w, tw, factor);
  return OK;
  });
}
// Without an activation (mode 5) by one algorithm only, as its documentation says.
int cudnnConvolutionBiasActivationForward(Handle *handle, const void *alpha, Tensor *tx, const void *x, Tensor *tw, const void *w, Convolution *c, int algo,
                                          void *room, size_t space, const void *, Tensor *, const void *, Tensor *tb, const void *b, Activation *a, Tensor *ty, void *y) {
  if (a->mode != 5 || algo != USUAL || !begins(c, tx->type, algo, space)) return NOT_SUPPORTED;
  tally("biases within convolutions");
  Tensor x_of = *tx, w_of = *tw, b_of = *tb, y_of = *ty;
  Convolution c_of = *c;
  double factor = scale(alpha, tx->type);
  return on_stream(handle->stream, [=]() -> int {
    memset(room, 0xcd, space);
    Sums sums(&y_of);
    products(&x_of, &w_of, &y_of, &c_of, [&](int64_t i, int64_t k, int64_t o) { sums.at[o] += get(x, i, x_of.type) * get(w, k, w_of.type); });
    each(&y_of, [&](int64_t i, int channel) { put(y, i, y_of.type, factor * sums.at[i] + get(b, channel, b_of.type)); });
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

#include "cudnn_rnn.h"
