// Scaled dot-product attention without storing the scores (Dao et al., "FlashAttention", 2022), and its
// gradients. Numbers are stored as S and computed in T, float or double; logarithms and what scores'
// gradients are lowered by are stored as T. Rows have up to 512 elements. A block of 128 threads works for one
// query, or for one key, and meets the others 128 at a time.
//
// Slots: 0 queries, 1 keys, 2 E, 3 V, 4 scale, 5 whether causal, then address and two strides of
// 6 query, 9 key, 12 value, 15 the averages or their gradient; address and stride of 18 the logarithms,
// 20 what scores' gradients are lowered by; address and two strides of 22, 25 and 28 the gradients of
// query, key and value, which lie like those; 31 depth, and from 32 on loops over the leading
// dimensions of query, key, value, averages, logarithms, lowered, and the three gradients.

enum { N_WIDE = 128, N_MOST = 512, N_OPERANDS = 9 };

typedef n_args<N_SLOTS> n_attention;

struct n_batch {
  n_i64 at[N_OPERANDS];
  __device__ n_batch(const n_attention &a, n_i64 batch) {
    for (int k = 0; k < N_OPERANDS; k++) at[k] = 0;
    n_walk<N_OPERANDS, n_i64>(a, 32, (int)a.v[31], batch, at);
  }
  // Element j of row i of the operand whose address is in a slot.
  __device__ S *element(const n_attention &a, int operand, int slot, n_i64 i, n_i64 j) const {
    return n_pointer<S>(a.v[slot]) + at[operand] + i * a.v[slot + 1] + j * a.v[slot + 2];
  }
  __device__ T get(const n_attention &a, int operand, int slot, n_i64 i, n_i64 j) const {
    return n_load<T>(*element(a, operand, slot, i, j));
  }
  __device__ void set(const n_attention &a, int operand, int slot, n_i64 i, n_i64 j, T x) const {
    *element(a, operand, slot, i, j) = n_pack(n_as<S>(), x);
  }
  __device__ T number(const n_attention &a, int operand, int slot, n_i64 i) const {
    return n_pointer<T>(a.v[slot])[at[operand] + i * a.v[slot + 1]];
  }
};

// Keeps a row in shared memory.
__device__ inline void n_keep(const n_attention &a, const n_batch &b, int operand, int slot, n_i64 i, n_i64 n, T *row) {
  for (n_i64 j = threadIdx.x; j < n; j += N_WIDE) row[j] = b.get(a, operand, slot, i, j);
}

__device__ inline T n_dot(const n_attention &a, const n_batch &b, int operand, int slot, n_i64 i, n_i64 n, const T *row) {
  T sum = 0;
  for (n_i64 j = 0; j < n; j++) sum = n_fma(row[j], b.get(a, operand, slot, i, j), sum);
  return sum;
}

// The sum over the block's `count` others of a weight and their rows, for this thread's elements.
__device__ inline void n_weigh(
    const n_attention &a, const n_batch &b, int operand, int slot, n_i64 first, int count, n_i64 n, const T *weight, T (&sum)[4]) {
  for (int c = 0; c < 4; c++) {
    n_i64 j = threadIdx.x + c * N_WIDE;
    if (j < n) {
      for (int i = 0; i < count; i++) sum[c] = n_fma(weight[i], b.get(a, operand, slot, first + i, j), sum[c]);
    }
  }
}

template <bool MAX> __device__ inline T n_block(T mine, T *shared) {
  int t = threadIdx.x;
  shared[t] = mine;
  for (int half = N_WIDE / 2; half > 0; half /= 2) {
    __syncthreads();
    if (t < half) shared[t] = MAX ? n_max(shared[t], shared[t + half]) : shared[t] + shared[t + half];
  }
  __syncthreads();
  T all = shared[0];
  __syncthreads();
  return all;
}

__device__ inline T n_scale(const n_attention &a) { return (T)__longlong_as_double(a.v[4]); }

extern "C" __global__ void attention(const n_attention a) {
  __shared__ T query[N_MOST];
  __shared__ T weight[N_WIDE];
  __shared__ T shared[N_WIDE];
  n_i64 i = blockIdx.x % a.v[0];
  n_batch b(a, blockIdx.x / a.v[0]);
  n_keep(a, b, 0, 6, i, a.v[2], query);
  __syncthreads();
  n_i64 end = a.v[5] && i + 1 < a.v[1] ? i + 1 : a.v[1];
  T sum[4] = {0, 0, 0, 0};
  T largest = n_lowest((T)0), total = 0;
  for (n_i64 first = 0; first < end; first += N_WIDE) {
    n_i64 j = first + threadIdx.x;
    int count = end - first < N_WIDE ? (int)(end - first) : N_WIDE;
    T score = j < end ? n_scale(a) * n_dot(a, b, 1, 9, j, a.v[2], query) : n_lowest((T)0);
    T now = n_max(largest, n_block<true>(score, shared));
    T mine = j < end ? n_exp(score - now) : (T)0;
    weight[threadIdx.x] = mine;
    T before = largest == n_lowest(largest) ? (T)0 : n_exp(largest - now);
    total = total * before + n_block<false>(mine, shared);
    for (int c = 0; c < 4; c++) sum[c] *= before;
    n_weigh(a, b, 2, 12, first, count, a.v[3], weight, sum);
    largest = now;
    __syncthreads();
  }
  for (int c = 0; c < 4; c++) {
    n_i64 j = threadIdx.x + c * N_WIDE;
    if (j < a.v[3]) b.set(a, 3, 15, i, j, sum[c] / total);
  }
  if (threadIdx.x == 0) n_pointer<T>(a.v[18])[b.at[4] + i * a.v[19]] = largest + n_log(total);
}

extern "C" __global__ void query_gradient(const n_attention a) {
  __shared__ T query[N_MOST];
  __shared__ T gradient[N_MOST];
  __shared__ T weight[N_WIDE];
  n_i64 i = blockIdx.x % a.v[0];
  n_batch b(a, blockIdx.x / a.v[0]);
  n_keep(a, b, 0, 6, i, a.v[2], query);
  n_keep(a, b, 3, 15, i, a.v[3], gradient);
  __syncthreads();
  n_i64 end = a.v[5] && i + 1 < a.v[1] ? i + 1 : a.v[1];
  T logarithm = b.number(a, 4, 18, i), lowered = b.number(a, 5, 20, i);
  T sum[4] = {0, 0, 0, 0};
  for (n_i64 first = 0; first < end; first += N_WIDE) {
    n_i64 j = first + threadIdx.x;
    int count = end - first < N_WIDE ? (int)(end - first) : N_WIDE;
    if (j < end) {
      T p = n_exp(n_scale(a) * n_dot(a, b, 1, 9, j, a.v[2], query) - logarithm);
      weight[threadIdx.x] = p * (n_dot(a, b, 2, 12, j, a.v[3], gradient) - lowered);
    }
    __syncthreads();
    n_weigh(a, b, 1, 9, first, count, a.v[2], weight, sum);
    __syncthreads();
  }
  for (int c = 0; c < 4; c++) {
    n_i64 j = threadIdx.x + c * N_WIDE;
    if (j < a.v[2]) b.set(a, 6, 22, i, j, n_scale(a) * sum[c]);
  }
}

extern "C" __global__ void key_value_gradient(const n_attention a) {
  __shared__ T key[N_MOST];
  __shared__ T value[N_MOST];
  __shared__ T probability[N_WIDE];
  __shared__ T weight[N_WIDE];
  n_i64 j = blockIdx.x % a.v[1];
  n_batch b(a, blockIdx.x / a.v[1]);
  n_keep(a, b, 1, 9, j, a.v[2], key);
  n_keep(a, b, 2, 12, j, a.v[3], value);
  __syncthreads();
  T keys[4] = {0, 0, 0, 0}, values[4] = {0, 0, 0, 0};
  for (n_i64 first = a.v[5] ? j : 0; first < a.v[0]; first += N_WIDE) {
    n_i64 i = first + threadIdx.x;
    int count = a.v[0] - first < N_WIDE ? (int)(a.v[0] - first) : N_WIDE;
    if (i < a.v[0]) {
      T p = n_exp(n_scale(a) * n_dot(a, b, 0, 6, i, a.v[2], key) - b.number(a, 4, 18, i));
      probability[threadIdx.x] = p;
      weight[threadIdx.x] = p * (n_dot(a, b, 3, 15, i, a.v[3], value) - b.number(a, 5, 20, i));
    }
    __syncthreads();
    n_weigh(a, b, 0, 6, first, count, a.v[2], weight, keys);
    n_weigh(a, b, 3, 15, first, count, a.v[3], probability, values);
    __syncthreads();
  }
  for (int c = 0; c < 4; c++) {
    n_i64 e = threadIdx.x + c * N_WIDE;
    if (e < a.v[2]) b.set(a, 7, 25, j, e, n_scale(a) * keys[c]);
    if (e < a.v[3]) b.set(a, 8, 28, j, e, values[c]);
  }
}
