/* coopstat/dataset.h -- a register: named tables that refer to each other, with their own day.
 *
 * A dataset is immutable once it is there; any number of threads may read it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_DATASET_H
#define COOP_DATASET_H

#include <coopstat/table.h>

COOP_BEGIN

/** An immutable register. */
typedef struct coop_dataset coop_dataset;

/** How to open a register. Start from COOP_OPEN_OPTIONS_INIT. */
typedef struct coop_open_options {
    size_t struct_size;   /**< set by the initialiser */
    int32_t lenient;      /**< 1: refused rows are left out and reported; 0: one refused row loads nothing */
    int32_t reserved;     /**< 0 */
    coop_table **report;  /**< if not NULL: filled on success AND on failure with one row for each
                               problem (file, line, column, field, value, rule); free it */
    const coop_run *run;  /**< NULL: defaults */
} coop_open_options;
/** Start of every coop_open_options. */
#define COOP_OPEN_OPTIONS_INIT { sizeof(coop_open_options), 0, 0, NULL, NULL }

/**
 * Opens a register.
 *
 * @param path    NULL: the embedded register of the six nations. Else a folder that holds
 *                datapackage.json, or the path of such a file.
 * @param options NULL: strict, no report.
 * @param out     Filled on success; free with coop_dataset_free.
 * @param err     May be NULL. With bad rows it tells the first one and how many there are.
 * @return COOP_OK; COOP_IO, also for a file that changes while it is read; COOP_FORMAT, COOP_RANGE,
 *         COOP_REFERENCE, COOP_CONFLICT or COOP_LIMIT for bad rows (the code is that of the first);
 *         COOP_LIMIT for a descriptor of more than 1 MiB; COOP_UNSUPPORTED for what a descriptor asks
 *         and this version does not check; COOP_MEMORY; COOP_ARGUMENT. Lenient opening also leaves
 *         out columns that the descriptor does not name, and reports them.
 * Cost: bytes of the package. Example: examples/own_register.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_dataset_open(const char *path, const coop_open_options *options, coop_dataset **out,
                  coop_error *err);

/**
 * A register of tables that the caller built. Keys, references and time roles are those of the
 * known tables' column names (lib/data/datapackage.json); other tables are taken as they are.
 *
 * @param taken n tables; taken on success and on failure.
 * @param names n names.
 * @param as_of The register's own day, of the years 1 to 9999.
 * @return COOP_OK; COOP_CONFLICT for a name or key that is there twice or parents in a circle;
 *         COOP_REFERENCE for a reference to a row that is not there; COOP_ARGUMENT; COOP_MEMORY.
 *         The register uses the allocator of the first table.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_dataset_of_tables(coop_table *const *taken, const char *const *names, int64_t n,
                       coop_date as_of, coop_dataset **out, coop_error *err);

/** A table by name, borrowed; NULL if there is none. */
COOP_API const coop_table *coop_dataset_table(const coop_dataset *data, const char *name);

/** Number of tables; 0 for NULL. */
COOP_API int64_t coop_dataset_n_tables(const coop_dataset *data);

/** Name of table `index`, borrowed; NULL outside 0 to n - 1. */
COOP_API const char *coop_dataset_table_name(const coop_dataset *data, int64_t index);

/** The day up to which the register speaks; COOP_DATE_NONE for NULL. */
COOP_API coop_date coop_dataset_as_of(const coop_dataset *data);

/** Title and version of the register for a citation line, borrowed; "" for none. */
COOP_API const char *coop_dataset_title(const coop_dataset *data);
/** Version of the register, borrowed; "" for none. */
COOP_API const char *coop_dataset_version(const coop_dataset *data);

/** Frees a register; NULL is allowed. */
COOP_API void coop_dataset_free(coop_dataset *data);

COOP_END
#endif
