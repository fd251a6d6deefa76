# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Sums up meson's testlog.json: each test of a Criterion program counts, and each program that
# speaks with its exit code counts as one. Prints what tests that failed say, which meson doesn't.
# Exits with 1 if a test failed or none ran.

function show_failures(log_line, lines, count, i, is_failure) {
    count = split(log_line, lines, /\\n/)
    for (i = 1; i <= count; i++) {
        if (lines[i] ~ /^(ok - |  \.\.\.|")/)
            is_failure = 0
        else if (lines[i] ~ /^not ok - /)
            is_failure = 1
        gsub(/\\"/, "\"", lines[i])
        if (is_failure)
            print lines[i]
    }
}

/\\nnot ok - / { show_failures($0) }

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
