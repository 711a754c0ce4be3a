/* coopstat/report.h -- a register's answers on one page, to hand in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_REPORT_H
#define COOP_REPORT_H

#include <coopstat/dataset.h>

COOP_BEGIN

/** Form of a report. */
typedef int32_t coop_report_format;
enum {
    COOP_REPORT_HTML = 1,     /**< one file without scripts that needs no network */
    COOP_REPORT_MARKDOWN = 2, /**< the same text and tables; charts are left to their tables */
    COOP_REPORT_END = 3       /**< one past the last form */
};

/** What a report is about. Start from COOP_REPORT_OPTIONS_INIT. */
typedef struct coop_report_options {
    size_t struct_size;        /**< set by the initialiser */
    coop_report_format format; /**< 0: COOP_REPORT_HTML */
    int32_t reserved;          /**< 0 */
    const char *title;         /**< NULL: the register's */
    const char *mechanism;     /**< id of the mechanism it is about; NULL: the first of the table */
    const char *reference;     /**< another one, with which years are compared; NULL: eu_ca */
    const char *others;        /**< ids beside both, divided by ';'; NULL: c5p1 */
} coop_report_options;
/** Start of every coop_report_options. */
#define COOP_REPORT_OPTIONS_INIT { sizeof(coop_report_options), 0, 0, NULL, NULL, NULL, NULL }

/**
 * Writes a report: the nations; what was agreed, by field and instrument; implementation rates with
 * bounds, intervals and definitions; time to implementation; money by measure; corridors with a
 * map; the mechanism beside others, with the check of whether a comparison reverses within years;
 * claims; methods; gaps; sources; and a footer with hashes of the register and of the definitions
 * and the library's version.
 *
 * A section of which the register holds nothing says so, with the reason. There is no clock: the
 * same register gives the same bytes. Whatever comes from the register is escaped; what reads from
 * right to left is isolated, and characters that steer the direction of text or a terminal are
 * replaced by U+FFFD.
 *
 * @param data    Read only.
 * @param options NULL for the defaults.
 * @param sink    Takes the bytes, once all of them are made.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_ARGUMENT for NULL, a format that is none, or struct_size; COOP_MEMORY; what
 *         the sink returns.
 * Cost: that of the functions it asks; under a second for the embedded register. SHA-256: FIPS
 * 180-4. Example: examples/summit_report.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_report_write(const coop_dataset *data, const coop_report_options *options,
                  const coop_sink *sink, coop_error *err);

COOP_END
#endif
