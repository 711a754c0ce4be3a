/* circle.c -- a thing that is part of itself: which rows lead back to it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "project_tree.h"

static const char *id_of(const coop_dataset *data, int64_t thing)
{
    const coop__relations *r = &data->relations;
    int64_t index = coop__catalog_find(&data->catalog, "investment");
    const coop__entry *entry = &data->catalog.entries[index];
    const coop__column *key = entry->key >= 0 ? &entry->table->columns[entry->key] : NULL;
    int64_t row = r->member[r->first_member[thing]];
    return key == NULL ? "?" : key->words.words[coop__code_at(key, row)];
}

/* from[x] is the part by which x was reached from the thing, going up to its wholes. */
static void find_parts(const coop__relations *r, int64_t thing, int64_t *queue, int64_t *from)
{
    int64_t n = 1;
    queue[0] = thing;
    for (int64_t at = 0; at < n && from[thing] < 0; at++) {
        for (int64_t i = r->first_up[queue[at]]; i < r->first_up[queue[at] + 1]; i++) {
            int64_t whole = r->up[i];
            if (from[whole] < 0) {
                from[whole] = queue[at];
                queue[whole == thing ? at : n++] = whole;
            }
        }
    }
}

void coop__circle_add(char *text, size_t size, const char *id)
{
    size_t used = strlen(text);
    size_t n = strlen(id);
    bool is_first = used == 0;
    if (used + n + 5 > size) {
        return;
    }
    memcpy(text + used, is_first ? " " : " -> ", is_first ? 1 : 4);
    memcpy(text + used + (is_first ? 1 : 4), id, n + 1);
}

coop_status coop__fail_circle(const coop_dataset *data, coop__arena *arena, int64_t thing,
                              coop_error *err)
{
    const coop__relations *r = &data->relations;
    int64_t *path = coop__arena_alloc(arena, (size_t)r->n_things, sizeof *path);
    int64_t *from = coop__arena_alloc(arena, (size_t)r->n_things, sizeof *from);
    char text[COOP__CIRCLE_MOST] = "";
    int64_t n = 0;
    if (path == NULL || from == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < r->n_things; i++) {
        from[i] = -1;
    }
    find_parts(r, thing, path, from);
    for (int64_t x = from[thing]; x >= 0 && x != thing; x = from[x]) {
        path[n++] = x;
    }
    coop__circle_add(text, sizeof text, id_of(data, thing));
    while (n-- > 0) {
        coop__circle_add(text, sizeof text, id_of(data, path[n]));
    }
    coop__circle_add(text, sizeof text, id_of(data, thing));
    return coop__fail(err, COOP_CONFLICT, "'%s' is part of itself:%s", id_of(data, thing), text);
}
