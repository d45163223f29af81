// Convolution and its two gradients as products of matrices whose entries are looked up where they
// lie ("implicit GEMM"). Follows tile.cu. blockIdx.z counts groups, and for the weight's gradient
// also the parts that the sum over images and positions is split into. A grid is narrow along y and z,
// so blocks go on to what is left. Numbers are stored as S and computed in T, float or double.
//
// Slots: 0 N, 1 C, 2 H, 3 W, 4 O, 5 KH, 6 KW, 7 OH, 8 OW, 9 groups, 10 stride H, 11 stride W,
// 12 pad H, 13 pad W, 14 dilation H, 15 dilation W, 16 address and 17 strides (4) of x, 21 and 22 of
// the weight, 26 and 27 of the output or its gradient, 31 address and 32 stride of the bias (0: none),
// 33 parts, 34 partial sums.

typedef n_args<35> n_conv;

struct n_patches { // of x: (C/g * KH * KW) x (N * OH * OW)
  const n_conv &a;
  n_i64 group, rows, columns;
  __device__ T operator()(n_i64 k, n_i64 j) const {
    if (k >= rows || j >= columns) return 0;
    n_i64 kw = k % a.v[6], kh = k / a.v[6] % a.v[5], c = k / a.v[6] / a.v[5] + group * (a.v[1] / a.v[9]);
    n_i64 ow = j % a.v[8], oh = j / a.v[8] % a.v[7], n = j / a.v[8] / a.v[7];
    n_i64 h = oh * a.v[10] - a.v[12] + kh * a.v[14], w = ow * a.v[11] - a.v[13] + kw * a.v[15];
    if (h < 0 || h >= a.v[2] || w < 0 || w >= a.v[3]) return 0;
    return n_load<T>(n_pointer<S>(a.v[16])[n * a.v[17] + c * a.v[18] + h * a.v[19] + w * a.v[20]]);
  }
};

struct n_patches_transposed {
  n_patches patches;
  __device__ T operator()(n_i64 k, n_i64 j) const { return patches(j, k); }
};

struct n_filters { // (O/g) x (C/g * KH * KW)
  const n_conv &a;
  n_i64 group, rows, columns;
  __device__ T operator()(n_i64 i, n_i64 k) const {
    if (i >= rows || k >= columns) return 0;
    n_i64 kw = k % a.v[6], kh = k / a.v[6] % a.v[5], c = k / a.v[6] / a.v[5], o = i + group * rows;
    return n_load<T>(n_pointer<S>(a.v[21])[o * a.v[22] + c * a.v[23] + kh * a.v[24] + kw * a.v[25]]);
  }
};

struct n_filters_by_channel { // (C/g) x (O/g * KH * KW)
  const n_conv &a;
  n_i64 group, rows, columns;
  __device__ T operator()(n_i64 c, n_i64 k) const {
    if (c >= rows || k >= columns) return 0;
    n_i64 kw = k % a.v[6], kh = k / a.v[6] % a.v[5], o = k / a.v[6] / a.v[5] + group * (a.v[4] / a.v[9]);
    return n_load<T>(n_pointer<S>(a.v[21])[o * a.v[22] + c * a.v[23] + kh * a.v[24] + kw * a.v[25]]);
  }
};

struct n_gradient { // of the output: (O/g) x (N * OH * OW)
  const n_conv &a;
  n_i64 group, rows, columns;
  __device__ T operator()(n_i64 i, n_i64 j) const {
    if (i >= rows || j >= columns) return 0;
    n_i64 ow = j % a.v[8], oh = j / a.v[8] % a.v[7], n = j / a.v[8] / a.v[7], o = i + group * rows;
    return n_load<T>(n_pointer<S>(a.v[26])[n * a.v[27] + o * a.v[28] + oh * a.v[29] + ow * a.v[30]]);
  }
};

struct n_gradient_at_input { // (O/g * KH * KW) x (N * H * W): what of the gradient an input met
  const n_conv &a;
  n_i64 group, rows, columns;
  __device__ T operator()(n_i64 k, n_i64 j) const {
    if (k >= rows || j >= columns) return 0;
    n_i64 kw = k % a.v[6], kh = k / a.v[6] % a.v[5], o = k / a.v[6] / a.v[5] + group * (a.v[4] / a.v[9]);
    n_i64 w = j % a.v[3], h = j / a.v[3] % a.v[2], n = j / a.v[3] / a.v[2];
    n_i64 y = h + a.v[12] - kh * a.v[14], x = w + a.v[13] - kw * a.v[15];
    if (y < 0 || x < 0 || y % a.v[10] != 0 || x % a.v[11] != 0) return 0;
    n_i64 oh = y / a.v[10], ow = x / a.v[11];
    if (oh >= a.v[7] || ow >= a.v[8]) return 0;
    return n_load<T>(n_pointer<S>(a.v[26])[n * a.v[27] + o * a.v[28] + oh * a.v[29] + ow * a.v[30]]);
  }
};

extern "C" __global__ void forward(const n_conv a) {
  n_i64 m = a.v[4] / a.v[9], n = a.v[0] * a.v[7] * a.v[8];
  n_i64 depth = a.v[1] / a.v[9] * a.v[5] * a.v[6], j0 = (n_i64)blockIdx.x * 64;
  T sum[4][4];
  for (n_i64 group = blockIdx.z; group < a.v[9]; group += gridDim.z) {
    for (n_i64 i0 = (n_i64)blockIdx.y * 64; i0 < m; i0 += (n_i64)gridDim.y * 64) {
      n_tile(n_filters{a, group, m, depth}, n_patches{a, group, depth, n}, i0, j0, 0, depth, sum);
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 4; x++) {
          n_i64 i = i0 + threadIdx.x / 16 + 16 * y, j = j0 + threadIdx.x % 16 + 16 * x;
          if (i >= m || j >= n) continue;
          n_i64 ow = j % a.v[8], oh = j / a.v[8] % a.v[7], b = j / a.v[8] / a.v[7], o = i + group * m;
          T bias = a.v[31] ? n_load<T>(n_pointer<S>(a.v[31])[o * a.v[32]]) : (T)0;
          n_pointer<S>(a.v[26])[b * a.v[27] + o * a.v[28] + oh * a.v[29] + ow * a.v[30]] =
              n_pack(n_as<S>(), sum[y][x] + bias);
        }
      }
    }
  }
}

extern "C" __global__ void input_gradient(const n_conv a) {
  n_i64 m = a.v[1] / a.v[9], n = a.v[0] * a.v[2] * a.v[3];
  n_i64 depth = a.v[4] / a.v[9] * a.v[5] * a.v[6], j0 = (n_i64)blockIdx.x * 64;
  T sum[4][4];
  for (n_i64 group = blockIdx.z; group < a.v[9]; group += gridDim.z) {
    for (n_i64 i0 = (n_i64)blockIdx.y * 64; i0 < m; i0 += (n_i64)gridDim.y * 64) {
      n_tile(n_filters_by_channel{a, group, m, depth}, n_gradient_at_input{a, group, depth, n}, i0, j0, 0, depth, sum);
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 4; x++) {
          n_i64 i = i0 + threadIdx.x / 16 + 16 * y, j = j0 + threadIdx.x % 16 + 16 * x;
          if (i >= m || j >= n) continue;
          n_i64 w = j % a.v[3], h = j / a.v[3] % a.v[2], b = j / a.v[3] / a.v[2], c = i + group * m;
          n_pointer<S>(a.v[16])[b * a.v[17] + c * a.v[18] + h * a.v[19] + w * a.v[20]] =
              n_pack(n_as<S>(), sum[y][x]);
        }
      }
    }
  }
}

// Writes partial sums, laid out (parts, O, C/g * KH * KW).
extern "C" __global__ void weight_gradient(const n_conv a) {
  n_i64 m = a.v[4] / a.v[9], n = a.v[1] / a.v[9] * a.v[5] * a.v[6], depth = a.v[0] * a.v[7] * a.v[8];
  n_i64 chunk = (depth + a.v[33] - 1) / a.v[33], j0 = (n_i64)blockIdx.x * 64;
  T sum[4][4];
  for (n_i64 layer = blockIdx.z; layer < a.v[9] * a.v[33]; layer += gridDim.z) {
    n_i64 group = layer % a.v[9], part = layer / a.v[9];
    n_i64 k0 = part * chunk, k1 = k0 + chunk < depth ? k0 + chunk : depth;
    for (n_i64 i0 = (n_i64)blockIdx.y * 64; i0 < m; i0 += (n_i64)gridDim.y * 64) {
      n_tile(n_gradient{a, group, m, depth}, n_patches_transposed{n_patches{a, group, n, depth}}, i0, j0, k0, k1, sum);
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 4; x++) {
          n_i64 i = i0 + threadIdx.x / 16 + 16 * y, j = j0 + threadIdx.x % 16 + 16 * x;
          if (i < m && j < n) n_pointer<T>(a.v[34])[(part * a.v[4] + group * m + i) * n + j] = sum[y][x];
        }
      }
    }
  }
}

extern "C" __global__ void weight_gradient_sum(const n_conv a) {
  n_i64 n = a.v[1] / a.v[9] * a.v[5] * a.v[6], count = a.v[4] * n;
  for (n_i64 e = (n_i64)blockIdx.x * blockDim.x + threadIdx.x; e < count; e += (n_i64)gridDim.x * blockDim.x) {
    T sum = 0;
    for (n_i64 part = 0; part < a.v[33]; part++) sum += n_pointer<T>(a.v[34])[part * count + e];
    n_i64 k = e % n, o = e / n, kw = k % a.v[6], kh = k / a.v[6] % a.v[5], c = k / a.v[6] / a.v[5];
    n_pointer<S>(a.v[21])[o * a.v[22] + c * a.v[23] + kh * a.v[24] + kw * a.v[25]] = n_pack(n_as<S>(), sum);
  }
}
