/* Descents in Markdown: tables stay tables, whatever the names; quiet ends after the numbers.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "descents.h"

/* Bars of a line that no backslash makes a sign. */
static int bars_of(const char *line, size_t length) {
    int bars = 0;
    for (size_t i = 0; i < length; i++)
        bars += line[i] == '|' && !(i && line[i - 1] == '\\');
    return bars;
}

/* Lines of a table stand together and have the same number of bars; returns how many tables. */
static int check_tables(const char *text) {
    int tables = 0, bars = 0;
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, "\n");
        int here = *at == '|' ? bars_of(at, length) : 0;
        if (here && bars)
            assert_int_equal(here, bars);
        tables += here && !bars;
        bars = here;
        at += length + (at[length] == '\n');
    }
    return tables;
}

static void tables_stay_tables(void **state) {
    (void)state;
    static const char hostile[] = "a|b*_<i>,y\n1,2\n3,5\n5,4\n";
    lsq_descend_options o = {.method = "cg"};
    char *text = report_once(descent_of("Longley.csv", NULL, o), LSQ_FORMAT_MARKDOWN);
    assert_int_equal(check_tables(text), 4);
    check_contains(text, "Descent by cg: y \\~ x1 ");
    check_contains(text, "| step | f | f \\- f\\* | gradient | step size | digits |");
    lsq_text_free(text);
    text = report_once(descent_of(hostile, NULL, o), LSQ_FORMAT_MARKDOWN);
    assert_int_equal(check_tables(text), 4);
    check_contains(text, "a\\|b\\*\\_\\<i\\>");
    lsq_text_free(text);
    text = report_once(descent_of(deficient, "cbind(y, z) ~ a + b", o), LSQ_FORMAT_MARKDOWN);
    assert_int_equal(check_tables(text), 5);
    check_contains(text, "\nResponse z\n");
    lsq_text_free(text);
}

static void quiet_ends_after_the_numbers(void **state) {
    (void)state;
    lsq_descent *d = descent_of("Longley.csv", NULL, (lsq_descend_options){.method = "cg"});
    char *full = descent_report_of(d, (lsq_report_options){.format = LSQ_FORMAT_MARKDOWN}),
         *quiet =
             descent_report_of(d, (lsq_report_options){.format = LSQ_FORMAT_MARKDOWN, .quiet = 1});
    check_contains(full, "\n* cg: ");
    check_contains(full, "\n* hint: ");
    check_contains(full, "\n* W21: ");
    check_lacks(quiet, "\n* ");
    assert_memory_equal(full, quiet, strlen(quiet));
    lsq_text_free(full);
    lsq_text_free(quiet);
    lsq_descent_free(d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_stay_tables),
        cmocka_unit_test(quiet_ends_after_the_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
