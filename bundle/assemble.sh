#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Put a driver bundle together, afresh: assemble.sh BUNDLE PLATFORM INFO.PLIST BINARY [FILE]...
# PLATFORM is the folder of the binary: MacOS or Linux. Each FILE is a module, a resource, or the
# program ossicle-worker, which stands beside the binary.
set -eu
bundle=${1:?} platform=${2:?} info=${3:?} binary=${4:?}
shift 4

# Beside the bundle and then renamed, so that nobody ever sees half of one.
new=$(mktemp -d "$bundle.XXXXXX")
trap 'rm -rf "$new"' EXIT
chmod 755 "$new"
mkdir -p "$new/Contents/$platform" "$new/Contents/PlugIns" "$new/Contents/Resources"
cp "$info" "$new/Contents/Info.plist"
cp "$binary" "$new/Contents/$platform/$(basename "${binary%.*}")"
for file; do
    case $file in
    *.so | *.dylib) cp "$file" "$new/Contents/PlugIns/" ;;
    */ossicle-worker) cp "$file" "$new/Contents/$platform/" ;;
    *) cp "$file" "$new/Contents/Resources/" ;;
    esac
done
chmod -R go-w "$new"
rm -rf "$bundle"
mv "$new" "$bundle"
trap - EXIT
