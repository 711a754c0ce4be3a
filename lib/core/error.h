/* error.h -- the one place that writes a coop_error.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__ERROR_H
#define COOP__ERROR_H

#include <stdarg.h>

#include <coopstat/base.h>

#if defined(__GNUC__)
#define COOP__PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define COOP__PRINTF(f, a)
#endif

/* Fills err (may be NULL) and returns code. The format takes %s, %d, %lld, %c and friends only:
 * nothing that reads the locale (no %f, %g; use coop__number_format). Control characters and
 * line separators that came in are escaped, and the text is cut at a whole character. */
coop_status coop__fail(coop_error *err, coop_status code, const char *format, ...)
    COOP__PRINTF(3, 4);

/* The same with a 1-based position in an input text. */
coop_status coop__fail_at(coop_error *err, coop_status code, int64_t line, int64_t column,
                          const char *format, ...) COOP__PRINTF(5, 6);

/* Copies text into out (size >= 8) with control characters and line separators escaped as \xNN, cut
 * at a whole UTF-8 character with "..." when it does not fit. Invalid bytes are escaped too. Always
 * terminated. */
void coop__escape(const char *text, size_t n, char *out, size_t size);

/* Returns from the calling function when the status is not COOP_OK. */
#define COOP__TRY(call)                                                                            \
    do {                                                                                           \
        coop_status coop__s = (call);                                                              \
        if (coop__s != COOP_OK) {                                                                  \
            return coop__s;                                                                        \
        }                                                                                          \
    } while (0)

/* COOP_MEMORY with the usual text. */
coop_status coop__no_memory(coop_error *err);

#endif
