// Streams and events of the simulated device. Work waits until somebody has to see it, and then only
// as much is done as the order of streams and events demands: whoever forgot to wait for something
// meets old numbers. With the setting DEFER 0 it is done when it is handed over.
#pragma once
#include <ctime>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

typedef std::function<int()> Work;
struct Graph { std::vector<Work> work; };
struct Stream {
  int device;
  std::unique_ptr<Graph> captured;
  std::deque<Work> queue;
  long submitted, done;
};
struct Event {
  int device;
  Stream *stream; // where it was recorded last, after how much work
  long after;
  bool captured;
  timespec at;
};

static std::recursive_mutex lock;
static std::set<Stream *> streams; // never freed, since events may know them
static int broken;                 // after a fault every call fails, as on a device
static int capturing;              // streams

static int run(Stream *stream, long until) {
  while (stream->done < until && !stream->queue.empty()) {
    Work work = std::move(stream->queue.front());
    stream->queue.pop_front();
    stream->done++;
    int result = broken ? broken : work();
    if (result && !broken) broken = result;
  }
  return broken;
}

static int run_all(int device) {
  for (Stream *stream : std::set<Stream *>(streams)) {
    if (device < 0 || stream->device == device) run(stream, stream->submitted);
  }
  return broken;
}

static int submit(Stream *stream, bool defer, Work work) {
  if (broken) return broken;
  if (stream->captured) {
    stream->captured->work.push_back(std::move(work));
    return 0;
  }
  stream->submitted++;
  if (defer) {
    stream->queue.push_back(std::move(work));
    return 0;
  }
  stream->done++;
  return work();
}

static int record(Event *event, Stream *stream) {
  if (event->device != stream->device) return 400; // CUDA_ERROR_INVALID_HANDLE
  clock_gettime(CLOCK_MONOTONIC, &event->at);
  event->stream = stream;
  event->after = stream->submitted;
  event->captured = stream->captured != nullptr;
  return broken;
}

static int reached(const Event *event) { return event->stream ? run(event->stream, event->after) : broken; }

static int wait_for(Stream *stream, bool defer, const Event *event) {
  // A captured stream must not wait for work outside of the capture, nor others for work inside.
  if (stream->captured) return 905;
  if (event->captured) return 907;
  Stream *other = event->stream;
  long after = event->after;
  return other ? submit(stream, defer, [=] { return run(other, after); }) : broken;
}
