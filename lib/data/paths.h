/* paths.h - what can be known of files before they are opened.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_PATHS_H
#define LSQ_DATA_PATHS_H

#include <lsq.h>

/* Fail as lsq_source_open would for a path behind the first one, before the first is read.
 * *repeated = the first path that names a regular file named before, -1 if there is none.
 * LSQ_EUSAGE for NULL and for more than one "-", standard input. */
lsq_status lsq_paths_check(const char *const *paths, int64_t count, int64_t *repeated,
                           lsq_error *error);

/* Bytes of all files together, "-" being standard input; -1 if one of them is no regular file. */
int64_t lsq_paths_bytes(const char *const *paths, int64_t count);

#endif
