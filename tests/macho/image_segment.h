/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file image_segment.h
 * Segments among the load commands. Private to image.c. */

#ifndef OSSICLE_TESTS_MACHO_IMAGE_SEGMENT_H
#define OSSICLE_TESTS_MACHO_IMAGE_SEGMENT_H

#include "macho/image.h"

/** Take in the segment of a load command, with its sections. */
Status macho_read_segment(MachoImage *image, Bytes command, Error *error);

/** Once all are read: whether they make an image. Stores its base and span. */
Status macho_check_segments(MachoImage *image, Error *error);

#endif
