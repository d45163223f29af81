"""The page docs/gpu-results.md out of what bench.py has measured: page.py [BENCH.json]; without figures, the empty page."""
import json
import sys

EMPTY = """**The table is empty: no GPU was at hand when the backend was written.** Its kernels have run on a
simulated device, which shows that they compute the right numbers and nothing about their speed, and
`nvcc` 13.0 has compiled them for compute capabilities 7.5, 9.0 and 10.0.

To fill it, on the host with the GPU:"""

HOW = """    cuda-backend/gpu-bundle.sh            # on any machine with Maven and a JDK 25
    # copy cuda-backend/target/narae-gpu to the GPU host, then there:
    ./run.sh doctor                       # what was found; must name the GPU, cuBLAS and cuDNN
    ./run.sh check                        # must be green before any figure counts
    ./run.sh bench                        # all rows below, with PyTorch's figures of the same run, and the checks

`bench` takes, of each operation, medians of 16 samples of at least 50 ms after a warm-up, in turns with
PyTorch on the same GPU: half of the samples of one side, then of the other, twice. PyTorch's times are
between CUDA events. Then it trains the CNN, repeats a step 10 000 times to see whether memory stays steady
and bits repeat, and runs our own kernels under `compute-sanitizer`. All samples are in `bench-cuda.json`, with
the versions; kept as `docs/gpu-results.json`, it is what `page.py` makes this page of. "Share of copy" is
the share of the bandwidth that copying 10⁸ numbers reaches; a row of replays says by how much the start of a
graph lengthens it."""

CHECKS = {
    "train": "accuracy of the report's CNN after five epochs (98 % on the processor)",
    "quick": "10 000 steps in steady memory, the same bits again, threads that share tensors",
    "sanitize": "our own kernels under compute-sanitizer: memcheck and racecheck",
}


def wanted(goal):
    parts = [f"≥ {goal['ratio']:g} ×"] if goal["ratio"] else []
    parts += [f"≥ {100 * goal['share']:g} % of copy"] if goal["share"] else []
    parts += [f"≤ {goal['micros']:g} µs"] if goal["micros"] else []
    return ", ".join(parts)


def table(rows):
    number = lambda row, key, digits: f"{row[key]:.{digits}f}" if key in row else ""
    lines = ["| operation | Narae, µs | PyTorch, µs | PyTorch / Narae | share of copy | wanted | met |",
             "|---|---|---|---|---|---|---|"]
    for row in rows:
        share = f"{100 * row['share']:.0f} %" if "share" in row else ""
        if "over_kernels" in row:
            share = f"{100 * row['over_kernels']:.0f} % over its kernels"
        met = {True: "yes", False: "**no**", None: ""}[row["met"]]
        failed = "".join(f" ({who} failed: {row[key]})" for key, who in
                         (("error", "Narae"), ("torch_error", "PyTorch")) if row.get(key))
        lines.append(
            f"| {row['name']}{failed} | {number(row, 'narae', 2)} | {number(row, 'torch', 2)} |"
            f" {number(row, 'ratio', 2)} | {share} | {wanted(row['goal'])} | {met} |")
    return lines if rows else lines + ["| | | | | | | |"]


def outcome(row):
    if row["exit"] is None:
        return f"**ended after {row['seconds']:g} s**"
    if row["exit"] == 3 and row["name"] == "sanitize":
        return "not run: there is no compute-sanitizer on that host"
    passed = "passed" if row["exit"] == 0 else f"**failed with {row['exit']}**"
    return f"{row['accuracy']:g} %, {passed}" if "accuracy" in row else passed


def page(run):
    lines = ["# Figures on GPUs", ""]
    if run is None:
        lines += [EMPTY, "", HOW, "", *table([])]
    else:
        scale = "" if run["scale"] == 1 else f"; **sizes divided by {run['scale']}**"
        lines += [f"{run['date']}: {run['found']}; Java {run['java']}; PyTorch {run.get('torch')} with CUDA"
                  f" {run.get('torch_cuda')} and cuDNN {run.get('cudnn')} on {run.get('torch_device')}; {run['minutes']:g}"
                  f" minutes in all{scale}.", "", HOW, "", *table(run["rows"])]
        if run["checks"]:
            lines += ["", "| check | command | outcome |", "|---|---|---|"]
            lines += [f"| {CHECKS[row['name']]} | `{row['command']}` | {outcome(row)} |" for row in run["checks"]]
    return "\n".join(lines)


def main():
    run = None
    if len(sys.argv) > 1:
        with open(sys.argv[1]) as file:
            run = json.load(file)
    print(page(run))


main()
