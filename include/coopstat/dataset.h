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
    const char *descriptor; /**< NULL: the one beside the data. Else path of a descriptor, and `path`
                               is the data that it describes: a folder with the files that it names,
                               or one file of any name in place of the only one that it names */
    coop_table **counts;  /**< if not NULL: filled on success with one row for each table (table, file,
                               rows, kept, refused, blank, rounded): records of the file = kept +
                               refused; wholly empty lines; amounts that lost digits. Free it */
} coop_open_options;
/** Start of every coop_open_options. */
#define COOP_OPEN_OPTIONS_INIT { sizeof(coop_open_options), 0, 0, NULL, NULL, NULL, NULL }

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
 *         COOP_CONFLICT also for a file that is not the one whose sha256 the descriptor states;
 *         COOP_LIMIT for a descriptor of more than 1 MiB; COOP_UNSUPPORTED for what a descriptor asks
 *         and this version does not check; COOP_MEMORY; COOP_ARGUMENT. Lenient opening also leaves
 *         out columns that the descriptor does not name, and reports them.
 * A file lies in the folder of its package also once symbolic links are followed (COOP_FORMAT).
 * How a descriptor maps the columns, words, units and dates of a foreign file: lib/io/README.md.
 * Cost: bytes of the package. Examples: examples/own_register.c, examples/own_data.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_dataset_open(const char *path, const coop_open_options *options, coop_dataset **out,
                  coop_error *err);

/**
 * Lists everything in the files of a register that is questionable, and refuses nothing for it.
 *
 * Errors are what opening refuses: rows that lenient opening leaves out. Warnings are what it takes
 * and what is often a slip: keys that differ only in case, blanks or look-alike letters; words with
 * invisible characters or of two alphabets; rows there twice; dates that cluster on 1 January, or
 * that lie behind the register's own day; ends before their start, signatures after completion;
 * amounts without a currency, percentages that look like fractions. Notes count: rows read, kept and refused, amounts rounded and amounts of 0, columns
 * that no field reads, empty lines.
 *
 * @param path    As for coop_dataset_open.
 * @param options NULL: defaults. `lenient` and `report` are not used.
 * @param out     Table of file, line, column, field, value, rule, severity (error, warning, note), in
 *                this order of severity; at most 100,000 rows of each. Free it.
 * @return COOP_OK, also when no row can be read; as coop_dataset_open for a descriptor that is
 *         refused or a file that cannot be read; COOP_ARGUMENT; COOP_MEMORY.
 * Cost: as opening leniently, and memory for the distinct rows. Example: examples/own_data.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_dataset_check(const char *path, const coop_open_options *options, coop_table **out,
                   coop_error *err);

/** How to save a register. Start from COOP_SAVE_OPTIONS_INIT. */
typedef struct coop_save_options {
    size_t struct_size;  /**< set by the initialiser */
    const char *license; /**< for a register of the caller's tables: short name of an open licence,
                              as "CC-BY-4.0"; NULL: that of the package it was opened from, or none */
    const char *source;  /**< likewise: title of where the data is from */
    const coop_run *run; /**< NULL: defaults */
} coop_save_options;
/** Start of every coop_save_options. */
#define COOP_SAVE_OPTIONS_INIT { sizeof(coop_save_options), NULL, NULL, NULL }

/**
 * Writes a register as a data package: datapackage.json and a CSV file for each table.
 *
 * The same register gives the same bytes, and what is saved opens again to the same tables. The
 * descriptor has types, units, keys, references, what the opened one said of titles, licences and
 * sources, and of each file its size and sha256, which opening compares. Replaced words, units and
 * dates stand as the library read them.
 *
 * The files are written and synced in a folder beside the target (its name and ".saving-N"), which
 * is then renamed: there is the whole package or none, and nothing is ever overwritten.
 *
 * @param folder Path that is not there yet, or an empty folder; its parent is there.
 * @return COOP_OK once it is on the disk; COOP_CONFLICT for a folder with entries; COOP_UNSUPPORTED
 *         for a path that is no folder (a link is none), a table's name that is no file name of
 *         a-z, 0-9, "_", "-" and ".", and a cell that a CSV file cannot hold apart (an empty text,
 *         not a number, a word with ';' in a set); COOP_IO; COOP_LIMIT for more than 1 MiB of
 *         descriptor; COOP_ARGUMENT; COOP_MEMORY.
 * Cost: bytes written. Example: examples/own_data.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_dataset_save(const coop_dataset *data, const char *folder, const coop_save_options *options,
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
