/* library.h - functions of libraries that are loaded at run time.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_BASE_LIBRARY_H
#define LSQ_BASE_LIBRARY_H

/* *function, a pointer to a function = where the library has that name; 0 if it has not. */
int lsq_look_up(void *function, void *library, const char *name);

/* 1 if the dynamic linker's words, in English, are about memory rather than about the library. */
int lsq_is_want_of_memory(const char *why);

#endif
