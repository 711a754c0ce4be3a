/* coopstat/table.h -- tables of typed columns: how results come out and how data go in.
 *
 * A table is immutable. Its columns have Arrow's layout: a buffer of values, a bitmap of validity
 * (bit 1: there is a value), buffers aligned to 64 bytes. What the getters return is borrowed and
 * lives until the table is freed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TABLE_H
#define COOP_TABLE_H

#include <coopstat/date.h>

COOP_BEGIN

/** An immutable table. */
typedef struct coop_table coop_table;
/** A table under construction, for one thread at a time. */
typedef struct coop_builder coop_builder;

/** Type of a column. */
typedef int32_t coop_type;
enum {
    COOP_TYPE_INT8 = 1,    /**< int8_t */
    COOP_TYPE_INT16 = 2,   /**< int16_t */
    COOP_TYPE_INT32 = 3,   /**< int32_t */
    COOP_TYPE_INT64 = 4,   /**< int64_t */
    COOP_TYPE_FLOAT64 = 5, /**< double */
    COOP_TYPE_BOOL = 6,    /**< one bit a row, least significant first */
    COOP_TYPE_DATE = 7,    /**< int32_t days since 1970-01-01 */
    COOP_TYPE_SPAN = 8,    /**< coop_span: two int32_t days */
    COOP_TYPE_MONEY = 9,   /**< int64_t times 10^-scale, scale 0 to 6 */
    COOP_TYPE_CODE = 10,   /**< one word of a dictionary: uint8, uint16 or uint32 by `width` */
    COOP_TYPE_SET = 11,    /**< a list of distinct words: offsets into uint32 codes */
    COOP_TYPE_TEXT = 12,   /**< UTF-8: offsets into bytes */
    COOP_TYPE_END = 13     /**< one past the last type */
};

/** Name of a type as in descriptors and messages, e.g. "money"; "?" for an unknown one. Static. */
COOP_API const char *coop_type_name(coop_type type);

/** One column, borrowed from its table. */
typedef struct coop_column {
    size_t struct_size;       /**< sizeof(coop_column), set by the caller */
    const char *name;         /**< as in queries */
    const char *unit;         /**< e.g. "km", "USD"; NULL where there is none */
    coop_type type;           /**< what values holds */
    int32_t scale;            /**< money: digits behind the point, else 0 */
    int32_t width;            /**< bytes a value: code 1, 2 or 4; bool 0; set 4; text 1 */
    int32_t reserved;         /**< 0 */
    int64_t n_rows;           /**< rows */
    int64_t n_null;           /**< of them without a value */
    const uint8_t *validity;  /**< bit i % 8 of byte i / 8 is 1 where row i has one; NULL: all have */
    const void *values;       /**< by type */
    const int64_t *offsets;   /**< set and text: n_rows + 1 starts into values, else NULL */
    const char *const *words; /**< code and set: zero-terminated words by code, else NULL */
    int64_t n_words;          /**< words in the dictionary */
} coop_column;

/** Words of one cell of a set column, borrowed: words[codes[0]] ... words[codes[n - 1]]. */
typedef struct coop_words {
    const char *const *words; /**< the column's dictionary */
    const uint32_t *codes;    /**< n codes in the order of the source */
    int64_t n;                /**< 0 for an empty cell */
} coop_words;

/** Rows of a table; 0 for NULL. */
COOP_API int64_t coop_table_n_rows(const coop_table *table);
/** Columns of a table; 0 for NULL. */
COOP_API int64_t coop_table_n_columns(const coop_table *table);
/** Index of a column by name, -1 if there is none. */
COOP_API int64_t coop_table_find(const coop_table *table, const char *name);

/**
 * One column with its buffers.
 *
 * @param table Not NULL.
 * @param index 0 to n_columns - 1.
 * @param out   struct_size set by the caller; filled on success, buffers borrowed.
 * @param err   May be NULL.
 * @return COOP_OK; COOP_RANGE for an index outside; COOP_ARGUMENT for NULL, or struct_size not set.
 * Cost: constant, no allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_table_column(const coop_table *table, int64_t index, coop_column *out, coop_error *err);

/**
 * One cell as a number: integers, float64, bool (0 or 1), date (days), money (in units).
 *
 * @return COOP_OK; COOP_EMPTY when the cell has no value; COOP_RANGE for a row outside;
 *         COOP_NOT_FOUND for the column; COOP_TYPE for a column of words or spans;
 *         COOP_ARGUMENT for NULL.
 * Cost: a look-up of the name, no allocation. Read whole columns by coop_table_column.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_table_number(const coop_table *table, int64_t row, const char *name, double *out,
                  coop_error *err);

/**
 * One cell of a code column as its word, borrowed and zero-terminated.
 *
 * @return As coop_table_number; COOP_TYPE for a column that is not of type code.
 * Cost: a look-up of the name, no allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_table_word(const coop_table *table, int64_t row, const char *name, const char **out,
                coop_error *err);

/** How a table is written. */
typedef int32_t coop_format;
enum {
    COOP_FORMAT_TEXT = 1,     /**< aligned columns for a terminal */
    COOP_FORMAT_CSV = 2,      /**< RFC 4180 with LF; an empty cell has no value, "" is empty text
                                   (or no value, in a table of one column) */
    COOP_FORMAT_JSON = 3,     /**< an array of objects; money as text to keep its digits */
    COOP_FORMAT_MARKDOWN = 4, /**< a pipe table */
    COOP_FORMAT_END = 5       /**< one past the last format */
};

/**
 * Writes a table. Numbers are written in the shortest form that reads back to the same value and
 * never depend on the locale; text and Markdown show float64 with 4 digits behind the point (beyond
 * 1e21 in the shortest form), and control characters as blanks.
 *
 * @param table  Not NULL.
 * @param format COOP_FORMAT_TEXT, _CSV, _JSON or _MARKDOWN.
 * @param sink   Not NULL.
 * @param err    May be NULL.
 * @return COOP_OK; COOP_ARGUMENT; what the sink returned.
 * Cost: rows x columns, no allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_table_print(const coop_table *table, coop_format format, const coop_sink *sink,
                 coop_error *err);

/** Whom to tell when arrays are no longer used. */
typedef struct coop_owner {
    void *ctx;                  /**< handed to release */
    void (*release)(void *ctx); /**< called once, when the table is freed; may be NULL */
} coop_owner;

/**
 * A table over arrays that the caller has, without a copy: the layout is that of coop_column.
 *
 * The arrays are kept: they must neither change nor go before `release` is called. Names, units and
 * dictionaries are copied. What lies under a missing value may be anything.
 *
 * @param columns   n columns with struct_size set and the same n_rows; n_null is counted anew.
 *                  Codes are 1, 2 or 4 bytes by `width`; other widths follow from the type.
 * @param n         1 or more.
 * @param owner     Copied; NULL: nobody is told. Not called when this function fails.
 * @param allocator As coop_builder_new.
 * @param out       Filled on success; free with coop_table_free.
 * @return COOP_OK; COOP_ARGUMENT for what is NULL or not set; COOP_RANGE for a code beyond the
 *         dictionary, an offset that falls, a number that is not finite, a date outside the
 *         calendar, scales and widths; COOP_FORMAT for text that is not UTF-8; COOP_CONFLICT for a
 *         name, a dictionary's word or a set's word that is there twice; COOP_LIMIT; COOP_MEMORY.
 *         The message names the column and the row.
 * Cost: one pass over the arrays to check them; memory for names and dictionaries only.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_table_of_columns(const coop_column *columns, int64_t n, const coop_owner *owner,
                      const coop_allocator *allocator, coop_table **out, coop_error *err);

/** Frees a table; NULL is allowed. */
COOP_API void coop_table_free(coop_table *table);

/**
 * A builder without columns.
 *
 * @param allocator Copied, none of its functions NULL; NULL for the C library's.
 * @param out       Filled on success; free with coop_builder_free or coop_builder_finish.
 * @return COOP_OK; COOP_MEMORY; COOP_ARGUMENT.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_builder_new(const coop_allocator *allocator, coop_builder **out, coop_error *err);

/**
 * Adds a column to a builder that has no rows yet.
 *
 * @param name  Not empty, UTF-8, not yet taken; copied.
 * @param type  A coop_type.
 * @param scale Money: 0 to 6; else 0.
 * @param unit  UTF-8, copied; NULL for none.
 * @return COOP_OK; COOP_ARGUMENT; COOP_RANGE for type or scale; COOP_CONFLICT for a name that is
 *         taken or a builder that has rows; COOP_MEMORY.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_builder_column(coop_builder *builder, const char *name, coop_type type, int32_t scale,
                    const char *unit, coop_error *err);

/**
 * Appends one cell, read from text as a CSV cell would be: numbers, ISO days, EDTF spans, "true"
 * or "false" (or 1 or 0), words; a set's words separated by ';'. Money is rounded half to even to
 * the column's scale. NULL text: no value.
 * Rows are filled column by column from the first; the row is complete with its last cell.
 *
 * @return COOP_OK; COOP_FORMAT or COOP_RANGE for text that is no value of the type; COOP_CONFLICT
 *         for a set with a word twice and for a builder without columns; COOP_LIMIT for a set of
 *         more than 1024 words and a column of more than 2^30 - 1; COOP_MEMORY; COOP_ARGUMENT for
 *         no builder. On failure nothing is appended, and the call can be made again.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_builder_text(coop_builder *builder, const char *text, coop_error *err);

/** Appends one cell to an integer, money (in minor units), date or bool column; see
 *  coop_builder_text. COOP_RANGE when the value does not fit; COOP_TYPE for another column. */
COOP_API COOP_MUST_CHECK coop_status
coop_builder_integer(coop_builder *builder, int64_t value, coop_error *err);

/** Appends one cell to a float64 column; NaN and infinities are refused with COOP_RANGE: what is
 *  missing is appended as NULL text. COOP_TYPE for another column. */
COOP_API COOP_MUST_CHECK coop_status
coop_builder_number(coop_builder *builder, double value, coop_error *err);

/**
 * Makes the table. The builder is taken: freed on success and on failure.
 *
 * @return COOP_OK; COOP_CONFLICT when the last row is not complete; COOP_MEMORY; COOP_ARGUMENT.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_builder_finish(coop_builder *builder, coop_table **out, coop_error *err);

/** Frees a builder and all that was appended; NULL is allowed. */
COOP_API void coop_builder_free(coop_builder *builder);

COOP_END
#endif
