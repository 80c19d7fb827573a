#!/bin/sh
# tools/fuzz.sh SECONDS [JOBS]: runs every fuzzer for so long, JOBS at once, each from its corpus. A find is left in build-fuzz/found.
# The corpus is not changed: what is worth keeping (a find that was repaired, a new shape of input) is copied there by hand.
set -eu
cd "$(dirname "$0")/.."
. tools/steps.sh
seconds=$1 jobs=${2:-2}
begin

build() {
    CC=clang setup build-fuzz -Dfuzzers=true --buildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false &&
        ninja -C build-fuzz
}
step "Building the fuzzers" "The compiler's message is above." build

mkdir -p build-fuzz/found build-fuzz/logs
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
# One shell a fuzzer: it works on a copy of the corpus, and says how it ended.
find build-fuzz/fuzz -maxdepth 1 -type f -name 'fuzz_*' ! -name '*.*' | sed 's/.*fuzz_//' | sort >build-fuzz/targets
xargs -P "$jobs" -I{} sh -c '
    rm -rf build-fuzz/corpus/{} && mkdir -p build-fuzz/corpus/{}
    build-fuzz/fuzz/fuzz_{} -max_total_time='"$seconds"' -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix=build-fuzz/found/{}- build-fuzz/corpus/{} fuzz/corpus/{} >build-fuzz/logs/{} 2>&1 && ended=passed || ended=failed
    echo "$ended {} $(sed -n "s/^stat::number_of_executed_units: *//p" build-fuzz/logs/{})"' <build-fuzz/targets >build-fuzz/results || :

passed=0 failed=0
while read -r ended target runs; do
    say "$ended: $target, ${runs:-?} inputs"
    if [ "$ended" = passed ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        tail -n 40 "build-fuzz/logs/$target"
    fi
done <build-fuzz/results
[ $((passed + failed)) = "$(wc -l <build-fuzz/targets)" ] && [ "$passed" != 0 ] || failed=$((failed + 1))
say "$passed passed, $failed failed"
[ "$failed" = 0 ]
