/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/parameter_check.h"

#include <criterion/criterion.h>
#include <math.h>

static const char *const labels[] = {"low", "high", NULL, "line\nbreak"};

#define GOOD                                                                                       \
    .struct_size = sizeof(ossicle_parameter), .id = "p", .name = "P", .unit = "", .minimum = 0,    \
    .maximum = 1, .default_value = 0.5

/* Later initializers of one field win: each row is a good parameter but for what it names. */
#pragma GCC diagnostic ignored "-Woverride-init"
static const struct {
    ossicle_parameter parameter;
    const char *message;
} cases[] = {
    {{GOOD}, ""},
    {{GOOD, .struct_size = 0}, "ossicle_parameter.struct_size is 0, expected 72"},
    {{GOOD, .struct_size = 73}, "ossicle_parameter.struct_size is 73, expected 72"},
    {{GOOD, .id = NULL}, "id is NULL, expected a text"},
    {{GOOD, .id = ""}, "id is empty, expected a text"},
    {{GOOD, .name = NULL}, "name is NULL, expected a text"},
    {{GOOD, .name = ""}, "name is empty, expected a text"},
    {{GOOD, .unit = NULL}, "unit is NULL, expected a text"},
    {{GOOD, .flags = 16}, "'p': flags are 0x10, expected some of 0xf"},
    {{GOOD, .scale = 3}, "'p': scale is 3, expected linear (0), logarithmic (1) or decibel (2)"},
    {{GOOD, .minimum = (double)NAN},
     "'p': minimum nan, maximum 1 and default 0.5, expected finite numbers"},
    {{GOOD, .maximum = (double)INFINITY},
     "'p': minimum 0, maximum inf and default 0.5, expected finite numbers"},
    {{GOOD, .default_value = (double)-INFINITY},
     "'p': minimum 0, maximum 1 and default -inf, expected finite numbers"},
    {{GOOD, .minimum = 1}, "'p': minimum 1 isn't below maximum 1"},
    {{GOOD, .minimum = 2}, "'p': minimum 2 isn't below maximum 1"},
    {{GOOD, .default_value = 0}, ""},
    {{GOOD, .default_value = 1}, ""},
    {{GOOD, .default_value = -0.01}, "'p': default -0.01 isn't within 0 to 1"},
    {{GOOD, .default_value = 1.01}, "'p': default 1.01 isn't within 0 to 1"},
    {{GOOD, .scale = OSSICLE_SCALE_LOGARITHMIC},
     "'p': minimum 0, expected one above 0 for a logarithmic scale"},
    {{GOOD, .scale = OSSICLE_SCALE_LOGARITHMIC, .minimum = 0.1}, ""},
    {{GOOD, .scale = OSSICLE_SCALE_DECIBEL, .minimum = -96}, ""},
    {{GOOD, .flags = OSSICLE_PARAMETER_OUTPUT}, ""},
    {{GOOD, .flags = OSSICLE_PARAMETER_STEPPED}, "'p': has steps, but 0.5 isn't a whole number"},
    {{GOOD, .flags = OSSICLE_PARAMETER_STEPPED, .minimum = -0.5, .default_value = 0},
     "'p': has steps, but -0.5 isn't a whole number"},
    {{GOOD, .flags = OSSICLE_PARAMETER_STEPPED, .maximum = 9, .default_value = 4}, ""},
    {{GOOD, .flags = OSSICLE_PARAMETER_TOGGLE, .default_value = 1}, ""},
    {{GOOD, .flags = OSSICLE_PARAMETER_TOGGLE, .maximum = 2, .default_value = 1},
     "'p': a toggle from 0 to 2, expected 0 to 1"},
    {{GOOD, .label_count = 2, .labels = labels}, "'p': has 2 labels, expected 0 (at most 1024)"},
    {{GOOD, .flags = OSSICLE_PARAMETER_ENUMERATION, .default_value = 0, .label_count = 2,
      .labels = labels},
     ""},
    {{GOOD, .flags = OSSICLE_PARAMETER_ENUMERATION, .default_value = 0, .label_count = 1,
      .labels = labels},
     "'p': has 1 labels, expected 2 (at most 1024)"},
    {{GOOD, .flags = OSSICLE_PARAMETER_ENUMERATION, .default_value = 0, .label_count = 2},
     "'p': its table of labels is NULL"},
    {{GOOD, .flags = OSSICLE_PARAMETER_ENUMERATION, .default_value = 0, .maximum = 2,
      .label_count = 3, .labels = labels},
     "'p': label 3: label is NULL, expected a text"},
    {{GOOD, .flags = OSSICLE_PARAMETER_ENUMERATION, .default_value = 0, .label_count = 2,
      .labels = labels + 2},
     "'p': label 1: label is NULL, expected a text"},
    {{GOOD, .flags = OSSICLE_PARAMETER_ENUMERATION, .default_value = 1024, .maximum = 1024,
      .label_count = 1025, .labels = labels},
     "'p': has 1025 labels, expected 1025 (at most 1024)"},
    {{GOOD, .flags = OSSICLE_PARAMETER_ENUMERATION, .default_value = 0, .maximum = 1e30,
      .label_count = 2, .labels = labels},
     "'p': has 2 labels, expected 1e+30 (at most 1024)"},
};

Test(parameter_check, knows_every_rule)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Error error = {.status = STATUS_OK};
        const Status expected = *cases[i].message ? STATUS_BAD_FORMAT : STATUS_OK;
        cr_expect_eq(parameter_check(&cases[i].parameter, &error), expected, "case %zu", i);
        cr_expect_str_eq(error.message, cases[i].message, "case %zu", i);
    }
}
