// libnvrtc.so of a simulated device: "compiles" by g++. Sources that are asked for at the same time
// are compiled together, since most of a compiler's time is its start. What was compiled is kept in
// SIM_CACHE under the source's hash.
#include <dirent.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

extern char **environ;

enum { OK = 0, INVALID_INPUT = 3, INVALID_PROGRAM = 4, INVALID_OPTION = 5, COMPILATION = 6 };
static const char *const END = "// ---- end of the prelude ----\n";

struct Program {
  std::string prelude, body, key, image, log;
  bool done = false, good = false;
};

static std::mutex lock;
static std::condition_variable finished;
static std::deque<Program *> waiting;
static int compilers;
static int batches;

static std::string hash(const std::string &text) {
  uint64_t a = 1469598103934665603ull, b = 0x9E3779B97F4A7C15ull;
  for (unsigned char c : text) {
    a = (a ^ c) * 1099511628211ull;
    b = (b + c) * 0xD1342543DE82EF95ull + 1;
  }
  char out[33];
  snprintf(out, sizeof out, "%016llx%016llx", (unsigned long long)a, (unsigned long long)b);
  return out;
}

static std::string read(const std::string &path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

static bool run(const std::vector<std::string> &command, const std::string &log) {
  std::vector<char *> arguments;
  for (auto &word : command) arguments.push_back((char *)word.c_str());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t child;
  int failed = posix_spawnp(&child, "g++", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 1;
  return !failed && waitpid(child, &status, 0) == child && status == 0;
}

// The kernels of a source by name, and the source without C's linkage, for a namespace of its own.
static std::vector<std::string> kernels(std::string &body) {
  std::vector<std::string> names;
  const std::string start = "extern \"C\" __global__ void ";
  for (size_t at = body.find(start); at != std::string::npos; at = body.find(start, at)) {
    size_t name = at + start.size(), end = body.find('(', name);
    names.push_back(body.substr(name, end - name));
    body.replace(at, start.size(), "void ");
  }
  return names;
}

static void compile(const std::vector<Program *> &batch, int number) {
  std::ostringstream source, table;
  source << "#include \"cuda_shim.h\"\n";
  std::map<std::string, int> preludes;
  table << "extern \"C\" const sim_kernel sim_kernels[] = {\n";
  for (Program *p : batch) {
    auto known = preludes.find(p->prelude);
    if (known == preludes.end()) {
      known = preludes.emplace(p->prelude, (int)preludes.size()).first;
      source << "namespace P" << known->second << " {\n" << p->prelude << "\n}\n";
    }
    std::string body = p->body, space = "K" + p->key;
    bool fibers = (p->prelude + body).find("__sync") != std::string::npos || body.find("__shfl") != std::string::npos;
    for (auto &name : kernels(body)) {
      std::string full = space + "::" + name;
      table << "{\"" << p->key << "\", \"" << name << "\", [](void **a) { sim_call(&" << full << ", a); }, sim_bytes(&"
            << full << "), " << fibers << "},\n";
    }
    source << "namespace " << space << " {\nusing namespace P" << known->second << ";\n#line 1 \"" << p->key << ".cu\"\n"
           << body << "\n}\n";
    // Macros have no namespace.
    for (size_t at = body.find("#define "); at != std::string::npos; at = body.find("#define ", at + 1)) {
      size_t name = at + 8;
      source << "#undef " << body.substr(name, body.find_first_of(" (\n", name) - name) << "\n";
    }
  }
  table << "{0, 0, 0, 0, 0}};\n";
  std::string stem = std::string(SIM_CACHE) + "/" + std::to_string(getpid()) + "-" + std::to_string(number);
  std::ofstream(stem + ".cpp") << source.str() << table.str();
  bool good = run({"g++", "-std=c++17", "-O0", "-w", "-fPIC", "-shared", "-fno-exceptions", "-fno-rtti", "-ffp-contract=off",
                   "-I" SIM_SOURCES, "-o", stem + ".so", stem + ".cpp", "-lm"}, stem + ".log");
  std::string log = read(stem + ".log");
  for (Program *p : batch) {
    p->good = good;
    p->log = log;
    if (good) {
      p->image = "simulated cubin\n" + stem + ".so\n" + p->key + "\n";
      std::string index = std::string(SIM_CACHE) + "/" + p->key, temporary = index + "." + std::to_string(getpid());
      std::ofstream(temporary) << p->image;
      rename(temporary.c_str(), index.c_str());
    }
  }
  if (good) unlink((stem + ".cpp").c_str());
  unlink((stem + ".log").c_str());
}

extern "C" {

int nvrtcVersion(int *major, int *minor) { *major = SIM_CUDA; *minor = 0; return OK; }
static const int archs[] = {75, 80, 86, 89, 90, 100, 120};
int nvrtcGetNumSupportedArchs(int *count) { *count = sizeof archs / sizeof archs[0]; return OK; }
int nvrtcGetSupportedArchs(int *out) { memcpy(out, archs, sizeof archs); return OK; }

int nvrtcCreateProgram(Program **program, const char *source, const char *, int, const char *const *, const char *const *) {
  Program *p = new Program();
  std::string text = source;
  size_t end = text.find(END);
  size_t start = end == std::string::npos ? 0 : end + strlen(END);
  p->prelude = text.substr(0, start);
  p->body = text.substr(start);
  *program = p;
  return OK;
}
int nvrtcDestroyProgram(Program **program) { delete *program; *program = nullptr; return OK; }

int nvrtcCompileProgram(Program *p, int, const char *const *) {
  static const std::string shim = read(SIM_SOURCES "/cuda_shim.h");
  p->key = hash(shim + p->prelude + p->body);
  std::string known = read(std::string(SIM_CACHE) + "/" + p->key);
  size_t first = known.find('\n'), second = known.find('\n', first + 1);
  if (second != std::string::npos && access(known.substr(first + 1, second - first - 1).c_str(), R_OK) == 0) {
    p->image = known;
    return OK;
  }
  std::unique_lock<std::mutex> held(lock);
  waiting.push_back(p);
  while (!p->done) {
    if (compilers >= 2 || waiting.empty()) {
      finished.wait(held);
      continue;
    }
    compilers++;
    std::vector<Program *> batch;
    while (!waiting.empty() && batch.size() < 64) {
      bool again = false; // a source twice in a batch would be a name twice
      for (Program *q : batch) again = again || q->key == waiting.front()->key;
      if (again) break;
      batch.push_back(waiting.front());
      waiting.pop_front();
    }
    int number = ++batches;
    held.unlock();
    compile(batch, number);
    if (batch.size() > 1 && !batch[0]->good) {
      for (Program *q : batch) {
        held.lock();
        number = ++batches;
        held.unlock();
        compile({q}, number);
      }
    }
    held.lock();
    for (Program *q : batch) q->done = true;
    compilers--;
    finished.notify_all();
  }
  return p->good ? OK : COMPILATION;
}

int nvrtcGetCUBINSize(Program *p, size_t *size) { *size = p->image.size() + 1; return OK; }
int nvrtcGetCUBIN(Program *p, char *out) { memcpy(out, p->image.c_str(), p->image.size() + 1); return OK; }
int nvrtcGetPTXSize(Program *p, size_t *size) { return nvrtcGetCUBINSize(p, size); }
int nvrtcGetPTX(Program *p, char *out) { return nvrtcGetCUBIN(p, out); }
int nvrtcGetProgramLogSize(Program *p, size_t *size) { *size = p->log.size() + 1; return OK; }
int nvrtcGetProgramLog(Program *p, char *out) { memcpy(out, p->log.c_str(), p->log.size() + 1); return OK; }
const char *nvrtcGetErrorString(int error) { return error == COMPILATION ? "NVRTC_ERROR_COMPILATION" : error ? "NVRTC_ERROR" : "NVRTC_SUCCESS"; }
int nvrtcAddNameExpression(Program *, const char *) { return INVALID_INPUT; }
int nvrtcGetLoweredName(Program *, const char *, const char **) { return INVALID_INPUT; }
}
