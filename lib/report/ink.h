/* ink.h -- text that grows in memory, escaped for where it is to stand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__INK_H
#define COOP__INK_H

#include "../core/alloc.h"

typedef enum coop__markup { COOP__HTML, COOP__MARKDOWN, COOP__JSON } coop__markup;

typedef struct coop__ink {
    coop__buffer out; /* out.a is set by the caller */
    bool failed;      /* no memory: what follows is dropped */
} coop__ink;

void coop__ink_raw(coop__ink *ink, const char *text);
/* Text of a stranger. HTML: for elements and quoted attributes, of SVG too. JSON: without quotes,
 * safe within HTML. Control characters, those that steer the direction of text, what is no
 * character and bytes that are not UTF-8 become U+FFFD; text that reads from right to left is
 * isolated by the second function. NULL is no text. */
void coop__ink_text(coop__ink *ink, coop__markup markup, const char *text);
void coop__ink_isolated(coop__ink *ink, coop__markup markup, const char *text);
/* With so many digits behind the point, with commas between thousands where grouped. */
void coop__ink_number(coop__ink *ink, double value, int digits);
void coop__ink_grouped(coop__ink *ink, double value, int digits);
void coop__ink_integer(coop__ink *ink, int64_t value);

#endif
