/* sink_text.h -- a sink that keeps what it is given as one text, and fails on demand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_SINK_TEXT_H
#define COOP_TEST_SINK_TEXT_H

#include <stdlib.h>
#include <string.h>

#include <coopstat/base.h>

typedef struct sink_text {
    char *bytes; /* zero-terminated; the caller frees */
    size_t n;
    coop_status fails; /* what each write returns; 0: it is kept */
} sink_text;

static inline coop_status sink_text_write(void *ctx, const char *bytes, size_t n)
{
    sink_text *s = ctx;
    if (s->fails != COOP_OK) {
        return s->fails;
    }
    s->bytes = realloc(s->bytes, s->n + n + 1);
    memcpy(s->bytes + s->n, bytes, n);
    s->n += n;
    s->bytes[s->n] = '\0';
    return COOP_OK;
}

#endif
