#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Build the driver for macOS, on Debian:
#
#     bundle/build-darwin.sh
#
# Makes build-darwin/Ossicle.driver: Contents/MacOS/Ossicle, one Mach-O for x86_64 and arm64 from
# macOS 11 on, the shipped modules as such .dylib files in Contents/PlugIns, and the build for this
# system in Contents/Linux, with its modules as .so files. What the two architectures are joined
# from stays in build-darwin/x86_64 and build-darwin/aarch64, each a meson build folder. The same
# sources give the same bundle, byte by byte, wherever they lie. BUILD names another folder.
#
# Needs the packages of `bundle/packages.sh darwin`; darwin/toolchain.sh gets the compiler.
set -eu
cd "$(dirname "$0")/.."
source=$PWD
build=${BUILD:-build-darwin}
case $build in /*) ;; *) build=$source/$build ;; esac

fail() {
    echo "build-darwin: $1" >&2
    exit 1
}

need() { # COMMAND...
    for command; do
        command -v "$command" >/dev/null ||
            fail "$command is missing; run: bundle/packages.sh darwin"
    done
}

quietly() { # show what a command says only if it fails
    log=$(mktemp)
    if ! "$@" >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        rm -f "$log"
        fail "failed: $(echo "$*" | cut -c1-200)"
    fi
    rm -f "$log"
}

# Debian's llvm has some of its tools only in a folder of its version.
find_tool() {
    for tool in "$1" /usr/lib/llvm-*/bin/"$1"; do
        command -v "$tool" && return
    done
    fail "$1 is missing; run: bundle/packages.sh darwin"
}

# In place of Apple's SDK: our headers under the frameworks' names, and for the linker the names of
# what the driver's objects use of CoreFoundation.
make_frameworks() { # [OBJECT]...
    for name in CoreAudio CoreAudioTypes CoreFoundation ossicle-portable; do
        mkdir -p "$build/Frameworks/$name.framework"
        ln -sfn "$source/host/portable/include/$name" "$build/Frameworks/$name.framework/Headers"
    done
    {
        echo '--- !tapi-tbd'
        echo 'tbd-version: 4'
        echo 'targets: [ x86_64-macos, arm64-macos ]'
        echo "install-name: '/System/Library/Frameworks/CoreFoundation.framework/Versions/A/CoreFoundation'"
        echo 'exports:'
        echo '  - targets: [ x86_64-macos, arm64-macos ]'
        echo '    symbols:'
        {
            echo ___CFConstantStringClassReference
            [ $# -eq 0 ] || "$nm" -u -j "$@" | grep -E '^_k?CF[A-Z]' | sort -u
        } | sed 's/^/      - /'
        echo '...'
    } >"$build/Frameworks/CoreFoundation.framework/CoreFoundation.tbd"
}

# zig's list of what libSystem exports, in which arm64 is only meant by its kind arm64e. Older parts
# of the system's library have names of their own, as in Apple's SDK.
make_libraries() {
    mkdir -p "$build/lib"
    sed '/arm64-macos/!s/arm64e-/arm64-/g' "$toolchain/zig/lib/libc/darwin/libSystem.tbd" \
        >"$build/lib/libSystem.tbd"
    for name in dl m; do ln -sfn libSystem.tbd "$build/lib/lib$name.tbd"; done
}

relative() { # NAME of a build folder: the sources as its commands name them
    realpath -m --relative-to="$build/$1" "$source"
}

# A build folder remembers its cross file, so it goes with it.
make_cross_file() { # CPU
    sed -e "s|@SOURCE@|$source|g" -e "s|@BUILD@|$build|g" -e "s|@ZIG@|$toolchain/zig/zig|g" \
        -e "s|@CPU@|$1|g" -e "s|@RELATIVE@|$(relative "$1")|g" bundle/darwin/cross.ini.in \
        >"$build/$1.ini.new"
    if ! cmp -s "$build/$1.ini.new" "$build/$1.ini"; then
        rm -rf "${build:?}/$1" "$build/ck/$1"
        mv "$build/$1.ini.new" "$build/$1.ini"
    fi
    rm -f "$build/$1.ini.new"
}

# What an interrupted run has left without it begins afresh.
set_up() { # FOLDER [OPTION]...
    [ -f "$1/build.ninja" ] && return
    rm -rf "${1:?}"
    quietly meson setup "$@"
}

build_ck() { # CPU
    [ -f "$build/ck/$1/lib/pkgconfig/ck.pc" ] && return # which is installed last
    mkdir -p "$build/ck/source"
    cp -R "$toolchain/ck/." "$build/ck/source/"
    cp bundle/darwin/ck.meson.build "$build/ck/source/meson.build"
    rm -rf "$build/ck/build-$1"
    quietly meson setup --cross-file "$build/$1.ini" --prefix "$build/ck/$1" \
        "$build/ck/build-$1" "$build/ck/source"
    quietly ninja -C "$build/ck/build-$1" install
}

build_slice() { # CPU
    make_cross_file "$1"
    build_ck "$1"
    set_up "$build/$1" --cross-file "$build/$1.ini" -Dtool=false -Dtests=disabled
    quietly ninja -C "$build/$1" build.ninja
    objects=$(ninja -C "$build/$1" -t targets rule c_COMPILER)
    # Word splitting is meant: a list of files.
    # shellcheck disable=SC2086
    quietly ninja -C "$build/$1" $objects
    # shellcheck disable=SC2046
    (cd "$build/$1" && make_frameworks $(echo "$objects" | grep -v '^host/hal/'))
    quietly ninja -C "$build/$1"
}

build_linux() {
    set_up "$build/linux" -Dtool=false -Dtests=disabled -Ddebug=false \
        -Dc_args="-ffile-prefix-map=$(relative linux)=."
    quietly ninja -C "$build/linux"
}

join() { # PATH below Ossicle.driver
    quietly "$lipo" -create "$build/x86_64/Ossicle.driver/$1" "$build/aarch64/Ossicle.driver/$1" \
        -output "$build/Ossicle.driver.new/$1"
}

need meson ninja pkg-config clang
version=$(meson --version)
[ "$(printf '%s\n' 1.0.0 "$version" | sort -V | head -n 1)" = 1.0.0 ] ||
    fail "meson $version is too old: it takes 1.0.0 or later; run: bundle/packages.sh darwin"
find_tool ld64.lld >/dev/null
lipo=$(find_tool llvm-lipo)
nm=$(find_tool llvm-nm)
toolchain=$(bundle/darwin/toolchain.sh)
mkdir -p "$build"
export ZIG_GLOBAL_CACHE_DIR="$build/zig-cache" ZIG_LOCAL_CACHE_DIR="$build/zig-cache"
make_libraries
make_frameworks
build_slice x86_64
build_slice aarch64
build_linux

rm -rf "$build/Ossicle.driver.new"
cp -R "$build/aarch64/Ossicle.driver" "$build/Ossicle.driver.new"
for binary in "$build"/aarch64/Ossicle.driver/Contents/MacOS/*; do
    join "Contents/MacOS/$(basename "$binary")"
done
for module in "$build"/aarch64/Ossicle.driver/Contents/PlugIns/*.dylib; do
    join "Contents/PlugIns/$(basename "$module")"
done
cp -R "$build/linux/Ossicle.driver/Contents/Linux" "$build/Ossicle.driver.new/Contents/"
cp "$build"/linux/Ossicle.driver/Contents/PlugIns/*.so "$build/Ossicle.driver.new/Contents/PlugIns/"
rm -rf "$build/Ossicle.driver"
mv "$build/Ossicle.driver.new" "$build/Ossicle.driver"
echo "build-darwin: $build/Ossicle.driver"
