#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# An installer package for macOS, made with Apple's tools of a bundle that bundle/sign.sh has signed:
#
#     bundle/build-pkg.sh [--dry-run] [--identity NAME] [--notarize PROFILE] BUILD OUT.pkg
#
#     --dry-run           only print the commands; works everywhere
#     --identity NAME     of the certificate, such as "Developer ID Installer"; by default unsigned
#     --notarize PROFILE  as for bundle/sign.sh
#     BUILD               the folder with Ossicle.driver
#
# What the package installs is what bundle/install.sh installs; its scripts do the rest.
set -eu
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
# shellcheck source=bundle/steps.sh
. "$here/steps.sh"

identity='' profile=''
while [ $# -gt 0 ]; do
    case $1 in
    --dry-run) dry_run=yes ;;
    --identity) identity=${2:?} && shift ;;
    --notarize) profile=${2:?} && shift ;;
    *) break ;;
    esac
    shift
done
if [ $# -ne 2 ]; then
    echo "usage: bundle/build-pkg.sh [--dry-run] [--identity NAME] [--notarize PROFILE]" \
        "BUILD OUT.pkg" >&2
    exit 2
fi
build=$1 package=$2
need_apples_tools pkgbuild productbuild xcrun

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
destdir=$work/root
# shellcheck source=bundle/macos.sh
. "$here/macos.sh"
"$here/install.sh" --system darwin --destdir "$work/root" "$build"
version=$(plist_value "$driver/Contents/Info.plist" CFBundleVersion)
mkdir "$work/scripts"
cp "$here/pkg/preinstall" "$here/pkg/postinstall" "$here/steps.sh" "$here/macos.sh" \
    "$here/identity.conf" "$work/scripts"
sed "s/@VERSION@/$version/g; s/@BUNDLE_ID@/$BUNDLE_ID/g; s/@MACOS_MINIMUM@/$MACOS_MINIMUM/g" \
    "$here/pkg/distribution.xml.in" >"$work/distribution.xml"

step pkgbuild --root "$work/root" --component-plist "$here/pkg/component.plist" \
    --scripts "$work/scripts" --identifier "$BUNDLE_ID" --version "$version" \
    --install-location / --ownership recommended "$work/component.pkg"
set -- productbuild --distribution "$work/distribution.xml" --package-path "$work"
[ -z "$identity" ] || set -- "$@" --sign "$identity" --timestamp
step "$@" "$package"
if [ -n "$profile" ]; then
    notarize "$package" "$profile"
    step xcrun stapler staple "$package"
fi
