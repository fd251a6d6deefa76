#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# A driver exports its factory and nothing else: exports.sh BINARY FACTORY
set -eu
binary=${1:?} factory=${2:?}
exported=$(nm -D --defined-only "$binary" | awk '{ print $3 }')
[ "$exported" = "$factory" ] && exit
echo "exports: $binary exports: $exported; expected: $factory" >&2
exit 1
