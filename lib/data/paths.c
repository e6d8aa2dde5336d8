/* paths.c - what can be known of files before they are opened.
 *
 * Nothing is opened that can be read, since a pipe would not give its bytes twice.  What is found
 * here may have changed when a file is opened; then that tells.
 *
 * SPDX-License-Identifier: MIT */
#include "paths.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "source.h"

/* 1 and what it is, if the path names something. */
static int look_at(const char *path, struct stat *about) {
    return strcmp(path, "-") == 0 ? !fstat(STDIN_FILENO, about) : !stat(path, about);
}

typedef struct identity {
    dev_t device;
    ino_t number;
    int64_t path;
} identity;

static int compare(const void *a, const void *b) {
    const identity *p = a, *q = b;
    if (p->device != q->device)
        return p->device < q->device ? -1 : 1;
    if (p->number != q->number)
        return p->number < q->number ? -1 : 1;
    return p->path < q->path ? -1 : 1;
}

static lsq_status find_repeated(const char *const *paths, int64_t count, int64_t *repeated,
                                lsq_error *error) {
    identity *files = NULL;
    struct stat about;
    int64_t known = 0;
    *repeated = -1;
    lsq_status status = lsq_alloc(&files, count, sizeof *files, error);
    for (int64_t i = 0; !status && i < count; i++)
        if (look_at(paths[i], &about) && S_ISREG(about.st_mode))
            files[known++] = (identity){about.st_dev, about.st_ino, i};
    if (known)
        qsort(files, (size_t)known, sizeof *files, compare);
    for (int64_t i = 1; i < known; i++)
        if (files[i].device == files[i - 1].device && files[i].number == files[i - 1].number &&
            (*repeated < 0 || files[i].path < *repeated))
            *repeated = files[i].path;
    free(files);
    return status;
}

lsq_status lsq_paths_check(const char *const *paths, int64_t count, int64_t *repeated,
                           lsq_error *error) {
    int64_t inputs = 0;
    for (int64_t i = 0; i < count; i++) {
        if (!paths[i])
            return lsq_fail(error, LSQ_EUSAGE, "path is NULL");
        inputs += strcmp(paths[i], "-") == 0;
        if (inputs > 1)
            return lsq_fail(error, LSQ_EUSAGE, "standard input, -, can be read only once");
    }
    for (int64_t i = 1; i < count; i++) {
        lsq_source *source = NULL;
        lsq_status status = LSQ_OK;
        if (strcmp(paths[i], "-") != 0 && access(paths[i], R_OK))
            status = lsq_source_open(&source, paths[i], NULL, error);
        lsq_source_free(source);
        if (status)
            return status;
    }
    return find_repeated(paths, count, repeated, error);
}

int64_t lsq_paths_bytes(const char *const *paths, int64_t count) {
    int64_t total = 0;
    for (int64_t i = 0; i < count; i++) {
        struct stat about;
        if (!look_at(paths[i], &about) || !S_ISREG(about.st_mode))
            return -1;
        total += (int64_t)about.st_size;
    }
    return total;
}
