// Softmax and log-softmax along lines, and their gradients. Follows rows.cu.

extern "C" __global__ void softmax(const n_rows a) {
  n_row row(a);
  n_norm norm = n_norm_of(row, a.v[1]);
  if (!row.live) return;
  for (n_i64 i = row.lane; i < a.v[1]; i += row.width) row.set(i, n_exp(row.get(0, i) - norm.largest) / norm.sum);
}

extern "C" __global__ void log_softmax(const n_rows a) {
  n_row row(a);
  n_norm norm = n_norm_of(row, a.v[1]);
  if (!row.live) return;
  T log = n_log(norm.sum);
  for (n_i64 i = row.lane; i < a.v[1]; i += row.width) row.set(i, row.get(0, i) - norm.largest - log);
}

// The same of lines that stay in registers, a warp for each.
extern "C" __global__ void softmax_kept(const n_rows a) {
  n_row row(a);
  if (!row.live) return;
  T kept[N_KEPT];
  n_keep(row, a.v[1], n_lowest((T)0), kept);
  n_norm norm = n_norm_of(kept);
#pragma unroll
  for (int c = 0; c < N_KEPT; c++) {
    int i = row.lane + N_WARP * c;
    if (i < a.v[1]) row.set(i, n_exp(kept[c] - norm.largest) / norm.sum);
  }
}

extern "C" __global__ void log_softmax_kept(const n_rows a) {
  n_row row(a);
  if (!row.live) return;
  T kept[N_KEPT];
  n_keep(row, a.v[1], n_lowest((T)0), kept);
  n_norm norm = n_norm_of(kept);
  T log = n_log(norm.sum);
#pragma unroll
  for (int c = 0; c < N_KEPT; c++) {
    int i = row.lane + N_WARP * c;
    if (i < a.v[1]) row.set(i, kept[c] - norm.largest - log);
  }
}

extern "C" __global__ void softmax_gradient(const n_rows a) {
  n_row row(a);
  T sum = 0;
  if (row.live) {
    for (n_i64 i = row.lane; i < a.v[1]; i += row.width) sum = n_fma(row.get(0, i), row.get(1, i), sum);
  }
  sum = n_row_sum(row, sum);
  if (!row.live) return;
  for (n_i64 i = row.lane; i < a.v[1]; i += row.width) row.set(i, row.get(1, i) * (row.get(0, i) - sum));
}

extern "C" __global__ void log_softmax_gradient(const n_rows a) {
  n_row row(a);
  T sum = 0;
  if (row.live) {
    for (n_i64 i = row.lane; i < a.v[1]; i += row.width) sum += row.get(0, i);
  }
  sum = n_row_sum(row, sum);
  if (!row.live) return;
  for (n_i64 i = row.lane; i < a.v[1]; i += row.width) row.set(i, row.get(0, i) - n_exp(row.get(1, i)) * sum);
}
