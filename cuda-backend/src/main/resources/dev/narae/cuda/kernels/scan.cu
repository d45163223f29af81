// Running sums, products and extrema along lines. Before this text stand: N_SLOTS, S the type of
// elements, A the type they are joined in, and N_SUM, N_PROD, N_MAX or N_MIN.
//
// Slots: 0 lines, 1 elements of a line, 2 parts of a line, 3 in, 4 out, 5 the parts' totals, 6 and 7
// the strides of in and out along the line, 8 depth; from 9 on loops over the lines of in and out.

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

typedef n_args<N_SLOTS> n_scan;

struct n_line {
  const S *in;
  S *out;
  n_i64 in_stride, out_stride;
  __device__ n_line(const n_scan &a, n_i64 line) {
    n_i64 at[2] = {};
    n_walk<2, n_i64>(a, 9, (int)a.v[8], line, at);
    in = n_pointer<S>(a.v[3]) + at[0];
    out = n_pointer<S>(a.v[4]) + at[1];
    in_stride = a.v[6];
    out_stride = a.v[7];
  }
  __device__ A get(n_i64 i) const { return n_load<A>(in[i * in_stride]); }
  __device__ void set(n_i64 i, A x) const { out[i * out_stride] = n_pack(n_as<S>(), x); }
};

// A thread for each line: for many lines, or short ones.
extern "C" __global__ void scan_lines(const n_scan a) {
  for (n_i64 l = (n_i64)blockIdx.x * blockDim.x + threadIdx.x; l < a.v[0]; l += (n_i64)gridDim.x * blockDim.x) {
    n_line line(a, l);
    A joined = n_neutral();
    for (n_i64 i = 0; i < a.v[1]; i++) {
      joined = n_join(joined, line.get(i));
      line.set(i, joined);
    }
  }
}

// What blockDim.x threads hold, joined up to and with each.
__device__ inline A n_scan_block(A mine, A *shared) {
  int t = threadIdx.x;
  shared[t] = mine;
  for (int reach = 1; reach < (int)blockDim.x; reach *= 2) {
    __syncthreads();
    A before = t >= reach ? shared[t - reach] : n_neutral();
    __syncthreads();
    if (t >= reach) shared[t] = n_join(before, shared[t]);
  }
  __syncthreads();
  return shared[t];
}

// A block for each part of a line: what its elements join to.
extern "C" __global__ void scan_totals(const n_scan a) {
  __shared__ A shared[256];
  n_i64 chunk = (a.v[1] + a.v[2] - 1) / a.v[2];
  n_i64 first = blockIdx.x * chunk, end = first + chunk < a.v[1] ? first + chunk : a.v[1];
  for (n_i64 l = blockIdx.y; l < a.v[0]; l += gridDim.y) {
    n_line line(a, l);
    A joined = n_neutral();
    for (n_i64 i = first; i < end; i += blockDim.x) {
      A mine = i + threadIdx.x < end ? line.get(i + threadIdx.x) : n_neutral();
      n_scan_block(mine, shared);
      joined = n_join(joined, shared[blockDim.x - 1]);
      __syncthreads();
    }
    if (threadIdx.x == 0) n_pointer<A>(a.v[5])[l * a.v[2] + blockIdx.x] = joined;
  }
}

// Turns the totals of each line into what stands before each part.
extern "C" __global__ void scan_carries(const n_scan a) {
  for (n_i64 l = (n_i64)blockIdx.x * blockDim.x + threadIdx.x; l < a.v[0]; l += (n_i64)gridDim.x * blockDim.x) {
    A *totals = n_pointer<A>(a.v[5]) + l * a.v[2];
    A joined = n_neutral();
    for (n_i64 part = 0; part < a.v[2]; part++) {
      A total = totals[part];
      totals[part] = joined;
      joined = n_join(joined, total);
    }
  }
}

// A block for each part of a line.
extern "C" __global__ void scan_parts(const n_scan a) {
  __shared__ A shared[256];
  n_i64 chunk = (a.v[1] + a.v[2] - 1) / a.v[2];
  n_i64 first = blockIdx.x * chunk, end = first + chunk < a.v[1] ? first + chunk : a.v[1];
  for (n_i64 l = blockIdx.y; l < a.v[0]; l += gridDim.y) {
    n_line line(a, l);
    A carry = a.v[2] == 1 ? n_neutral() : n_pointer<A>(a.v[5])[l * a.v[2] + blockIdx.x];
    for (n_i64 i = first; i < end; i += blockDim.x) {
      bool inside = i + threadIdx.x < end;
      A joined = n_scan_block(inside ? line.get(i + threadIdx.x) : n_neutral(), shared);
      if (inside) line.set(i + threadIdx.x, n_join(carry, joined));
      carry = n_join(carry, shared[blockDim.x - 1]);
      __syncthreads();
    }
  }
}
