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
run.sh check [TEXT]     the conformance suite on the GPU (TEXT: only operators whose name matches it)
run.sh bench [TEXT...]  figures, beside PyTorch's if python3 has it (TEXT: only such lines)
run.sh train [OPTIONS]  trains the CNN on MNIST on the GPU
DEVICE=cuda:1 chooses another GPU.
TEXT
}

device=${DEVICE:-cuda}
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
    # shellcheck disable=SC2086
    exec "$java" $flags -Dnarae.test.device="$device" ${1:+"-Dnarae.cases=$1"} \
      -cp "$home/lib/*:$home/tests/*" org.junit.platform.console.ConsoleLauncher execute \
      --disable-banner --details=summary --config junit.jupiter.execution.parallel.enabled=false \
      -c dev.narae.conformance.DeviceConformance -c dev.narae.cuda.DeviceChecks
    ;;
  bench)
    out="$home/bench-$(echo "$device" | tr : -).tsv"
    # shellcheck disable=SC2086
    "$java" $flags -cp "$home/lib/*" dev.narae.benchmarks.GpuBench "$device" "${SCALE:-1}" "$@" | tee "$out"
    # shellcheck disable=SC2086
    "$java" $flags -Dnarae.cuda.tf32=true -cp "$home/lib/*" dev.narae.benchmarks.GpuBench "$device" "${SCALE:-1}" \
      "matmul 1024 f32" "matmul 2048 f32" "matmul 4096 f32" "matmul 8192 f32" | sed 's/ f32/ tf32/' | tee -a "$out"
    if command -v python3 >/dev/null && python3 -c 'import torch' 2>/dev/null; then
      python3 "$home/bench.py" "$out" "${SCALE:-1}"
    else
      echo "python3 with torch is not here: no figures of PyTorch beside these"
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
