/* library.c - functions of libraries that are loaded at run time.
 *
 * SPDX-License-Identifier: MIT */
#include "library.h"

#include <assert.h>
#include <dlfcn.h>
#include <string.h>

int lsq_look_up(void *function, void *library, const char *name) {
    void *address = dlsym(library, name);
    static_assert(sizeof address == sizeof(void (*)(void)), "POSIX: dlsym serves functions");
    memcpy(function, &address, sizeof address);
    return address != NULL;
}

int lsq_is_want_of_memory(const char *why) {
    return strstr(why, "failed to map segment") || strstr(why, "annot allocate memory") ||
           strstr(why, "annot create shared object descriptor") || strstr(why, "out of memory");
}
