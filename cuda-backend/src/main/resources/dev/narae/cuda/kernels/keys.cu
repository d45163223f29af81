// Elements as whole numbers of the same order: -0 is 0, and NaN comes after all numbers. The largest
// key of a type turns the order around.

__device__ inline n_u64 n_key(int x) { return (n_u32)x ^ 0x80000000u; }
__device__ inline n_u64 n_key(n_i64 x) { return (n_u64)x ^ 0x8000000000000000ull; }
__device__ inline n_u64 n_key(float x) {
  n_u32 bits = __float_as_uint(x + 0.0f); // -0 becomes 0
  return x != x ? 0xffffffffu : bits >> 31 ? ~bits : bits | 0x80000000u;
}
__device__ inline n_u64 n_key(double x) {
  n_u64 bits = (n_u64)__double_as_longlong(x + 0.0);
  return x != x ? ~(n_u64)0 : bits >> 63 ? ~bits : bits | 0x8000000000000000ull;
}
__device__ inline n_u64 n_all(int) { return 0xffffffffu; }
__device__ inline n_u64 n_all(float) { return 0xffffffffu; }
__device__ inline n_u64 n_all(n_i64) { return ~(n_u64)0; }
__device__ inline n_u64 n_all(double) { return ~(n_u64)0; }

