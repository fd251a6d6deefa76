# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Reads layers.txt, then lines of `FILE:#include X`; prints each include that no rule allows and
# exits with 1 if there was one.

function pattern_of(glob) {
    gsub(/[.]/, "[.]", glob)
    gsub(/[*]/, ".*", glob)
    return "^" glob "$"
}

function contains(list, word,    i, n, words) {
    n = split(list, words, " ")
    for (i = 1; i <= n; i++)
        if (words[i] == word)
            return 1
    return 0
}

function complain(file, include, why) {
    print file ": may not include " include ": " why
    failed = 1
}

FNR == NR {
    if ($1 == "layer" || $1 == "home") {
        key = $2
        sub(/:$/, "", key)
        rest = $0
        sub(/^[^:]*:/, "", rest)
        if ($1 == "layer")
            layer[key] = rest
        else
            home[pattern_of(key)] = rest
    }
    next
}

{
    file = $0
    sub(/:.*/, "", file)
    split(file, parts, "/")
    folder = parts[2]
    header = $0
    sub(/^[^<"]*[<"]/, "", header)
    sub(/[>"].*/, "", header)
    includes++

    for (glob in home)
        if (header ~ glob && !contains(home[glob], folder))
            complain(file, header, "its home is" home[glob])
    if (!(folder in layer))
        complain(file, header, "host/" folder " is no layer")

    if (header == "module-api.h")
        top = "module-api"
    else if (file ~ /_darwin[.][ch]$/ && header ~ /^(mach|dispatch|os)\//)
        next # the system's own there, like <pthread.h>
    else if (header ~ /^(CoreAudio|CoreAudioTypes|CoreFoundation|mach|dispatch|os)\//)
        top = "Apple"
    else if ($0 ~ /include[[:space:]]*"/ && header ~ /\//)
        top = substr(header, 1, index(header, "/") - 1)
    else
        next
    if (top == folder || contains(layer[folder], top) || contains(layer[folder], header))
        next
    complain(file, header, "host/" folder " may include only" layer[folder])
}

END {
    if (!includes) {
        print "no include found: wrong folder?"
        failed = 1
    }
    exit failed
}
