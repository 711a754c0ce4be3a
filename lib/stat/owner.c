/* owner.c -- result objects that come from the library, with all their arrays.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "owner.h"

coop__owner *coop__owner_new(const coop_run *run)
{
    const coop_allocator *a = coop__allocator_of(run);
    coop__owner *owner = coop__alloc(a, 1, sizeof *owner);
    if (owner != NULL) {
        owner->allocator = *a;
        owner->arena.a = &owner->allocator;
    }
    return owner;
}

void coop__owner_free(coop__owner *owner)
{
    if (owner != NULL) {
        coop__arena_free(&owner->arena);
        coop_allocator a = owner->allocator;
        coop__release(&a, owner, 1, sizeof *owner);
    }
}
