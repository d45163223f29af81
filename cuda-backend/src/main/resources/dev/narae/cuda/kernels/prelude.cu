// What all kernels share: element types and their conversions, the scalar operators, random
// numbers, and the walk over strided views. Needs no header, so that NVRTC alone compiles it.

typedef long long n_i64;
typedef unsigned long long n_u64;
typedef unsigned int n_u32;

// Elements in memory that are not numbers of C.
struct n_bool { unsigned char bits; };
struct n_f16 { unsigned short bits; };
struct n_bf16 { unsigned short bits; };

// A kernel's arguments: one block of 64-bit slots, read out of constant memory.
template <int N> struct n_args { n_i64 v[N]; };

// ---- numbers from elements ----

__device__ inline float n_from_half(unsigned short h) {
  n_u32 sign = (n_u32)(h & 0x8000) << 16;
  n_u32 exponent = (h >> 10) & 31;
  n_u32 fraction = h & 1023;
  if (exponent == 0) {
    float small = (float)fraction * 5.9604644775390625e-8f; // 2^-24, exact
    return sign ? -small : small;
  }
  if (exponent == 31) {
    return __uint_as_float(sign | 0x7f800000u | fraction << 13);
  }
  return __uint_as_float(sign | (exponent + 112) << 23 | fraction << 13);
}

__device__ inline int n_number(n_bool x) { return x.bits != 0; }
__device__ inline int n_number(unsigned char x) { return x; }
__device__ inline int n_number(signed char x) { return x; }
__device__ inline int n_number(short x) { return x; }
__device__ inline int n_number(int x) { return x; }
__device__ inline n_i64 n_number(n_i64 x) { return x; }
__device__ inline float n_number(n_f16 x) { return n_from_half(x.bits); }
__device__ inline float n_number(n_bf16 x) { return __uint_as_float((n_u32)x.bits << 16); }
__device__ inline float n_number(float x) { return x; }
__device__ inline double n_number(double x) { return x; }

// ---- elements from numbers, with the rules of Java's casts ----

__device__ inline int n_whole32(int x) { return x; }
__device__ inline int n_whole32(n_i64 x) { return (int)x; }
__device__ inline int n_whole32(bool x) { return x; }
__device__ inline int n_whole32(double x) {
  if (x != x) return 0;
  if (x >= 2147483647.0) return 2147483647;
  if (x <= -2147483648.0) return -2147483647 - 1;
  return (int)x;
}
__device__ inline int n_whole32(float x) {
  if (x != x) return 0;
  if (x >= 2147483648.0f) return 2147483647;
  if (x <= -2147483648.0f) return -2147483647 - 1;
  return (int)x;
}
__device__ inline n_i64 n_whole64(int x) { return x; }
__device__ inline n_i64 n_whole64(n_i64 x) { return x; }
__device__ inline n_i64 n_whole64(bool x) { return x; }
__device__ inline n_i64 n_whole64(double x) {
  if (x != x) return 0;
  if (x >= 9223372036854775808.0) return 0x7fffffffffffffffLL;
  if (x <= -9223372036854775808.0) return -0x7fffffffffffffffLL - 1;
  return (n_i64)x;
}
__device__ inline n_i64 n_whole64(float x) { return n_whole64((double)x); }

// Rounds to the nearest number of half precision, ties to even.
__device__ inline unsigned short n_to_half(float x) {
  n_u32 bits = __float_as_uint(x);
  n_u32 sign = (bits >> 16) & 0x8000u;
  n_u32 size = bits & 0x7fffffffu;
  n_u32 half;
  if (size > 0x7f800000u) {
    half = 0x7e00u;
  } else if (size >= 0x477ff000u) {
    half = 0x7c00u;
  } else if (size < 0x38800000u) {
    // Adding 1/2 leaves the multiple of 2^-24 in the last bits, rounded by the addition.
    half = __float_as_uint(__uint_as_float(size) + 0.5f) - 0x3f000000u;
  } else {
    half = (size - 0x38000000u + 0xfffu + ((size >> 13) & 1u)) >> 13;
  }
  return (unsigned short)(sign | half);
}

__device__ inline unsigned short n_to_bfloat(float x) {
  n_u32 bits = __float_as_uint(x);
  return x != x ? (unsigned short)0x7fc0 : (unsigned short)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

template <class S> struct n_as {};

template <class P> __device__ inline n_bool n_pack(n_as<n_bool>, P x) {
  n_bool r;
  r.bits = (unsigned char)(x != 0);
  return r;
}
template <class P> __device__ inline unsigned char n_pack(n_as<unsigned char>, P x) { return (unsigned char)n_whole32(x); }
template <class P> __device__ inline signed char n_pack(n_as<signed char>, P x) { return (signed char)n_whole32(x); }
template <class P> __device__ inline short n_pack(n_as<short>, P x) { return (short)n_whole32(x); }
template <class P> __device__ inline int n_pack(n_as<int>, P x) { return n_whole32(x); }
template <class P> __device__ inline n_i64 n_pack(n_as<n_i64>, P x) { return n_whole64(x); }
template <class P> __device__ inline float n_pack(n_as<float>, P x) { return (float)x; }
template <class P> __device__ inline double n_pack(n_as<double>, P x) { return (double)x; }
template <class P> __device__ inline n_f16 n_pack(n_as<n_f16>, P x) {
  n_f16 r;
  r.bits = n_to_half((float)x);
  return r;
}
template <class P> __device__ inline n_bf16 n_pack(n_as<n_bf16>, P x) {
  n_bf16 r;
  r.bits = n_to_bfloat((float)x);
  return r;
}

// An element as a number of the type C that is computed in.
template <class C, class S> __device__ inline C n_load(S x) { return n_pack(n_as<C>(), n_number(x)); }

template <class S> __device__ inline S *n_pointer(n_i64 address) { return (S *)(n_u64)address; }

// ---- the scalar operators; integers wrap around ----

__device__ inline int n_wrap(n_u32 x) { return (int)x; }
__device__ inline n_i64 n_wrap(n_u64 x) { return (n_i64)x; }

#define N_WHOLE(T, U, BITS)                                                                        \
  __device__ inline T n_neg(T a) { return n_wrap((U)0 - (U)a); }                                   \
  __device__ inline T n_abs(T a) { return a < 0 ? n_neg(a) : a; }                                  \
  __device__ inline T n_floor(T a) { return a; }                                                   \
  __device__ inline T n_round(T a) { return a; }                                                   \
  __device__ inline T n_add(T a, T b) { return n_wrap((U)a + (U)b); }                              \
  __device__ inline T n_sub(T a, T b) { return n_wrap((U)a - (U)b); }                              \
  __device__ inline T n_mul(T a, T b) { return n_wrap((U)a * (U)b); }                              \
  __device__ inline T n_fma(T a, T b, T c) { return n_add(n_mul(a, b), c); }                       \
  __device__ inline T n_quotient(T a, T b) { return b == 0 ? 0 : b == -1 ? n_neg(a) : a / b; }     \
  __device__ inline T n_rem(T a, T b) { return b == 0 || b == -1 ? 0 : a % b; }                    \
  __device__ inline T n_max(T a, T b) { return a < b ? b : a; }                                    \
  __device__ inline T n_min(T a, T b) { return b < a ? b : a; }                                    \
  __device__ inline T n_bit_and(T a, T b) { return a & b; }                                        \
  __device__ inline T n_bit_or(T a, T b) { return a | b; }                                         \
  __device__ inline T n_bit_xor(T a, T b) { return a ^ b; }                                        \
  __device__ inline T n_shift_left(T a, T b) { return b >= 0 && b < BITS ? n_wrap((U)a << b) : 0; } \
  __device__ inline T n_shift_right(T a, T b) { return a >> (b >= 0 && b < BITS ? b : BITS - 1); }

N_WHOLE(int, n_u32, 32)
N_WHOLE(n_i64, n_u64, 64)

__device__ inline bool n_negative(float a) { return __float_as_uint(a) >> 31; }
__device__ inline bool n_negative(double a) { return __double_as_longlong(a) < 0; }
__device__ inline float n_infinity(float) { return __uint_as_float(0x7f800000u); }
__device__ inline double n_infinity(double) { return __longlong_as_double(0x7ff0000000000000LL); }
__device__ inline float n_nan(float) { return __uint_as_float(0x7fc00000u); }
__device__ inline double n_nan(double) { return __longlong_as_double(0x7ff8000000000000LL); }

// F(name) is the function of C's library for the type.
#define N_REAL(T, F)                                                                               \
  __device__ inline T n_neg(T a) { return -a; }                                                    \
  __device__ inline T n_abs(T a) { return F(fabs)(a); }                                            \
  __device__ inline T n_floor(T a) { return F(floor)(a); }                                         \
  __device__ inline T n_round(T a) { return F(rint)(a); }                                          \
  __device__ inline T n_sqrt(T a) { return F(sqrt)(a); }                                           \
  __device__ inline T n_exp(T a) { return F(exp)(a); }                                             \
  __device__ inline T n_expm1(T a) { return F(expm1)(a); }                                         \
  __device__ inline T n_log(T a) { return F(log)(a); }                                             \
  __device__ inline T n_log1p(T a) { return F(log1p)(a); }                                         \
  __device__ inline T n_sin(T a) { return F(sin)(a); }                                             \
  __device__ inline T n_cos(T a) { return F(cos)(a); }                                             \
  __device__ inline T n_tanh(T a) { return F(tanh)(a); }                                           \
  __device__ inline T n_erf(T a) { return F(erf)(a); }                                             \
  __device__ inline T n_sigmoid(T a) {                                                             \
    T e = F(exp)(-F(fabs)(a));                                                                     \
    return (a < 0 ? e : (T)1) / (1 + e);                                                           \
  }                                                                                                \
  __device__ inline T n_add(T a, T b) { return a + b; }                                            \
  __device__ inline T n_sub(T a, T b) { return a - b; }                                            \
  __device__ inline T n_mul(T a, T b) { return a * b; }                                            \
  __device__ inline T n_fma(T a, T b, T c) { return F(fma)(a, b, c); }                             \
  __device__ inline T n_div(T a, T b) { return a / b; }                                            \
  __device__ inline T n_rem(T a, T b) { return F(fmod)(a, b); }                                    \
  __device__ inline T n_atan2(T a, T b) { return F(atan2)(a, b); }                                 \
  __device__ inline T n_pow(T a, T b) { return F(pow)(a, b); }                                     \
  __device__ inline T n_max(T a, T b) {                                                            \
    return a > b ? a : a < b ? b : a != b ? a + b : n_negative(a) ? b : a;                         \
  }                                                                                                \
  __device__ inline T n_min(T a, T b) {                                                            \
    return a < b ? a : a > b ? b : a != b ? a + b : n_negative(a) ? a : b;                         \
  }

#define N_SINGLE(name) name##f
#define N_DOUBLE(name) name
N_REAL(float, N_SINGLE)
N_REAL(double, N_DOUBLE)

#define N_COMPARE(T)                                                                               \
  __device__ inline bool n_lt(T a, T b) { return a < b; }                                          \
  __device__ inline bool n_le(T a, T b) { return a <= b; }                                         \
  __device__ inline bool n_eq(T a, T b) { return a == b; }                                         \
  __device__ inline T n_select(bool m, T a, T b) { return m ? a : b; }

N_COMPARE(int)
N_COMPARE(n_i64)
N_COMPARE(float)
N_COMPARE(double)
__device__ inline bool n_select(bool m, bool a, bool b) { return m ? a : b; }
__device__ inline bool n_and(bool a, bool b) { return a && b; }
__device__ inline bool n_or(bool a, bool b) { return a || b; }
__device__ inline bool n_not(bool a) { return !a; }

// ---- the neutral elements of joins ----

__device__ inline int n_lowest(int) { return -2147483647 - 1; }
__device__ inline n_i64 n_lowest(n_i64) { return -0x7fffffffffffffffLL - 1; }
__device__ inline float n_lowest(float a) { return -n_infinity(a); }
__device__ inline double n_lowest(double a) { return -n_infinity(a); }
__device__ inline int n_highest(int) { return 2147483647; }
__device__ inline n_i64 n_highest(n_i64) { return 0x7fffffffffffffffLL; }
__device__ inline float n_highest(float a) { return n_infinity(a); }
__device__ inline double n_highest(double a) { return n_infinity(a); }

// ---- random numbers: Philox4x32-10 (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3",
// SC 2011), the key 64 bits and the counter (low, high, 0, 0) ----

struct n_block { n_u32 word[4]; };

__device__ inline n_block n_philox(n_u64 key, n_u64 counter) {
  n_u32 k0 = (n_u32)key, k1 = (n_u32)(key >> 32);
  n_u32 c0 = (n_u32)counter, c1 = (n_u32)(counter >> 32), c2 = 0, c3 = 0;
  for (int round = 0; round < 10; round++) {
    n_u64 p0 = (n_u64)0xD2511F53u * c0;
    n_u64 p1 = (n_u64)0xCD9E8D57u * c2;
    c0 = (n_u32)(p1 >> 32) ^ c1 ^ k0;
    c2 = (n_u32)(p0 >> 32) ^ c3 ^ k1;
    c1 = (n_u32)p1;
    c3 = (n_u32)p0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  n_block b;
  b.word[0] = c0;
  b.word[1] = c1;
  b.word[2] = c2;
  b.word[3] = c3;
  return b;
}

__device__ inline float n_uniform(n_as<float>, n_i64 key, n_i64 counter, int word) {
  return (float)(n_philox((n_u64)key, (n_u64)counter).word[word] >> 8) * 5.9604644775390625e-8f;
}
__device__ inline double n_uniform(n_as<double>, n_i64 key, n_i64 counter, int word) {
  n_block b = n_philox((n_u64)key, (n_u64)counter);
  n_u64 bits = ((n_u64)b.word[word] << 32 | b.word[word ^ 1]) >> 11;
  return (double)bits * 1.1102230246251565e-16; // 2^-53
}

// ---- walking over strided views ----

// Division by a loop's extent: for positions below 2^31 by a multiplication with a "magic" number
// (Granlund and Montgomery, "Division by Invariant Integers using Multiplication", 1994), which the
// host packs as multiplier | shift << 32.
__device__ inline int n_over(int n, n_i64, n_i64 magic) {
  return (int)((__umulhi((n_u32)n, (n_u32)magic) + (n_u32)n) >> (int)(magic >> 32));
}
__device__ inline n_i64 n_over(n_i64 n, n_i64 extent, n_i64) { return n / extent; }

// Adds to each of K positions where the element at row-major position `at` lies. From slot `from`
// of the arguments on, each of `depth` loops has its extent, its magic number and K strides.
template <int K, class I, class A>
__device__ inline void n_walk(const A &a, int from, int depth, I at, I *position) {
  for (int d = depth - 1; d > 0; d--) {
    int slot = from + d * (K + 2);
    I quotient = n_over(at, a.v[slot], a.v[slot + 1]);
    I rest = at - quotient * (I)a.v[slot];
    at = quotient;
#pragma unroll
    for (int k = 0; k < K; k++) position[k] += rest * (I)a.v[slot + 2 + k];
  }
#pragma unroll
  for (int k = 0; k < K; k++) position[k] += at * (I)a.v[from + 2 + k];
}

// Four elements that are read or written at once.
template <class T> struct alignas(sizeof(T) * 4 < 16 ? sizeof(T) * 4 : 16) n_four { T at[4]; };

// ---- end of the prelude ----
