/* sink.h -- buffered writing to a caller's sink; a failure is kept and told once, at the end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__SINK_H
#define COOP__SINK_H

#include <coopstat/base.h>

typedef struct coop__writer {
    const coop_sink *sink;
    coop_status status; /* of the first write that failed; later output is dropped */
    size_t n;
    char bytes[4096];
} coop__writer;

void coop__sink_bytes(coop__writer *writer, const char *bytes, size_t n);
void coop__sink_text(coop__writer *writer, const char *text);
void coop__sink_repeat(coop__writer *writer, char c, int64_t n);
coop_status coop__sink_flush(coop__writer *writer);
/* Flushes and reports. */
coop_status coop__sink_finish(coop__writer *writer, coop_error *err);

#endif
