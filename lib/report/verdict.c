/* verdict.c - what the reports of checks say alike: verdicts, and numbers that may not exist.
 *
 * Failure to allocate is left in the `failed` flag of the output.
 *
 * SPDX-License-Identifier: MIT */
#include "verdict.h"

#include <math.h>
#include <string.h>

const char *lsq_verdict_word(lsq_verdict verdict) {
    return verdict == LSQ_AGREES ? "agrees" : verdict == LSQ_DIFFERS ? "differs" : "undecided";
}

void lsq_put_real(lsq_text *out, double value, const char *none) {
    if (!isfinite(value)) {
        lsq_text_put(out, none);
        return;
    }
    lsq_number number = lsq_full_number(value);
    lsq_text_put(out, number.text);
    if (!strpbrk(number.text, ".e"))
        lsq_text_put(out, ".0");
}

lsq_number lsq_error_number(double error) {
    lsq_number number = lsq_short_number(error);
    if (!isfinite(error))
        strcpy(number.text, isnan(error) ? "–" : "∞");
    return number;
}
