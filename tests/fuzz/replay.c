/* replay.c -- main() of a fuzz target in the tests: replay FOLDER runs the seeds in it, cut at
 * every place and with each byte changed, and prints TAP.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Each input has memory of its own size, for a sanitizer to see what lies behind it. */
static void run(const uint8_t *bytes, size_t n)
{
    uint8_t *copy = malloc(n + (n == 0));
    if (copy != NULL) {
        memcpy(copy, bytes, n);
        (void)LLVMFuzzerTestOneInput(copy, n);
    }
    free(copy);
}

static void run_changed(uint8_t *bytes, size_t n)
{
    static const uint8_t masks[] = {0x01, 0x80, 0xff};
    run(bytes, n);
    for (size_t i = 0; i < n; i++) {
        run(bytes, i);
        for (size_t k = 0; k < sizeof masks; k++) {
            bytes[i] ^= masks[k];
            run(bytes, n);
            bytes[i] ^= masks[k];
        }
    }
}

int main(int argc, char **argv)
{
    static uint8_t bytes[1 << 16];
    DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
    int n_seeds = 0;
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        FILE *file = entry->d_name[0] == '.' ? NULL : fopen(path, "rb");
        if (file != NULL) {
            size_t n = fread(bytes, 1, sizeof bytes, file);
            fclose(file);
            run_changed(bytes, n);
            printf("ok %d - %s\n", ++n_seeds, entry->d_name);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
    printf("1..%d\n", n_seeds);
    return n_seeds > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
