/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file render_report.h
 * What a render tells when it is done. [control] */

#ifndef OSSICLE_TOOL_RENDER_REPORT_H
#define OSSICLE_TOOL_RENDER_REPORT_H

#include "tool/commands.h"
#include "tool/level.h"
#include "tool/render_device.h"
#include "tool/render_run.h"

#include <stdio.h>

typedef struct RenderReport {
    const RenderSettings *settings;
    const RenderDevice *device;
    const RenderRun *run;
    Level before;
    Level after;
} RenderReport;

/** Print it, for people or as JSON, with the chain and the engine's counters read from the device.
 */
void render_report_print(FILE *file, const RenderReport *report);

/** Print one line for each thing that went wrong and yet let the run end, and each error that
 * modules reported. */
void render_report_warn(FILE *file, const RenderReport *report);

#endif
