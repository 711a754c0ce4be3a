/* record.h -- filling a record from a row, by a table that says which column fills which member.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__RECORD_H
#define COOP__RECORD_H

#include "dataset.h"

/* Bytes of the largest record; records are put together on the stack. */
#define COOP__RECORD_MOST 1024

/* A member and the column that fills it. */
typedef struct coop__member {
    const char *column;
    coop_type type;       /* of the member; int64 stands for integers of every width */
    size_t offset, size;  /* in the record */
    int32_t scale;        /* money */
    const char *unit;     /* what the member counts, NULL: nothing, or money of any currency */
    const char *currency; /* money: the column that names it, or the code itself */
} coop__member;

/* A kind of record. Its first member is size_t struct_size; the others follow by offset. */
typedef struct coop__record {
    const char *table;
    const coop__member *members;
    int64_t n_members;
    size_t size;
    const char *key;    /* column of words that names a row */
    const char *number; /* column of integers that does so together with key, NULL: none */
} coop__record;

/* What the functions of <coopstat/record.h> promise, for a record of any kind. */
int64_t coop__record_count(const coop_dataset *data, const coop__record *record);
coop_status coop__record_at(const coop_dataset *data, const coop__record *record, int64_t index,
                            void *out, coop_error *err);
coop_status coop__record_find(const coop_dataset *data, const coop__record *record,
                              const char *key, void *out, coop_error *err);
coop_status coop__record_find_numbered(const coop_dataset *data, const coop__record *record,
                                       const char *key, int64_t number, void *out,
                                       coop_error *err);

#endif
