#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Install, and compile a module with nothing but what pkg-config says about the installed header:
#
#     installed.sh BUILD MODULE_SOURCE
set -eu
build=$1
source=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

DESTDIR=$folder/root meson install -C "$build" --no-rebuild --quiet >"$folder/log" 2>&1 || {
    cat "$folder/log"
    exit 1
}
description=$(find "$folder/root" -name ossicle-module-api.pc)
[ -n "$description" ] || { echo "ossicle-module-api.pc isn't installed"; exit 1; }
prefix=$(sed -n 's/^prefix=//p' "$description")

ask() {
    PKG_CONFIG_PATH=$(dirname "$description") pkg-config \
        --define-variable=prefix="$folder/root$prefix" "$@" ossicle-module-api
}

ask --exact-version=0.9.0
flags=$(ask --cflags | sed 's, *$,,')
modules=$(ask --variable=modulesdir)
[ "$flags" = "-I$folder/root$prefix/include/ossicle" ] || { echo "cflags are $flags"; exit 1; }
case $modules in
"$folder/root$prefix"/*/ossicle/modules) ;;
*)
    echo "modulesdir is $modules"
    exit 1
    ;;
esac
# Word splitting is meant: flags.
# shellcheck disable=SC2086
${CC:-cc} -std=c99 -shared -fPIC $flags "$source" -o "$folder/module.so" -lm
