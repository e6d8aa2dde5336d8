/* page.h - the words that shim.c and run.c share: which calls can fail, and what is counted.
 *
 * SPDX-License-Identifier: MIT */
#ifndef FAULTS_PAGE_H
#define FAULTS_PAGE_H

#include <stdatomic.h>

typedef enum fault_call {
    FAULT_MEMORY, /* malloc, calloc, realloc and the aligned ones, under one counter */
    FAULT_READ,   /* pread too */
    FAULT_WRITE,
    FAULT_OPEN,
    FAULT_CLOSE,
    FAULT_FSYNC,
    FAULT_RENAME,
    FAULT_THREAD, /* pthread_create */
    FAULT_CALLS
} fault_call;

#define FAULT_CALL_NAMES \
    { "memory", "read", "write", "open", "close", "fsync", "rename", "thread" }

/* The file of LSQ_FAULT_PAGE, mapped by both: what it says outlives any death. */
typedef struct fault_page {
    _Atomic long long calls[FAULT_CALLS];
    _Atomic long long failed; /* calls that were made to fail */
} fault_page;

#endif
