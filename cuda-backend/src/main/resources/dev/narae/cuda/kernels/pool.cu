// Max- and average-pooling and their gradients. Numbers are stored as S and computed in T, float or double.

// Slots: 0 N, 1 C, 2 H, 3 W, 4 OH, 5 OW, 6 KH, 7 KW, 8 and 9 strides of the window, 10 and 11 padding,
// 12 and 13 dilation, then address and four strides of 14 x, 19 the maxima, 24 their positions.
template <class I> __device__ inline void n_max_pool(const n_args<29> &a) {
  I channels = (I)a.v[1], rows = (I)a.v[4], columns = (I)a.v[5];
  I count = (I)a.v[0] * channels * rows * columns;
  for (I e = (I)blockIdx.x * (I)blockDim.x + (I)threadIdx.x; e < count; e += (I)gridDim.x * (I)blockDim.x) {
    I line = e / columns, plane = line / rows, n = plane / channels;
    n_i64 ow = e - line * columns, oh = line - plane * rows, c = plane - n * channels;
    const S *x = n_pointer<S>(a.v[14]) + n * a.v[15] + c * a.v[16];
    T best = n_lowest((T)0);
    n_i64 at = -1;
    for (n_i64 kh = 0; kh < a.v[6]; kh++) {
      n_i64 h = oh * a.v[8] - a.v[10] + kh * a.v[12];
      if (h < 0 || h >= a.v[2]) continue;
      for (n_i64 kw = 0; kw < a.v[7]; kw++) {
        n_i64 w = ow * a.v[9] - a.v[11] + kw * a.v[13];
        if (w < 0 || w >= a.v[3]) continue;
        T value = n_load<T>(x[h * a.v[17] + w * a.v[18]]);
        if (at < 0 || value > best || (value != value && best == best)) {
          best = value;
          at = h * a.v[3] + w;
        }
      }
    }
    n_pointer<S>(a.v[19])[n * a.v[20] + c * a.v[21] + oh * a.v[22] + ow * a.v[23]] = n_pack(n_as<S>(), best);
    n_pointer<n_i64>(a.v[24])[n * a.v[25] + c * a.v[26] + oh * a.v[27] + ow * a.v[28]] = at < 0 ? 0 : at;
  }
}

// Division of 64 bits takes several times as long as one of 32.
extern "C" __global__ void max_pool(const n_args<29> a) {
  if (a.v[0] * a.v[1] * a.v[4] * a.v[5] < 0x7f000000) n_max_pool<int>(a);
  else n_max_pool<n_i64>(a);
}

// A warp for each plane. Gradients of one position are added in their order: within 32 neighbours by
// the first of them, where some meet at all, and these one group after the other. Sums of halves stand in memory of their own
// until they are whole.
// A plane has fewer than 2^31 elements.
// Slots: 0 N, 1 C, 2 H, 3 W, 4 OH, 5 OW, then address and four strides of 6 the gradient, 11 the
// positions, 16 the sums, 21 the result, which may be the sums.
extern "C" __global__ void max_pool_gradient(const n_args<26> a) {
  int lane = threadIdx.x;
  for (n_i64 plane = blockIdx.x; plane < a.v[0] * a.v[1]; plane += gridDim.x) {
    n_i64 n = plane / a.v[1], c = plane % a.v[1];
    const S *g = n_pointer<S>(a.v[6]) + n * a.v[7] + c * a.v[8];
    const n_i64 *where = n_pointer<n_i64>(a.v[11]) + n * a.v[12] + c * a.v[13];
    T *out = n_pointer<T>(a.v[16]) + n * a.v[17] + c * a.v[18];
    int area = (int)(a.v[2] * a.v[3]), width = (int)a.v[3], columns = (int)a.v[5];
    for (int e = lane; e < area; e += 32) out[e / width * a.v[19] + e % width * a.v[20]] = 0;
    __syncwarp();
    int count = (int)a.v[4] * columns;
    for (int start = 0; start < count; start += 32) {
      int e = start + lane;
      bool inside = e < count;
      int oh = e / columns, ow = e % columns;
      n_i64 at = inside ? where[oh * a.v[14] + ow * a.v[15]] : -1;
      T mine = inside ? n_load<T>(g[oh * a.v[9] + ow * a.v[10]]) : (T)0;
      T sum = mine;
      bool first = inside;
      unsigned same = __match_any_sync(0xffffffffu, (n_u64)at);
      if (__any_sync(0xffffffffu, inside && (same & (same - 1)))) {
        sum = 0;
        for (int other = 0; other < 32; other++) {
          n_i64 at_other = __shfl_sync(0xffffffffu, at, other);
          T value = __shfl_sync(0xffffffffu, mine, other);
          if (at_other == at) {
            sum += value;
            first = first && other >= lane;
          }
        }
      }
      if (first) out[(int)at / width * a.v[19] + (int)at % width * a.v[20]] += sum;
      __syncwarp();
    }
    if (a.v[16] == a.v[21]) continue;
    S *rounded = n_pointer<S>(a.v[21]) + n * a.v[22] + c * a.v[23];
    for (int e = lane; e < area; e += 32) {
      int h = e / width, w = e % width;
      rounded[h * a.v[24] + w * a.v[25]] = n_pack(n_as<S>(), out[h * a.v[19] + w * a.v[20]]);
    }
  }
}

// How many elements of a window that starts at `start` lie in [0, extent), of `count` elements a step of
// `step` apart.
__device__ inline n_i64 n_met(n_i64 start, n_i64 count, n_i64 step, n_i64 low, n_i64 extent) {
  n_i64 met = 0;
  for (n_i64 k = 0; k < count; k++) {
    n_i64 at = start + k * step;
    if (at >= low && at < extent) met++;
  }
  return met;
}

// By what a window's sum is divided. Slots as for average-pooling.
template <class A> __device__ inline T n_divisor(const A &a, n_i64 oh, n_i64 ow) {
  if (a.v[25]) return (T)a.v[25];
  n_i64 h = oh * a.v[8] - a.v[10], w = ow * a.v[9] - a.v[11];
  n_i64 pad_h = a.v[24] ? a.v[10] : 0, pad_w = a.v[24] ? a.v[11] : 0;
  return (T)(n_met(h, a.v[6], a.v[12], -pad_h, a.v[2] + pad_h) * n_met(w, a.v[7], a.v[13], -pad_w, a.v[3] + pad_w));
}

// Average-pooling. Slots: 0 to 13 as for max-pooling, then address and four strides of 14 x and 19 the
// means, 24 whether padding counts, 25 the divisor or 0.
extern "C" __global__ void avg_pool(const n_args<26> a) {
  n_i64 count = a.v[0] * a.v[1] * a.v[4] * a.v[5];
  for (n_i64 e = (n_i64)blockIdx.x * blockDim.x + threadIdx.x; e < count; e += (n_i64)gridDim.x * blockDim.x) {
    n_i64 ow = e % a.v[5], oh = e / a.v[5] % a.v[4], c = e / a.v[5] / a.v[4] % a.v[1], n = e / a.v[5] / a.v[4] / a.v[1];
    const S *x = n_pointer<S>(a.v[14]) + n * a.v[15] + c * a.v[16];
    T sum = 0;
    for (n_i64 kh = 0; kh < a.v[6]; kh++) {
      n_i64 h = oh * a.v[8] - a.v[10] + kh * a.v[12];
      if (h < 0 || h >= a.v[2]) continue;
      for (n_i64 kw = 0; kw < a.v[7]; kw++) {
        n_i64 w = ow * a.v[9] - a.v[11] + kw * a.v[13];
        if (w >= 0 && w < a.v[3]) sum += n_load<T>(x[h * a.v[17] + w * a.v[18]]);
      }
    }
    n_pointer<S>(a.v[19])[n * a.v[20] + c * a.v[21] + oh * a.v[22] + ow * a.v[23]] =
        n_pack(n_as<S>(), sum / n_divisor(a, oh, ow));
  }
}

// Its gradient: each element adds up what the windows that met it got. 14 is the result, 19 the gradient.
extern "C" __global__ void avg_pool_gradient(const n_args<26> a) {
  n_i64 count = a.v[0] * a.v[1] * a.v[2] * a.v[3];
  for (n_i64 e = (n_i64)blockIdx.x * blockDim.x + threadIdx.x; e < count; e += (n_i64)gridDim.x * blockDim.x) {
    n_i64 w = e % a.v[3], h = e / a.v[3] % a.v[2], c = e / a.v[3] / a.v[2] % a.v[1], n = e / a.v[3] / a.v[2] / a.v[1];
    const S *g = n_pointer<S>(a.v[19]) + n * a.v[20] + c * a.v[21];
    T sum = 0;
    for (n_i64 kh = 0; kh < a.v[6]; kh++) {
      n_i64 y = h + a.v[10] - kh * a.v[12];
      if (y < 0 || y % a.v[8] != 0 || y / a.v[8] >= a.v[4]) continue;
      for (n_i64 kw = 0; kw < a.v[7]; kw++) {
        n_i64 x = w + a.v[11] - kw * a.v[13];
        if (x < 0 || x % a.v[9] != 0 || x / a.v[9] >= a.v[5]) continue;
        n_i64 oh = y / a.v[8], ow = x / a.v[9];
        sum += n_load<T>(g[oh * a.v[22] + ow * a.v[23]]) / n_divisor(a, oh, ow);
      }
    }
    n_pointer<S>(a.v[14])[n * a.v[15] + c * a.v[16] + h * a.v[17] + w * a.v[18]] = n_pack(n_as<S>(), sum);
  }
}
