// From elements to their keys, and back. S is the type of elements. Follows keys.cu.
//
// Slots: 0 lines, 1 elements of a line, 2 in, 3 values, 4 positions, 5 to 7 their strides along the
// line, 8 keys, 9 sorted positions, 10 whether descending, 11 depth; from 12 on loops over the lines
// of in, values and positions.

extern "C" __global__ void keys(const n_args<N_SLOTS> a) {
  n_i64 count = a.v[0] * a.v[1];
  for (n_i64 e = (n_i64)blockIdx.x * blockDim.x + threadIdx.x; e < count; e += (n_i64)gridDim.x * blockDim.x) {
    n_i64 at[3] = {};
    n_walk<3, n_i64>(a, 12, (int)a.v[11], e / a.v[1], at);
    S x = n_pointer<S>(a.v[2])[at[0] + e % a.v[1] * a.v[5]];
    n_u64 key = n_key(n_number(x));
    n_pointer<n_u64>(a.v[8])[e] = a.v[10] ? n_all(n_number(x)) - key : key;
  }
}

extern "C" __global__ void place(const n_args<N_SLOTS> a) {
  n_i64 count = a.v[0] * a.v[1];
  for (n_i64 e = (n_i64)blockIdx.x * blockDim.x + threadIdx.x; e < count; e += (n_i64)gridDim.x * blockDim.x) {
    n_i64 at[3] = {};
    n_walk<3, n_i64>(a, 12, (int)a.v[11], e / a.v[1], at);
    n_i64 from = n_pointer<n_i64>(a.v[9])[e], i = e % a.v[1];
    n_pointer<S>(a.v[3])[at[1] + i * a.v[6]] = n_pointer<S>(a.v[2])[at[0] + from * a.v[5]];
    n_pointer<n_i64>(a.v[4])[at[2] + i * a.v[7]] = from;
  }
}
