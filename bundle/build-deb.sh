#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# A package for Debian and its relatives:
#
#     bundle/build-deb.sh [OUT]
#
#     OUT    the folder for it, and for its build: by default build-deb/
#
# The same source, compiler and libraries give the same bytes, wherever and whenever it is built; the
# time stamps in it are those of the last commit, or of SOURCE_DATE_EPOCH. There are no maintainer
# scripts: files come and go, and each user decides for himself whether the unit runs.
set -eu
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
# shellcheck source=bundle/steps.sh
. "$here/steps.sh"

if [ $# -gt 1 ]; then
    echo "usage: bundle/build-deb.sh [OUT]" >&2
    exit 2
fi
for program in dpkg-deb dpkg-shlibdeps dpkg-architecture dpkg-buildflags; do
    command -v $program >/dev/null || fail "$program isn't here: apt-get install dpkg-dev"
done
"$here/packages.sh" build
source=$(dirname "$here")
mkdir -p "${1:-$source/build-deb}"
out=$(cd "${1:-$source/build-deb}" && pwd)
build=$out/build
cd "$source"
export LC_ALL=C.UTF-8 TZ=UTC0
umask 022
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null ||
    stat -c %Y docs/CHANGELOG.md)}
export SOURCE_DATE_EPOCH
triplet=$(dpkg-architecture -qDEB_HOST_MULTIARCH)

quietly() { # show what a command says only if it fails
    "$@" >"$out/log" 2>&1 || { tail -n 40 "$out/log" >&2 && fail "failed: $*"; }
}

# Debian's flags, but with our optimization, nothing for debuggers, and no names of folders.
flags() { # VARIABLE
    DEB_CFLAGS_STRIP='-g -O2' dpkg-buildflags --get "$1"
}
if [ ! -f "$build/build.ninja" ]; then
    map=-ffile-prefix-map=$(realpath --relative-to="$build" "$source")=.
    CFLAGS="$(flags CFLAGS) $map" CPPFLAGS=$(flags CPPFLAGS) LDFLAGS=$(flags LDFLAGS) \
        quietly meson setup "$build" --prefix=/usr --libdir="lib/$triplet" --wrap-mode=nodownload \
        -Dtests=disabled -Ddebug=false
fi
quietly ninja -C "$build"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
DESTDIR=$root quietly meson install -C "$build" --no-rebuild
version=$(sed -n 's/^#define OSSICLE_VERSION *"\(.*\)"$/\1/p' "$build/host/driver/identity.h")

documents=$root/usr/share/doc/ossicle
mkdir -p "$documents"
{ cat "$here/deb/copyright" && sed 's/^$/./; s/^/ /' LICENSE; } >"$documents/copyright"
cp README.md docs/*.md "$documents"
cat >"$work/changelog" <<END
ossicle ($version) unstable; urgency=medium

  * What is new stands in CHANGELOG.md, beside this file.

 -- The Ossicle authors <authors@ossicle.invalid>  $(date -R -d "@$SOURCE_DATE_EPOCH")
END
gzip -9n <"$work/changelog" >"$documents/changelog.gz"
gzip -9n "$root"/usr/share/man/man*/*

binaries=$(find "$root" -type f -exec sh -c '[ "$(head -c 4 "$1")" = "$(printf "\177ELF")" ]' - {} \; -print)
[ -n "$binaries" ] || fail "meson has installed no binary"
# Word splitting is meant: there are no blanks in these names.
# shellcheck disable=SC2086
strip --strip-unneeded --remove-section=.comment $binaries
chmod a-x "$root/usr/lib/$triplet"/lib*.so.*.* # it is for linking only

# What the binaries need: dpkg-shlibdeps wants to be called in a source package.
mkdir -p "$root/DEBIAN" "$work/debian"
echo "Source: ossicle" >"$work/debian/control"
echo "libossicle-portable 0 ossicle (>= $version)" >"$root/DEBIAN/shlibs"
# shellcheck disable=SC2086
depends=$(cd "$work" && dpkg-shlibdeps -O -xossicle -S"$root" -l"$root/usr/lib/$triplet" \
    $binaries 2>"$work/said") || fail "dpkg-shlibdeps: $(cat "$work/said")"

(cd "$root" && find usr -type f -exec md5sum {} + | sort -k 2) >"$root/DEBIAN/md5sums"
echo "activate-noawait ldconfig" >"$root/DEBIAN/triggers"
architecture=$(dpkg-architecture -qDEB_HOST_ARCH)
size=$(cd "$root" && find usr -type f -exec stat -c %s {} + |
    awk '{ sum += int(($1 + 1023) / 1024) } END { print sum }')
sed "s/@VERSION@/$version/; s/@ARCHITECTURE@/$architecture/; s/@SIZE@/$size/
    s/@DEPENDS@/${depends#shlibs:Depends=}/" "$here/deb/control.in" >"$root/DEBIAN/control"

chmod -R u=rwX,go=rX "$root" # whatever the umask was
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
package=$out/ossicle_${version}_$architecture.deb
quietly dpkg-deb --root-owner-group -Zxz --build "$root" "$package"
echo "$package"
