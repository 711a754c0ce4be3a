/* key.h -- groups of rows by the values of keys, a strip at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__KEY_H
#define COOP__KEY_H

#include "engine.h"

#define COOP__KEYS_MOST 16

/* More groups than this are met one by one, not made beforehand. */
#define COOP__DENSE_MOST 65536

/* How a key gives a row its part of the group. */
typedef enum coop__key_kind {
    COOP__KEY_TABLE, /* number of a value, looked up by the cell of one column */
    COOP__KEY_EACH,  /* members of a set column: the number is the word's code */
    COOP__KEY_SETS,  /* the same, by way of the number of the whole set: spread in the end */
    COOP__KEY_WORD   /* 64 bits of an integer or a double */
} coop__key_kind;

typedef struct coop__key {
    coop__key_kind kind;
    coop__domain domain;   /* TABLE, EACH */
    uint32_t *numbers;     /* TABLE: by cell, the missing one last */
    uint16_t *narrow;      /* TABLE: the same where they fit; NULL: they do not, or are cells */
    bool is_cell;          /* TABLE: the number is that of the cell */
    bool is_same;          /* TABLE: the number is the code, and none is missing */
    coop__value *values;   /* TABLE, EACH: by number */
    int64_t n_values;
    uint32_t *place;       /* EACH, SETS: of a code among the words in their own order */
    bool in_order;         /* EACH: codes are in the words' own order */
    int64_t n_sets;        /* SETS: n_values while rows are grouped; values are of the words. The
                              last is for all sets that are rare, if there are any */
    bool has_rare;
    coop__code code;       /* WORD */
    coop__kind word_kind;
    int32_t scale;
} coop__key;

typedef struct coop__keys {
    coop__key keys[COOP__KEYS_MOST];
    int64_t n;
    int64_t each;     /* the key of kind EACH, -1: none */
    int64_t sets;     /* the key of kind SETS, -1: none */
    uint16_t *sizes;  /* SETS: members of a group's set, at least 2 */
    int64_t n_members; /* SETS: groups when sets are spread over their members; rows of rare sets
                          are in them from the start, behind the n_dense of sets */
    bool is_dense;    /* a group is a number below n_dense, made of the keys' numbers */
    int64_t n_dense;
} coop__keys;

/* Under SETS: whether a group is of rare sets, which are counted by members; the words of a group's
 * set, and the group of one of them once they are spread. */
bool coop__is_rare(const coop__keys *keys, int64_t group);
coop_words coop__set_of_group(const coop__keys *keys, int64_t group);
int64_t coop__group_of_member(const coop__keys *keys, int64_t group, int64_t number);

/* Place of member i of a set among the others, in the order of the words. */
uint16_t coop__rank_of(const coop__key *key, const uint32_t *codes, int64_t n, int64_t i);

/* Makes the narrow numbers of a key that has its numbers. False: no memory. */
bool coop__key_narrow(coop__arena *arena, coop__key *key);

/* The day of a series on which a row enters, by the day column that says when it began. *done is
 * false when the table has none of few days. */
coop_status coop__sweep_key(coop__frame *frame, coop__key *out, bool *done, coop_error *err);

/* Makes the sweep of a call over groups of keys, the day being the first. *done is false when its
 * arguments hang on the day in another way. */
coop_status coop__sweep_call(coop__frame *frame, const coop__keys *keys, coop__call *call,
                             bool *done, coop_error *err);

/* In a sweep the day is the first key. *done is false when a key is neither, e.g. words of several columns: rows are grouped singly. */
coop_status coop__keys_open(coop__frame *frame, const coop__item *by, int64_t n_by,
                            coop__keys *out, bool *done, coop_error *err);

/* Groups as one thread has met them. */
typedef struct coop__grouper {
    const coop__keys *keys;
    coop__runner *runners; /* of WORD keys */
    coop__arena *arena;
    uint32_t *groups;      /* of the strip's rows */
    uint32_t *digits;      /* of one key */
    uint8_t *few;
    uint8_t *valid;
    void *room;
    uint32_t *cells;
    /* not dense: */
    uint64_t *words;       /* n_groups x (n keys + 1): the keys, and which of them are missing */
    uint64_t *strip_words; /* rows of a strip x the same */
    uint32_t *slots;
    int64_t n_slots, n_groups, capacity;
    /* under each: */
    int64_t *rows, *rare;
    uint32_t *members;
    uint16_t *parts, *ranks;
} coop__grouper;

/* For strips of at most `room` rows. False: no memory. */
bool coop__grouper_open(coop__grouper *grouper, const coop__keys *keys, int64_t room,
                        coop__arena *arena);

/* Puts the rows of a strip into groups. The batch refers to the grouper's memory. False: no memory
 * or too many groups. Under SETS the rows of rare sets have a group of their own, whose states are
 * of no use: coop__rare_strip gives these rows, coop__spread_strip their members. */
bool coop__group_strip(coop__grouper *grouper, const coop__strip *strip, coop__batch *out);

/* Under SETS: the rows of a strip whose sets are rare. */
void coop__rare_strip(coop__grouper *grouper, const coop__strip *strip, coop__strip *out);

/* Under each(): the next rows, spread over the members of their sets, *at being the first row that
 * is not yet taken. False: a set has more members than fit a strip. */
bool coop__spread_strip(coop__grouper *grouper, const coop__strip *strip, int64_t *at,
                        coop__strip *out);
/* The same strip in groups of members. */
bool coop__group_members(coop__grouper *grouper, const coop__strip *strip, coop__batch *out);

/* The group of another grouper's keys in this one, -1: no memory. */
int64_t coop__grouper_find(coop__grouper *grouper, const coop__grouper *other, int64_t group);

/* The value of a key in a group. */
coop__value coop__group_key(const coop__grouper *grouper, int64_t group, int64_t key);

/* Whether integers or doubles that a program gave in a runner overflowed. */
bool coop__grouper_overflow(const coop__grouper *grouper);

#endif
