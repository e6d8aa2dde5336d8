/* Identities for people: text and Markdown.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "identity_lists.h"
#include "report/words.h"

static char *text_of(const lsq_identity_result *rows, int64_t count, int color, int quiet) {
    lsq_identity_list list = {LSQ_DENOMINATOR, count, rows};
    lsq_report_options options = {.color = color, .quiet = quiet};
    lsq_text out = {0};
    lsq_identities_text(&list, &options, &out);
    return taken(&out);
}

static void groups_rows_and_a_summary(void **state) {
    (void)state;
    char *text = text_of(identity_rows, N_IDENTITIES, 0, 1);
    check_text(text, "Identities of matrix calculus   denominator layout\n"
                     "\n"
                     "scalars by vectors\n"
                     "  agrees      2.1e-12   gradient of a linear form\n"
                     "                        ∇ aᵀx = a   x 4, ∇ 4\n"
                     "  agrees            0   gradient, \"quadratic\"\n"
                     "                        ∇ xᵀBx = (B + Bᵀ)x   x 4, B 4×4, ∇ 4\n"
                     "\n"
                     "errata\n"
                     "  differs        0.41   erratum: product rule | with uᵀdv for both\n"
                     "                        d(uᵀv) = uᵀdv   u 4, v 4\n"
                     "  differs           ∞   erratum: the wrong shape\n"
                     "                        ∂/∂X = −2(Y − XA)ᵀX\n"
                     "\n"
                     "2 identities agree; 2 errata differ, as they must.\n");
    lsq_text_free(text);
    text = text_of(identity_rows, 1, 0, 0);
    check_contains(text, "\n1 identity agrees.\nThe number is ");
    lsq_text_free(text);
}

static void what_is_not_as_it_should_be_is_marked(void **state) {
    (void)state;
    lsq_identity_result rows[N_IDENTITIES];
    memcpy(rows, identity_rows, sizeof rows);
    rows[0].verdict = LSQ_UNDECIDED;
    rows[3].verdict = LSQ_AGREES;
    char *text = text_of(rows, N_IDENTITIES, 0, 1);
    check_contains(text, "  undecided ! 2.1e-12   gradient of a linear form\n");
    check_contains(text, "  agrees !          ∞   erratum: the wrong shape\n");
    check_contains(text, "\n1 of 2 identities agrees; 1 of 2 errata differs.\n");
    lsq_text_free(text);
    text = text_of(rows, N_IDENTITIES, 1, 1);
    check_contains(text, "  \033[33magrees !\033[0m          ∞   erratum");
    lsq_text_free(text);
}

static void long_shapes_have_a_line_of_their_own(void **state) {
    (void)state;
    char shapes[128];
    memset(shapes, 'x', sizeof shapes);
    for (size_t length = 1; length < 76; length++) {
        lsq_identity_result row = identity_rows[0];
        shapes[length] = '\0';
        row.shapes = shapes;
        char *text = text_of(&row, 1, 0, 1), *rest = text;
        for (char *line; (line = lsq_take_line(&rest));)
            assert_true(lsq_text_width(line) <= 100);
        lsq_text_free(text);
        shapes[length] = 'x';
    }
}

static void markdown_has_a_table_a_group(void **state) {
    (void)state;
    lsq_identity_list list = {LSQ_NUMERATOR, N_IDENTITIES, identity_rows};
    lsq_text out = {0};
    lsq_identities_markdown(&list, &out);
    char *text = taken(&out);
    check_text(text,
               "Identities of matrix calculus, numerator layout\n"
               "\n"
               "scalars by vectors\n"
               "\n"
               "| identity | formula | shapes | error | verdict |\n"
               "|:--|:--|:--|--:|:--|\n"
               "| gradient of a linear form | ∇ aᵀx = a | x 4, ∇ 4 | 2.1e-12 | agrees |\n"
               "| gradient, \"quadratic\" | ∇ xᵀBx = (B + Bᵀ)x | x 4, B 4×4, ∇ 4 | 0 | agrees |\n"
               "\n"
               "errata\n"
               "\n"
               "| identity | formula | shapes | error | verdict |\n"
               "|:--|:--|:--|--:|:--|\n"
               "| erratum: product rule \\| with uᵀdv for both | d(uᵀv) = uᵀdv | u 4, v 4 | 0.41 | "
               "differs |\n"
               "| erratum: the wrong shape | ∂/∂X = −2(Y − XA)ᵀX |  | ∞ | differs |\n"
               "\n"
               "2 identities agree; 2 errata differ, as they must.\n");
    lsq_text_free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_rows_and_a_summary),
        cmocka_unit_test(what_is_not_as_it_should_be_is_marked),
        cmocka_unit_test(long_shapes_have_a_line_of_their_own),
        cmocka_unit_test(markdown_has_a_table_a_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
