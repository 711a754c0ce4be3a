/* arrow_ipc.h -- numbers of Arrow's IPC formats that writer and reader share: Schema.fbs,
 * Message.fbs and File.fbs of the standard, format version 1.5.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__ARROW_IPC_H
#define COOP__ARROW_IPC_H

#include "../table/arrow.h"
#include "flatbuffer.h"

#define COOP__ARROW_MAGIC "ARROW1"

enum { COOP__MAGIC_SIZE = 6, COOP__BLOCK_SIZE = 24, COOP__PAIR_SIZE = 16 };

/* Versions of the metadata: V4 and V5. */
enum { COOP__ARROW_V4 = 3, COOP__ARROW_V5 = 4 };

/* Headers of messages. */
enum { COOP__HEADER_SCHEMA = 1, COOP__HEADER_DICTIONARY = 2, COOP__HEADER_BATCH = 3 };

/* Types of fields. */
enum {
    COOP__FLAT_NULL = 1,
    COOP__FLAT_INT = 2,
    COOP__FLAT_FLOAT = 3,
    COOP__FLAT_BINARY = 4,
    COOP__FLAT_UTF8 = 5,
    COOP__FLAT_BOOL = 6,
    COOP__FLAT_DECIMAL = 7,
    COOP__FLAT_DATE = 8,
    COOP__FLAT_TIME = 9,
    COOP__FLAT_TIMESTAMP = 10,
    COOP__FLAT_LIST = 12,
    COOP__FLAT_STRUCT = 13,
    COOP__FLAT_MAP = 17,
    COOP__FLAT_LARGE_UTF8 = 20,
    COOP__FLAT_LARGE_LIST = 21,
    COOP__FLAT_UTF8_VIEW = 24
};

/* 1 on machines that store the highest byte first, as Schema.fbs counts. */
int64_t coop__byte_order(void);

/* Fields of the tables, in the order of the .fbs files. */
enum { MESSAGE_VERSION, MESSAGE_TYPE, MESSAGE_HEADER, MESSAGE_BODY, MESSAGE_END };
enum { SCHEMA_ORDER, SCHEMA_FIELDS, SCHEMA_END };
enum { FIELD_NAME, FIELD_NULLABLE, FIELD_TYPE_KIND, FIELD_TYPE, FIELD_DICTIONARY, FIELD_CHILDREN,
       FIELD_METADATA, FIELD_END };
enum { ENCODING_ID, ENCODING_INDEX, ENCODING_END };
enum { BATCH_LENGTH, BATCH_NODES, BATCH_BUFFERS, BATCH_COMPRESSION, BATCH_VARIADIC, BATCH_END };
enum { DICTIONARY_ID, DICTIONARY_DATA, DICTIONARY_DELTA, DICTIONARY_END };
enum { FOOTER_VERSION, FOOTER_SCHEMA, FOOTER_DICTIONARIES, FOOTER_BATCHES, FOOTER_END };
enum { PAIR_KEY, PAIR_VALUE, PAIR_END };

#endif
