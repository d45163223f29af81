#!/usr/bin/env bash
# Whole processes, from start to end: Narae beside python3 with PyTorch, in turn, with the peak of
# resident memory. Started by "./narae bench --cold", which builds and hands over the JDK.
#
#   NARAE_PYTHON   the interpreter that has PyTorch; python3 by default
#   NARAE_RUNS     how often each runs; 3 by default
set -euo pipefail

home=$(cd "$(dirname "$0")/.." && pwd -P)
jdk=${NARAE_JDK:?start this by ./narae bench --cold}
python=${NARAE_PYTHON:-python3}
runs=${NARAE_RUNS:-3}
digits=$home/examples/src/main/resources/dev/narae/examples/mnist
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case $runs in
  *[!0-9]* | '' | 0)
    echo "narae bench --cold: NARAE_RUNS is '$runs'; give a number from 1 on" >&2
    exit 2
    ;;
esac

# Appends "seconds megabytes" of one run of a command to file $1.
measure() {
  local file=$1 start end peak=0 now pid
  shift
  start=$(date +%s%N)
  "$@" >"$work/out" 2>&1 &
  pid=$!
  while now=$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null) && [ -n "$now" ]; do
    peak=$now
    sleep 0.02
  done
  if ! wait "$pid"; then
    cat "$work/out" >&2
    echo "narae bench --cold: this failed: $*" >&2
    exit 1
  fi
  end=$(date +%s%N)
  echo "$(((end - start) / 1000000)) $((peak / 1024))" >>"$file"
}

# The middle of column $2 of file $1.
median() {
  awk -v column="$2" '{ print $column }' "$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

narae_item5() {
  measure "$work/narae-item5" "$jdk/bin/java" --add-modules jdk.incubator.vector \
    --enable-native-access=ALL-UNNAMED -Xmx256m -XX:MaxDirectMemorySize=1t -XX:+UseSerialGC -XX:-UsePerfData \
    "-XX:CompileCommandFile=$home/cpu-backend/hotspot-commands.txt" \
    -cp "$home/benchmarks/target/narae-benchmarks.jar:$home/cpu-backend/target/narae-cpu-backend.jar:$home/core/target/narae-core.jar" \
    dev.narae.benchmarks.Item5
}

narae_train() {
  measure "$work/narae-train" "$home/narae" train --epochs 1 --out "$work/run"
  rm -rf "$work/run"
}

compare() {
  local name=$1 ours theirs
  ours=$work/narae-$2
  theirs=$work/torch-$2
  if [ -f "$theirs" ]; then
    awk -v name="$name" -v a="$(median "$ours" 1)" -v b="$(median "$theirs" 1)" \
      -v m="$(median "$ours" 2)" -v n="$(median "$theirs" 2)" \
      'BEGIN { printf "%-28s %8.2f s %8.2f s %7.2f %8d MB %8d MB\n", name, a / 1000, b / 1000, a / b, m, n }'
  else
    awk -v name="$name" -v a="$(median "$ours" 1)" -v m="$(median "$ours" 2)" \
      'BEGIN { printf "%-28s %8.2f s %10s %7s %8d MB\n", name, a / 1000, "-", "-", m }'
  fi
}

torch=no
if "$python" -c 'import torch' 2>/dev/null; then
  torch=yes
  echo "PyTorch $("$python" -c 'import torch; print(torch.__version__)'), $runs runs of each in turn" >&2
else
  echo "$python has no PyTorch (NARAE_PYTHON names another interpreter): Narae is measured alone" >&2
fi
for ((run = 1; run <= runs; run++)); do
  echo "[$run/$runs]" >&2
  narae_item5
  [ $torch = no ] || measure "$work/torch-item5" "$python" "$home/benchmarks/peers/item5.py"
  narae_train
  [ $torch = no ] || measure "$work/torch-train" "$python" "$home/benchmarks/peers/train.py" "$digits"
done
printf '%-28s %10s %10s %7s %11s %11s\n' "process, start to end" Narae PyTorch "share" "Narae peak" "PyTorch peak"
compare "report item 5, 500 steps" item5
compare "narae train --epochs 1" train
echo "medians of $runs runs; share: Narae's time in PyTorch's (targets: 1.00 and 0.50); peak of resident memory (target: 300 MB)"
