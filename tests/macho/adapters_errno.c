/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/adapters.h"

#include <errno.h>
#include <stddef.h>

/* Those from 1 to 34 are the same, but for one. */
static const struct {
    int linux_number;
    int darwin_number;
} numbers[] = {
    {EAGAIN, 35},       {EDEADLK, 11},         {EINPROGRESS, 36},  {EALREADY, 37},
    {ENOTSOCK, 38},     {EDESTADDRREQ, 39},    {EMSGSIZE, 40},     {EPROTOTYPE, 41},
    {ENOPROTOOPT, 42},  {EPROTONOSUPPORT, 43}, {EOPNOTSUPP, 45},   {EAFNOSUPPORT, 47},
    {EADDRINUSE, 48},   {EADDRNOTAVAIL, 49},   {ENETDOWN, 50},     {ENETUNREACH, 51},
    {ECONNABORTED, 53}, {ECONNRESET, 54},      {ENOBUFS, 55},      {EISCONN, 56},
    {ENOTCONN, 57},     {ETIMEDOUT, 60},       {ECONNREFUSED, 61}, {ELOOP, 62},
    {ENAMETOOLONG, 63}, {EHOSTUNREACH, 65},    {ENOTEMPTY, 66},    {EDQUOT, 69},
    {ESTALE, 70},       {ENOLCK, 77},          {ENOSYS, 78},       {EOVERFLOW, 84},
    {ECANCELED, 89},    {EILSEQ, 92},          {EBADMSG, 94},      {EPROTO, 100},
};
enum { LAST_COMMON = 34 };

int adapters_errno_to_darwin(int number)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].linux_number == number)
            return numbers[i].darwin_number;
    return number <= LAST_COMMON ? number : EINVAL;
}

int adapters_errno_from_darwin(int number)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].darwin_number == number)
            return numbers[i].linux_number;
    return number <= LAST_COMMON ? number : EINVAL;
}
