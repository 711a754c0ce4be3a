/* embedded.h -- files that the library carries inside itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__EMBEDDED_H
#define COOP__EMBEDDED_H

#include <stddef.h>

typedef struct coop__embedded_file {
    const char *name;           /* without folder: "datapackage.json", "agreement.csv" */
    const unsigned char *bytes; /* not zero-terminated */
    size_t n;
} coop__embedded_file;

/* The six-nation data package, its descriptor first; ended by a NULL name. Written at build time by
 * lib/data/embed.py. */
extern const coop__embedded_file coop__embedded[];

#endif
