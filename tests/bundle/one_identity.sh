#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# What macOS and our code must agree on stands in bundle/identity.conf and nowhere else:
# one_identity.sh SOURCE_ROOT
set -eu
cd "${1:?}"
failed=0
for name in BUNDLE_ID FACTORY FACTORY_UUID WORKER_SERVICE; do
    value=$(sed -n "s/^$name=//p" bundle/identity.conf)
    [ -n "$value" ] || { echo "one_identity: bundle/identity.conf has no $name" >&2; exit 1; }
    found=$(grep -rlwF -e "$value" --exclude-dir=.git bundle host module-api modules meson.build)
    [ "$found" = bundle/identity.conf ] && continue
    echo "one_identity: $value stands in more than bundle/identity.conf:" "$found" >&2
    failed=1
done
exit $failed
