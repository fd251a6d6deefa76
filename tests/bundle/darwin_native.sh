#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# What `meson compile` builds on a Mac compiles and links for macOS, the tool and all tests included:
# darwin_native.sh SOURCE BUILD    BUILD is what bundle/build-darwin.sh built into
#
# Headers of the libraries that a Mac has from Homebrew are this system's; of the libraries there are
# only names.
set -eu
source=${1:?} build=${2:?}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
export ZIG_GLOBAL_CACHE_DIR="$build/zig-cache" ZIG_LOCAL_CACHE_DIR="$build/zig-cache"

# A library with names, which stand one in a line.
make_names() { # FILE INSTALL_NAME
    {
        echo '--- !tapi-tbd'
        echo 'tbd-version: 4'
        echo 'targets: [ x86_64-macos ]'
        echo "install-name: '$2'"
        echo 'exports:'
        echo '  - targets: [ x86_64-macos ]'
        echo '    symbols:'
        sed 's/^/      - /'
        echo '...'
    } >"$1"
}

mkdir "$root/include" "$root/lib" "$root/pkgconfig"
cp -R /usr/include/sndfile.h /usr/include/jansson*.h /usr/include/criterion "$root/include/"
cp -R "$build/Frameworks" "$build/ck/x86_64/lib/pkgconfig" "$root/"
for package in sndfile jansson criterion; do
    printf '%s\n' "Name: $package" "Description: $package" \
        "Version: $(pkg-config --modversion $package)" \
        "Cflags: -I$root/include" "Libs: -L$root/lib -lhomebrew" >"$root/pkgconfig/$package.pc"
done
echo _main | make_names "$root/lib/libhomebrew.tbd" /opt/homebrew/lib/libhomebrew.dylib
sed -e "s|$build/ck/x86_64/lib/pkgconfig|$root/pkgconfig|; s|$build/Frameworks|$root/Frameworks|g" \
    -e "s|^\[binaries\]|&\nexe_wrapper = 'true'|" "$build/x86_64.ini" >"$root/cross.ini"

log=$root/log
native=$root/native
if ! {
    meson setup --cross-file "$root/cross.ini" -Dtests=enabled "$native" "$source"
    objects=$(ninja -C "$native" -t targets rule c_COMPILER)
    # Word splitting is meant: a list of files.
    # shellcheck disable=SC2086
    ninja -C "$native" -k 0 $objects
    # shellcheck disable=SC2086
    (cd "$native" && llvm-nm -u -j $objects) | sort -u >"$root/used"
    { echo _main && grep -E '^_(sf|json|cri?|criterion)_' "$root/used"; } |
        make_names "$root/lib/libhomebrew.tbd" /opt/homebrew/lib/libhomebrew.dylib
    framework=CoreFoundation.framework
    { echo ___CFConstantStringClassReference && grep -E '^_k?CF[A-Z]' "$root/used"; } |
        make_names "$root/Frameworks/$framework/CoreFoundation.tbd" \
            "/System/Library/Frameworks/$framework/Versions/A/CoreFoundation"
    ninja -C "$native" -k 0
} >"$log" 2>&1; then
    grep -E 'error:|ERROR:' "$log" || tail -n 40 "$log"
    exit 1
fi
[ -f "$native/ossicle" ] && [ -d "$native/Ossicle.driver/Contents/MacOS" ]
