/* arrow_schema.h -- reading the schema of Arrow IPC.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__ARROW_SCHEMA_H
#define COOP__ARROW_SCHEMA_H

#include "arrow_ipc.h"

/* The schema in the form of the C data interface, in the arena, two levels deep: no column has
 * more. Types that columns have not are kept for others to refuse. FORMAT, UNSUPPORTED, MEMORY. */
coop_status coop__arrow_schema_read(const coop__flat_view *schema, coop__arena *arena,
                                    struct ArrowSchema **out, coop_error *err);

/* The dictionary of a schema of codes. */
int64_t coop__arrow_dictionary_id(const struct ArrowSchema *codes);

#endif
