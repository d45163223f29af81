"""Narae's GpuBench and PyTorch on the same GPU, in turns, and the bundle's checks; as JSON for page.py.

Usage: bench.py DEVICE SCALE OUT.json [TEXT...] -- JAVA [FLAGS...]
Only operations whose names contain one of the texts are measured; sizes are divided by SCALE (1 for the
real ones). Each side runs for half of its samples, then the other one, twice. PyTorch's times are those
between two CUDA events, each of many calls after a warm-up; on the processor the clock is read instead.
Without torch Narae is measured alone. Where no texts are given, or CHECKS in the environment names some of
"train quick sanitize", run.sh trains the CNN then and checks that bits repeat, that memory stays steady and what
compute-sanitizer says. OUT.json is written anew after each
operation and each check. SAMPLES and MILLIS, from the environment, are the samples of a turn and how long
one is.
"""
import datetime
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    torch = None

SAMPLES_OF_A_TURN, MILLIS = int(os.environ.get("SAMPLES", 8)), int(os.environ.get("MILLIS", 50))
SAMPLE_MICROS = 1e3 * MILLIS
MAIN = "dev.narae.benchmarks.gpu.GpuBench"


# ---- PyTorch's side ----


def sample(call, calls, host_only):
    """Microseconds of a call."""
    cuda = torch.cuda.is_available()
    if cuda:
        torch.cuda.synchronize()
    if cuda and not host_only:
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        for _ in range(calls):
            call()
        end.record()
        end.synchronize()
        return start.elapsed_time(end) * 1e3 / calls
    began = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - began) * 1e6 / calls


def samples(call, host_only):
    calls, warm = 1, 0.0
    while True:
        micros = sample(call, calls, False) * calls
        warm += micros
        if warm > 5 * SAMPLE_MICROS and micros * 2 > SAMPLE_MICROS:
            break
        if micros < SAMPLE_MICROS:
            calls = min(1_000_000, calls * 2)
    if host_only:
        calls = min(calls, 200)
    return [sample(call, calls, host_only) for _ in range(SAMPLES_OF_A_TURN)]


def cnn():
    class Cnn(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1, self.conv2 = torch.nn.Conv2d(1, 10, 5), torch.nn.Conv2d(10, 20, 5)
            self.fc1, self.fc2 = torch.nn.Linear(320, 50), torch.nn.Linear(50, 10)
            self.dropout = torch.nn.Dropout2d(0.5)

        def forward(self, x):
            x = F.relu(F.max_pool2d(self.conv1(x), 2))
            x = F.relu(F.max_pool2d(self.dropout(self.conv2(x)), 2))
            return F.log_softmax(self.fc2(F.relu(self.fc1(x.flatten(1)))), 1)

    return Cnn()


def step(model, loss):
    optimizer = torch.optim.SGD(model.parameters(), 0.01)

    def call():
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()

    return call


def replay(model, x, times):
    """A CUDA graph of so many forward passes, which gets its input anew each time."""
    if not torch.cuda.is_available():
        return lambda: [model(x) for _ in range(times)]
    standing = x.clone()
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            model(standing)
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for _ in range(times):
            y = model(standing)

    def call():
        standing.copy_(x)
        graph.replay()
        return y.clone()

    return call


def make(name, scale, device):
    """The call that a name stands for; None for one that PyTorch does not have."""
    words = name.split()
    kind = words[0]
    torch.backends.cuda.matmul.allow_tf32 = words[-1] == "tf32"
    torch.backends.cudnn.allow_tf32 = False
    randn = lambda *shape: torch.randn(*shape, device=device)
    scaled = lambda size: max(1, int(size) // scale)
    large = scaled(100_000_000)
    rows = (max(1, large // 1000), 1000)
    if name.startswith("add 1 ") or name == "add 1":
        x, y = randn(1), randn(1)
        return lambda: x + y
    if kind == "matmul":
        dtype = torch.bfloat16 if words[-1] == "bf16" else torch.float32
        n = scaled(words[1])
        x, y = randn(n, n).to(dtype), randn(n, n).to(dtype)
        return lambda: x @ y
    if kind in ("copy", "gelu", "sum", "add"):
        x = randn(large)
        y = randn(large) if kind == "add" else None
        return {"copy": x.clone, "gelu": lambda: F.gelu(x), "sum": x.sum, "add": lambda: x + y}[kind]
    if kind == "softmax":
        x = randn(*rows)
        return lambda: x.softmax(1)
    if kind == "layerNorm":
        x = randn(*rows)
        return lambda: F.layer_norm(x, (1000,))
    if kind == "crossEntropy":
        x, labels = randn(*rows), torch.randint(0, 1000, (rows[0],), device=device)
        return lambda: F.cross_entropy(x, labels)
    if kind == "sort":
        x = randn(max(1, large // 10))
        return lambda: x.sort(stable=True)
    if kind == "topk":
        x = randn(scaled(256), 50_000)
        return lambda: x.topk(50, 1)
    if kind.startswith("conv2d"):
        n, c, side = (int(part) for part in words[1].split("x"))
        out, kernel, padding, groups = int(words[3]), int(words[4][1:]), int(words[5][1:]), int(words[6][1:])
        dtype = torch.bfloat16 if words[-1] == "bf16" else torch.float32
        x, w = randn(scaled(n), c, side, side).to(dtype), randn(out, c // groups, kernel, kernel).to(dtype)
        if kind == "conv2d":
            return lambda: F.conv2d(x, w, padding=padding, groups=groups)
        x.requires_grad_(), w.requires_grad_()
        g = torch.ones_like(F.conv2d(x, w, padding=padding, groups=groups).detach())
        return lambda: torch.autograd.grad(F.conv2d(x, w, padding=padding, groups=groups), (x, w), g)
    if kind == "cnn":
        batch, model = scaled(words[2]), cnn().to(device)
        x, labels = randn(batch, 1, 28, 28), torch.randint(0, 10, (batch,), device=device)
        return step(model, lambda: F.nll_loss(model(x), labels))
    if kind == "transformer":
        model = torch.nn.TransformerEncoderLayer(512, 8, 2048, 0.0, batch_first=True).to(device)
        x, wanted = randn(scaled(32), scaled(128), 512), randn(scaled(32), scaled(128), 512)

        def loss():
            with torch.autocast(torch.device(device).type, dtype=torch.bfloat16):
                y = model(x)
            return F.mse_loss(y.float(), wanted)

        return step(model, loss)
    if kind == "lstm":
        model = torch.nn.LSTM(512, 512).to(device)
        x, wanted = randn(scaled(128), scaled(64), 512), randn(scaled(128), scaled(64), 512)
        return step(model, lambda: F.mse_loss(model(x)[0], wanted))
    if kind == "replay":
        return replay(cnn().to(device).eval(), randn(scaled(256), 1, 28, 28), int(words[-1]))
    return None


def torch_samples(name, scale, device):
    with torch.set_grad_enabled("step" in name or "gradients" in name):
        call = make(name, scale, device)
        found = None if call is None else samples(call, name.endswith("handed over"))
    del call
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    return found


# ---- Narae's side ----


class Narae:
    """A process that measures what it is asked for; started again if it ends."""

    def __init__(self, java, device, scale, flags=()):
        times = [f"-Dnarae.gpu.samples={SAMPLES_OF_A_TURN}", f"-Dnarae.gpu.millis={MILLIS}"]
        self.command = [java[0], *times, *flags, *java[1:], MAIN, device, str(scale)]
        self.process = None

    def about(self):
        done = subprocess.run(self.command + ["--about"], stdout=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit(f"bench.py: {' '.join(self.command)} ended with {done.returncode}")
        return json.loads(done.stdout.strip().splitlines()[-1])

    def samples(self, name):
        if self.process is None:
            self.process = subprocess.Popen(
                self.command + ["--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            self.process.stdin.write(name + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            code = self.process.wait()
            self.process = None
            return None, f"the process ended with {code}"
        answer = json.loads(line)
        return answer["times"]["micros"] or None, answer["error"]

    def close(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()


# ---- both ----


def measured(case, narae, scale, device):
    """A row: medians of both, of samples in turns."""
    name = case["name"]
    row = {"name": name, "goal": case["goal"], "bytes": case["bytes"] / scale}
    ours, theirs = [], []
    for _ in range(2):
        found, error = narae.samples(name)
        if not found:
            row["error"] = error
            break
        ours += found
        if torch is not None:
            try:
                theirs += torch_samples(name, scale, device) or []
            except RuntimeError as e:
                row["torch_error"] = str(e).splitlines()[0]
    if ours:
        row["narae"], row["narae_samples"] = statistics.median(ours), ours
    if theirs:
        row["torch"], row["torch_samples"] = statistics.median(theirs), theirs
    if ours and theirs:
        row["ratio"] = row["torch"] / row["narae"]
    return row


def judge(rows):
    """Shares of a copy's bandwidth, and whether goals are met; NaN and absence meet none."""
    copy = next((row for row in rows if row["name"].startswith("copy") and "narae" in row), None)
    for row in rows:
        if copy and row["bytes"] and "narae" in row:
            row["share"] = (row["bytes"] / row["narae"]) / (copy["bytes"] / copy["narae"])
        goal, met = row["goal"], []
        if goal["ratio"]:
            met.append(row.get("ratio", 0) >= goal["ratio"])
        if goal["share"]:
            met.append(row.get("share", 0) >= goal["share"])
        if goal["micros"]:
            met.append("narae" in row and row["narae"] <= goal["micros"])
        row["met"] = all(met) if met else None
    once = next((row for row in rows if row["name"] == "replay cnn 256 times 1" and "narae" in row), None)
    ten = next((row for row in rows if row["name"] == "replay cnn 256 times 10" and "narae" in row), None)
    if once and ten:
        # In a long graph a replay's start hardly counts.
        once["over_kernels"] = once["narae"] / (ten["narae"] / 10) - 1
        once["met"] = once["over_kernels"] <= 0.1


# ---- checks ----


def checks(device):
    """What is checked beside the speed: a name, arguments of run.sh, seconds that it may take."""
    run = os.path.join(os.path.dirname(os.path.abspath(__file__)), "run.sh")
    found = os.environ.get("CHECKS", "train quick sanitize").split()
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments, limit in (
            ("train", ["train", "--epochs", "5", "--out", os.path.join(folder, "run")], 120),
            ("quick", ["check", "--quick"], 120),
            ("sanitize", ["sanitize"], 150),
        ):
            if name in found:
                yield check(name, [run, *arguments], device, limit)


def check(name, command, device, limit):
    began = time.perf_counter()
    row = {"name": name, "command": " ".join(["./run.sh", *command[1:]])}
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=limit,
            env={**os.environ, "DEVICE": device})
        row["exit"], said = done.returncode, done.stdout
    except subprocess.TimeoutExpired as e:
        row["exit"], said = None, (e.stdout or b"").decode(errors="replace")
    row["seconds"], row["said"] = round(time.perf_counter() - began, 1), said[-4000:]
    accuracy = re.findall(r"([0-9.]+) ?%", said)
    if name == "train" and accuracy:
        row["accuracy"] = float(accuracy[-1])
    return row


# ---- both again ----


def peer():
    if torch is None:
        return {}
    cuda = torch.cuda.is_available()
    return {"torch": torch.__version__, "torch_cuda": torch.version.cuda if cuda else None,
            "cudnn": torch.backends.cudnn.version() if cuda else None,
            "torch_device": torch.cuda.get_device_name() if cuda else "the processor"}


def main():
    split = sys.argv.index("--")
    device, scale, out, *texts = sys.argv[1:split]
    java, scale = sys.argv[split + 1:], int(scale)
    torch_device = "cpu" if torch is None or not torch.cuda.is_available() else device
    if torch is not None:
        torch.backends.cuda.matmul.allow_bf16_reduced_precision_reduction = False
    plain, tf32 = Narae(java, device, scale), Narae(java, device, scale, ["-Dnarae.cuda.tf32=true"])
    about = plain.about()
    work = [(case, plain) for case in about.pop("cases")] + [(case, tf32) for case in tf32.about()["cases"]]
    if texts:
        work = [(case, side) for case, side in work if any(text in case["name"] for text in texts)]
    head = {"date": datetime.date.today().isoformat(), "scale": scale, **about, **peer()}
    print(f"# {head['date']}: {head['found']}; PyTorch {head.get('torch', 'is not here')}", flush=True)
    began, rows, checked = time.perf_counter(), [], []

    def write():
        judge(rows)
        minutes = round((time.perf_counter() - began) / 60, 1)
        with open(out, "w") as file:
            json.dump({**head, "minutes": minutes, "rows": rows, "checks": checked}, file, indent=1)

    for case, side in work:
        row = measured(case, side, scale, torch_device)
        rows.append(row)
        write()
        print(f"# {row['name']}: {row.get('narae', float('nan')):.2f} µs, PyTorch {row.get('torch', float('nan')):.2f} µs"
              + (f", {row['error']}" if row.get("error") else ""), flush=True)
    plain.close()
    tf32.close()
    if not texts or "CHECKS" in os.environ:
        for row in checks(device):
            checked.append(row)
            write()
            print(f"# {row['command']}: exit code {row['exit']} after {row['seconds']} s", flush=True)


main()
