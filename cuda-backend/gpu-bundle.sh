#!/usr/bin/env bash
# Makes target/narae-gpu, a folder that runs on any Linux host with an NVIDIA GPU: it has its own Java
# and needs no network. Copy it there and start run.sh. With --no-build the jars are taken as they are.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd .. && pwd -P)
bundle=$PWD/target/narae-gpu
most=60 # MB

fail() {
  echo "gpu-bundle: $1" >&2
  exit 2
}

build=yes
case "$*" in
  "") ;;
  --no-build) build=no ;;
  *) fail "takes no argument but --no-build; it writes $bundle" ;;
esac
command -v mvn >/dev/null || fail "needs Maven (mvn)"

jdk=
for home in "${JAVA25_HOME:-}" "${NARAE_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
  if [ -x "$home/bin/jlink" ] && grep -qE '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$home/release" 2>/dev/null; then
    jdk=$home
    break
  fi
done
[ -n "$jdk" ] || fail "needs a JDK 25 or newer with jlink; set JAVA25_HOME to its folder"

# The jars, the compiled tests, and the console that runs them.
[ $build = no ] || (cd "$root" && mvn -B -ntp -q package -DskipTests)
junit=$(sed -n 's:.*<junit.version>\(.*\)</junit.version>.*:\1:p' "$root/pom.xml")
rm -rf "$bundle"
mkdir -p "$bundle/lib" "$bundle/tests"
console=junit-platform-console-standalone-$junit.jar
kept=${HOME:-}/.m2/repository/org/junit/platform/junit-platform-console-standalone/$junit/$console
if [ -n "${JUNIT_CONSOLE:-}" ]; then
  cp "$JUNIT_CONSOLE" "$bundle/tests/"
else
  [ -f "$kept" ] || (cd "$root" && mvn -B -ntp -N org.apache.maven.plugins:maven-dependency-plugin:get \
    -Dartifact="org.junit.platform:junit-platform-console-standalone:$junit" -Dtransitive=false) ||
    fail "cannot fetch $console; name a copy of it in JUNIT_CONSOLE"
  cp "$kept" "$bundle/tests/"
fi
# Without the processor's backend, which would need another module of Java.
for module in core cuda-backend nn files examples benchmarks; do
  [ -f "$root/$module/target/narae-$module.jar" ] || fail "$module is not built; leave out --no-build"
  cp "$root/$module/target/narae-$module"*.jar "$bundle/lib/"
done
rm -f "$bundle"/lib/*-sources.jar "$bundle"/lib/*-javadoc.jar
mv "$bundle"/lib/*-tests.jar "$bundle/tests/"
# Benchmarks here do without JMH, and without the desktop module nothing is plotted or drawn.
cp "$root"/examples/target/lib/*.jar "$bundle/lib/"
for left_out in jmh jopt-simple xchart commons-math3 batik xmlgraphics commons-io commons-logging org.eclipse guava failureaccess \
  j2objc error_prone; do
  rm -f "$bundle"/lib/$left_out-* "$bundle"/lib/$left_out.*
done
"$jdk/bin/jar" --create --file "$bundle/tests/narae-cuda-tests.jar" -C target/test-classes dev
cp src/main/bundle/run.sh src/main/bundle/bench.py src/main/bundle/page.py src/main/bundle/README.md "$bundle/"
cp "$root/LICENSE" "$root/NOTICE" "$bundle/"
chmod +x "$bundle/run.sh"

# The runtime compiler for PTX is part of JCuda's natives, but never loaded.
natives=$(echo "$bundle"/lib/jcuda-natives-*.jar)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && "$jdk/bin/jar" --extract --file "$natives" && rm -f lib/libJNvPTXCompiler-* lib/libJCudaRuntime-* &&
  "$jdk/bin/jar" --create --file "$natives" -C . .)

# Without java.desktop, which is as large as all the rest: training draws no pictures then.
"$jdk/bin/jlink" --output "$bundle/runtime" --strip-debug --no-header-files --no-man-pages --compress zip-9 \
  --add-modules java.base,java.logging,java.management,jdk.jfr,jdk.unsupported

if command -v strip >/dev/null; then
  strip --strip-unneeded "$bundle/runtime/lib/server/libjvm.so"
fi

size=$(du -sm "$bundle" | cut -f1)
[ "$size" -le "$most" ] || fail "$bundle has $size MB, more than $most"
echo "$bundle ($size MB): copy it to a host with a GPU and start ./run.sh doctor"
