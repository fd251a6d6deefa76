#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# The compiler of the cross files: cc.sh ZIG CPU LIBRARIES [ARGUMENT]...
#
# zig compiles, with Darwin's headers. LLVM's linker links objects, and signs what comes out ad hoc:
# zig's knows no bundles, exports more than what is visible, and signs only one of the architectures.
# LIBRARIES is the folder of libSystem.tbd, the only place where libraries are looked for.
set -eu
zig=${1:?} cpu=${2:?} libraries=${3:?}
shift 3
if [ "$*" = --version ]; then
    exec "$zig" cc --version # with a target, it leaves an object behind
fi
is_source=no is_linked=no
for argument; do
    case $argument in
    *.c | -) is_source=yes ;;
    *.o | *.a | -Wl,*) is_linked=yes ;;
    esac
done
if [ $is_source = no ] && [ $is_linked = yes ]; then
    unset LIBRARY_PATH
    exec clang --target="$cpu-apple-macos11.0" -fuse-ld=lld -Wl,-Z -L"$libraries" \
        -Wl,-adhoc_codesign -Wl,-dead_strip "$@"
fi
exec "$zig" cc -target "$cpu-macos.11.0" "$@"
