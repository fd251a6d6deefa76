/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/parameter_check.h"

#include "loader/text_check.h"

#include <inttypes.h>
#include <math.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

enum {
    KNOWN_FLAGS = OSSICLE_PARAMETER_TOGGLE | OSSICLE_PARAMETER_STEPPED |
                  OSSICLE_PARAMETER_ENUMERATION | OSSICLE_PARAMETER_OUTPUT,
    WHOLE_FLAGS =
        OSSICLE_PARAMETER_TOGGLE | OSSICLE_PARAMETER_STEPPED | OSSICLE_PARAMETER_ENUMERATION,
};

static Status check_size(const ossicle_parameter *parameter, Error *error)
{
    if (parameter->struct_size == sizeof *parameter)
        return STATUS_OK;
    return error_set(error, STATUS_BAD_FORMAT,
                     "ossicle_parameter.struct_size is %" PRIu32 ", expected %zu",
                     parameter->struct_size, sizeof *parameter);
}

static Status check_id(const ossicle_parameter *parameter, Error *error)
{
    return parameter_id_check(parameter->id, error);
}

static Status check_texts(const ossicle_parameter *parameter, Error *error)
{
    const Status status = text_check(parameter->name, false, "name", error);
    return status == STATUS_OK ? text_check(parameter->unit, true, "unit", error) : status;
}

static Status check_kind(const ossicle_parameter *parameter, Error *error)
{
    if ((parameter->flags & ~(uint32_t)KNOWN_FLAGS) != 0)
        return error_set(error, STATUS_BAD_FORMAT,
                         "'%s': flags are 0x%" PRIx32 ", expected some of 0x%x", parameter->id,
                         parameter->flags, KNOWN_FLAGS);
    if (parameter->scale > OSSICLE_SCALE_DECIBEL)
        return error_set(error, STATUS_BAD_FORMAT,
                         "'%s': scale is %" PRIu32
                         ", expected linear (0), logarithmic (1) or decibel (2)",
                         parameter->id, parameter->scale);
    return STATUS_OK;
}

static Status check_range(const ossicle_parameter *parameter, Error *error)
{
    const double minimum = parameter->minimum;
    const double maximum = parameter->maximum;
    if (!isfinite(minimum) || !isfinite(maximum) || !isfinite(parameter->default_value))
        return error_set(error, STATUS_BAD_FORMAT,
                         "'%s': minimum %g, maximum %g and default %g, expected finite numbers",
                         parameter->id, minimum, maximum, parameter->default_value);
    if (minimum >= maximum)
        return error_set(error, STATUS_BAD_FORMAT, "'%s': minimum %g isn't below maximum %g",
                         parameter->id, minimum, maximum);
    if (parameter->default_value < minimum || parameter->default_value > maximum)
        return error_set(error, STATUS_BAD_FORMAT, "'%s': default %g isn't within %g to %g",
                         parameter->id, parameter->default_value, minimum, maximum);
    if (parameter->scale == OSSICLE_SCALE_LOGARITHMIC && minimum <= 0)
        return error_set(error, STATUS_BAD_FORMAT,
                         "'%s': minimum %g, expected one above 0 for a logarithmic scale",
                         parameter->id, minimum);
    return STATUS_OK;
}

static Status check_steps(const ossicle_parameter *parameter, Error *error)
{
    const double values[] = {parameter->minimum, parameter->maximum, parameter->default_value};
    for (size_t i = 0; (parameter->flags & WHOLE_FLAGS) != 0 && i < COUNT(values); i++) {
        if (values[i] != rint(values[i]))
            return error_set(error, STATUS_BAD_FORMAT,
                             "'%s': has steps, but %g isn't a whole number", parameter->id,
                             values[i]);
    }
    const bool toggle = (parameter->flags & OSSICLE_PARAMETER_TOGGLE) != 0;
    if (toggle && (parameter->minimum != 0 || parameter->maximum != 1))
        return error_set(error, STATUS_BAD_FORMAT, "'%s': a toggle from %g to %g, expected 0 to 1",
                         parameter->id, parameter->minimum, parameter->maximum);
    return STATUS_OK;
}

static Status check_labels(const ossicle_parameter *parameter, Error *error)
{
    const bool enumeration = (parameter->flags & OSSICLE_PARAMETER_ENUMERATION) != 0;
    const double expected = enumeration ? parameter->maximum - parameter->minimum + 1 : 0;
    if (parameter->label_count != expected || expected > OSSICLE_MAX_PARAMETERS)
        return error_set(error, STATUS_BAD_FORMAT,
                         "'%s': has %" PRIu32 " labels, expected %g (at most %u)", parameter->id,
                         parameter->label_count, expected, OSSICLE_MAX_PARAMETERS);
    if (enumeration && !parameter->labels)
        return error_set(error, STATUS_BAD_FORMAT, "'%s': its table of labels is NULL",
                         parameter->id);
    for (uint32_t i = 0; i < parameter->label_count; i++) {
        Error reason = {.status = STATUS_OK};
        if (text_check(parameter->labels[i], false, "label", &reason) != STATUS_OK)
            return error_set(error, reason.status, "'%s': label %" PRIu32 ": %s", parameter->id,
                             i + 1, reason.message);
    }
    return STATUS_OK;
}

Status parameter_check(const ossicle_parameter *parameter, Error *error)
{
    static Status (*const checks[])(const ossicle_parameter *, Error *) = {
        check_size, check_id, check_texts, check_kind, check_range, check_steps, check_labels,
    };
    Status status = STATUS_OK;
    for (size_t i = 0; i < COUNT(checks) && status == STATUS_OK; i++)
        status = checks[i](parameter, error);
    return status;
}
