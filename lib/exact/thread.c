/* thread.c - the end of a thread that used the library.
 *
 * SPDX-License-Identifier: MIT */
#include <lsq.h>

#include "flint.h"

void lsq_thread_end(void) {
    flint_cleanup();
}
