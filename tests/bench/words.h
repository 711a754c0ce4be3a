/* words.h -- the words behind the codes of the bench's columns.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_BENCH_WORDS_H
#define COOP_BENCH_WORDS_H

enum {
    N_MECHS = 8,
    N_STATUSES = 7,
    N_FLOWS = 6,
    N_SECTORS = 40,
    N_RECIPIENTS = 200,
    N_NATIONS = 64,
    COMPLETED = 3 /* the status that counts as done */
};

static const char *const mechs[N_MECHS] = {"C+C5",  "SCO", "CAREC", "C5+1",
                                           "EU-CA", "OTS", "SPECA", "CICA"};
static const char *const statuses[N_STATUSES] = {
    "announced", "signed", "in_progress", "completed", "delayed", "cancelled", "suspended"};
static const char *const flows[N_FLOWS] = {"grant",     "loan",      "equity",
                                           "guarantee", "technical", "export_credit"};

/* Three letters of which the first two tell the code. */
static inline const char *nation_word(unsigned code, char word[4])
{
    word[0] = (char)('A' + code / 26 % 26);
    word[1] = (char)('A' + code % 26);
    word[2] = (char)('A' + (code * 7 + 3) % 26);
    word[3] = '\0';
    return word;
}

static inline int nation_code(const char *word)
{
    return (word[0] - 'A') * 26 + word[1] - 'A';
}

static inline const char *sector_word(unsigned code, char word[4])
{
    word[0] = 'S';
    word[1] = (char)('0' + code / 10);
    word[2] = (char)('0' + code % 10);
    word[3] = '\0';
    return word;
}

#endif
