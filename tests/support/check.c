/* check.c - the comparisons of the tests.
 *
 * Relative errors are judged in rationals: |got - want| 10^digits <= |want|.  The nearest double is
 * glibc's strtod, which rounds correctly.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/rational.h"

/* The name as the table spells it, so that these checks need nothing of the library under test. */
static const char *status_name(lsq_status status) {
    static const char *const names[] = {
#define NAME(name, exit_code, text) #name,
        LSQ_STATUS_TABLE(NAME)
#undef NAME
    };
    return (size_t)status < sizeof names / sizeof *names ? names[status] : "no status";
}

void check_digits_at(double got, const char *want, int digits, const char *file, int line) {
    mpq_t exact, error;
    mpq_init(exact);
    mpq_init(error);
    int readable = !rational_from_text(exact, want), close = 0;
    if (readable && isfinite(got)) {
        rational_from_double(error, got);
        mpq_sub(error, error, exact);
        mpq_abs(error, error);
        rational_scale10(error, digits);
        mpq_abs(exact, exact);
        close = mpq_cmp(error, exact) <= 0;
    }
    mpq_clear(exact);
    mpq_clear(error);
    if (!close) {
        print_error(readable ? "%.17g is not %s to %d digits\n"
                             : "%.17g cannot be compared: '%s' is no decimal (%d)\n",
                    got, want, digits);
        _fail(file, line);
    }
}

void check_nearest_at(double got, const char *want, const char *file, int line) {
    char *end;
    double nearest = strtod(want, &end);
    if (*end || end == want || !isfinite(got) || got != nearest) {
        print_error("%.17g is not the double nearest to %s, %.17g\n", got, want, nearest);
        _fail(file, line);
    }
}

void check_same_at(double got, double want, const char *file, int line) {
    if (memcmp(&got, &want, sizeof got) != 0 && !(isnan(got) && isnan(want))) {
        print_error("%.17g (%a) is not %.17g (%a)\n", got, got, want, want);
        _fail(file, line);
    }
}

void check_text_at(const char *got, const char *want, const char *file, int line) {
    if (got == want || (got && want && strcmp(got, want) == 0))
        return;
    print_error("got:    %s\nwanted: %s\n", got ? got : "NULL", want ? want : "NULL");
    _fail(file, line);
}

void check_contains_at(const char *text, const char *part, int wanted, const char *file, int line) {
    if (text && (strstr(text, part) != NULL) == (wanted != 0))
        return;
    print_error("%s '%s' in:\n%s\n", wanted ? "no" : "unwanted", part, text ? text : "NULL");
    _fail(file, line);
}

void check_decimal_at(const char *got, const char *want, const char *file, int line) {
    if (got && want && rational_same_text(got, want))
        return;
    print_error("got the number:    %s\nwanted the number: %s\n", got ? got : "NULL",
                want ? want : "NULL");
    _fail(file, line);
}

void check_status_at(lsq_status got, lsq_status want, const lsq_error *error, const char *file,
                     int line) {
    int told = !error || got == LSQ_OK || error->status == got;
    if (got == want && told)
        return;
    print_error("got %s, wanted %s; the error says %s: %s\n", status_name(got), status_name(want),
                error ? status_name(error->status) : "nothing", error ? error->message : "");
    _fail(file, line);
}
