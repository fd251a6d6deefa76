/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain_spec.h"
#include "engine/number.h"

#include <math.h>

Status parameter_accept(const ossicle_parameter *parameter, double value, double *accepted,
                        Error *error)
{
    const uint32_t whole =
        OSSICLE_PARAMETER_TOGGLE | OSSICLE_PARAMETER_STEPPED | OSSICLE_PARAMETER_ENUMERATION;
    char minimum[NUMBER_TEXT_BYTES];
    char maximum[NUMBER_TEXT_BYTES];
    char text[NUMBER_TEXT_BYTES];
    if (parameter->flags & OSSICLE_PARAMETER_OUTPUT)
        return error_set(error, STATUS_NOT_PERMITTED,
                         "parameter '%s' is a meter: it can be read, not set", parameter->id);
    if (!isfinite(value))
        return error_set(error, STATUS_BAD_ARGUMENT,
                         "parameter '%s': the value is not a finite number; give one from %s to %s",
                         parameter->id, number_format(parameter->minimum, minimum),
                         number_format(parameter->maximum, maximum));
    if (value < parameter->minimum || value > parameter->maximum)
        return error_set(error, STATUS_BAD_ARGUMENT,
                         "parameter '%s': %s is out of range; give a value from %s to %s%s%s",
                         parameter->id, number_format(value, text),
                         number_format(parameter->minimum, minimum),
                         number_format(parameter->maximum, maximum), *parameter->unit ? " " : "",
                         parameter->unit);
    if (parameter->flags & whole)
        value = fmax(parameter->minimum, fmin(parameter->maximum, round(value)));
    *accepted = value;
    return STATUS_OK;
}
