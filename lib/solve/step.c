/* step.c - the step of gradient descent as its option spells it.
 *
 *   step = "2/(L+mu)" | number "/L" | number        number = digits [. digits] [e [sign] digits]
 *
 * The number is the double nearest to the decimal, found through the exact rational, so that no
 * locale has a say in it.  Fails with one sentence that lists the four forms.
 *
 * SPDX-License-Identifier: MIT */
#include "step.h"

#include <math.h>
#include <string.h>

#include "../base/error.h"
#include "../exact/rounding.h"

enum { MOST_DIGITS = 40, MOST_EXPONENT = 400 };

/* Move *p over the digits there, which go to the end of `digits`; -1 if it cannot hold them. */
static int take_digits(const char **p, char *digits, int *count) {
    int taken = 0;
    for (; **p >= '0' && **p <= '9'; ++*p, taken++) {
        if (*count == MOST_DIGITS)
            return -1;
        digits[(*count)++] = **p;
    }
    return taken;
}

/* [sign] digits behind the e of an exponent; 0 if they are not there or out of all range. */
static int take_exponent(const char **p, int *exponent) {
    int negative = **p == '-', value = 0;
    if (**p == '-' || **p == '+')
        ++*p;
    if (**p < '0' || **p > '9')
        return 0;
    for (; **p >= '0' && **p <= '9' && value <= MOST_EXPONENT; ++*p)
        value = 10 * value + (**p - '0');
    *exponent = negative ? -value : value;
    return value <= MOST_EXPONENT;
}

/* The double nearest to digits * 10^exponent. */
static double nearest_double(const char *digits, int exponent) {
    lsq_surd value;
    fmpz_t power;
    fmpq_t x;
    lsq_surd_init(&value);
    fmpz_init(power);
    fmpq_init(x);
    fmpz_set_str(fmpq_numref(x), digits, 10);
    fmpz_ui_pow_ui(power, 10, (ulong)(exponent < 0 ? -exponent : exponent));
    if (exponent < 0)
        fmpq_div_fmpz(x, x, power);
    else
        fmpq_mul_fmpz(x, x, power);
    lsq_surd_set(&value, x);
    double d = lsq_double_of_surd(&value);
    fmpq_clear(x);
    fmpz_clear(power);
    lsq_surd_clear(&value);
    return d;
}

/* *number = the number that starts at p; returns where it ends, NULL if there is none. */
static const char *take_number(const char *p, double *number) {
    char digits[MOST_DIGITS + 1] = "";
    int count = 0, exponent = 0, after = 0;
    if (take_digits(&p, digits, &count) <= 0)
        return NULL;
    if (*p == '.') {
        p++;
        after = take_digits(&p, digits, &count);
        if (after <= 0)
            return NULL;
    }
    if (*p == 'e' || *p == 'E') {
        p++;
        if (!take_exponent(&p, &exponent))
            return NULL;
    }
    *number = nearest_double(digits, exponent - after);
    return p;
}

lsq_status lsq_step_parse(lsq_step *step, const char *text, lsq_error *error) {
    *step = (lsq_step){1.0, LSQ_STEP_PER_L};
    if (!text)
        return LSQ_OK;
    if (strcmp(text, "2/(L+mu)") == 0) {
        *step = (lsq_step){2.0, LSQ_STEP_PER_L_MU};
        return LSQ_OK;
    }
    const char *rest = take_number(text, &step->factor);
    int per_L = rest && strcmp(rest, "/L") == 0;
    if (!rest || (*rest && !per_L) || !(step->factor > 0.0) || !isfinite(step->factor)) {
        char shown[256];
        lsq_escape(shown, sizeof shown, text, strlen(text));
        return lsq_fail(error, LSQ_EUSAGE,
                        "step is '%s', expected 1/L, 2/(L+mu), a multiple such as 1.5/L, or a "
                        "number above 0 such as 0.001",
                        shown);
    }
    step->unit = per_L ? LSQ_STEP_PER_L : LSQ_STEP_PLAIN;
    return LSQ_OK;
}

double lsq_step_length(lsq_step step, double L, double mu) {
    switch (step.unit) {
    case LSQ_STEP_PER_L:
        return step.factor / L;
    case LSQ_STEP_PER_L_MU:
        return step.factor / (L + mu);
    case LSQ_STEP_PLAIN:
        break;
    }
    return step.factor;
}
