/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/control.h"

#include <assert.h>
#include <string.h>

static_assert(sizeof(Level) == sizeof(uint64_t), "a level is read and written as one");

Level control_level(const Control *control)
{
    const uint64_t bits = atomic_load(&control->value);
    Level level;
    memcpy(&level, &bits, sizeof level);
    return level;
}

void control_set_level(Control *control, Level level)
{
    uint64_t bits = 0;
    memcpy(&bits, &level, sizeof bits);
    atomic_store(&control->value, bits);
}

bool control_flag(const Control *control)
{
    return atomic_load(&control->value) != 0;
}

void control_set_flag(Control *control, bool flag)
{
    atomic_store(&control->value, flag ? 1 : 0);
}
