#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Build modules that misbehave for macOS, as whoever writes modules would: with a compiler alone.
#
#     tests/macho/build-faults.sh
#
# Makes build-darwin/faults/NAME.dylib, for both architectures, from tests/faults/modules; no bundle
# has them. Needs what bundle/build-darwin.sh needs, and what that has made.
set -eu
cd "$(dirname "$0")/../.."
build=$PWD/build-darwin
zig=$(bundle/darwin/toolchain.sh --where)/zig/zig
export ZIG_GLOBAL_CACHE_DIR="$build/zig-cache" ZIG_LOCAL_CACHE_DIR="$build/zig-cache"

# Debian has it in the folder of its version alone.
for lipo in llvm-lipo /usr/lib/llvm-*/bin/llvm-lipo; do
    if command -v "$lipo" >/dev/null; then break; fi
done

mkdir -p "$build/faults"
for name in crash hang; do
    for cpu in x86_64 aarch64; do
        stem=$build/faults/$name-$cpu
        bundle/darwin/cc.sh "$zig" $cpu "$build/lib" -std=gnu11 -O2 -fvisibility=hidden \
            -Imodule-api -c "tests/faults/modules/$name.c" -o "$stem.o"
        bundle/darwin/cc.sh "$zig" $cpu "$build/lib" -shared -o "$stem.dylib" "$stem.o"
    done
    "$lipo" -create "$build/faults/$name"-*.dylib -output "$build/faults/$name.dylib"
    rm "$build/faults/$name"-*
done
