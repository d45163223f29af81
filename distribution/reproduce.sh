#!/usr/bin/env bash
# Builds a release twice, in two folders, time zones and locales, and compares every file of it.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd -P)
work=$root/distribution/target/twice
rm -rf "$work"

# Copies what Git knows of to folder $1.
copy() {
  mkdir -p "$work/$1"
  (cd "$root" && git ls-files -z | xargs -0 cp -P --parents -t "$work/$1")
}

# Builds in folder $1 and lists the checksums.
build() {
  cd "$work/$1"
  TZ=$2 LC_ALL=$3 mvn -B -ntp -q -Dquick -Prelease package -pl distribution -am >"$work/$1.log" 2>&1 ||
    { cat "$work/$1.log" >&2; exit 1; }
  for module in core cpu-backend cuda-backend nn files; do
    sha256sum "$module"/target/narae-*.jar "$module"/target/bom.json
  done >"$work/$1.sha256"
  sha256sum distribution/target/narae.cdx.json >>"$work/$1.sha256"
}

copy one
copy elsewhere-with-a-longer-name
(build one UTC C.UTF-8)
(build elsewhere-with-a-longer-name Asia/Seoul C)
if ! diff "$work/one.sha256" "$work/elsewhere-with-a-longer-name.sha256"; then
  echo "The two builds differ." >&2
  exit 1
fi
echo "Built twice, byte by byte the same: $(wc -l <"$work/one.sha256") files."
