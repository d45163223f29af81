#!/bin/sh
# Narae on this host's NVIDIA GPU, out of this folder alone.
set -eu
PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}
export PATH
home=$(cd "$(dirname "$0")" && pwd -P)
java="$home/runtime/bin/java"
flags="--enable-native-access=ALL-UNNAMED
  -Xmx1g -XX:MaxDirectMemorySize=1t -XX:+UseSerialGC -XX:-UsePerfData -Djava.awt.headless=true"
[ -n "${HOME:-}" ] || flags="$flags -Duser.home=$home"

usage() {
  cat <<'TEXT'
run.sh doctor           what was found here, what is missing, and a test of each GPU
run.sh check [TEXT]     the conformance suite on the GPU, and modules, losses and optimizers beside PyTorch's
                        answers (TEXT: only those whose name matches it), and that memory stays steady,
                        threads share and bits repeat (--quick: only these three; --modules [TEXT]: without
                        the conformance suite)
run.sh sanitize         NVIDIA's compute-sanitizer over our own kernels, one case of each
run.sh bench [TEXT...]  figures in turns with PyTorch's if python3 has it, then the accuracy of the trained CNN,
                        check --quick and sanitize: bench-cuda.json, and bench-cuda.md made of it, the page
                        docs/gpu-results.md (TEXT: only lines whose names contain it, and none of the checks)
run.sh train [OPTIONS]  trains the CNN on MNIST on the GPU
DEVICE=cuda:1 chooses another GPU, PYTHON another Python, SCALE=10 smaller benchmarks; SAMPLES=8 and
MILLIS=50 are the samples of a turn and how long one is.
TEXT
}

# Test classes on the device; flags of Java first.
tests() {
  # shellcheck disable=SC2086
  exec ${under:-} "$java" $flags -Dnarae.test.device="$device" "$@"
}

console="org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=summary
  --config junit.jupiter.execution.parallel.enabled=false"

# One case for each kernel that is written by hand.
kernels='add|sum|argmax|softmax|logSoftmax|layerNorm|batchNorm|crossEntropy|matmul|conv2d|maxPool2d|avgPool2d|'
kernels="$kernels"'cumsum|sort|topk|gather|scatterAdd|indexAdd|dropout|scaledDotProductAttention'

device=${DEVICE:-cuda}
python=${PYTHON:-python3}
command=${1:-}
[ $# -eq 0 ] || shift
case $command in
  doctor)
    "$java" -version 2>&1
    if command -v nvidia-smi >/dev/null; then nvidia-smi; else echo "nvidia-smi is not in the PATH"; fi
    # shellcheck disable=SC2086
    exec "$java" $flags -cp "$home/lib/*" dev.narae.examples.Main doctor --device "$device"
    ;;
  check)
    modules="-c dev.narae.cuda.DeviceNetworks"
    suite="-c dev.narae.conformance.DeviceConformance $modules"
    case ${1:-} in
      --quick)
        suite=
        shift
        ;;
      --modules)
        suite=$modules
        shift
        ;;
    esac
    # shellcheck disable=SC2086
    tests ${1:+"-Dnarae.cases=$1"} -cp "$home/lib/*:$home/tests/*" $console $suite -c dev.narae.cuda.DeviceChecks
    ;;
  sanitize)
    tool=
    for found in "$(command -v compute-sanitizer || true)" "${CUDA_HOME:-}/bin/compute-sanitizer" \
      /usr/local/cuda/bin/compute-sanitizer; do
      if [ -z "$tool" ] && [ -x "$found" ]; then tool=$found; fi
    done
    if [ -z "$tool" ]; then
      echo "run.sh: compute-sanitizer, a part of the CUDA toolkit, is neither in the PATH nor in CUDA_HOME" >&2
      exit 3
    fi
    conformance=dev.narae.conformance.DeviceConformance
    for check in memcheck racecheck; do
      echo "$tool --tool $check"
      # shellcheck disable=SC2086
      (under="$tool --tool $check --error-exitcode 9"
        tests -Dnarae.cuda.libraries=false -Dnarae.cases="^(${1:-$kernels})(\\(|\$)" \
          -cp "$home/lib/*:$home/tests/*" $console -m "$conformance#resultsInEveryDtype" \
          -m "$conformance#gradientsAsOnTheReferenceBackend")
    done
    ;;
  bench)
    out="$home/bench-$(echo "$device" | tr : -)"
    if command -v "$python" >/dev/null; then
      # shellcheck disable=SC2086
      "$python" "$home/bench.py" "$device" "${SCALE:-1}" "$out.json" "$@" -- "$java" $flags -cp "$home/lib/*"
      "$python" "$home/page.py" "$out.json" | tee "$out.md"
    else
      echo "# $python is not here, so there are no figures of PyTorch; PYTHON names another one"
      # shellcheck disable=SC2086
      "$java" $flags -cp "$home/lib/*" dev.narae.benchmarks.gpu.GpuBench "$device" "${SCALE:-1}" "$@" | tee "$out.tsv"
    fi
    ;;
  train)
    # shellcheck disable=SC2086
    exec "$java" $flags -cp "$home/lib/*" dev.narae.examples.Main train --device "$device" "$@"
    ;;
  "" | help | --help | -h)
    usage
    ;;
  *)
    echo "run.sh: there is no command '$command'" >&2
    usage >&2
    exit 2
    ;;
esac
