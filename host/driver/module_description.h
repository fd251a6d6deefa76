/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file module_description.h
 * Modules as dictionaries with the keys of custom_properties.h. [control] Results are the caller's
 * to release; NULL: no memory. */

#ifndef OSSICLE_DRIVER_MODULE_DESCRIPTION_H
#define OSSICLE_DRIVER_MODULE_DESCRIPTION_H

#include "engine/engine.h"
#include "loader/catalog.h"

#include <CoreFoundation/CoreFoundation.h>

/** One of the modules that can be used. */
CFDictionaryRef copy_catalog_module(const CatalogModule *entry);

/** A file or folder that was refused. */
CFDictionaryRef copy_refusal(const CatalogRefusal *refusal);

/** Module `index` of the engine's chain, its parameters with their present values. */
CFDictionaryRef copy_chain_module(const Engine *engine, size_t index);

#endif
