// A tile of a matrix product: 64 x 64 sums for 256 threads, 4 x 4 each, out of 16 steps of the depth
// at a time. `left(i, k)` and `right(k, j)` give the factors, 0 outside; T is their type.

template <class L, class R>
__device__ inline void n_tile(
    const L &left, const R &right, n_i64 i0, n_i64 j0, n_i64 k0, n_i64 k1, T (&sum)[4][4]) {
  __shared__ T lefts[16][64 + 1];
  __shared__ T rights[16][64 + 1];
  int t = threadIdx.x, ty = t / 16, tx = t % 16;
  for (int y = 0; y < 4; y++)
    for (int x = 0; x < 4; x++) sum[y][x] = 0;
  for (n_i64 k = k0; k < k1; k += 16) {
    for (int e = t; e < 16 * 64; e += 256) {
      // Neighbouring threads read along the depth on the left and along columns on the right.
      int lk = e % 16, li = e / 16, rk = e / 64, rj = e % 64;
      lefts[lk][li] = k + lk < k1 ? left(i0 + li, k + lk) : (T)0;
      rights[rk][rj] = k + rk < k1 ? right(k + rk, j0 + rj) : (T)0;
    }
    __syncthreads();
    for (int kk = 0; kk < 16; kk++) {
#pragma unroll
      for (int y = 0; y < 4; y++) {
#pragma unroll
        for (int x = 0; x < 4; x++) {
          sum[y][x] = n_fma(lefts[kk][ty + 16 * y], rights[kk][tx + 16 * x], sum[y][x]);
        }
      }
    }
    __syncthreads();
  }
}
