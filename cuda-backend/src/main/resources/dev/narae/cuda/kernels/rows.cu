// Lines along the last dimension, each in the hands of `width` threads of a block. Numbers are stored as
// S and computed in T, float or double.
//
// Slots: 0 lines, 1 elements of a line, 2 width, 3 to 8 address and stride of up to three operands,
// the output last, 9 depth; from N_LOOPS on loops over the lines of the three.

typedef n_args<N_SLOTS> n_rows;

struct n_row {
  S *at[3];
  n_i64 stride[3];
  int lane, width;
  bool live;
  __device__ n_row(const n_rows &a) {
    width = (int)a.v[2];
    lane = threadIdx.x % width;
    n_i64 line = (n_i64)blockIdx.x * (blockDim.x / width) + threadIdx.x / width;
    live = line < a.v[0];
    n_i64 position[3] = {};
    n_walk<3, n_i64>(a, N_LOOPS, (int)a.v[9], live ? line : 0, position);
    for (int k = 0; k < 3; k++) {
      at[k] = n_pointer<S>(a.v[3 + 2 * k]) + position[k];
      stride[k] = a.v[4 + 2 * k];
    }
  }
  __device__ T get(int k, n_i64 i) const { return n_load<T>(at[k][i * stride[k]]); }
  __device__ void set(n_i64 i, T x) const { at[2][i * stride[2]] = n_pack(n_as<S>(), x); }
};

// The largest number so far and the sum of the exponentials of the distances to it (Milakov and
// Gimelshein, "Online normalizer calculation for softmax", 2018).
struct n_norm { T largest, sum; };

__device__ inline n_norm n_joined(n_norm a, n_norm b) {
  n_norm r;
  r.largest = n_max(a.largest, b.largest);
  if (r.largest == n_lowest(r.largest)) {
    r.sum = 0;
  } else {
    r.sum = a.sum * n_exp(a.largest - r.largest) + b.sum * n_exp(b.largest - r.largest);
  }
  return r;
}

__device__ inline n_norm n_norm_of(const n_row &row, n_i64 n) {
  __shared__ n_norm shared[256];
  n_norm mine;
  mine.largest = n_lowest((T)0);
  mine.sum = 0;
  if (row.live) {
    for (n_i64 i = row.lane; i < n; i += row.width) {
      T x = row.get(0, i);
      if (x <= mine.largest) {
        if (x != n_lowest(x)) mine.sum += n_exp(x - mine.largest);
      } else {
        mine.sum = mine.sum * n_exp(mine.largest - x) + 1;
        mine.largest = x;
      }
    }
  }
  shared[threadIdx.x] = mine;
  for (int half = row.width / 2; half > 0; half /= 2) {
    __syncthreads();
    if (row.lane < half) shared[threadIdx.x] = n_joined(shared[threadIdx.x], shared[threadIdx.x + half]);
  }
  __syncthreads();
  n_norm whole = shared[threadIdx.x - row.lane];
  // Two infinities have no distance.
  if (whole.largest == n_infinity(whole.largest)) whole.sum = n_nan(whole.sum);
  return whole;
}

__device__ inline T n_row_sum(const n_row &row, T mine) {
  __shared__ T shared[256];
  shared[threadIdx.x] = mine;
  for (int half = row.width / 2; half > 0; half /= 2) {
    __syncthreads();
    if (row.lane < half) shared[threadIdx.x] += shared[threadIdx.x + half];
  }
  __syncthreads();
  return shared[threadIdx.x - row.lane];
}

// Lines of at most 1024 elements stay in the registers of a warp: all their loads are on their way together,
// and memory is read once.
enum { N_WARP = 32, N_KEPT = 32 };

// Lane l's element c is the line's element l + 32 c; what lies outside of the line is `outside`.
__device__ inline void n_keep(const n_row &row, n_i64 n, T outside, T (&kept)[N_KEPT]) {
#pragma unroll
  for (int c = 0; c < N_KEPT; c++) {
    int i = row.lane + N_WARP * c;
    kept[c] = i < n ? row.get(0, i) : outside;
  }
}

// The maximum or the sum of all lanes' numbers, in all lanes.
template <bool MAX> __device__ inline T n_warp(T mine) {
#pragma unroll
  for (int apart = N_WARP / 2; apart > 0; apart /= 2) {
    T other = __shfl_sync(0xffffffffu, mine, (int)(threadIdx.x % N_WARP) ^ apart);
    mine = MAX ? n_max(mine, other) : mine + other;
  }
  return mine;
}

// The norm of a line that is kept, with -infinity outside.
__device__ inline n_norm n_norm_of(const T (&kept)[N_KEPT]) {
  n_norm norm;
  norm.largest = kept[0];
#pragma unroll
  for (int c = 1; c < N_KEPT; c++) norm.largest = n_max(norm.largest, kept[c]);
  norm.largest = n_warp<true>(norm.largest);
  norm.sum = 0;
#pragma unroll
  for (int c = 0; c < N_KEPT; c++) {
    // Nothing is added for -infinity, whose distance from itself is not a number.
    if (kept[c] != n_lowest(kept[c])) norm.sum += n_exp(kept[c] - norm.largest);
  }
  norm.sum = n_warp<false>(norm.sum);
  return norm;
}
