# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Sums up meson's testlog.json: each test of a Criterion program counts, and each program that
# speaks with its exit code counts as one. Exits with 1 if a test failed or none ran.

{
    ok = gsub(/\\nok - /, "&")
    bad = gsub(/\\nnot ok - /, "&")
    skip = gsub(/ # SKIP/, "&")
    good = $0 ~ /"result": "(OK|EXPECTEDFAIL|SKIP)"/
    if (ok + bad == 0) {
        if ($0 ~ /"result": "SKIP"/)
            ok = skip = 1
        else if (good)
            ok = 1
    }
    if (!good && bad == 0)
        bad = 1
    passed += ok - skip
    skipped += skip
    failed += bad
}

END {
    if (passed + failed == 0)
        print "no test ran"
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    exit passed == 0 || failed > 0
}
