// libcuda.so.1 of a simulated device: memory is host memory, kernels are functions that g++ made of
// the backend's own CUDA C. Each thread of a block is a fiber if the kernel waits for others, and a
// plain call if not. Streams, kernels and memory belong to one of several GPUs, and mixing them is an
// error, as it is on devices.
#include <dlfcn.h>
#include <sys/mman.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "streams.h"

#include "cuda_shim.h"
#undef threadIdx
#undef blockIdx
#undef blockDim
#undef gridDim

typedef int CUresult;
typedef int CUdevice;
typedef unsigned long long CUdeviceptr;
enum {
  SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NOT_INITIALIZED = 3, NO_DEVICE = 100, INVALID_DEVICE = 101,
  INVALID_IMAGE = 200, INVALID_CONTEXT = 201, NO_BINARY = 209, INVALID_HANDLE = 400, NOT_FOUND = 500, NOT_READY = 600,
  ILLEGAL_ADDRESS = 700, LAUNCH_FAILED = 719, NOT_SUPPORTED = 801
};

// ---- settings: from the environment, and from tests by sim_set ----

static std::map<std::string, long> settings;

static long setting(const char *name, long otherwise) {
  auto found = settings.find(name);
  if (found != settings.end()) return found->second;
  const char *text = getenv((std::string("SIM_") + name).c_str());
  return text ? atol(text) : otherwise;
}

extern "C" long sim_set(const char *name, long value) {
  std::lock_guard<std::recursive_mutex> held(lock);
  run_all(-1);
  settings[name] = value;
  return 0;
}

static std::map<std::string, long> counters;
extern "C" long sim_count(const char *name, long) {
  std::lock_guard<std::recursive_mutex> held(lock);
  return counters[name];
}

// For the other libraries.
extern "C" void sim_tally(const char *name) {
  std::lock_guard<std::recursive_mutex> held(lock);
  counters[name]++;
}

// ---- contexts, memory ----

struct Context { int device; };
static Context contexts[16];
static thread_local Context *current;

struct Block { size_t bytes; int device; };
static std::map<CUdeviceptr, Block> blocks;
static size_t used[16];

static bool known(CUdeviceptr at, size_t bytes) {
  auto next = blocks.upper_bound(at);
  if (next == blocks.begin()) return bytes == 0;
  --next;
  return at + bytes <= next->first + next->second.bytes;
}

static int device_of(CUdeviceptr at) {
  auto next = blocks.upper_bound(at);
  if (next == blocks.begin()) return -1;
  --next;
  return at < next->first + next->second.bytes ? next->second.device : -1;
}

// ---- work ----

static CUresult hand_over(Stream *stream, Work work) {
  std::lock_guard<std::recursive_mutex> held(lock);
  if (!current || !stream) return INVALID_CONTEXT;
  if (stream->device != current->device) {
    fprintf(stderr, "simulated device: work for a stream of GPU %d while GPU %d is current\n", stream->device, current->device);
    return INVALID_HANDLE;
  }
  return submit(stream, setting("DEFER", 1), std::move(work));
}

// For the other libraries: work that is a std::function<CUresult()>, which is copied.
extern "C" CUresult sim_submit(Stream *stream, void *work) {
  return hand_over(stream, *(Work *)work);
}
extern "C" int sim_is_captured(Stream *stream) { return stream->captured != nullptr; }

// ---- fibers ----

extern "C" void sim_switch(void **from, void *to);
asm(R"(
.text
.globl sim_switch
.type sim_switch,@function
sim_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
)");

enum State { RUNNING, AT_BLOCK, AT_WARP, DONE };
struct Fiber { void *stack; State state; sim_thread id; };
static const size_t STACK = 64 * 1024;
static char *stacks;
static Fiber fibers[1024];
static void *scheduler;
static int running;
static sim_api api;
static const sim_kernel *kernel;
static void **parameters;
static unsigned long long exchanged[32][32];

static void fiber_main() {
  kernel->call(parameters);
  fibers[running].state = DONE;
  sim_switch(&fibers[running].stack, scheduler);
}

static void barrier(int warp_only) {
  Fiber &self = fibers[running];
  self.state = warp_only ? AT_WARP : AT_BLOCK;
  sim_switch(&self.stack, scheduler);
}

static unsigned long long shuffle(unsigned long long value, int lane) {
  int warp = running / 32;
  exchanged[warp][running % 32] = value;
  barrier(1);
  unsigned long long result = exchanged[warp][lane & 31];
  barrier(1);
  return result;
}

static bool release(int count) {
  bool all = true, any = false;
  for (int i = 0; i < count; i++) all = all && (fibers[i].state == AT_BLOCK || fibers[i].state == DONE);
  for (int warp = 0; warp * 32 < count; warp++) {
    int end = warp * 32 + 32 < count ? warp * 32 + 32 : count;
    bool whole = true;
    for (int i = warp * 32; i < end; i++) whole = whole && (fibers[i].state == AT_WARP || fibers[i].state == DONE);
    for (int i = warp * 32; i < end; i++) {
      if (fibers[i].state == AT_WARP ? whole : fibers[i].state == AT_BLOCK && all) {
        fibers[i].state = RUNNING;
        any = true;
      }
    }
  }
  return any;
}

static CUresult run_block(sim_thread id, int count) {
  if (!stacks) {
    stacks = (char *)mmap(0, 1024 * STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  }
  for (int i = 0; i < count; i++) {
    void **top = (void **)(stacks + (i + 1) * STACK) - 1;
    *top = 0;
    *--top = (void *)fiber_main;
    for (int r = 0; r < 6; r++) *--top = 0;
    id.thread = {i % id.block_size.x, i / id.block_size.x % id.block_size.y, i / id.block_size.x / id.block_size.y};
    fibers[i] = {top, RUNNING, id};
  }
  do {
    for (int i = 0; i < count; i++) {
      if (fibers[i].state == RUNNING) {
        running = i;
        api.self = &fibers[i].id;
        sim_switch(&scheduler, fibers[i].stack);
      }
    }
  } while (release(count));
  for (int i = 0; i < count; i++) {
    if (fibers[i].state != DONE) {
      fprintf(stderr, "simulated device: %s: threads wait for each other at different places\n", kernel->name);
      return LAUNCH_FAILED;
    }
  }
  return SUCCESS;
}

static CUresult execute(const sim_kernel *k, sim_dim grid, sim_dim block, void *block_of_parameters) {
  long failing = setting("FAIL_LAUNCH", 0);
  if (failing) {
    settings["FAIL_LAUNCH"] = 0;
    return broken = (CUresult)failing;
  }
  counters["launches"]++;
  void *p[1] = {block_of_parameters};
  kernel = k;
  parameters = p;
  int count = block.x * block.y * block.z;
  sim_thread id;
  id.block_size = block;
  id.grid_size = grid;
  for (unsigned z = 0; z < grid.z; z++) {
    for (unsigned y = 0; y < grid.y; y++) {
      for (unsigned x = 0; x < grid.x; x++) {
        id.block = {x, y, z};
        if (k->fibers) {
          CUresult result = run_block(id, count);
          if (result) return broken = result;
          continue;
        }
        api.self = &id;
        for (int i = 0; i < count; i++) {
          id.thread = {i % block.x, i / block.x % block.y, i / block.x / block.y};
          k->call(p);
        }
      }
    }
  }
  return SUCCESS;
}

// ---- modules: an "image" names a shared library and the source's key in it ----

struct Function { const sim_kernel *kernel; int device; };
struct Module { std::map<std::string, Function> kernels; };
static std::map<std::string, void *> libraries;

extern "C" {

CUresult cuInit(unsigned) {
  long result = setting("INIT", 0);
  return result ? (CUresult)result : setting("DEVICES", 2) == 0 ? NO_DEVICE : SUCCESS;
}
CUresult cuDriverGetVersion(int *version) { *version = (int)setting("DRIVER", 13000); return SUCCESS; }
CUresult cuDeviceGetCount(int *count) { *count = (int)setting("DEVICES", 2); return SUCCESS; }
CUresult cuDeviceGet(CUdevice *device, int ordinal) {
  if (ordinal < 0 || ordinal >= setting("DEVICES", 2)) return INVALID_DEVICE;
  *device = ordinal;
  return SUCCESS;
}
CUresult cuDeviceGetName(char *name, int length, CUdevice) { strncpy(name, "Simulated GPU", length); return SUCCESS; }
CUresult cuDeviceTotalMem_v2(size_t *bytes, CUdevice) { *bytes = setting("MEMORY", 1L << 30); return SUCCESS; }
CUresult cuDeviceGetAttribute(int *value, int attribute, CUdevice) {
  long sm = setting("SM", 90);
  switch (attribute) {
    case 75: *value = (int)(sm / 10); break;  // compute capability
    case 76: *value = (int)(sm % 10); break;
    case 6: case 7: *value = (int)setting("GRID", 64); break; // blocks along y and z: few, so that tests reach it
    case 16: *value = 2; break;               // multiprocessors
    case 115: *value = 0; break;              // memory pools
    default: *value = 0;
  }
  return SUCCESS;
}
CUresult cuDevicePrimaryCtxRetain(Context **context, CUdevice device) {
  contexts[device].device = device;
  *context = &contexts[device];
  return SUCCESS;
}
CUresult cuDevicePrimaryCtxRelease_v2(CUdevice) { return SUCCESS; }
CUresult cuCtxSetCurrent(Context *context) { current = context; return SUCCESS; }
CUresult cuCtxGetCurrent(Context **context) { *context = current; return SUCCESS; }
CUresult cuCtxSynchronize() {
  std::lock_guard<std::recursive_mutex> held(lock);
  if (!current) return INVALID_CONTEXT;
  return capturing ? (CUresult)900 : run_all(current->device);
}
CUresult cuDeviceCanAccessPeer(int *can, CUdevice a, CUdevice b) { *can = a != b && setting("PEERS", 1); return SUCCESS; }
CUresult cuCtxEnablePeerAccess(Context *peer, unsigned) {
  std::lock_guard<std::recursive_mutex> held(lock);
  static std::set<std::pair<Context *, Context *>> enabled;
  if (!current || peer == current || !setting("PEERS", 1)) return INVALID_CONTEXT;
  if (!enabled.insert({current, peer}).second) return (CUresult)704; // PEER_ACCESS_ALREADY_ENABLED
  counters["peers enabled"]++;
  return SUCCESS;
}

CUresult cuMemGetInfo_v2(size_t *free_bytes, size_t *total) {
  std::lock_guard<std::recursive_mutex> held(lock);
  *total = setting("MEMORY", 1L << 30);
  *free_bytes = *total - used[current ? current->device : 0];
  return SUCCESS;
}
CUresult cuMemAlloc_v2(CUdeviceptr *at, size_t bytes) {
  std::lock_guard<std::recursive_mutex> held(lock);
  if (broken) return broken;
  if (!current) return INVALID_CONTEXT;
  if (capturing) counters["allocations in a capture"]++;
  size_t &mine = used[current->device];
  if (mine + bytes > (size_t)setting("MEMORY", 1L << 30)) return OUT_OF_MEMORY;
  void *memory = aligned_alloc(256, (bytes + 255) / 256 * 256);
  if (!memory) return OUT_OF_MEMORY;
  memset(memory, 0xCB, bytes < 4 << 20 ? bytes : 4 << 20); // nobody may rely on zeros
  mine += bytes;
  *at = (CUdeviceptr)memory;
  blocks[*at] = {bytes, current->device};
  return SUCCESS;
}
CUresult cuMemFree_v2(CUdeviceptr at) {
  std::lock_guard<std::recursive_mutex> held(lock);
  auto block = blocks.find(at);
  if (block == blocks.end()) return INVALID_VALUE;
  run_all(block->second.device);
  used[block->second.device] -= block->second.bytes;
  free((void *)at);
  blocks.erase(block);
  return broken;
}
CUresult cuMemHostAlloc(void **at, size_t bytes, unsigned) { *at = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096); return *at ? SUCCESS : OUT_OF_MEMORY; }
CUresult cuMemAllocHost_v2(void **at, size_t bytes) { return cuMemHostAlloc(at, bytes, 0); }
CUresult cuMemFreeHost(void *at) {
  std::lock_guard<std::recursive_mutex> held(lock);
  run_all(-1);
  free(at);
  return SUCCESS;
}

static CUresult copy(void *to, const void *from, size_t bytes, int device_to, int device_from, Stream *stream) {
  return hand_over(stream, [=]() -> CUresult {
    if ((device_to >= 0 && (!known((CUdeviceptr)to, bytes) || device_of((CUdeviceptr)to) != device_to)) ||
        (device_from >= 0 && (!known((CUdeviceptr)from, bytes) || device_of((CUdeviceptr)from) != device_from))) {
      fprintf(stderr, "simulated device: a copy of %zu bytes leaves its memory\n", bytes);
      return broken = ILLEGAL_ADDRESS;
    }
    memmove(to, from, bytes);
    return SUCCESS;
  });
}
static int device_of(Stream *stream) { return stream ? stream->device : 0; }
CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void *from, size_t bytes, Stream *s) { return copy((void *)to, from, bytes, device_of(s), -1, s); }
CUresult cuMemcpyDtoHAsync_v2(void *to, CUdeviceptr from, size_t bytes, Stream *s) { return copy(to, (void *)from, bytes, -1, device_of(s), s); }
CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes, Stream *s) { return copy((void *)to, (void *)from, bytes, device_of(s), device_of(s), s); }
CUresult cuMemcpyPeerAsync(CUdeviceptr to, Context *to_context, CUdeviceptr from, Context *from_context, size_t bytes, Stream *s) {
  counters["peer copies"]++;
  return copy((void *)to, (void *)from, bytes, to_context->device, from_context->device, s);
}
CUresult cuMemsetD8Async(CUdeviceptr at, unsigned char value, size_t bytes, Stream *s) {
  return hand_over(s, [=]() -> CUresult {
    if (!known(at, bytes) || device_of(at) != s->device) return broken = ILLEGAL_ADDRESS;
    memset((void *)at, value, bytes);
    return SUCCESS;
  });
}

CUresult cuStreamCreate(Stream **stream, unsigned) {
  std::lock_guard<std::recursive_mutex> held(lock);
  if (!current) return INVALID_CONTEXT;
  *stream = new Stream();
  (*stream)->device = current->device;
  streams.insert(*stream);
  counters["streams"]++;
  return SUCCESS;
}
CUresult cuStreamDestroy_v2(Stream *stream) {
  std::lock_guard<std::recursive_mutex> held(lock);
  run(stream, stream->submitted);
  return SUCCESS;
}
CUresult cuStreamSynchronize(Stream *stream) {
  std::lock_guard<std::recursive_mutex> held(lock);
  if (!stream) return INVALID_VALUE;
  if (stream->captured) return (CUresult)900;
  counters["synchronizations"]++;
  return run(stream, stream->submitted);
}
CUresult cuStreamQuery(Stream *stream) {
  std::lock_guard<std::recursive_mutex> held(lock);
  return broken ? broken : stream->queue.empty() ? SUCCESS : NOT_READY;
}
CUresult cuStreamWaitEvent(Stream *stream, Event *event, unsigned) {
  std::lock_guard<std::recursive_mutex> held(lock);
  return wait_for(stream, setting("DEFER", 1), event);
}
CUresult cuEventCreate(Event **event, unsigned) {
  if (!current) return INVALID_CONTEXT;
  *event = new Event();
  (*event)->device = current->device;
  return SUCCESS;
}
CUresult cuEventDestroy_v2(Event *event) { delete event; return SUCCESS; }
CUresult cuEventRecord(Event *event, Stream *stream) {
  std::lock_guard<std::recursive_mutex> held(lock);
  return record(event, stream);
}
CUresult cuEventSynchronize(Event *event) {
  std::lock_guard<std::recursive_mutex> held(lock);
  return reached(event);
}
CUresult cuEventQuery(Event *event) {
  std::lock_guard<std::recursive_mutex> held(lock);
  return broken ? broken : event->stream && event->stream->done < event->after ? NOT_READY : SUCCESS;
}
CUresult cuEventElapsedTime(float *ms, Event *from, Event *to) {
  *ms = (float)((to->at.tv_sec - from->at.tv_sec) * 1e3 + (to->at.tv_nsec - from->at.tv_nsec) * 1e-6);
  return broken;
}

CUresult cuStreamBeginCapture_v2(Stream *stream, int) {
  std::lock_guard<std::recursive_mutex> held(lock);
  long failing = setting("FAIL_CAPTURE", 0);
  if (failing) return (CUresult)failing;
  stream->captured.reset(new Graph());
  capturing++;
  return SUCCESS;
}
CUresult cuStreamIsCapturing(Stream *stream, int *status) { *status = stream->captured ? 1 : 0; return SUCCESS; }
CUresult cuStreamEndCapture(Stream *stream, Graph **graph) {
  std::lock_guard<std::recursive_mutex> held(lock);
  if (!stream->captured) return INVALID_VALUE;
  capturing--;
  *graph = stream->captured.release();
  return SUCCESS;
}
CUresult cuGraphInstantiateWithFlags(Graph **exec, Graph *graph, unsigned long long) { *exec = new Graph(*graph); return SUCCESS; }
CUresult cuGraphLaunch(Graph *exec, Stream *stream) {
  counters["graph launches"]++;
  for (auto &work : exec->work) {
    CUresult result = hand_over(stream, work);
    if (result) return result;
  }
  return SUCCESS;
}
CUresult cuGraphDestroy(Graph *graph) { delete graph; return SUCCESS; }
CUresult cuGraphExecDestroy(Graph *exec) { delete exec; return SUCCESS; }
CUresult cuGraphGetNodes(Graph *graph, void *, size_t *count) { *count = graph->work.size(); return SUCCESS; }

CUresult cuModuleLoadData(Module **module, const void *image) {
  std::lock_guard<std::recursive_mutex> held(lock);
  if (broken) return broken;
  if (!current) return INVALID_CONTEXT;
  const char *text = (const char *)image;
  if (strncmp(text, "simulated cubin\n", 16) != 0) return INVALID_IMAGE;
  std::string rest(text + 16);
  size_t end = rest.find('\n');
  size_t end2 = end == std::string::npos ? end : rest.find('\n', end + 1);
  if (end2 == std::string::npos) return INVALID_IMAGE;
  std::string path = rest.substr(0, end), key = rest.substr(end + 1, end2 - end - 1);
  void *&library = libraries[path];
  if (!library) {
    library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) {
      fprintf(stderr, "simulated device: %s\n", dlerror());
      libraries.erase(path);
      return NO_BINARY;
    }
    api.barrier = barrier;
    api.shuffle = shuffle;
    ((void (*)(sim_api *))dlsym(library, "sim_bind"))(&api);
  }
  Module *made = new Module();
  for (const sim_kernel *k = (const sim_kernel *)dlsym(library, "sim_kernels"); k->key; k++) {
    if (key == k->key) made->kernels[k->name] = {k, current->device};
  }
  *module = made;
  return made->kernels.empty() ? NOT_FOUND : SUCCESS;
}
CUresult cuModuleUnload(Module *module) {
  std::lock_guard<std::recursive_mutex> held(lock);
  run_all(-1);
  delete module;
  return SUCCESS;
}
CUresult cuModuleGetFunction(const Function **function, Module *module, const char *name) {
  auto found = module->kernels.find(name);
  if (found == module->kernels.end()) return NOT_FOUND;
  *function = &found->second;
  return SUCCESS;
}
CUresult cuLaunchKernel(const Function *f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by,
                        unsigned bz, unsigned, Stream *stream, void **params, void **) {
  std::lock_guard<std::recursive_mutex> held(lock);
  if (!current) return INVALID_CONTEXT;
  unsigned most = (unsigned)setting("GRID", 64);
  if (gx == 0 || gx > 0x7fffffffu || gy == 0 || gz == 0 || gy > most || gz > most) return INVALID_VALUE;
  if (bx * by * bz == 0 || bx * by * bz > 1024) return INVALID_VALUE;
  const sim_kernel *k = f->kernel;
  if (f->device != current->device) {
    fprintf(stderr, "simulated device: %s was loaded on GPU %d and is launched on GPU %d\n", k->name, f->device, current->device);
    return INVALID_HANDLE;
  }
  long refusing = setting("REFUSE_LAUNCH", 0);
  if (refusing) return (CUresult)refusing;
  std::vector<char> copied((char *)params[0], (char *)params[0] + k->parameter_bytes);
  for (size_t i = 0; i + 8 <= copied.size(); i += 8) {
    CUdeviceptr at;
    memcpy(&at, &copied[i], 8);
    int device = device_of(at);
    if (device >= 0 && device != f->device) {
      fprintf(stderr, "simulated device: %s on GPU %d is given memory of GPU %d\n", k->name, f->device, device);
      return broken = ILLEGAL_ADDRESS;
    }
  }
  sim_dim grid = {gx, gy, gz}, block = {bx, by, bz};
  return hand_over(stream, [=]() mutable { return execute(k, grid, block, copied.data()); });
}
CUresult cuGetErrorName(CUresult error, const char **name) {
  switch (error) {
    case SUCCESS: *name = "CUDA_SUCCESS"; break;
    case INVALID_VALUE: *name = "CUDA_ERROR_INVALID_VALUE"; break;
    case INVALID_HANDLE: *name = "CUDA_ERROR_INVALID_HANDLE"; break;
    case OUT_OF_MEMORY: *name = "CUDA_ERROR_OUT_OF_MEMORY"; break;
    case ILLEGAL_ADDRESS: *name = "CUDA_ERROR_ILLEGAL_ADDRESS"; break;
    case LAUNCH_FAILED: *name = "CUDA_ERROR_LAUNCH_FAILED"; break;
    default: *name = "CUDA_ERROR_UNKNOWN";
  }
  return SUCCESS;
}
CUresult cuGetErrorString(CUresult error, const char **text) { return cuGetErrorName(error, text); }

// Every other function that JCuda may call.
#define STUB(name) __attribute__((weak)) CUresult name() { fprintf(stderr, "simulated device: " #name " is not simulated\n"); return NOT_SUPPORTED; }
#include "driver_names.h"
}
