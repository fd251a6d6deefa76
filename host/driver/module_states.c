/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/module_states.h"

#include "driver/cf.h"
#include "engine/chain.h"

#include <stdlib.h>

static const char key_id[] = "id";
static const char key_occurrence[] = "occurrence";
static const char key_state[] = "state";

static CFDictionaryRef copy_state(const ChainSpec *spec, size_t index)
{
    const ChainSpecModule *module = &spec->modules[index];
    CFMutableDictionaryRef result = cf_create_dictionary();
    cf_put_text(result, key_id, module->module->id);
    cf_put_integer(result, key_occurrence, (int64_t)chain_spec_occurrence(spec, index));
    cf_put(result, key_state, CFDataCreate(NULL, module->state, (CFIndex)module->state_size));
    if (result && CFDictionaryGetCount(result) == 3)
        return result;
    if (result)
        CFRelease(result);
    return NULL;
}

CFArrayRef module_states_copy(const ChainSpec *spec)
{
    CFMutableArrayRef result = cf_create_array();
    CFIndex expected = 0;
    for (size_t i = 0; result && i < spec->count; i++) {
        if (!spec->modules[i].state_size)
            continue;
        cf_append(result, copy_state(spec, i));
        expected++;
    }
    if (!result || CFArrayGetCount(result) == expected)
        return result;
    CFRelease(result);
    return NULL;
}

static Status restore(ChainSpec *spec, CFTypeRef entry, const char *id)
{
    int64_t occurrence = 0;
    CFTypeRef state = cf_get(entry, key_state);
    if (!id || !cf_get_integer(entry, key_occurrence, &occurrence) || occurrence < 0 || !state ||
        CFGetTypeID(state) != CFDataGetTypeID())
        return STATUS_BAD_FORMAT;
    const size_t size = (size_t)CFDataGetLength(state);
    if (size > CHAIN_STATE_MAX)
        return STATUS_BAD_FORMAT;
    ChainSpecModule *module = chain_spec_find(spec, id, (size_t)occurrence);
    return module ? chain_spec_set_state(module, CFDataGetBytePtr(state), size) : STATUS_OK;
}

Status module_states_restore(ChainSpec *spec, CFTypeRef array, Error *error)
{
    Status result = STATUS_OK;
    if (CFGetTypeID(array) != CFArrayGetTypeID())
        return error_set(error, STATUS_BAD_FORMAT, "it is no array");
    for (CFIndex i = 0; i < CFArrayGetCount(array); i++) {
        CFTypeRef entry = CFArrayGetValueAtIndex(array, i);
        char *id = cf_copy_text(cf_get(entry, key_id));
        const Status status = restore(spec, entry, id);
        if (status == STATUS_BAD_FORMAT)
            result = error_set(error, status, "entry %ld is no state of a module", (long)i);
        else if (status)
            result = error_set(error, status, "entry %ld: %s", (long)i, status_text(status));
        free(id);
    }
    return result;
}
