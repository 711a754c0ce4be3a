/* coopstat/arrow.h -- tables from and to other programs' memory and files, by Apache Arrow.
 *
 * The C data and C stream interfaces hand tables over inside one process (pandas, Polars, DuckDB, R
 * and others take and give them); the IPC formats do so by bytes. None needs Arrow's own libraries.
 *
 * How types are written; both ways without a copy where nothing else is said:
 *
 *     int8 ... int64   int8 ... int64          date   date32
 *     float64          float64                 text   large_utf8
 *     bool             bool                    code   dictionary of utf8 by uint8, uint16 or uint32
 *     set              large_list of a dictionary of utf8 by uint32
 *     span             struct of two date32, first and last, a missing one for an open end; a copy
 *     money            decimal128 of 19 digits and the column's scale, a copy; or, when asked for,
 *                      its int64 minor units, which others take for numbers 10^scale as large
 *
 * Dictionaries are copied. A field's metadata hold coopstat.unit, and coopstat.scale for minor
 * units.
 *
 * Read as well, with a copy of what has another layout: uint8 ... uint64 (as the next larger type),
 * float32, decimal128 of scale 0 to 6 that fits money, date64 of whole days, utf8, list, lists of
 * utf8 (sets), dictionaries by any integer or with a word twice, null (as text without values).
 * Times and time stamps are refused, as is all else: COOP_UNSUPPORTED names the column and its
 * format. The standard is at https://arrow.apache.org/docs/format/CDataInterface.html and
 * https://arrow.apache.org/docs/format/Columnar.html. Example: examples/arrow_export.c.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_ARROW_H
#define COOP_ARROW_H

#include <coopstat/table.h>

COOP_BEGIN

/* The structs are those of the standard, which each program declares for itself: names, members and
 * guards are given there. */

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

/** What the values of an array are. */
struct ArrowSchema {
    const char *format;              /**< the type, in the standard's letters */
    const char *name;                /**< of the field; may be NULL */
    const char *metadata;            /**< pairs in the standard's coding; may be NULL */
    int64_t flags;                   /**< ARROW_FLAG_ bits */
    int64_t n_children;              /**< fields of a struct, the item of a list */
    struct ArrowSchema **children;   /**< n_children of them */
    struct ArrowSchema *dictionary;  /**< what the values index into; NULL: they are values */
    void (*release)(struct ArrowSchema *schema); /**< frees; NULL once that is done */
    void *private_data;              /**< the maker's */
};

/** Values. */
struct ArrowArray {
    int64_t length;                 /**< rows */
    int64_t null_count;             /**< rows without a value; -1: not counted */
    int64_t offset;                 /**< rows of the buffers before the first */
    int64_t n_buffers;              /**< by type */
    int64_t n_children;             /**< by type */
    const void **buffers;           /**< n_buffers of them, some may be NULL */
    struct ArrowArray **children;   /**< n_children of them */
    struct ArrowArray *dictionary;  /**< values of a dictionary, or NULL */
    void (*release)(struct ArrowArray *array); /**< frees; NULL once that is done */
    void *private_data;             /**< the maker's */
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

/** Arrays of one schema, one after the other. */
struct ArrowArrayStream {
    /** 0, or an errno code; the caller releases the schema. */
    int (*get_schema)(struct ArrowArrayStream *stream, struct ArrowSchema *out);
    /** 0, or an errno code; an array without release: there are no more. */
    int (*get_next)(struct ArrowArrayStream *stream, struct ArrowArray *out);
    /** Why the last call failed, or NULL; lives until the next call. */
    const char *(*get_last_error)(struct ArrowArrayStream *stream);
    /** Frees; NULL once that is done. */
    void (*release)(struct ArrowArrayStream *stream);
    void *private_data; /**< the maker's */
};

#endif

/** How money is written. */
typedef int32_t coop_arrow_money;
enum {
    COOP_ARROW_MONEY_DECIMAL = 0, /**< decimal128: the same amounts everywhere; a copy */
    COOP_ARROW_MONEY_MINOR = 1,   /**< int64 minor units with the scale in the metadata; no copy */
    COOP_ARROW_MONEY_END = 2      /**< one past the last */
};

/** How a table is written. All zero: defaults. */
typedef struct coop_arrow_options {
    size_t struct_size;     /**< sizeof(coop_arrow_options) */
    coop_arrow_money money; /**< a coop_arrow_money */
    int32_t reserved;       /**< 0 */
} coop_arrow_options;
/** Start of every coop_arrow_options. */
#define COOP_ARROW_OPTIONS_INIT { sizeof(coop_arrow_options), COOP_ARROW_MONEY_DECIMAL, 0 }

/**
 * A table as a struct array of its columns and their schema. The arrays keep the table's memory
 * alive: the table may be freed before they are released, on any thread. Memory is taken from the
 * table's allocator, which must serve for as long.
 *
 * @param table   Not NULL. A table of a dataset may be given.
 * @param options NULL for the defaults.
 * @param schema  Filled on success, to be released by the caller or whom it is handed to; NULL: no
 *                schema is wanted.
 * @param array   The same; NULL: no array is wanted.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_ARGUMENT for table, or both outputs, NULL; COOP_RANGE for an option that is
 *         none; COOP_LIMIT for a dictionary of 2^31 bytes; COOP_MEMORY.
 * Cost: memory for schema and dictionaries, 16 bytes a row of money and 8 of a span.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_arrow_export(const coop_table *table, const coop_arrow_options *options,
                  struct ArrowSchema *schema, struct ArrowArray *array, coop_error *err);

/**
 * A table as a stream of one array. Streams can be read once: for a second reader ask again.
 *
 * @param table   As coop_arrow_export; kept alive by the stream and by what was read from it.
 * @param options NULL for the defaults.
 * @param out     Filled on success, to be released by the caller or whom it is handed to; not NULL.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_ARGUMENT; COOP_RANGE for an option that is none; COOP_MEMORY. Later
 *         failures are told by the stream's own functions.
 * Cost: constant; that of coop_arrow_export when it is read.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_arrow_export_stream(const coop_table *table, const coop_arrow_options *options,
                         struct ArrowArrayStream *out, coop_error *err);

/**
 * A table over a struct array, without a copy where the layouts agree. Structs and counts are
 * checked before the buffers are read and values before they are kept; the sizes of the buffers
 * are not told by the interface, and are taken to be as the counts say.
 *
 * @param schema    A struct; only read, so that the caller still releases it.
 * @param array     Its array, any offset. On success it is taken: its release becomes NULL and is
 *                  called once, when the table is freed. On failure it is left to the caller.
 * @param allocator As coop_builder_new.
 * @param out       Filled on success; free with coop_table_free.
 * @param err       May be NULL.
 * @return COOP_OK; COOP_ARGUMENT for NULL, or what was released already; COOP_UNSUPPORTED for a
 *         type that columns have not; COOP_FORMAT for what the standard does not allow, and missing
 *         rows of the struct itself; COOP_RANGE for a value that does not fit; COOP_LIMIT;
 *         COOP_MEMORY; and as coop_table_of_columns.
 * Cost: one pass over the arrays to check them; memory for what is copied.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_arrow_import(const struct ArrowSchema *schema, struct ArrowArray *array,
                  const coop_allocator *allocator, coop_table **out, coop_error *err);

/**
 * A table of all that a stream still gives. One array is taken as by coop_arrow_import; several are
 * put behind each other, which is a copy.
 *
 * @param stream    On success it is released. On failure it is left to the caller, who may have
 *                  lost what was read.
 * @param allocator As coop_builder_new.
 * @param out       Filled on success; free with coop_table_free.
 * @param err       May be NULL.
 * @return As coop_arrow_import; COOP_IO with the stream's own words when it fails.
 * Cost: as coop_arrow_import.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_arrow_import_stream(struct ArrowArrayStream *stream, const coop_allocator *allocator,
                         coop_table **out, coop_error *err);

/** The two forms of Arrow's IPC. */
typedef int32_t coop_arrow_format;
enum {
    COOP_ARROW_STREAM = 1,    /**< the stream format, for pipes (.arrows) */
    COOP_ARROW_FILE = 2,      /**< the file format, also known as Feather 2 (.arrow) */
    COOP_ARROW_FORMAT_END = 3 /**< one past the last */
};

/**
 * Writes a table as Arrow IPC, not compressed, in one record batch. The same table gives the same
 * bytes.
 *
 * @param table   Not NULL.
 * @param format  COOP_ARROW_STREAM or COOP_ARROW_FILE.
 * @param options NULL for the defaults.
 * @param sink    Not NULL.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_ARGUMENT; COOP_RANGE for an option that is none; as coop_arrow_export; what
 *         the sink returned.
 * Cost: the bytes of the table; memory as coop_arrow_export.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_arrow_write(const coop_table *table, coop_arrow_format format,
                 const coop_arrow_options *options, const coop_sink *sink, coop_error *err);

/**
 * A table of all record batches of Arrow IPC, stream or file, told apart by their first bytes.
 * Anything may be given: each position and length is checked against the bytes there are.
 *
 * @param bytes     n bytes; copied. NULL with n 0.
 * @param n         Bytes.
 * @param allocator As coop_builder_new.
 * @param out       Filled on success; free with coop_table_free.
 * @param err       May be NULL.
 * @return As coop_arrow_import; COOP_FORMAT for bytes that are no IPC or end too early;
 *         COOP_UNSUPPORTED for compression, for another byte order than the machine's, for
 *         dictionaries that grow; COOP_LIMIT for a column of null of more than 2^24 rows.
 * Cost: a copy of the bytes, and as coop_arrow_import_stream.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_arrow_read(const void *bytes, size_t n, const coop_allocator *allocator, coop_table **out,
                coop_error *err);

/**
 * A table of an Arrow IPC file or of a file that holds a stream: coop_arrow_read of its bytes,
 * which are read once and kept where they need no change.
 *
 * @param path      Zero-terminated; not NULL.
 * @param allocator As coop_builder_new.
 * @param out       Filled on success; free with coop_table_free.
 * @param err       May be NULL.
 * @return As coop_arrow_read; COOP_IO; COOP_UNSUPPORTED for what is no regular file; COOP_LIMIT
 *         beyond 2^32 bytes.
 * Cost: the bytes of the file, and as coop_arrow_import_stream.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_arrow_read_file(const char *path, const coop_allocator *allocator, coop_table **out,
                     coop_error *err);

COOP_END
#endif
