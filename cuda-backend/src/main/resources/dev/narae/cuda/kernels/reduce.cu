// Reductions: each output joins the values of its elements in a fixed order. A block has `width`
// outputs side by side and blockDim.x / width threads for each; long reductions are split over
// blocks, whose results "finish" joins.
//
// Before this text stand: N_SLOTS, N_ARG, type C of the values, type OUT, K operands,
// n_value(a, position, r), and N_SUM, N_PROD, N_MAX, N_MIN or N_ARGMAX, N_ARGMIN.

#if defined(N_ARGMAX) || defined(N_ARGMIN)
struct n_best { C value; n_i64 at; };
typedef n_best A;
__device__ inline A n_neutral() { A a; a.value = 0; a.at = -1; return a; }
__device__ inline A n_join(A a, A b) {
  if (a.at < 0) return b;
  if (b.at < 0) return a;
  bool a_nan = a.value != a.value, b_nan = b.value != b.value;
  if (a_nan || b_nan) return a_nan && b_nan ? (a.at < b.at ? a : b) : a_nan ? a : b;
  if (a.value == b.value) return a.at < b.at ? a : b;
#ifdef N_ARGMAX
  return a.value > b.value ? a : b;
#else
  return a.value < b.value ? a : b;
#endif
}
__device__ inline A n_element(C value, n_i64 r) { A a; a.value = value; a.at = r; return a; }
__device__ inline n_i64 n_result(A a) { return a.at; }
#else
typedef ACC A;
#ifdef N_SUM
__device__ inline A n_neutral() { return 0; }
__device__ inline A n_join(A a, A b) { return n_add(a, b); }
#endif
#ifdef N_PROD
__device__ inline A n_neutral() { return 1; }
__device__ inline A n_join(A a, A b) { return n_mul(a, b); }
#endif
#ifdef N_MAX
__device__ inline A n_neutral() { return n_lowest((A)0); }
__device__ inline A n_join(A a, A b) { return n_max(a, b); }
#endif
#ifdef N_MIN
__device__ inline A n_neutral() { return n_highest((A)0); }
__device__ inline A n_join(A a, A b) { return n_min(a, b); }
#endif
__device__ inline A n_element(C value, n_i64) { return (A)value; }
__device__ inline A n_result(A a) { return a; }
#endif

// Slots: 0 outputs, 1 elements of each, 2 splits, 3 width, 4 out, 5 partial results, 6 depth of the
// loops over outputs, 7 depth of those over elements, 8 the slot where the latter's loops start,
// N_LOOPS the former's. Operand K is the output, operand K + 1 the position in the domain.
template <class I> __device__ inline A n_gather(const n_args<N_SLOTS> &a, n_i64 o, int row, int rows) {
  I start[K + 2] = {};
  n_walk<K + 2, I>(a, N_LOOPS, (int)a.v[6], (I)o, start);
  n_i64 chunk = (a.v[1] + a.v[2] - 1) / a.v[2];
  n_i64 first = blockIdx.y * chunk;
  n_i64 end = first + chunk < a.v[1] ? first + chunk : a.v[1];
  A joined = n_neutral();
  for (n_i64 r = first + row; r < end; r += rows) {
    I position[K + 2];
#pragma unroll
    for (int k = 0; k < K + 2; k++) position[k] = start[k];
    n_walk<K + 2, I>(a, (int)a.v[8], (int)a.v[7], (I)r, position);
    joined = n_join(joined, n_element(n_value(a, position, (n_i64)position[K + 1]), r));
  }
  return joined;
}

__device__ inline A n_join_rows(A mine, int column, int row, int rows, int width) {
  __shared__ A shared[256];
  shared[row * width + column] = mine;
  for (int half = rows / 2; half > 0; half /= 2) {
    __syncthreads();
    if (row < half) {
      shared[row * width + column] =
          n_join(shared[row * width + column], shared[(row + half) * width + column]);
    }
  }
  __syncthreads();
  return shared[column];
}

template <class I> __device__ inline void n_store(const n_args<N_SLOTS> &a, n_i64 o, A joined) {
  I position[K + 2] = {};
  n_walk<K + 2, I>(a, N_LOOPS, (int)a.v[6], (I)o, position);
  n_pointer<OUT>(a.v[4])[position[K]] = n_pack(n_as<OUT>(), n_result(joined));
}

template <class I> __device__ inline void n_reduce(const n_args<N_SLOTS> &a) {
  int width = (int)a.v[3], rows = blockDim.x / width;
  int column = threadIdx.x % width, row = threadIdx.x / width;
  n_i64 o = (n_i64)blockIdx.x * width + column;
  bool live = o < a.v[0];
  A mine = live ? n_gather<I>(a, o, row, rows) : n_neutral();
  A joined = n_join_rows(mine, column, row, rows, width);
  if (row == 0 && live) {
    if (a.v[2] == 1) {
      n_store<I>(a, o, joined);
    } else {
      n_pointer<A>(a.v[5])[blockIdx.y * a.v[0] + o] = joined;
    }
  }
}

extern "C" __global__ void reduce32(const n_args<N_SLOTS> a) { n_reduce<int>(a); }
extern "C" __global__ void reduce64(const n_args<N_SLOTS> a) { n_reduce<n_i64>(a); }

extern "C" __global__ void finish(const n_args<N_SLOTS> a) {
  int width = (int)a.v[3], rows = blockDim.x / width;
  int column = threadIdx.x % width, row = threadIdx.x / width;
  n_i64 o = (n_i64)blockIdx.x * width + column;
  A mine = n_neutral();
  if (o < a.v[0]) {
    for (n_i64 s = row; s < a.v[2]; s += rows) {
      mine = n_join(mine, n_pointer<A>(a.v[5])[s * a.v[0] + o]);
    }
  }
  A joined = n_join_rows(mine, column, row, rows, width);
  if (row == 0 && o < a.v[0]) n_store<n_i64>(a, o, joined);
}
