/* state.c -- states of aggregates as bytes: the frame around them, and numbers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "state.h"

#include <string.h>

#include "../core/error.h"
#include "multiset.h"

static const unsigned char magic[4] = {'C', 'A', 'G', 'S'};

/* ---- writing ---- */

static bool write_little(coop__buffer *out, uint64_t value, size_t n)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < n; i++) {
        bytes[i] = (unsigned char)(value >> (8 * i) & 0xff);
    }
    return coop__buffer_append(out, bytes, n);
}

bool coop__write_64(coop__buffer *out, int64_t value)
{
    return write_little(out, (uint64_t)value, 8);
}

bool coop__write_128(coop__buffer *out, coop__int128 value)
{
    return write_little(out, (uint64_t)value, 8) && write_little(out, (uint64_t)(value >> 64), 8);
}

bool coop__write_sum(coop__buffer *out, const coop__exact_sum *sum)
{
    coop__exact_sum normal = {0};
    coop__exact_sum_merge(&normal, sum);
    bool done = true;
    for (int i = 0; i < COOP__SUM_LIMBS && done; i++) {
        done = coop__write_64(out, normal.limbs[i]);
    }
    return done;
}

/* The arguments that a state hangs on, as bytes. */
static size_t describe(const coop__call *call, unsigned char *out)
{
    static const unsigned char kinds[] = {
        [COOP__TRUTH] = 1, [COOP__INTEGER] = 2, [COOP__NUMBER] = 3, [COOP__MONEY] = 4,
        [COOP__SPAN] = 5,  [COOP__TEXT] = 6,    [COOP__STATE] = 7,
    };
    size_t n = 1;
    for (int64_t i = 0; i < call->item->n_programs && i < call->aggregate->n_of_state; i++) {
        const coop__program *program = &call->item->programs[i];
        bool is_known = (size_t)program->kind < sizeof kinds;
        out[n++] = is_known ? kinds[program->kind] : 0;
        out[n++] = (unsigned char)(program->kind == COOP__MONEY ? program->scale : 0);
    }
    out[0] = (unsigned char)(n / 2);
    return n;
}

coop_status coop__state_write(const coop__call *call, coop__arena *arena, const void *state,
                              coop__buffer *out, coop_error *err)
{
    const coop__aggregate *aggregate = call->aggregate;
    unsigned char arguments[1 + 2 * COOP__ARGUMENTS_MOST];
    size_t n_name = strlen(aggregate->name);
    if (aggregate->serialise == NULL) {
        return coop__fail(err, COOP_TYPE, "%s has no state that can be kept", aggregate->name);
    }
    bool done = coop__buffer_append(out, magic, sizeof magic) &&
                write_little(out, COOP__STATE_VERSION, 2) && write_little(out, n_name, 1) &&
                coop__buffer_append(out, aggregate->name, n_name) &&
                coop__buffer_append(out, arguments, describe(call, arguments));
    return done ? aggregate->serialise(call, arena, state, out, err) : coop__no_memory(err);
}

/* ---- reading ---- */

coop_status coop__bad_state(coop_error *err, const char *why)
{
    return coop__fail(err, COOP_FORMAT, "not a state of this aggregate: %s", why);
}

const unsigned char *coop__read_bytes(coop__reader *in, size_t n)
{
    if (n > in->n - in->at) {
        return NULL;
    }
    const unsigned char *bytes = in->bytes + in->at;
    in->at += n;
    return bytes;
}

static uint64_t little(const unsigned char *bytes, size_t n)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++) {
        value |= (uint64_t)bytes[i] << (8 * i);
    }
    return value;
}

coop_status coop__read_64(coop__reader *in, int64_t *out, coop_error *err)
{
    const unsigned char *bytes = coop__read_bytes(in, 8);
    if (bytes == NULL) {
        return coop__bad_state(err, "it ends too early");
    }
    *out = (int64_t)little(bytes, 8);
    return COOP_OK;
}

coop_status coop__read_count(coop__reader *in, int64_t *out, coop_error *err)
{
    int64_t value = 0;
    COOP__TRY(coop__read_64(in, &value, err));
    if (value < 0) {
        return coop__fail(err, COOP_LIMIT, "a count of the state is beyond 2^63 - 1");
    }
    *out = value;
    return COOP_OK;
}

coop_status coop__read_128(coop__reader *in, coop__int128 *out, coop_error *err)
{
    int64_t low = 0;
    int64_t high = 0;
    COOP__TRY(coop__read_64(in, &low, err));
    COOP__TRY(coop__read_64(in, &high, err));
    /* Sums of 2^63 values at most stay far from the ends, so that adding two cannot overflow. */
    if (high >= INT64_MAX / 2 || high <= INT64_MIN / 2) {
        return coop__fail(err, COOP_LIMIT, "a sum of the state is beyond 2^126");
    }
    *out = (coop__int128)high * ((coop__int128)1 << 64) + (uint64_t)low;
    return COOP_OK;
}

coop_status coop__read_digits(coop__reader *in, int64_t *digits, int n, coop_error *err)
{
    for (int i = 0; i < n; i++) {
        COOP__TRY(coop__read_64(in, &digits[i], err));
        int64_t least = i < n - 1 ? 0 : INT32_MIN;
        int64_t most = i < n - 1 ? UINT32_MAX : INT32_MAX;
        if (digits[i] < least || digits[i] > most) {
            return coop__bad_state(err, "a digit of a sum is out of its range");
        }
    }
    return COOP_OK;
}

coop_status coop__read_sum(coop__reader *in, coop__exact_sum *out, coop_error *err)
{
    coop__exact_sum sum = {0};
    COOP__TRY(coop__read_digits(in, sum.limbs, COOP__SUM_LIMBS, err));
    *out = sum;
    return COOP_OK;
}

coop_status coop__check_key(coop__kind kind, int64_t key, coop_error *err)
{
    double number = kind == COOP__NUMBER ? coop__number_of_key(key) : 0;
    if (kind == COOP__NUMBER && (number - number != 0 || coop__key_of_number(number) != key)) {
        return coop__bad_state(err, "a key is that of no number");
    }
    if (kind == COOP__SPAN && (key < COOP_DATE_OPEN_FIRST || key > COOP_DATE_OPEN_LAST)) {
        return coop__bad_state(err, "a key is that of no day");
    }
    return COOP_OK;
}

static coop_status read_frame(const coop__call *call, coop__reader *in, coop_error *err)
{
    const coop__aggregate *aggregate = call->aggregate;
    unsigned char arguments[1 + 2 * COOP__ARGUMENTS_MOST];
    size_t n_name = strlen(aggregate->name);
    size_t n_arguments = describe(call, arguments);
    const unsigned char *head = coop__read_bytes(in, 7);
    if (head == NULL || memcmp(head, magic, sizeof magic) != 0) {
        return coop__bad_state(err, "it does not begin with \"CAGS\"");
    }
    if (little(head + 4, 2) != COOP__STATE_VERSION) {
        return coop__fail(err, COOP_LIMIT, "the state has version %d, this is version %d",
                          (int)little(head + 4, 2), COOP__STATE_VERSION);
    }
    const unsigned char *name = head[6] == n_name ? coop__read_bytes(in, n_name) : NULL;
    if (name == NULL || memcmp(name, aggregate->name, n_name) != 0) {
        return coop__bad_state(err, "it is of another aggregate");
    }
    const unsigned char *kinds = coop__read_bytes(in, n_arguments);
    bool is_same = kinds != NULL && memcmp(kinds, arguments, n_arguments) == 0;
    return is_same ? COOP_OK : coop__bad_state(err, "its arguments are of other kinds");
}

coop_status coop__state_read(const coop__call *call, coop__arena *arena, void *state,
                             const void *bytes, size_t n, coop_error *err)
{
    coop__reader in = {.bytes = bytes, .n = n};
    if (call->aggregate->restore == NULL) {
        return coop__fail(err, COOP_TYPE, "%s has no state that can be kept",
                          call->aggregate->name);
    }
    COOP__TRY(read_frame(call, &in, err));
    COOP__TRY(call->aggregate->restore(call, arena, state, &in, err));
    return in.at == n ? COOP_OK : coop__bad_state(err, "there is more behind its end");
}
