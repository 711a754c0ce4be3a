/* alike.h -- words that look the same and are not.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__ALIKE_H
#define COOP__ALIKE_H

#include "../core/text.h"

/* What is odd about a word of valid UTF-8: an invisible character, blanks at an end, letters of two
 * alphabets that look alike. NULL: nothing. */
const char *coop__odd_word(const char *word, size_t n);

/* Appends the word without what the eye passes over: small letters, Latin ones for those of the
 * Cyrillic and Greek alphabets that look like them, no accents, no invisible characters, one blank
 * for many. Words with one such form look alike. False: no memory. */
bool coop__alike_form(const char *word, size_t n, coop__buffer *out);

#endif
