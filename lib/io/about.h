/* about.h -- what a descriptor says only to describe, kept as JSON so that saving can say it again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__ABOUT_H
#define COOP__ABOUT_H

#include "../model/dataset.h"
#include "schema.h"

/* A JSON string with its quotes, and any value on one line. False: no memory. */
bool coop__json_append_text(coop__buffer *out, const char *text, size_t n);
bool coop__json_append(coop__buffer *out, const coop__json *node);

/* Fills data->about from the descriptor. False: no memory. */
bool coop__about_keep(coop_dataset *data, const coop__package_schema *schema);

#endif
