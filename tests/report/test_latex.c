/* A fit for LaTeX: the cells of the text in a tabular, words in comments, names that cannot
 * command.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "report/fits.h"

static const lsq_report_options words = {.format = LSQ_FORMAT_LATEX},
                                quiet = {.format = LSQ_FORMAT_LATEX, .quiet = 1};

/* Certified by NIST, F being 5436385.54; the intervals are these +- 2.0322445 standard errors;
 * log-likelihood, AIC and BIC as R has them. */
static void norris_is_a_tabular(void **state) {
    (void)state;
    char *text = report_of("Norris.csv", NULL, quiet);
    check_text(
        text,
        "% Least squares: y ~ x\n"
        "% 36 rows read, 36 used, 0 dropped\n"
        "% Needs \\usepackage{booktabs}\n"
        "\n"
        "\\begin{tabular}{l*{6}{r}}\n"
        "\\toprule\n"
        "y & estimate & std.error & t & p & 95\\% interval & input digits \\\\\n"
        "\\midrule\n"
        "(Intercept) & $-0.2623231$ & 0.2328182 & $-1.127$ & 0.27 & $-0.7355$ to 0.2108 "
        "& 1.4 ! \\\\\n"
        "x & 1.0021168 & 0.0004298 & 2332 & $4.7 \\times 10^{-90}$ & 1.0012434 to 1.0029903 & "
        "4.7 \\\\\n"
        "\\midrule\n"
        "\\multicolumn{7}{l}{R$^2$ 0.9999937, adjusted 0.9999936, F(1, 34) = 5436386, p = "
        "$4.7 \\times 10^{-90}$} \\\\\n"
        "\\multicolumn{7}{l}{sigma 0.8847964 on 34 df, RSS 26.61740, log-likelihood "
        "$-45.65$, AIC 97.29, BIC 102.04} \\\\\n"
        "\\bottomrule\n"
        "\\end{tabular}\n");
    lsq_text_free(text);
}

static void words_are_comments(void **state) {
    (void)state;
    char *text = report_of("Longley.csv", NULL, words);
    check_contains(text, "\\end{tabular}\n\n% W21  x6 is nearly constant");
    check_contains(text, "\n% W22  x2 follows");
    check_contains(text, "\n% Every digit shown is proven");
    check_contains(text, "\n% \"!\" marks");
    lsq_text_free(text);
    text = report_of("x,y\n1,2\n2,2\n3,2\n", NULL, words);
    check_contains(text, "\n% The response is constant: R² has no value.\n");
    lsq_text_free(text);
    text = report_of("x,y\n1,2\n2,2\n3,2\n", NULL, quiet);
    check_lacks(text, "constant");
    lsq_text_free(text);
}

static void each_response_has_a_tabular(void **state) {
    (void)state;
    static const char csv[] = "x,z,a,b_1\n0,0,1,2\n1,2,3,3\n2,4,2,7\n3,6,5,1\n";
    char *text = report_of(csv, "cbind(a, b_1) ~ x + z", quiet);
    check_contains(text, "\n\\toprule\na & estimate &");
    check_contains(text, "\nz & \\multicolumn{6}{l}{aliased: = 2*x} \\\\\n\\midrule\n");
    check_contains(text, "\\end{tabular}\n\n\\begin{tabular}");
    check_contains(text, "\n\\toprule\nb\\_1 & estimate &");
    lsq_text_free(text);
}

/* A narrow table has short lines below it. */
static void the_whole_is_no_wider_than_the_table(void **state) {
    (void)state;
    char *text = report_by("x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n", NULL, "svd", quiet);
    check_contains(text, "\\begin{tabular}{l*{1}{r}}\n\\toprule\ny & estimate \\\\\n\\midrule\n"
                         "(Intercept) & ");
    check_contains(text, "\n\\multicolumn{2}{l}{adjusted 0.5371} \\\\\n");
    for (const char *at = text; (at = strstr(at, "\\multicolumn{2}{l}{")); at++)
        assert_true(strcspn(at, "\n") <= strlen("\\multicolumn{2}{l}{") + 24 + strlen("} \\\\"));
    lsq_text_free(text);
}

static void fault_60_minimum_norm_keeps_the_relations(void **state) {
    (void)state;
    char *text = report_by("x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n", NULL, "svd", quiet);
    check_contains(text, "% Least squares, minimum norm (svd): y ~ x1 + x2\n");
    check_contains(text, "\n% related: x2 = 2*x1\n");
    lsq_text_free(text);
    text = report_of("x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n", NULL, quiet);
    check_lacks(text, "related");
    lsq_text_free(text);
}

/* A line end in a name would end a comment and begin a paragraph. */
static void fault_33_names_stay_text(void **state) {
    (void)state;
    char *text = report_of("\"\\input{a}\n\\end\",\"[b]&%$\",\"\033\xE2\x80\xAE#~^\",y\n"
                           "0,0,1,2\n1,2,7,3\n2,5,2,7\n3,6,5,1\n4,1,1,1\n5,5,2,2\n",
                           NULL, words);
    check_lacks(text, "\033");
    check_lacks(text, "\xE2\x80\xAE");
    for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        if (*at == '%')
            continue;
        size_t length = strcspn(at, "\n");
        char *line = strndup(at, length);
        check_lacks(line, "\\input");
        check_lacks(line, "\\end\\");
        int cells = 1;
        for (char *c = line; *c; c++) {
            if (*c == '\\' && c[1])
                c++;
            else
                cells += *c == '&';
        }
        if (strstr(line, "\\textasciigrave") || strstr(line, "interval"))
            assert_int_equal(cells, 7);
        free(line);
    }
    check_contains(text, "\\textbackslash{}\\textbackslash{}input\\{a\\}\\textbackslash{}n");
    check_contains(text, "[b]\\&\\%\\$");
    check_contains(text, "\\textbackslash{}x1B\\textbackslash{}u\\{202E\\}\\#\\textasciitilde{}"
                         "\\textasciicircum{}");
    lsq_text_free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(norris_is_a_tabular),
        cmocka_unit_test(words_are_comments),
        cmocka_unit_test(each_response_has_a_tabular),
        cmocka_unit_test(the_whole_is_no_wider_than_the_table),
        cmocka_unit_test(fault_60_minimum_norm_keeps_the_relations),
        cmocka_unit_test(fault_33_names_stay_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
