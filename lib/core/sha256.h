/* sha256.h -- SHA-256 (FIPS 180-4) of bytes that come in pieces.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__SHA256_H
#define COOP__SHA256_H

#include <stddef.h>
#include <stdint.h>

typedef struct coop__sha256 {
    uint32_t state[8];
    uint64_t n;         /* bytes so far, below 2^61 */
    uint8_t block[64];  /* the last n % 64 of them */
} coop__sha256;

void coop__sha256_start(coop__sha256 *sha);
void coop__sha256_add(coop__sha256 *sha, const void *bytes, size_t n);
/* Ends it: 64 hexadecimal digits and a zero. */
void coop__sha256_hex(coop__sha256 *sha, char out[65]);

#endif
