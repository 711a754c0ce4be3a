/* words.h -- texts of a descriptor that are looked up.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__WORDS_H
#define COOP__WORDS_H

#include "../core/text.h"
#include "json.h"

/* Texts of the descriptor that are looked up: an array's members, or an object's names. */
typedef struct coop__word_list {
    const coop__json *node;   /* NULL: there is no such list */
    const coop__json **slots; /* open addressing; NULL: free */
    size_t n_slots;           /* a power of two, more than the members */
} coop__word_list;

/* A list of the members of an array or object, all of them texts. False: no memory. */
bool coop__word_list_make(coop__arena *arena, const coop__json *node, coop__word_list *out);

/* The member of a list, NULL if it has none of that text or name. */
const coop__json *coop__word_find(const coop__word_list *list, const char *text, size_t n);

#endif
