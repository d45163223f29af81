// Where the first k elements of a line are in its order, without sorting the others: the k-th key is
// found digit by digit from the highest on (Alabi et al., "Fast k-selection algorithms for graphics
// processing units", 2012), what comes before it is gathered, and only that is sorted. A block of 256
// threads for each line. S is the type of elements; follows keys.cu.
//
// Slots: 0 lines, 1 elements of a line, 2 in, 3 positions, 4 and 5 their strides along the line, 6 k, at
// most 1024, 7 whether descending, 8 the bits of a key, 9 the length of the sort, 10 depth; from 11 on
// loops over the lines of in and positions.

typedef n_args<N_SLOTS> n_selection;

struct n_keys {
  const S *in;
  n_i64 stride;
  bool descending;
  __device__ n_u64 operator()(n_i64 i) const {
    S x = in[i * stride];
    n_u64 key = n_key(n_number(x));
    return descending ? n_all(n_number(x)) - key : key;
  }
};

// What the threads before this one hold together, and all in `total`.
__device__ inline int n_before(int mine, int *shared, int &total) {
  int t = threadIdx.x;
  shared[t] = mine;
  for (int reach = 1; reach < 256; reach *= 2) {
    __syncthreads();
    int before = t >= reach ? shared[t - reach] : 0;
    __syncthreads();
    shared[t] += before;
  }
  __syncthreads();
  total = shared[255];
  int result = shared[t] - mine;
  __syncthreads();
  return result;
}

// The k-th key; `equal` says how many of its equals are among the first k.
__device__ inline n_u64 n_kth(const n_selection &a, const n_keys &key, int *counts, int &equal) {
  __shared__ int chosen[2];
  n_u64 prefix = 0, mask = 0;
  int left = (int)a.v[6];
  for (int shift = (int)a.v[8] - 8; shift >= 0; shift -= 8) {
    counts[threadIdx.x] = 0;
    __syncthreads();
    for (n_i64 i = threadIdx.x; i < a.v[1]; i += 256) {
      n_u64 own = key(i);
      if ((own & mask) == prefix) atomicAdd(&counts[(int)(own >> shift) & 255], 1);
    }
    __syncthreads();
    if (threadIdx.x == 0) {
      int digit = 0;
      while (left > counts[digit]) left -= counts[digit++];
      chosen[0] = digit;
      chosen[1] = left;
    }
    __syncthreads();
    prefix |= (n_u64)chosen[0] << shift;
    mask |= (n_u64)255 << shift;
    left = chosen[1];
    __syncthreads();
  }
  equal = left;
  return prefix;
}

// Sorts keys with their positions, which decide between equal keys (see radix.cu).
__device__ inline void n_sort_few(n_u64 *key, int *at, int length) {
  for (int size = 2; size <= length; size *= 2) {
    for (int reach = size / 2; reach > 0; reach /= 2) {
      __syncthreads();
      for (int t = threadIdx.x; t < length / 2; t += 256) {
        int i = t / reach * reach * 2 + t % reach, j = i + reach;
        bool after = key[i] > key[j] || (key[i] == key[j] && at[i] > at[j]);
        if (after == ((i & size) == 0)) {
          n_u64 k = key[i];
          key[i] = key[j];
          key[j] = k;
          int p = at[i];
          at[i] = at[j];
          at[j] = p;
        }
      }
    }
  }
  __syncthreads();
}

extern "C" __global__ void select_first(const n_selection a) {
  __shared__ int shared[256];
  __shared__ n_u64 keys[1024];
  __shared__ int at[1024];
  int t = threadIdx.x, k = (int)a.v[6], length = (int)a.v[9];
  for (n_i64 line = blockIdx.x; line < a.v[0]; line += gridDim.x) {
    n_i64 start[2] = {};
    n_walk<2, n_i64>(a, 11, (int)a.v[10], line, start);
    n_keys key = {n_pointer<S>(a.v[2]) + start[0], a.v[4], a.v[7] != 0};
    int equal;
    n_u64 last = n_kth(a, key, shared, equal);
    // Neighbouring elements belong to one thread, so that of equals the first are taken.
    n_i64 part = (a.v[1] + 255) / 256, first = t * part;
    n_i64 end = first + part < a.v[1] ? first + part : a.v[1];
    int smaller = 0, same = 0;
    for (n_i64 i = first; i < end; i++) {
      n_u64 own = key(i);
      smaller += own < last;
      same += own == last;
    }
    int all_smaller, all_same;
    int place = n_before(smaller, shared, all_smaller), rank = n_before(same, shared, all_same);
    for (n_i64 i = first; i < end; i++) {
      n_u64 own = key(i);
      int to = own < last ? place++ : own == last && rank < equal ? all_smaller + rank : -1;
      rank += own == last;
      if (to >= 0) {
        keys[to] = own;
        at[to] = (int)i;
      }
    }
    for (int i = k + t; i < length; i += 256) {
      keys[i] = ~(n_u64)0;
      at[i] = 0x7fffffff;
    }
    n_sort_few(keys, at, length);
    n_i64 *positions = n_pointer<n_i64>(a.v[3]) + start[1];
    for (int i = t; i < k; i += 256) positions[i * a.v[5]] = at[i];
    __syncthreads();
  }
}
