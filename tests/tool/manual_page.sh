#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Whether the manual page is one: manual_page.sh OSSICLE.1
set -eu
page=${1:?"usage: manual_page.sh OSSICLE.1"}
command -v groff >/dev/null || exit 77 # skipped

warnings=$(groff -man -ww -Tutf8 "$page" 2>&1 >/dev/null)
if [ -n "$warnings" ]; then
    echo "$warnings"
    exit 1
fi
text=$(groff -man -Tascii -P-c "$page" | sed 's/.\x08//g')
for part in NAME SYNOPSIS 'OSSICLE RENDER' 'EXIT STATUS' '--chain CHAIN' '--modules DIR'; do
    if ! echo "$text" | grep -qF -- "$part"; then
        echo "the page lacks: $part"
        exit 1
    fi
done
