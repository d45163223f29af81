// Layer normalisation and cross-entropy along lines, and their gradients. Follows rows.cu.
//
// More slots: 10 and 11 address and stride of the weight (0: none), 12 and 13 those of the bias or
// the labels, 14 eps, 15 whether lines are centred, 16 to 19 address and stride of the lines' means and
// scales, 20 partial sums. Weight, bias, their gradients and what is known of lines are stored as T.

// What is subtracted from a line and what it is multiplied by then; two passes, so that a large mean
// costs no digits.
struct n_moments { T mean, scale; };

__device__ inline n_moments n_moments_of(const n_rows &a, const n_row &row, int operand) {
  n_moments m;
  m.mean = 0;
  T sum = 0;
  if (a.v[15]) {
    if (row.live) {
      for (n_i64 i = row.lane; i < a.v[1]; i += row.width) sum += row.get(operand, i);
    }
    m.mean = n_row_sum(row, sum) / (T)a.v[1];
    __syncthreads();
  }
  sum = 0;
  if (row.live) {
    for (n_i64 i = row.lane; i < a.v[1]; i += row.width) {
      T d = row.get(operand, i) - m.mean;
      sum = n_fma(d, d, sum);
    }
  }
  T variance = n_row_sum(row, sum) / (T)a.v[1];
  __syncthreads();
  m.scale = 1 / n_sqrt(variance + (T)__longlong_as_double(a.v[14]));
  return m;
}

__device__ inline n_moments n_found(const n_rows &a, n_i64 line) {
  n_moments m;
  m.mean = n_pointer<T>(a.v[16])[line * a.v[17]];
  m.scale = n_pointer<T>(a.v[18])[line * a.v[19]];
  return m;
}

__device__ inline void n_note(const n_rows &a, const n_row &row, T mean, T scale) {
  if (row.lane != 0) return;
  n_i64 line = (n_i64)blockIdx.x * (blockDim.x / row.width) + threadIdx.x / row.width;
  n_pointer<T>(a.v[16])[line * a.v[17]] = mean;
  n_pointer<T>(a.v[18])[line * a.v[19]] = scale;
}

__device__ inline T n_factor(const n_rows &a, n_i64 i) {
  return a.v[10] ? n_pointer<T>(a.v[10])[i * a.v[11]] : (T)1;
}

// Operand 0 is x.
extern "C" __global__ void layer_norm(const n_rows a) {
  n_row row(a);
  n_moments m = n_moments_of(a, row, 0);
  if (!row.live) return;
  n_note(a, row, m.mean, m.scale);
  for (n_i64 i = row.lane; i < a.v[1]; i += row.width) {
    T bias = a.v[12] ? n_pointer<T>(a.v[12])[i * a.v[13]] : (T)0;
    row.set(i, (row.get(0, i) - m.mean) * m.scale * n_factor(a, i) + bias);
  }
}

// The same of lines that stay in registers, a warp for each.
extern "C" __global__ void layer_norm_kept(const n_rows a) {
  n_row row(a);
  if (!row.live) return;
  T kept[N_KEPT];
  n_keep(row, a.v[1], (T)0, kept);
  T mean = 0, sum = 0;
  if (a.v[15]) {
#pragma unroll
    for (int c = 0; c < N_KEPT; c++) sum += kept[c];
    mean = n_warp<false>(sum) / (T)a.v[1];
  }
  sum = 0;
#pragma unroll
  for (int c = 0; c < N_KEPT; c++) {
    T d = row.lane + N_WARP * c < a.v[1] ? kept[c] - mean : (T)0;
    sum = n_fma(d, d, sum);
  }
  T variance = n_warp<false>(sum) / (T)a.v[1];
  T scale = 1 / n_sqrt(variance + (T)__longlong_as_double(a.v[14]));
  n_note(a, row, mean, scale);
#pragma unroll
  for (int c = 0; c < N_KEPT; c++) {
    int i = row.lane + N_WARP * c;
    if (i >= a.v[1]) continue;
    T bias = a.v[12] ? n_pointer<T>(a.v[12])[i * a.v[13]] : (T)0;
    row.set(i, (kept[c] - mean) * scale * n_factor(a, i) + bias);
  }
}

// Operands: 0 the gradient, 1 x.
extern "C" __global__ void layer_norm_gradient(const n_rows a) {
  n_row row(a);
  n_moments m;
  T sum = 0, product = 0;
  if (row.live) {
    m = n_found(a, (n_i64)blockIdx.x * (blockDim.x / row.width) + threadIdx.x / row.width);
    for (n_i64 i = row.lane; i < a.v[1]; i += row.width) {
      T g = row.get(0, i) * n_factor(a, i);
      sum += g;
      product = n_fma(g, (row.get(1, i) - m.mean) * m.scale, product);
    }
  }
  sum = a.v[15] ? n_row_sum(row, sum) / (T)a.v[1] : (T)0;
  __syncthreads();
  product = n_row_sum(row, product) / (T)a.v[1];
  if (!row.live) return;
  for (n_i64 i = row.lane; i < a.v[1]; i += row.width) {
    T x = (row.get(1, i) - m.mean) * m.scale;
    row.set(i, m.scale * (row.get(0, i) * n_factor(a, i) - sum - x * product));
  }
}

// The sums over lines for the weight and the bias: 32 columns and 8 rows of threads a block, blockIdx.y
// parts, laid out (parts, 2, elements of a line).
extern "C" __global__ void layer_norm_columns(const n_rows a) {
  __shared__ T shared[2][8][32];
  int column = threadIdx.x % 32, part_row = threadIdx.x / 32;
  n_i64 i = (n_i64)blockIdx.x * 32 + column;
  n_i64 chunk = (a.v[0] + gridDim.y - 1) / gridDim.y;
  n_i64 first = blockIdx.y * chunk, end = first + chunk < a.v[0] ? first + chunk : a.v[0];
  T weight = 0, bias = 0;
  if (i < a.v[1]) {
    for (n_i64 line = first + part_row; line < end; line += 8) {
      n_i64 at[3] = {};
      n_walk<3, n_i64>(a, N_LOOPS, (int)a.v[9], line, at);
      T g = n_load<T>(n_pointer<S>(a.v[3])[at[0] + i * a.v[4]]);
      n_moments m = n_found(a, line);
      bias += g;
      weight = n_fma(g, (n_load<T>(n_pointer<S>(a.v[5])[at[1] + i * a.v[6]]) - m.mean) * m.scale, weight);
    }
  }
  shared[0][part_row][column] = weight;
  shared[1][part_row][column] = bias;
  __syncthreads();
  if (part_row < 2 && i < a.v[1]) {
    T sum = 0;
    for (int r = 0; r < 8; r++) sum += shared[part_row][r][column];
    n_pointer<T>(a.v[20])[(blockIdx.y * 2 + part_row) * a.v[1] + i] = sum;
  }
}

// Slot 0 holds the parts here; slots 3 and 5 the gradients of weight and bias (0: not wanted).
extern "C" __global__ void layer_norm_finish(const n_rows a) {
  for (n_i64 i = (n_i64)blockIdx.x * blockDim.x + threadIdx.x; i < a.v[1]; i += (n_i64)gridDim.x * blockDim.x) {
    for (int which = 0; which < 2; which++) {
      if (!a.v[3 + 2 * which]) continue;
      T sum = 0;
      for (n_i64 part = 0; part < a.v[0]; part++) sum += n_pointer<T>(a.v[20])[(part * 2 + which) * a.v[1] + i];
      n_pointer<T>(a.v[3 + 2 * which])[i * a.v[4 + 2 * which]] = sum;
    }
  }
}

// Operand 0 is x; the output has one element a line. Slots 12 and 13: the labels and their stride; 14 to 17: the
// same of the largest elements and the sums.
extern "C" __global__ void cross_entropy(const n_rows a) {
  n_row row(a);
  n_norm norm = n_norm_of(row, a.v[1]);
  if (!row.live || row.lane != 0) return;
  n_i64 line = (n_i64)blockIdx.x * (blockDim.x / row.width) + threadIdx.x / row.width;
  n_i64 label = n_pointer<n_i64>(a.v[12])[line * a.v[13]];
  row.set(0, n_log(norm.sum) + norm.largest - row.get(0, label));
  n_pointer<T>(a.v[14])[line * a.v[15]] = norm.largest;
  n_pointer<T>(a.v[16])[line * a.v[17]] = norm.sum;
}

// The same of lines that stay in registers, a warp for each.
extern "C" __global__ void cross_entropy_kept(const n_rows a) {
  n_row row(a);
  if (!row.live) return;
  T kept[N_KEPT];
  n_keep(row, a.v[1], n_lowest((T)0), kept);
  n_norm norm = n_norm_of(kept);
  if (row.lane != 0) return;
  n_i64 line = (n_i64)blockIdx.x * (blockDim.x / row.width) + threadIdx.x / row.width;
  n_i64 label = n_pointer<n_i64>(a.v[12])[line * a.v[13]];
  row.set(0, n_log(norm.sum) + norm.largest - row.get(0, label));
  n_pointer<T>(a.v[14])[line * a.v[15]] = norm.largest;
  n_pointer<T>(a.v[16])[line * a.v[17]] = norm.sum;
}

// Operands: 0 x, 1 the gradient, one element a line. Slots 14 to 17: what cross_entropy has found.
extern "C" __global__ void cross_entropy_gradient(const n_rows a) {
  n_row row(a);
  if (!row.live) return;
  n_i64 line = (n_i64)blockIdx.x * (blockDim.x / row.width) + threadIdx.x / row.width;
  n_i64 label = n_pointer<n_i64>(a.v[12])[line * a.v[13]];
  T largest = n_pointer<T>(a.v[14])[line * a.v[15]];
  T sum = n_pointer<T>(a.v[16])[line * a.v[17]];
  T g = row.get(1, 0);
  for (n_i64 i = row.lane; i < a.v[1]; i += row.width) {
    T p = n_exp(row.get(0, i) - largest) / sum;
    row.set(i, g * (i == label ? p - 1 : p));
  }
}
