// Hands work of a library to the simulated driver: done at once, or noted where a stream is captured.
#pragma once
#include <dlfcn.h>

#include <functional>

static int on_stream(void *stream, std::function<int()> work) {
  typedef int (*Submit)(void *, void *);
  static Submit submit = (Submit)dlsym(dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD), "sim_submit");
  return submit(stream, &work);
}

static bool is_captured(void *stream) {
  typedef int (*Ask)(void *);
  static Ask ask = (Ask)dlsym(dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD), "sim_is_captured");
  return ask(stream);
}

// Counts something that a test asks for.
static void tally(const char *name) {
  typedef void (*Count)(const char *);
  static Count count = (Count)dlsym(dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD), "sim_tally");
  count(name);
}
