// out[b, i, j] = sum over k of left[b, i, k] * right[b, k, j], for any strides. Follows tile.cu.
// Slots: 0 batches, 1 rows, 2 columns, 3 depth, then address and three strides of left, right, out.

struct n_matrix {
  const T *at;
  n_i64 rows, columns, row, column;
  __device__ T operator()(n_i64 i, n_i64 j) const {
    return i < rows && j < columns ? at[i * row + j * column] : (T)0;
  }
};

extern "C" __global__ void matmul(const n_args<16> a) {
  n_i64 m = a.v[1], n = a.v[2], depth = a.v[3];
  n_i64 j0 = (n_i64)blockIdx.x * 64;
  int ty = threadIdx.x / 16, tx = threadIdx.x % 16;
  for (n_i64 b = blockIdx.z; b < a.v[0]; b += gridDim.z) {
    n_matrix left = {n_pointer<T>(a.v[4]) + b * a.v[5], m, depth, a.v[6], a.v[7]};
    n_matrix right = {n_pointer<T>(a.v[8]) + b * a.v[9], depth, n, a.v[10], a.v[11]};
    T sum[4][4];
    T *out = n_pointer<T>(a.v[12]) + b * a.v[13];
    for (n_i64 i0 = (n_i64)blockIdx.y * 64; i0 < m; i0 += (n_i64)gridDim.y * 64) {
      n_tile(left, right, i0, j0, 0, depth, sum);
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 4; x++) {
          n_i64 i = i0 + ty + 16 * y, j = j0 + tx + 16 * x;
          if (i < m && j < n) out[i * a.v[14] + j * a.v[15]] = sum[y][x];
        }
      }
    }
  }
}
