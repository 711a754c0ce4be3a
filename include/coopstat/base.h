/* coopstat/base.h -- status codes, errors, memory, output: what every other header builds on.
 *
 * Rules common to the whole library:
 * - A function that can fail returns a coop_status. Its last parameter is a caller-owned
 *   coop_error, written on failure only; NULL is allowed and means "no text wanted".
 * - On failure outputs are left as they were.
 * - Nothing is printed, no signal is raised, the process is never ended, and the host's locale,
 *   rounding mode and environment are neither read nor changed. There is no global state.
 * - Objects that are complete (datasets, tables) are immutable: any number of threads may read
 *   them. Builders belong to one thread at a time.
 * - Text is UTF-8 and ends with a zero byte. Rows and counts are int64_t, bytes are size_t.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_BASE_H
#define COOP_BASE_H

#include <stddef.h>
#include <stdint.h>

#include <coopstat/version.h>

#ifdef __cplusplus
#define COOP_BEGIN extern "C" {
#define COOP_END }
#else
#define COOP_BEGIN
#define COOP_END
#endif

#if defined(__GNUC__)
#define COOP_API __attribute__((visibility("default")))
#define COOP_MUST_CHECK __attribute__((warn_unused_result))
#else
#define COOP_API
#define COOP_MUST_CHECK
#endif

COOP_BEGIN

/** Outcome of a call. COOP_OK is 0. Codes are only ever appended; treat unknown ones as failure. */
typedef int32_t coop_status;
enum {
    COOP_OK = 0,           /**< done */
    COOP_ARGUMENT = 1,     /**< a pointer is NULL that may not be, or an option has no such value */
    COOP_RANGE = 2,        /**< a number lies outside its documented range */
    COOP_EMPTY = 3,        /**< there is nothing to compute from: a share of nothing is not zero */
    COOP_UNDEFINED = 4,    /**< there is data, but the statistic has no value on it */
    COOP_NOT_FOUND = 5,    /**< no table, column, record, definition or method of that name */
    COOP_TYPE = 6,         /**< an operation between things of types that do not go together */
    COOP_SYNTAX = 7,       /**< a query text does not follow the grammar */
    COOP_FORMAT = 8,       /**< an input file or number is not well formed */
    COOP_REFERENCE = 9,    /**< an input names a record that is not there */
    COOP_CONFLICT = 10,    /**< the parts contradict each other, or would be counted twice */
    COOP_LIMIT = 11,       /**< a documented limit was passed */
    COOP_CANCELLED = 12,   /**< the progress callback asked to stop */
    COOP_IO = 13,          /**< the operating system refused to read or write */
    COOP_MEMORY = 14,      /**< the allocator returned nothing */
    COOP_UNSUPPORTED = 15, /**< valid, but this build or version does not do it */
    COOP_INTERNAL = 16,    /**< a defect of the library; please report it */
    COOP_STATUS_END = 17   /**< one past the last code, so that bindings can iterate */
};

/** Details of a failure, owned by the caller. Its size is frozen at 256 bytes. */
typedef struct coop_error {
    int32_t code;      /**< the coop_status that was returned */
    int32_t reserved;  /**< 0 */
    int64_t line;      /**< 1-based line of the input text, 0 if there is none */
    int64_t column;    /**< 1-based column in bytes, 0 if there is none */
    char message[232]; /**< one line of UTF-8: lower case, names the value and the bound */
} coop_error;

/** Short name of a status, e.g. "RANGE"; "?" for an unknown code. Static storage. */
COOP_API const char *coop_status_name(coop_status status);

/** One English clause about a status, e.g. "a number is outside its range". Static storage. */
COOP_API const char *coop_status_text(coop_status status);

/** Where memory comes from. Sizes are handed back on resize and release. NULL members are not
 *  allowed; a NULL allocator pointer means the C library's. The struct is copied. */
typedef struct coop_allocator {
    void *ctx;                                           /**< handed to each call */
    void *(*alloc)(void *ctx, size_t size);              /**< NULL when there is none left */
    void *(*resize)(void *ctx, void *p, size_t old_size, size_t new_size); /**< NULL: p is kept */
    void (*release)(void *ctx, void *p, size_t size);    /**< p may be NULL */
} coop_allocator;

/** Where bytes go. write returns COOP_OK or a failure, which ends the call that wrote. */
typedef struct coop_sink {
    void *ctx;                                                      /**< handed to write */
    coop_status (*write)(void *ctx, const char *bytes, size_t n);   /**< takes all n bytes */
} coop_sink;

/** A sink that writes to an open file descriptor, e.g. 1 for standard output; nothing is closed.
 *  A pipe that nobody reads any more is COOP_IO, and no SIGPIPE. */
COOP_API coop_sink coop_sink_fd(int32_t fd);

/** How to run a long call: cost only, never the result. All zero: defaults. */
typedef struct coop_run {
    size_t struct_size;                         /**< sizeof(coop_run) */
    int32_t threads;                            /**< 0: the library decides; never changes results */
    int32_t lineage;                            /**< 0; reserved for keeping record ids */
    int64_t memory_limit;                       /**< bytes at once; 0: none; a query or an opening that
                                                     needs more is COOP_LIMIT with both in the message */
    int32_t (*progress)(void *ctx, double done); /**< calling thread only; nonzero cancels */
    void *progress_ctx;                         /**< handed to progress */
    const coop_allocator *allocator;            /**< NULL: the C library's */
} coop_run;
/** Start of every coop_run. */
#define COOP_RUN_INIT { sizeof(coop_run), 0, 0, 0, NULL, NULL, NULL }

/** Version of the library at run time, e.g. "0.1.0"; COOP_VERSION is that of the headers. */
COOP_API const char *coop_version(void);

COOP_END
#endif
