#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Build what the arm64 code of the driver for macOS is run with on another processor:
#
#     tests/macho/build-arm64.sh
#
# Makes build-darwin/arm64, a meson build folder for Linux on arm64, with the tests' loader and, to
# compare with, the driver; and there the commands ossicle-macho and ossicle-macho-program, which
# run that loader emulated.
# Needs the packages of `bundle/packages.sh darwin`; emulator.sh gets everything else.
set -eu
cd "$(dirname "$0")/../.."
build=$PWD/build-darwin/arm64

fail() {
    echo "build-arm64: $1" >&2
    exit 1
}

folder=$(tests/macho/emulator.sh)
for ar in llvm-ar /usr/lib/llvm-*/bin/llvm-ar; do
    if command -v "$ar" >/dev/null; then break; fi
done
command -v "$ar" >/dev/null || fail "llvm-ar is missing; run: bundle/packages.sh darwin"

# A build folder remembers its cross file, so it goes with it.
cross=$(sed -e "s|@FOLDER@|$folder|g" -e "s|@AR@|$ar|g" tests/macho/arm64.ini.in)
if [ "$cross" != "$(cat "$build.ini" 2>/dev/null)" ]; then
    rm -rf "$build"
    mkdir -p "$(dirname "$build")"
    echo "$cross" >"$build.ini"
fi
if [ ! -f "$build/build.ninja" ]; then
    rm -rf "$build" # what an interrupted run has left
    meson setup --cross-file "$build.ini" -Dtests=enabled "$build" >"$build.log" 2>&1 ||
        fail "meson could not set up $build, see $build.log"
fi
programs='ossicle-macho ossicle-macho-program'
# Word splitting is meant: two names, two paths.
# shellcheck disable=SC2046,SC2086
ninja -C "$build" Ossicle.driver $(printf 'tests/macho/%s ' $programs) >"$build.log" 2>&1 || {
    tail -n 40 "$build.log" >&2
    fail "could not build $build, see $build.log"
}
# The system can't start that by itself; without it the driver does all in its own process.
rm -f "$build/Ossicle.driver/Contents/Linux/ossicle-worker"
for program in $programs; do
    printf '#!/bin/sh\nexec "%s" -L "%s" "%s" "$@"\n' "$folder/qemu" "$folder/sysroot" \
        "$build/tests/macho/$program" >"$build/$program"
    chmod +x "$build/$program"
done
