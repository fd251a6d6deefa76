/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/module_description.h"

#include "driver/cf.h"
#include "driver/custom_properties.h"

#include <stdio.h>

static const char *const kinds[] = {
    [OSSICLE_KIND_EFFECT] = "effect",
    [OSSICLE_KIND_GENERATOR] = "generator",
    [OSSICLE_KIND_SINK] = "sink",
};

static const char *const scales[] = {
    [OSSICLE_SCALE_LINEAR] = "linear",
    [OSSICLE_SCALE_LOGARITHMIC] = "logarithmic",
    [OSSICLE_SCALE_DECIBEL] = "decibel",
};

/* Entry `index` of a table; a later version of the contract may know more of them. */
static const char *name_at(const char *const *names, size_t count, uint32_t index)
{
    return index < count ? names[index] : "unknown";
}
#define NAME_AT(names, index) name_at((names), sizeof(names) / sizeof *(names), (index))

static CFMutableDictionaryRef copy_parameter(const ossicle_parameter *parameter)
{
    CFMutableDictionaryRef result = cf_create_dictionary();
    cf_put_text(result, OSSICLE_KEY_ID, parameter->id);
    cf_put_text(result, OSSICLE_KEY_NAME, parameter->name);
    cf_put_text(result, OSSICLE_KEY_UNIT, parameter->unit ? parameter->unit : "");
    cf_put_number(result, OSSICLE_KEY_MINIMUM, parameter->minimum);
    cf_put_number(result, OSSICLE_KEY_MAXIMUM, parameter->maximum);
    cf_put_number(result, OSSICLE_KEY_DEFAULT, parameter->default_value);
    cf_put_text(result, OSSICLE_KEY_SCALE, NAME_AT(scales, parameter->scale));
    const uint32_t flags = parameter->flags;
    const uint32_t stepped = OSSICLE_PARAMETER_STEPPED | OSSICLE_PARAMETER_ENUMERATION;
    cf_put_boolean(result, OSSICLE_KEY_TOGGLE, (flags & OSSICLE_PARAMETER_TOGGLE) != 0);
    cf_put_boolean(result, OSSICLE_KEY_STEPPED, (flags & stepped) != 0);
    cf_put_boolean(result, OSSICLE_KEY_OUTPUT, (flags & OSSICLE_PARAMETER_OUTPUT) != 0);
    CFMutableArrayRef labels = cf_create_array();
    for (uint32_t i = 0; i < parameter->label_count; i++)
        cf_append(labels, cf_create_string(parameter->labels[i]));
    cf_put(result, OSSICLE_KEY_LABELS, labels);
    return result;
}

static void put_parameters(CFMutableDictionaryRef dictionary, const ossicle_module *module)
{
    CFMutableArrayRef parameters = cf_create_array();
    for (uint32_t i = 0; i < module->parameter_count; i++)
        cf_append(parameters, copy_parameter(&module->parameters[i]));
    cf_put(dictionary, OSSICLE_KEY_PARAMETERS, parameters);
}

CFDictionaryRef copy_catalog_module(const CatalogModule *entry)
{
    const ossicle_module *module = entry->module;
    CFMutableDictionaryRef result = cf_create_dictionary();
    cf_put_text(result, OSSICLE_KEY_ID, module->id);
    cf_put_text(result, OSSICLE_KEY_NAME, module->name);
    cf_put_text(result, OSSICLE_KEY_VENDOR, module->vendor ? module->vendor : "");
    cf_put_text(result, OSSICLE_KEY_VERSION, module->version ? module->version : "");
    char abi[32];
    (void)snprintf(abi, sizeof abi, "%u.%u", OSSICLE_ABI_MAJOR_OF(entry->abi_version),
                   OSSICLE_ABI_MINOR_OF(entry->abi_version));
    cf_put_text(result, OSSICLE_KEY_ABI, abi);
    cf_put_text(result, OSSICLE_KEY_KIND, NAME_AT(kinds, module->kind));
    cf_put_text(result, OSSICLE_KEY_PATH, entry->path);
    cf_put_integer(result, OSSICLE_KEY_MINIMUM_CHANNELS, module->min_channels);
    cf_put_integer(result, OSSICLE_KEY_MAXIMUM_CHANNELS, module->max_channels);
    put_parameters(result, module);
    return result;
}

CFDictionaryRef copy_refusal(const CatalogRefusal *refusal)
{
    CFMutableDictionaryRef result = cf_create_dictionary();
    cf_put_text(result, OSSICLE_KEY_PATH, refusal->path);
    cf_put_text(result, OSSICLE_KEY_REASON, refusal->message);
    return result;
}

CFDictionaryRef copy_chain_module(const Engine *engine, size_t index)
{
    const ossicle_module *module = engine_module_at(engine, index);
    CFMutableDictionaryRef result = cf_create_dictionary();
    cf_put_text(result, OSSICLE_KEY_ID, module->id);
    cf_put_text(result, OSSICLE_KEY_NAME, module->name);
    CFMutableArrayRef parameters = cf_create_array();
    for (uint32_t i = 0; i < module->parameter_count; i++) {
        CFMutableDictionaryRef parameter = copy_parameter(&module->parameters[i]);
        double value = 0;
        if (engine_parameter(engine, index, i, &value) == STATUS_OK)
            cf_put_number(parameter, OSSICLE_KEY_VALUE, value);
        cf_append(parameters, parameter);
    }
    cf_put(result, OSSICLE_KEY_PARAMETERS, parameters);
    return result;
}
