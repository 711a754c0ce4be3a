/* owner.h -- result objects that come from the library, with all their arrays.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__OWNER_H
#define COOP__OWNER_H

#include "../core/alloc.h"

/* Holds the memory of a result: the public struct lies in the arena and points back here. */
typedef struct coop__owner {
    coop_allocator allocator; /* a copy: the run may be gone when the result is freed */
    coop__arena arena;
} coop__owner;

/* NULL when there is no memory. */
coop__owner *coop__owner_new(const coop_run *run);
void coop__owner_free(coop__owner *owner); /* may be NULL */

#endif
