// Batch normalisation with the batch's own statistics, and its gradients. Numbers are stored as S and
// computed in T, float or double; statistics and the sums for gradients are double. Weight, bias and their
// gradients are stored as T. A channel is shared out to `parts` blocks of 256 threads, which leave what they
// found in memory; a second kernel joins that, each of its blocks for itself and in one order.
//
// Slots: 0 channels, 1 elements of a channel, 2 parts, then address and the channels' stride of 3 x,
// 5 the gradient, 7 the result; address and stride of 9 weight, 11 bias; 13 eps, 14 what blocks leave:
// (parts, channels) of n_moments or n_totals; address and stride of 15 the means, 17 the scales,
// 19 the variances, 21 the weight's gradient, 23 the bias's; 25 depth, and from 26 on loops over a
// channel's elements of x, gradient and result.

typedef n_args<N_SLOTS> n_batch;

enum { N_THREADS = 256, N_LOOPS = 26, N_FEW = 0x7fffff00 };

// What is known of some numbers: how many, their mean, and the sum of squared distances from it.
struct n_moments { double count, mean, squares; };
struct n_totals { double gradient, product; };

// Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances",
// 1979, equations 2.1.
__device__ inline n_moments n_joined(n_moments a, n_moments b) {
  if (a.count == 0) return b;
  if (b.count == 0) return a;
  n_moments r;
  double apart = b.mean - a.mean;
  r.count = a.count + b.count;
  r.mean = a.mean + apart * (b.count / r.count);
  r.squares = a.squares + b.squares + apart * apart * (a.count * (b.count / r.count));
  return r;
}
__device__ inline n_totals n_joined(n_totals a, n_totals b) {
  n_totals r;
  r.gradient = a.gradient + b.gradient;
  r.product = a.product + b.product;
  return r;
}

// All threads' values as one, in thread 0.
template <class V> __device__ inline V n_block(V mine) {
  __shared__ V shared[N_THREADS];
  shared[threadIdx.x] = mine;
  for (int half = N_THREADS / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) shared[threadIdx.x] = n_joined(shared[threadIdx.x], shared[threadIdx.x + half]);
  }
  return shared[threadIdx.x];
}

// What all parts of a channel left.
template <class V> __device__ inline V n_channel(const n_batch &a, n_i64 channel) {
  const V *parts = n_pointer<V>(a.v[14]);
  V all = parts[channel];
  for (n_i64 part = 1; part < a.v[2]; part++) all = n_joined(all, parts[part * a.v[0] + channel]);
  return all;
}

// A block's elements; I is int where a channel has fewer than 2^31.
template <class I> struct n_elements {
  const n_batch &a;
  n_i64 channel, part;
  I first, end;
  __device__ n_elements(const n_batch &args) : a(args) {
    channel = blockIdx.x / a.v[2];
    part = blockIdx.x % a.v[2];
    n_i64 chunk = (a.v[1] + a.v[2] - 1) / a.v[2];
    n_i64 last = (part + 1) * chunk;
    first = (I)(part * chunk < a.v[1] ? part * chunk : a.v[1]);
    end = (I)(last < a.v[1] ? last : a.v[1]);
  }
  // Where element i lies in x, gradient and result, beyond the start of their channels.
  __device__ void find(I i, n_i64 (&position)[3]) const {
    position[0] = position[1] = position[2] = 0;
    for (int d = (int)a.v[25] - 1; d > 0; d--) {
      int slot = N_LOOPS + d * 5;
      I quotient = n_over(i, a.v[slot], a.v[slot + 1]);
      n_i64 rest = i - quotient * (I)a.v[slot];
      i = quotient;
      for (int k = 0; k < 3; k++) position[k] += rest * a.v[slot + 2 + k];
    }
    for (int k = 0; k < 3; k++) position[k] += (n_i64)i * a.v[N_LOOPS + 2 + k];
  }
  __device__ S *start(int operand) const {
    return n_pointer<S>(a.v[3 + 2 * operand]) + channel * a.v[4 + 2 * operand];
  }
  __device__ T parameter(int slot) const { return n_pointer<T>(a.v[slot])[channel * a.v[slot + 1]]; }
  __device__ double statistic(int slot) const { return n_pointer<double>(a.v[slot])[channel * a.v[slot + 1]]; }
};

template <class I> __device__ inline void n_moments_of(const n_batch &a) {
  n_elements<I> mine(a);
  const S *x = mine.start(0);
  n_moments m = {0, 0, 0};
  double origin = 0;
  for (I i = mine.first + (I)threadIdx.x; i < mine.end; i += N_THREADS) {
    n_i64 at[3];
    mine.find(i, at);
    double value = n_load<T>(x[at[0]]);
    // Distances from a thread's first number: a large mean costs no digits.
    if (m.count == 0) origin = value;
    double d = value - origin;
    m.count += 1;
    m.mean += d;
    m.squares = fma(d, d, m.squares);
  }
  if (m.count > 0) {
    double mean = m.mean / m.count;
    m.squares = n_max(0.0, m.squares - mean * m.mean);
    m.mean = origin + mean;
  }
  m = n_block(m);
  if (threadIdx.x == 0) n_pointer<n_moments>(a.v[14])[mine.part * a.v[0] + mine.channel] = m;
}

template <class I> __device__ inline void n_normalise(const n_batch &a) {
  n_elements<I> mine(a);
  n_moments m = n_channel<n_moments>(a, mine.channel);
  double variance = m.squares / m.count;
  double scale = 1 / sqrt(variance + __longlong_as_double(a.v[13]));
  T weight = mine.parameter(9), bias = mine.parameter(11);
  const S *x = mine.start(0);
  S *y = mine.start(2);
  for (I i = mine.first + (I)threadIdx.x; i < mine.end; i += N_THREADS) {
    n_i64 at[3];
    mine.find(i, at);
    T normal = (T)(((double)n_load<T>(x[at[0]]) - m.mean) * scale);
    y[at[2]] = n_pack(n_as<S>(), normal * weight + bias);
  }
  if (mine.part == 0 && threadIdx.x == 0) {
    n_pointer<double>(a.v[15])[mine.channel * a.v[16]] = m.mean;
    n_pointer<double>(a.v[17])[mine.channel * a.v[18]] = scale;
    n_pointer<double>(a.v[19])[mine.channel * a.v[20]] = variance;
  }
}

template <class I> __device__ inline void n_totals_of(const n_batch &a) {
  n_elements<I> mine(a);
  double mean = mine.statistic(15), scale = mine.statistic(17);
  const S *x = mine.start(0), *gradient = mine.start(1);
  n_totals sum = {0, 0};
  for (I i = mine.first + (I)threadIdx.x; i < mine.end; i += N_THREADS) {
    n_i64 at[3];
    mine.find(i, at);
    double g = n_load<T>(gradient[at[1]]);
    sum.gradient += g;
    sum.product = fma(g, (n_load<T>(x[at[0]]) - mean) * scale, sum.product);
  }
  sum = n_block(sum);
  if (threadIdx.x == 0) n_pointer<n_totals>(a.v[14])[mine.part * a.v[0] + mine.channel] = sum;
}

template <class I> __device__ inline void n_gradients(const n_batch &a) {
  n_elements<I> mine(a);
  n_totals sum = n_channel<n_totals>(a, mine.channel);
  double mean = mine.statistic(15), scale = mine.statistic(17), count = (double)a.v[1];
  double factor = scale * (double)mine.parameter(9);
  const S *x = mine.start(0), *gradient = mine.start(1);
  S *out = mine.start(2);
  for (I i = mine.first + (I)threadIdx.x; i < mine.end; i += N_THREADS) {
    n_i64 at[3];
    mine.find(i, at);
    double normal = ((double)n_load<T>(x[at[0]]) - mean) * scale;
    double rest = (double)n_load<T>(gradient[at[1]]) - (sum.gradient + normal * sum.product) / count;
    out[at[2]] = n_pack(n_as<S>(), (T)(rest * factor));
  }
  if (mine.part == 0 && threadIdx.x == 0) {
    n_pointer<T>(a.v[21])[mine.channel * a.v[22]] = (T)sum.product;
    n_pointer<T>(a.v[23])[mine.channel * a.v[24]] = (T)sum.gradient;
  }
}

extern "C" __global__ void batch_moments(const n_batch a) {
  if (a.v[1] <= N_FEW) n_moments_of<int>(a);
  else n_moments_of<n_i64>(a);
}

extern "C" __global__ void batch_norm(const n_batch a) {
  if (a.v[1] <= N_FEW) n_normalise<int>(a);
  else n_normalise<n_i64>(a);
}

extern "C" __global__ void batch_totals(const n_batch a) {
  if (a.v[1] <= N_FEW) n_totals_of<int>(a);
  else n_totals_of<n_i64>(a);
}

extern "C" __global__ void batch_gradient(const n_batch a) {
  if (a.v[1] <= N_FEW) n_gradients<int>(a);
  else n_gradients<n_i64>(a);
}
