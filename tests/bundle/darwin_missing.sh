#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Where something is missing, building for macOS says in one line what to install, and leaves nothing
# half-written: darwin_missing.sh SOURCE
set -eu
source=${1:?}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
toolchain=$("$source/bundle/darwin/toolchain.sh" --where)

# A folder of commands: all but those named.
commands_without() { # NAME...
    bin=$(mktemp -d "$root/bin.XXXXXX")
    ln -s /usr/local/bin/* /usr/bin/* /bin/* "$bin/" 2>/dev/null || true
    for name; do rm -f "$bin/$name"; done
}

# expect TEXT COMMAND...: it fails, its last line has the text, and nothing new is left.
expect() {
    text=$1
    shift
    rm -rf "$root/build" "$root/cache/ossicle"
    [ -z "$has_toolchain" ] || {
        mkdir -p "$root/cache/ossicle"
        ln -s "$toolchain" "$root/cache/ossicle/"
    }
    if env PATH="$bin" BUILD="$root/build" XDG_CACHE_HOME="$root/cache" "$@" \
        >"$root/out" 2>&1; then
        echo "darwin_missing: no failure where '$text' is expected" >&2
        exit 1
    fi
    if ! tail -n 1 "$root/out" | grep -qF -- "$text"; then
        echo "darwin_missing: expected '$text', got: $(cat "$root/out")" >&2
        exit 1
    fi
    if [ -e "$root/build/Ossicle.driver" ] ||
        [ -n "$(find "$root/cache/ossicle" -mindepth 2 2>/dev/null)" ]; then
        echo "darwin_missing: something is left after '$text'" >&2
        exit 1
    fi
}

build=$source/bundle/build-darwin.sh
has_toolchain=yes
for name in clang ninja pkg-config; do
    commands_without $name
    expect "$name is missing; run: bundle/packages.sh darwin" "$build"
done
commands_without meson
expect 'meson is missing; run: bundle/packages.sh darwin' "$build"
printf '#!/bin/sh\necho 0.64.1\n' >"$bin/meson"
chmod +x "$bin/meson"
expect 'meson 0.64.1 is too old: it takes 1.0.0 or later' "$build"

has_toolchain=
commands_without npm
expect 'npm is missing; run: bundle/packages.sh darwin' "$build"
expect "isn't installed; run: bundle/darwin/toolchain.sh" \
    "$source/bundle/darwin/toolchain.sh" --where
commands_without
rm "$bin/npm"
printf '#!/bin/sh\necho "npm error network"\nexit 1\n' >"$bin/npm"
chmod +x "$bin/npm"
expect 'is there a network?' "$build"
