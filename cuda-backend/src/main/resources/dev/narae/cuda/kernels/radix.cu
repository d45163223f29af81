// Sorts lines of 64-bit keys with their positions, stably: short lines in shared memory by a bitonic
// network (Batcher, "Sorting Networks and their Applications", 1968), long ones digit by digit from
// the lowest on.
//
// Slots: 0 lines, 1 keys of a line, 2 keys, 3 positions, 4 and 5 where a pass moves them, 6 counts,
// 7 blocks of a line, 8 the digit's lowest bit, 9 the length of the network.

typedef n_args<10> n_sort;

extern "C" __global__ void sort_short(const n_sort a) {
  __shared__ n_u64 key[1024];
  __shared__ int at[1024];
  int n = (int)a.v[1], length = (int)a.v[9];
  for (n_i64 line = blockIdx.x; line < a.v[0]; line += gridDim.x) {
    n_u64 *keys = n_pointer<n_u64>(a.v[2]) + line * n;
    n_i64 *positions = n_pointer<n_i64>(a.v[3]) + line * n;
    for (int i = threadIdx.x; i < length; i += blockDim.x) {
      key[i] = i < n ? keys[i] : ~(n_u64)0;
      at[i] = i;
    }
    for (int size = 2; size <= length; size *= 2) {
      for (int reach = size / 2; reach > 0; reach /= 2) {
        __syncthreads();
        for (int t = threadIdx.x; t < length / 2; t += blockDim.x) {
          int i = t / reach * reach * 2 + t % reach, j = i + reach;
          // Positions decide between equal keys, so the order is stable and padding stays last.
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
    for (int i = threadIdx.x; i < n; i += blockDim.x) {
      keys[i] = key[i];
      positions[i] = at[i];
    }
    __syncthreads();
  }
}

extern "C" __global__ void number(const n_sort a) {
  n_i64 count = a.v[0] * a.v[1];
  for (n_i64 e = (n_i64)blockIdx.x * blockDim.x + threadIdx.x; e < count; e += (n_i64)gridDim.x * blockDim.x) {
    n_pointer<n_i64>(a.v[3])[e] = e % a.v[1];
  }
}

// A block sorts 1024 keys, 8 neighbouring ones a thread; its counts of the 16 digits of a thread.
struct n_digits {
  int first, end;
  const n_u64 *keys;
  int shift;
  __device__ n_digits(const n_sort &a, n_i64 line) {
    n_i64 start = (n_i64)blockIdx.x * 1024 + threadIdx.x * 8;
    n_i64 left = a.v[1] - start;
    first = 0;
    end = left < 0 ? 0 : left > 8 ? 8 : (int)left;
    keys = n_pointer<n_u64>(a.v[2]) + line * a.v[1] + start;
    shift = (int)a.v[8];
  }
  __device__ int digit(int i) const { return (int)(keys[i] >> shift) & 15; }
};

extern "C" __global__ void count(const n_sort a) {
  __shared__ int counts[16][128];
  int t = threadIdx.x;
  for (n_i64 line = blockIdx.y; line < a.v[0]; line += gridDim.y) {
    n_digits mine(a, line);
    for (int d = 0; d < 16; d++) counts[d][t] = 0;
    for (int i = 0; i < mine.end; i++) counts[mine.digit(i)][t]++;
    __syncthreads();
    if (t < 16) {
      n_i64 sum = 0;
      for (int i = 0; i < 128; i++) sum += counts[t][i];
      n_pointer<n_i64>(a.v[6])[(line * 16 + t) * a.v[7] + blockIdx.x] = sum;
    }
    __syncthreads();
  }
}

// Turns the counts of each line, by digit and then by block, into where their keys go.
extern "C" __global__ void offsets(const n_sort a) {
  __shared__ n_i64 sums[256];
  int t = threadIdx.x;
  n_i64 length = 16 * a.v[7];
  for (n_i64 line = blockIdx.x; line < a.v[0]; line += gridDim.x) {
    n_i64 *counts = n_pointer<n_i64>(a.v[6]) + line * length;
    n_i64 carry = 0;
    for (n_i64 start = 0; start < length; start += 256) {
      n_i64 mine = start + t < length ? counts[start + t] : 0;
      sums[t] = mine;
      for (int reach = 1; reach < 256; reach *= 2) {
        __syncthreads();
        n_i64 before = t >= reach ? sums[t - reach] : 0;
        __syncthreads();
        sums[t] += before;
      }
      __syncthreads();
      if (start + t < length) counts[start + t] = carry + sums[t] - mine;
      carry += sums[255];
      __syncthreads();
    }
  }
}

extern "C" __global__ void move(const n_sort a) {
  __shared__ int counts[16][128];
  int t = threadIdx.x;
  for (n_i64 line = blockIdx.y; line < a.v[0]; line += gridDim.y) {
    n_digits mine(a, line);
    for (int d = 0; d < 16; d++) counts[d][t] = 0;
    for (int i = 0; i < mine.end; i++) counts[mine.digit(i)][t]++;
    __syncthreads();
    if (t < 16) {
      int sum = 0;
      for (int i = 0; i < 128; i++) {
        int own = counts[t][i];
        counts[t][i] = sum;
        sum += own;
      }
    }
    __syncthreads();
    n_u64 *keys = n_pointer<n_u64>(a.v[4]) + line * a.v[1];
    n_i64 *positions = n_pointer<n_i64>(a.v[5]) + line * a.v[1];
    const n_i64 *from = n_pointer<n_i64>(a.v[3]) + line * a.v[1] + (n_i64)blockIdx.x * 1024 + t * 8;
    for (int i = 0; i < mine.end; i++) {
      int d = mine.digit(i);
      n_i64 target = n_pointer<n_i64>(a.v[6])[(line * 16 + d) * a.v[7] + blockIdx.x] + counts[d][t]++;
      keys[target] = mine.keys[i];
      positions[target] = from[i];
    }
    __syncthreads();
  }
}
