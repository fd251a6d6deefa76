#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Build and run every test, in random order:
#
#     tests/run.sh [--long] [--all] [--sanitize KIND] [--clang]
#
#     --long           also the suites that take long: soak, fuzz, faults
#     --all            these, and the driver for macOS, after installing what compiles it; without
#                      this option it is included where that is installed
#     --sanitize KIND  in a build with -fsanitize=KIND: address,undefined or thread
#     --clang          with clang instead of the default compiler
#
# Ends with the count of the tests. BUILD names the build folder, otherwise build/ or, for the
# variants, build-VARIANT/. SEED repeats an order that an earlier run printed.
set -eu
cd "$(dirname "$0")/.."

long=no
all=no
sanitize=none
compiler=
packages='test'
while [ $# -gt 0 ]; do
    case $1 in
    --long) long=yes ;;
    --all) long=yes all=yes ;;
    --sanitize)
        sanitize=${2:?"run.sh: --sanitize needs a kind: address,undefined or thread"}
        packages=check
        shift
        ;;
    --clang) compiler=clang ;;
    *)
        echo "usage: tests/run.sh [--long] [--all] [--sanitize KIND] [--clang]" >&2
        exit 2
        ;;
    esac
    shift
done

bundle/packages.sh $packages

variant=$(echo "$compiler-$sanitize" | tr , - | sed 's/-none$//; s/^-//')
build=${BUILD:-build${variant:+-$variant}}
if [ ! -f "$build/build.ninja" ]; then
    # A sanitizer's runtime is resolved only in the program, so libraries have open symbols.
    CC=${compiler:-${CC:-cc}} meson setup "$build" -Dtests=enabled -Db_sanitize="$sanitize" \
        -Db_lundef="$([ "$sanitize" = none ] && echo true || echo false)"
elif ! grep -q criterion "$build/build.ninja"; then
    meson configure "$build" -Dtests=enabled # made by demo.sh, before there was what tests need
fi
ninja -C "$build"

# Once, in the plain build: the driver for macOS has a compiler of its own.
darwin=no
if [ -z "$variant" ] && [ "$(uname)" = Linux ]; then
    if [ $all = yes ]; then
        bundle/packages.sh darwin
        bundle/darwin/toolchain.sh >/dev/null
        tests/macho/emulator.sh >/dev/null
    fi
    if bundle/darwin/toolchain.sh --where >/dev/null 2>&1; then
        darwin=yes
        env -u BUILD bundle/build-darwin.sh
        tests/macho/build-faults.sh
        if tests/macho/emulator.sh --where >/dev/null 2>&1; then
            tests/macho/build-arm64.sh
        else
            echo "run.sh: its arm64 code isn't run; tests/run.sh --all gets an emulator"
        fi
    else
        echo "run.sh: the driver for macOS is skipped; tests/run.sh --all gets its compiler"
    fi
fi

[ $long = yes ] && suites="" || suites="--no-suite soak --no-suite fuzz --no-suite faults"
[ $darwin = yes ] || suites="$suites --no-suite darwin"
seed=${SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
# Word splitting is meant below: lists of options and of test names.
# shellcheck disable=SC2086
order=$(meson test -C "$build" --no-rebuild --list $suites 2>/dev/null | sed -n 's/^.* \/ //p' |
    awk -v seed="$seed" 'BEGIN { srand(seed) } { print rand(), $0 }' | sort -n | cut -d' ' -f2-)
echo "tests in the order of SEED=$seed"
# A test's own output is Criterion's; the sanitizers' reports go to files, shown at the end.
rm -f "$build"/sanitizer-report.*
report="log_path=$PWD/$build/sanitizer-report"
case $build in /*) report="log_path=$build/sanitizer-report" ;; esac
export TSAN_OPTIONS="${TSAN_OPTIONS:-halt_on_error=1:$report}"
export ASAN_OPTIONS="${ASAN_OPTIONS:-$report}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-halt_on_error=1:print_stacktrace=1}"
result=0
# What takes a minute here may take some on a machine that does other things too.
# shellcheck disable=SC2086
meson test -C "$build" --no-rebuild --print-errorlogs --timeout-multiplier 4 $order || result=$?
cat "$build"/sanitizer-report.* 2>/dev/null || true
awk -f tests/count.awk "$build/meson-logs/testlog.json" || result=1
exit $result
