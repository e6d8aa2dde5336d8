/* verdict.c - what the reports of checks say alike: verdicts, and numbers that may not exist.
 *
 * Failure to allocate is left in the `failed` flag of the output.
 *
 * SPDX-License-Identifier: MIT */
#include "verdict.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *lsq_verdict_word(lsq_verdict verdict) {
    return verdict == LSQ_AGREES ? "agrees" : verdict == LSQ_DIFFERS ? "differs" : "undecided";
}

lsq_number lsq_real_number(double value, const char *none) {
    lsq_number number = {""};
    if (isfinite(value))
        number = lsq_full_number(value);
    size_t used = strlen(number.text);
    snprintf(number.text + used, sizeof number.text - used, "%s",
             !isfinite(value)             ? none
             : strpbrk(number.text, ".e") ? ""
                                          : ".0");
    return number;
}

void lsq_put_real(lsq_text *out, double value, const char *none) {
    lsq_text_put(out, lsq_real_number(value, none).text);
}

lsq_number lsq_error_number(double error) {
    lsq_number number = lsq_short_number(error);
    if (!isfinite(error))
        strcpy(number.text, isnan(error) ? "–" : "∞");
    return number;
}
