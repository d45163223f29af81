// Scattered elements join those there in one order whatever runs when: the targets' keys are sorted
// with the elements' positions, stably, and one thread joins all elements of a key.
//
// Before this text stand: N_SLOTS, S the type of elements, A the type they are joined in, and N_SET,
// N_SUM, N_PROD, N_MAX or N_MIN.

__device__ inline A n_join(A a, A b) {
#ifdef N_SET
  return b;
#endif
#ifdef N_SUM
  return n_add(a, b);
#endif
#ifdef N_PROD
  return n_mul(a, b);
#endif
#ifdef N_MAX
  return n_max(a, b);
#endif
#ifdef N_MIN
  return n_min(a, b);
#endif
}

// Slots: 0 keys, 1 what an index counts in keys, 2 index, 3 keys' address, 4 depth; from 5 on loops
// over the index and the key without it.
extern "C" __global__ void keys(const n_args<N_SLOTS> a) {
  for (n_i64 e = (n_i64)blockIdx.x * blockDim.x + threadIdx.x; e < a.v[0]; e += (n_i64)gridDim.x * blockDim.x) {
    n_i64 at[2] = {};
    n_walk<2, n_i64>(a, 5, (int)a.v[4], e, at);
    n_pointer<n_u64>(a.v[3])[e] = (n_u64)(at[1] + n_pointer<n_i64>(a.v[2])[at[0]] * a.v[1]);
  }
}

// Slots: 0 keys, 1 elements of each key, 2 out, 3 source, 4 sorted keys, 5 their positions, then
// depth and first slot of the loops: 6 and 7 of a key in out, 8 and 9 of a position in source,
// 10 and 11 of an element in out and source.
extern "C" __global__ void scatter(const n_args<N_SLOTS> a) {
  n_i64 count = a.v[0] * a.v[1];
  const n_u64 *key = n_pointer<n_u64>(a.v[4]);
  const n_i64 *position = n_pointer<n_i64>(a.v[5]);
  for (n_i64 t = (n_i64)blockIdx.x * blockDim.x + threadIdx.x; t < count; t += (n_i64)gridDim.x * blockDim.x) {
    n_i64 e = t / a.v[1], r = t % a.v[1];
    if (e > 0 && key[e - 1] == key[e]) continue;
    n_i64 element[2] = {};
    n_walk<2, n_i64>(a, (int)a.v[11], (int)a.v[10], r, element);
    n_i64 target[1] = {element[0]};
    n_walk<1, n_i64>(a, (int)a.v[7], (int)a.v[6], (n_i64)key[e], target);
    S *out = n_pointer<S>(a.v[2]) + target[0];
#ifdef N_SET
    // The last one stays, and is moved as it is.
    n_i64 last = e;
    while (last + 1 < a.v[0] && key[last + 1] == key[e]) last++;
    n_i64 source[1] = {element[1]};
    n_walk<1, n_i64>(a, (int)a.v[9], (int)a.v[8], position[last], source);
    *out = n_pointer<S>(a.v[3])[source[0]];
#else
    A joined = n_load<A>(*out);
    for (n_i64 f = e; f < a.v[0] && key[f] == key[e]; f++) {
      n_i64 source[1] = {element[1]};
      n_walk<1, n_i64>(a, (int)a.v[9], (int)a.v[8], position[f], source);
      joined = n_join(joined, n_load<A>(n_pointer<S>(a.v[3])[source[0]]));
    }
    *out = n_pack(n_as<S>(), joined);
#endif
  }
}
