// What attention does between its products of matrices, where those are cuBLAS's and the scores are stored:
// as T, float, row by row without gaps, and what is multiplied next as S. A row is in the hands of `width`
// threads of a block of 256. Scores are unscaled.
//
// Slots: 0 rows, 1 keys, 2 queries of a batch, 3 width, 4 scale, 5 whether causal; addresses of 6 the scores,
// 7 the weights, 8 the rows' logarithms, 9 the gradients of the weights, 10 what scores' gradients are lowered
// by in each row, 11 the gradients of the scores.

typedef n_args<12> n_scores;

struct n_line {
  n_i64 row, keys, end; // keys from `end` on are not seen
  int lane, width;
  bool live;
  T scale;
  __device__ n_line(const n_scores &a) {
    width = (int)a.v[3];
    lane = threadIdx.x % width;
    row = (n_i64)blockIdx.x * (blockDim.x / width) + threadIdx.x / width;
    live = row < a.v[0];
    keys = a.v[1];
    n_i64 seen = row % a.v[2] + 1;
    end = !live ? 0 : a.v[5] && seen < keys ? seen : keys;
    scale = (T)__longlong_as_double(a.v[4]);
  }
  __device__ T *numbers(n_i64 address) const { return n_pointer<T>(address) + row * keys; }
  __device__ S *elements(n_i64 address) const { return n_pointer<S>(address) + row * keys; }
};

template <bool MAX> __device__ inline T n_whole(const n_line &line, T mine) {
  __shared__ T shared[256];
  __syncthreads();
  shared[threadIdx.x] = mine;
  for (int half = line.width / 2; half > 0; half /= 2) {
    __syncthreads();
    if (line.lane < half) {
      T other = shared[threadIdx.x + half];
      shared[threadIdx.x] = MAX ? n_max(shared[threadIdx.x], other) : shared[threadIdx.x] + other;
    }
  }
  __syncthreads();
  return shared[threadIdx.x - line.lane];
}

// The softmax of scores, which may take their place, and the logarithm of the sum of a row's exponentials.
extern "C" __global__ void weights(const n_scores a) {
  n_line line(a);
  const T *score = line.numbers(a.v[6]);
  T largest = n_lowest((T)0);
  for (n_i64 i = line.lane; i < line.end; i += line.width) largest = n_max(largest, line.scale * score[i]);
  largest = n_whole<true>(line, largest);
  T sum = 0;
  for (n_i64 i = line.lane; i < line.end; i += line.width) sum += n_exp(line.scale * score[i] - largest);
  sum = n_whole<false>(line, sum);
  if (!line.live) return;
  S *weight = line.elements(a.v[7]);
  for (n_i64 i = line.lane; i < line.keys; i += line.width) {
    weight[i] = n_pack(n_as<S>(), i < line.end ? n_exp(line.scale * score[i] - largest) / sum : (T)0);
  }
  if (line.lane == 0) n_pointer<T>(a.v[8])[line.row] = largest + n_log(sum);
}

// Weights again, and the gradients of scores; they may take the place of scores and of weights' gradients.
extern "C" __global__ void score_gradients(const n_scores a) {
  n_line line(a);
  if (!line.live) return;
  const T *score = line.numbers(a.v[6]), *gradient = line.numbers(a.v[9]);
  S *weight = line.elements(a.v[7]), *result = line.elements(a.v[11]);
  T logarithm = n_pointer<T>(a.v[8])[line.row], lowered = n_pointer<T>(a.v[10])[line.row];
  for (n_i64 i = line.lane; i < line.keys; i += line.width) {
    bool seen = i < line.end;
    T p = seen ? n_exp(line.scale * score[i] - logarithm) : (T)0;
    T g = seen ? line.scale * (p * (gradient[i] - lowered)) : (T)0;
    weight[i] = n_pack(n_as<S>(), p);
    result[i] = n_pack(n_as<S>(), g);
  }
}
