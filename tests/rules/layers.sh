#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Check every #include below SOURCE/host against layers.txt: layers.sh SOURCE
# `layers.sh --self-test` shows that each kind of forbidden include is found.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

check() { # the source folder
    (cd "$1" && find host -name '*.[ch]' -exec grep -HE '^[[:space:]]*#[[:space:]]*include' {} +) |
        awk -f "$here/layers.awk" "$here/layers.txt" -
}

self_test() {
    root=$(mktemp -d)
    trap 'rm -rf "$root"' EXIT
    mkdir -p "$root/host/engine" "$root/host/hal" "$root/host/base"
    bad=0
    while IFS='|' read -r file include; do
        echo "#include $include" >"$root/host/$file"
        if check "$root" >"$root/out"; then
            echo "self-test: host/$file may include $include, it seems" >&2
            bad=1
        fi
        grep -qF "host/$file" "$root/out" || bad=1
        rm "$root/host/$file"
    done <<EOF
engine/a.c|<CoreAudio/AudioServerPlugIn.h>
engine/a.c|<ck_ring.h>
engine/a.h|"driver/clock.h"
engine/a.c|"no/such/folder.h"
engine/a.c|<dlfcn.h>
hal/a.c|"driver/custom_properties.h"
hal/a.c|"endpoints/endpoint.h"
base/a.c|<module-api.h>
EOF
    echo '#include "base/log.h"' >"$root/host/engine/a.c"
    check "$root" >/dev/null || bad=1
    return $bad
}

if [ "${1:-}" = --self-test ]; then self_test; else check "${1:?"usage: layers.sh SOURCE"}"; fi
