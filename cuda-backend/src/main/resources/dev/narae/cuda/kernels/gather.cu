// out[i] = input[where index[i] says along an axis]; elements of type T are only moved.
// Slots: 0 elements, 1 out, 2 index, 3 input, 4 the input's stride along the axis, 5 depth; from 6 on
// loops over out, index and input, the latter without the axis.

template <class I> __device__ inline void n_gather(const n_args<N_SLOTS> &a) {
  for (n_i64 e = (n_i64)blockIdx.x * blockDim.x + threadIdx.x; e < a.v[0]; e += (n_i64)gridDim.x * blockDim.x) {
    I at[3] = {};
    n_walk<3, I>(a, 6, (int)a.v[5], (I)e, at);
    n_i64 k = n_pointer<n_i64>(a.v[2])[at[1]];
    n_pointer<T>(a.v[1])[at[0]] = n_pointer<T>(a.v[3])[at[2] + k * a.v[4]];
  }
}

extern "C" __global__ void gather32(const n_args<N_SLOTS> a) { n_gather<int>(a); }
extern "C" __global__ void gather64(const n_args<N_SLOTS> a) { n_gather<n_i64>(a); }
