#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# A clean tree elsewhere gives the same bundle for macOS, byte by byte, even if the first run there is
# killed while it sets up a build folder:
# darwin_reproducible.sh SOURCE BUNDLE
set -eu
source=${1:?} bundle=${2:?}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

tree=$root/a/tree/elsewhere
mkdir -p "$tree"
(cd "$source" && git ls-files -z --cached --others --exclude-standard |
    tar -c --null --files-from - --ignore-failed-read 2>/dev/null) | tar -x -C "$tree"

mkdir "$root/bin"
cat >"$root/bin/meson" <<EOF
#!/bin/sh
"$(command -v meson)" "\$@" || exit
case \$* in
*/x86_64\ --cross-file*)
    rm "\$2/build.ninja" # which comes last
    kill -KILL \$PPID
    ;;
esac
EOF
chmod +x "$root/bin/meson"
if (BUILD='' PATH="$root/bin:$PATH" "$tree/bundle/build-darwin.sh") >/dev/null 2>&1; then
    echo "darwin_reproducible: the first run wasn't killed" >&2
    exit 1
fi
[ -d "$tree/build-darwin/x86_64/meson-private" ]

BUILD='' "$tree/bundle/build-darwin.sh" >/dev/null
if ! difference=$(diff -r "$bundle" "$tree/build-darwin/Ossicle.driver" 2>&1); then
    echo "darwin_reproducible: $difference" >&2
    exit 1
fi

# The comparison can fail.
printf x >>"$tree/build-darwin/Ossicle.driver/Contents/MacOS/Ossicle"
if diff -rq "$bundle" "$tree/build-darwin/Ossicle.driver" >/dev/null; then
    echo "darwin_reproducible: a byte more isn't noticed" >&2
    exit 1
fi
