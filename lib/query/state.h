/* state.h -- states of aggregates as bytes, which can be kept, sent, and merged elsewhere.
 *
 * All integers are little-endian. A state is:
 *   4 bytes  "CAGS"
 *   2 bytes  version of the format, 1
 *   1 byte   length of the aggregate's name, then the name
 *   1 byte   number of arguments that the state hangs on; for each
 *     1 byte   kind: 1 truth, 2 integer, 3 number, 4 amount, 5 day, 6 word
 *     1 byte   decimal places of an amount, else 0
 *   content, by aggregate:
 *     count     certain, possible (8 bytes each)
 *     share     rows whose test is false, missing, in doubt, true (8 each); with a weight instead
 *               rows without a weight and with one (8 each), and the sum of the weights of each of
 *               the four truths, none of them below 0
 *     sum       values (8), 1 if no upper limit is known else 0 (8), least, most (a sum each)
 *     mean      values (8), a sum
 *     variance  values (8), a sum, and the sum of the squares: 24 bytes unsigned of integers, else
 *               140 digits of 32 bits in 8 bytes each, the last with the sign, digit i counting
 *               2^(32 i - 2176)
 *     min, max  values (8), key (8)
 *     first, last   1 or 0 (8): whether there is a row; key of the order (8), key of the value (8),
 *               length (8) and bytes of the row's id, zero bytes behind it up to a multiple of 8
 *     quantile, median, distinct, hhi, gini, theil   a multiset
 *     distinct of words   number of words (8), then length (8) and bytes of each, bytewise
 *               ascending
 *     km, km_quantile   a multiset of the times of rows without the event, one of those with it
 *     rate      number of rows (8), then 1 for a row that is only possible, else 0 (8), length (8) and
 *               bytes of the id of each, bytewise ascending; one state whatever the definition
 *   A sum is 16 bytes, signed, of integers and minor units; of numbers 70 digits of 32 bits in 8
 *   bytes each, all but the last from 0 to 2^32 - 1, digit i counting 2^(32 i - 1088).
 *   A multiset is the number of distinct keys (8), then key (8) and count (8) of each, keys
 *   ascending. The key of a number x is its IEEE 754 bits b as a signed integer, b ^ (2^63 - 1)
 *   where b is negative; there is none for -0, infinities and NaN. Other values are their own key.
 * The bytes hang on the rows that were taken alone, not on their order or on how they were split:
 * equal sets of rows give equal bytes. A state of rate is read where the register has its rows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__STATE_H
#define COOP__STATE_H

#include "../core/sum.h"
#include "engine.h"

#define COOP__STATE_VERSION 1

/* Bytes that are not trusted. */
struct coop__reader {
    const unsigned char *bytes;
    size_t n, at;
};

/* Appends the state of a call. MEMORY; TYPE for an aggregate without such a form. The state keeps
 * its value, but may be put in order; memory for that comes from the arena. */
coop_status coop__state_write(const coop__call *call, coop__arena *arena, const void *state,
                              coop__buffer *out, coop_error *err);
/* Fills a state of zero bytes. FORMAT for what is no state of this call or is not as written above,
 * LIMIT for another version and for counts beyond 2^63 - 1, MEMORY. */
coop_status coop__state_read(const coop__call *call, coop__arena *arena, void *state,
                             const void *bytes, size_t n, coop_error *err);

/* ---- for descriptors ---- */

bool coop__write_64(coop__buffer *out, int64_t value);
bool coop__write_128(coop__buffer *out, coop__int128 value);
/* An exact sum's digits; carries are taken in a copy. */
bool coop__write_sum(coop__buffer *out, const coop__exact_sum *sum);
coop_status coop__read_64(coop__reader *in, int64_t *out, coop_error *err);
/* One that must not be below 0. */
coop_status coop__read_count(coop__reader *in, int64_t *out, coop_error *err);
coop_status coop__read_128(coop__reader *in, coop__int128 *out, coop_error *err);
coop_status coop__read_sum(coop__reader *in, coop__exact_sum *out, coop_error *err);
/* So many digits of which all but the last lie in 0 to 2^32 - 1. */
coop_status coop__read_digits(coop__reader *in, int64_t *digits, int n, coop_error *err);
/* n bytes in place; NULL: they are not there. */
const unsigned char *coop__read_bytes(coop__reader *in, size_t n);
coop_status coop__bad_state(coop_error *err, const char *why);

/* FORMAT unless the key stands for a value of this kind. */
coop_status coop__check_key(coop__kind kind, int64_t key, coop_error *err);

#endif
