/* A fit in Markdown: the cells of the text, whole rows whatever the names, words unless quiet.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "report/fits.h"

static const lsq_report_options words = {.format = LSQ_FORMAT_MARKDOWN},
                                quiet = {.format = LSQ_FORMAT_MARKDOWN, .quiet = 1};

/* The numbers are those that tests/report/test_text.c and test_footer.c prove. */
static void longley_is_a_table_and_a_line(void **state) {
    (void)state;
    char *text = report_of("Longley.csv", NULL, quiet);
    static const char head[] =
        "Least squares: y \\~ x1 + x2 + x3 + x4 + x5 + x6  \n"
        "16 rows read, 16 used, 0 dropped\n"
        "\n"
        "| | estimate | std.error | t | p | 95% interval | input digits |\n"
        "|:--|--:|--:|--:|--:|--:|--:|\n"
        "| (Intercept) | -3482259 | 890420 | -3.911 | 0.0036 | -5496529 to -1467988 | 0.3 ! |\n";
    static const char end[] =
        "| 4.016 | 0.0030 | 798.8 to 2859.5 | 0.3 ! |\n"
        "\n"
        "R² 0.9955, adjusted 0.9925, F(6, 9) = 330.3, p = 5.0e-10, sigma 304.8541 on 9 df, "
        "RSS 836424.1, log-likelihood -109.62, AIC 235.23, BIC 241.42\n";
    assert_memory_equal(text, head, sizeof head - 1);
    check_text(text + strlen(text) - (sizeof end - 1), end);
    lsq_text_free(text);
}

static void the_words_come_after_the_numbers(void **state) {
    (void)state;
    char *text = report_of("Longley.csv", NULL, words), *numbers;
    numbers = report_of("Longley.csv", NULL, quiet);
    assert_memory_equal(text, numbers, strlen(numbers));
    check_contains(text, "BIC 241.42\n\n* W21: x6 is nearly constant");
    check_contains(text, "\n* W22: x2 follows the other terms");
    check_contains(text, "\n\nEvery digit shown is proven");
    check_contains(text, "last decimals.  \n\"!\" marks fewer");
    lsq_text_free(numbers);
    lsq_text_free(text);
}

static void each_response_has_a_table(void **state) {
    (void)state;
    static const char csv[] = "x,z,a,\"b|c\"\n0,0,1,2\n1,2,3,3\n2,4,2,7\n3,6,5,1\n";
    char *text = report_of(csv, "cbind(a, `b|c`) ~ x + z", quiet);
    check_contains(text, "; rank 2 of 3 terms\n\nResponse a\n\n| | estimate |");
    check_contains(text, "\n| z | aliased: = 2\\*x |");
    check_contains(text, "\n\nResponse \\`b\\|c\\`\n\n| | estimate |");
    lsq_text_free(text);
}

static void what_is_missing_is_explained(void **state) {
    (void)state;
    static const char constant[] = "x,y\n1,2\n2,2\n3,2\n";
    char *text = report_of(constant, NULL, words);
    check_contains(text, "\n\nThe response is constant: R² has no value.\n\n");
    lsq_text_free(text);
    text = report_of(constant, NULL, quiet);
    check_lacks(text, "constant");
    lsq_text_free(text);
}

static void fault_60_minimum_norm_keeps_the_relations(void **state) {
    (void)state;
    char *text = report_by("x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n", NULL, "svd", quiet);
    check_contains(text, "Least squares, minimum norm (svd): y \\~ x1 + x2  \n");
    check_contains(text, "\n\n* related: x2 = 2\\*x1\n");
    check_lacks(text, "\n* W");
    lsq_text_free(text);
    text = report_by("x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n", NULL, "svd", words);
    check_contains(text, "\n\n* related: x2 = 2\\*x1\n* W");
    lsq_text_free(text);
    text = report_of("x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n", NULL, words);
    check_lacks(text, "related");
    lsq_text_free(text);
}

/* Bars that part cells: those without a backslash of their own. */
static int bars(const char *line, size_t length) {
    int count = 0;
    for (size_t i = 0; i < length; i++) {
        if (line[i] == '\\')
            i++;
        else
            count += line[i] == '|';
    }
    return count;
}

static void fault_33_the_table_is_whole_whatever_the_names(void **state) {
    (void)state;
    char *text = report_of("\"a|b\n| c \\| *x* <b>\",\"\033[2J\\\",\"\xE2\x80\xAEz\",y\n"
                           "0,0,1,2\n1,2,7,3\n2,5,2,7\n3,6,5,1\n4,1,1,1\n5,5,2,2\n",
                           NULL, words);
    int rows = 0;
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, "\n");
        if (*at == '|') {
            assert_int_equal(bars(at, length), 8);
            rows++;
        }
        at += length + (at[length] == '\n');
    }
    assert_int_equal(rows, 2 + 4);
    check_lacks(text, "\033");
    check_lacks(text, "\xE2\x80\xAE");
    check_contains(text, "a\\|b\\\\n\\| c \\\\\\\\\\| \\*x\\* \\<b\\>");
    lsq_text_free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(longley_is_a_table_and_a_line),
        cmocka_unit_test(the_words_come_after_the_numbers),
        cmocka_unit_test(each_response_has_a_table),
        cmocka_unit_test(what_is_missing_is_explained),
        cmocka_unit_test(fault_60_minimum_norm_keeps_the_relations),
        cmocka_unit_test(fault_33_the_table_is_whole_whatever_the_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
