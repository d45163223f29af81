"""The operations of GpuBench in PyTorch on the same GPU, and both beside each other.

Usage: bench.py FILE.tsv [SCALE]. Times are medians of samples between two CUDA events, each of many
calls after a warm-up; on the processor the clock is read instead.
"""
import statistics
import sys
import time

import torch
import torch.nn.functional as F

CUDA = torch.cuda.is_available()
DEVICE = "cuda" if CUDA else "cpu"
SAMPLES = 15


def sample(call, calls):
    if CUDA:
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


def measure(call):
    calls, warm = 1, 0.0
    while True:
        micros = sample(call, calls) * calls
        warm += micros
        if warm > 5e5 and micros * 2 > 1e5:
            break
        if micros < 1e5:
            calls = min(1_000_000, calls * 2)
    return statistics.median(sample(call, calls) for _ in range(SAMPLES))


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


def make(name, scale):
    """The call that a line's name stands for; None for one that PyTorch does not have."""
    words = name.split()
    dtype = {"f32": torch.float32, "tf32": torch.float32, "bf16": torch.bfloat16}.get(words[-1], torch.float32)
    torch.backends.cuda.matmul.allow_tf32 = words[-1] == "tf32"
    torch.backends.cudnn.allow_tf32 = False
    large = 100_000_000 // scale
    rows = (max(1, large // 1000), 1000)
    randn = lambda *shape: torch.randn(*shape, device=DEVICE)
    kind = words[0]
    if kind == "launch":
        x, y = randn(1), randn(1)
        return lambda: x + y
    if kind == "matmul":
        n = int(words[1]) // scale
        x, y = randn(n, n).to(dtype), randn(n, n).to(dtype)
        return lambda: x @ y
    if kind == "add":
        x, y = randn(large), randn(large)
        return lambda: x + y
    if kind == "gelu":
        x = randn(large)
        return lambda: F.gelu(x)
    if kind == "sum":
        x = randn(large)
        return lambda: x.sum()
    if kind == "softmax":
        x = randn(*rows)
        return lambda: x.softmax(1)
    if kind == "layerNorm":
        x = randn(*rows)
        return lambda: F.layer_norm(x, (1000,))
    if kind == "crossEntropy":
        x, labels = randn(*rows), torch.randint(0, 1000, (rows[0],), device=DEVICE)
        return lambda: F.cross_entropy(x, labels)
    if kind == "sort":
        x = randn(large // 10)
        return lambda: x.sort(stable=True)
    if kind == "conv":
        n, c, size, _ = (int(part) for part in words[1].split("x"))
        kernel, out = int(words[2][1:]), {64: 64, 256: 256, 10: 20}[c]
        x, w = randn(max(1, n // scale), c, size, size), randn(out, c, kernel, kernel)
        return lambda: F.conv2d(x, w, padding=kernel // 2)
    if kind == "cnn":
        batch = int(words[2])
        model, x = Cnn().to(DEVICE), randn(batch, 1, 28, 28)
        labels = torch.randint(0, 10, (batch,), device=DEVICE)
        optimizer = torch.optim.SGD(model.parameters(), 0.01)

        def step():
            optimizer.zero_grad()
            F.nll_loss(model(x), labels).backward()
            optimizer.step()

        return step
    return None


def main():
    lines = [line.rstrip("\n") for line in open(sys.argv[1]) if not line.startswith("#")]
    scale = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    name = torch.cuda.get_device_name() if CUDA else "the processor"
    print(f"\nPyTorch {torch.__version__} on {name}; above 1 Narae is faster\n")
    print("| operation | Narae, µs | PyTorch, µs | PyTorch / Narae |\n|---|---|---|---|")
    for line in lines:
        what, micros = line.split("\t")[:2]
        call = make(what, scale)
        if call is None:
            continue
        with torch.set_grad_enabled(what.startswith("cnn")):
            other = measure(call)
        print(f"| {what} | {float(micros):.1f} | {other:.1f} | {other / float(micros):.2f} |", flush=True)


main()
