// CUDA C for g++: what the backend's kernels use of the language, on a simulated device. Compiled
// before the kernels' own text; includes nothing, so that it compiles fast.
#pragma once

struct sim_dim { unsigned x, y, z; };
struct sim_thread { sim_dim thread, block, block_size, grid_size; };

// What the simulated driver offers to kernels.
struct sim_api {
  sim_thread *self;                // the running thread
  void (*barrier)(int warp_only);  // waits for the block, or for the warp
  unsigned long long (*shuffle)(unsigned long long value, int lane);
};

static sim_api *sim;
extern "C" void sim_bind(sim_api *api) { sim = api; }

// A kernel of a compiled batch: `key` tells which source it belongs to.
struct sim_kernel {
  const char *key, *name;
  void (*call)(void **parameters);
  unsigned long parameter_bytes;
  int fibers;
};
template <class P> void sim_call(void (*kernel)(P), void **parameters) { kernel(*(P *)parameters[0]); }
template <class P> constexpr unsigned long sim_bytes(void (*)(P)) { return sizeof(P); }

#define __device__
#define __global__
#define __shared__ static // blocks run one after the other
#define threadIdx (sim->self->thread)
#define blockIdx (sim->self->block)
#define blockDim (sim->self->block_size)
#define gridDim (sim->self->grid_size)

static inline int atomicAdd(int *at, int x) { int before = *at; *at += x; return before; }
static inline void __syncthreads() { sim->barrier(0); }
static inline void __syncwarp() { sim->barrier(1); }
template <class T> static inline T __shfl_sync(unsigned, T value, int lane) {
  union { T value; unsigned long long bits; } in, out;
  in.bits = 0;
  in.value = value;
  out.bits = sim->shuffle(in.bits, lane);
  return out.value;
}

static inline unsigned __match_any_sync(unsigned mask, unsigned long long value) {
  unsigned same = 0;
  for (int lane = 0; lane < 32; lane++) same |= (unsigned)(__shfl_sync(mask, value, lane) == value) << lane;
  return same;
}
static inline int __any_sync(unsigned mask, int value) {
  int any = 0;
  for (int lane = 0; lane < 32; lane++) any |= __shfl_sync(mask, value != 0, lane);
  return any;
}

static inline unsigned __float_as_uint(float x) { unsigned r; __builtin_memcpy(&r, &x, 4); return r; }
static inline float __uint_as_float(unsigned x) { float r; __builtin_memcpy(&r, &x, 4); return r; }
static inline long long __double_as_longlong(double x) { long long r; __builtin_memcpy(&r, &x, 8); return r; }
static inline double __longlong_as_double(long long x) { double r; __builtin_memcpy(&r, &x, 8); return r; }
static inline unsigned __umulhi(unsigned a, unsigned b) { return (unsigned)((unsigned long long)a * b >> 32); }

extern "C" {
#define SIM_UNARY(name) double name(double) noexcept; float name##f(float) noexcept;
SIM_UNARY(fabs) SIM_UNARY(floor) SIM_UNARY(rint) SIM_UNARY(sqrt) SIM_UNARY(exp) SIM_UNARY(expm1)
SIM_UNARY(log) SIM_UNARY(log1p) SIM_UNARY(sin) SIM_UNARY(cos) SIM_UNARY(tanh) SIM_UNARY(erf)
#define SIM_BINARY(name) double name(double, double) noexcept; float name##f(float, float) noexcept;
SIM_BINARY(fmod) SIM_BINARY(atan2) SIM_BINARY(pow)
double fma(double, double, double) noexcept;
float fmaf(float, float, float) noexcept;
}
