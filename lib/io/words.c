/* words.c -- texts of a descriptor that are looked up.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "words.h"

#include <string.h>

static const coop__json **word_slot(const coop__word_list *list, const char *text, size_t n)
{
    /* The seed is an address, which who writes the words does not know. */
    uint64_t hash = coop__hash(text, n, (uint64_t)(uintptr_t)list->slots);
    bool by_name = list->node->kind == COOP__JSON_OBJECT;
    for (size_t i = (size_t)hash & (list->n_slots - 1);; i = (i + 1) & (list->n_slots - 1)) {
        const coop__json *member = list->slots[i];
        if (member == NULL || (by_name ? member->key_n == n && memcmp(member->key, text, n) == 0
                                       : member->n == n && memcmp(member->text, text, n) == 0)) {
            return &list->slots[i];
        }
    }
}

const coop__json *coop__word_find(const coop__word_list *list, const char *text, size_t n)
{
    return list->node != NULL ? *word_slot(list, text, n) : NULL;
}

bool coop__word_list_make(coop__arena *arena, const coop__json *node, coop__word_list *out)
{
    coop__word_list list = {node, NULL, 16};
    while (list.n_slots < (size_t)node->n_children * 2) {
        list.n_slots *= 2;
    }
    list.slots = coop__arena_alloc(arena, list.n_slots, sizeof *list.slots);
    if (list.slots == NULL) {
        return false;
    }
    for (const coop__json *m = node->first; m != NULL; m = m->next) {
        *(node->kind == COOP__JSON_OBJECT ? word_slot(&list, m->key, m->key_n)
                                          : word_slot(&list, m->text, m->n)) = m;
    }
    *out = list;
    return true;
}
