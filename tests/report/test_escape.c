/* Foreign text in CSV, Markdown and LaTeX, sign by sign.
 *
 * What Markdown shows for the escaped texts was seen with cmark-gfm 0.29.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "report/escape.h"
#include "report/records.h"
#include "support/check.h"

typedef struct pair {
    const char *text, *want;
} pair;

static void check_pairs(void (*put)(lsq_text *out, const char *text), const pair *pairs,
                        size_t count) {
    for (size_t i = 0; i < count; i++) {
        lsq_text out = {0};
        char *got = NULL;
        put(&out, pairs[i].text);
        check_status(lsq_text_take(&out, &got, NULL), LSQ_OK, NULL);
        check_text(got, pairs[i].want);
        free(got);
    }
}

#define CHECK_PAIRS(put, pairs) check_pairs(put, pairs, sizeof pairs / sizeof *pairs)

static void a_cell_of_csv_is_quoted_where_it_must_be(void **state) {
    (void)state;
    static const pair pairs[] = {{"", ""},
                                 {"plain name", "plain name"},
                                 {"a,b", "\"a,b\""},
                                 {"a\"b", "\"a\"\"b\""},
                                 {"\"", "\"\"\"\""},
                                 {"a\nb", "\"a\nb\""},
                                 {"a\rb", "\"a\rb\""},
                                 {" a", "\" a\""},
                                 {"a ", "\"a \""},
                                 {"\ta", "\"\ta\""},
                                 {"a\t", "\"a\t\""},
                                 {"a;b|c", "a;b|c"},
                                 {"\033\xFF\xE2\x80\xAE", "\033\xFF\xE2\x80\xAE"}};
    CHECK_PAIRS(lsq_put_csv, pairs);
}

static void fault_105_what_begins_like_a_spreadsheet_formula_keeps_its_name(void **state) {
    (void)state;
    static const pair pairs[] = {
        {"=1+2", "=1+2"}, {"+x", "+x"}, {"-x", "-x"}, {"@SUM(A1)", "@SUM(A1)"}};
    CHECK_PAIRS(lsq_put_csv, pairs);
}

/* Every pair of bytes, read back by the reader of the user's files. */
static void a_cell_of_csv_reads_back_as_it_was(void **state) {
    (void)state;
    for (int a = 1; a < 256; a++) {
        for (int b = 1; b < 256; b++) {
            const char name[] = {(char)a, (char)b, '\0'};
            lsq_text out = {0};
            char *back = NULL;
            lsq_put_csv(&out, name);
            lsq_text_put(&out, ",z\n");
            assert_int_equal(field_of(out.bytes, 0, 0, &back), 2);
            check_text(back, name);
            free(back);
            lsq_text_clear(&out);
        }
    }
}

static void every_sign_of_markdown_gets_a_backslash(void **state) {
    (void)state;
    static const pair pairs[] = {{"", ""},
                                 {"x1", "x1"},
                                 {"a|b", "a\\|b"},
                                 {"*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`"},
                                 {"<b>&amp;", "\\<b\\>\\&amp;"},
                                 {"[a](b) ~c~ $d$", "\\[a\\](b) \\~c\\~ \\$d\\$"},
                                 {"# a # b", "\\# a # b"},
                                 {"- a - b", "\\- a - b"},
                                 {"+ a", "\\+ a"},
                                 {"= a", "\\= a"},
                                 {"1. a", "1\\. a"},
                                 {"12) a.", "12\\) a."},
                                 {"a1. b", "a1. b"},
                                 {"http://a_b", "http\\://a\\_b"},
                                 {"www.a_b.c", "www\\.a\\_b.c"},
                                 {"a: b", "a: b"},
                                 {"größe", "größe"}};
    CHECK_PAIRS(lsq_put_markdown, pairs);
}

static void fault_33_what_is_hidden_is_shown_in_markdown(void **state) {
    (void)state;
    static const pair pairs[] = {{"a\nb", "a\\\\nb"},
                                 {"\033[2J", "\\\\x1B\\[2J"},
                                 {"\x01\x7F", "\\\\x01\\\\x7F"},
                                 {"\xE2\x80\xAE", "\\\\u{202E}"},
                                 {"\xFF", "\\\\xFF"},
                                 {"a\\b", "a\\\\\\\\b"},
                                 {"\\|", "\\\\\\\\\\|"}};
    CHECK_PAIRS(lsq_put_markdown, pairs);
}

/* `a\nb` in a sentence is an escape already. */
static void a_sentence_is_escaped_once(void **state) {
    (void)state;
    static const pair markdown[] = {{"a\\nb | c", "a\\\\nb \\| c"}, {"a\033b", "a\\\\x1Bb"}};
    static const pair latex[] = {{"a\\nb_c", "a\\textbackslash{}nb\\_c"},
                                 {"a\033b", "a\\textbackslash{}x1Bb"}};
    CHECK_PAIRS(lsq_put_markdown_sentence, markdown);
    CHECK_PAIRS(lsq_put_latex_sentence, latex);
}

static void every_sign_of_latex_is_written_by_its_command(void **state) {
    (void)state;
    static const pair pairs[] = {{"", ""},
                                 {"x1", "x1"},
                                 {"#$%&_{}", "\\#\\$\\%\\&\\_\\{\\}"},
                                 {"a~b^c", "a\\textasciitilde{}b\\textasciicircum{}c"},
                                 {"<a|b>", "\\textless{}a\\textbar{}b\\textgreater{}"},
                                 {"a\\b", "a\\textbackslash{}\\textbackslash{}b"},
                                 {"\"a`", "\\char34{}a\\textasciigrave{}"},
                                 {"\n", "\\textbackslash{}n"},
                                 {"\xE2\x80\xAE", "\\textbackslash{}u\\{202E\\}"},
                                 {"\xC2\xB2\xC2\xB3", "$^2$\xC2\xB3"},
                                 {"größe", "größe"}};
    CHECK_PAIRS(lsq_put_latex, pairs);
}

/* -- is a dash, ,, and '' are quotes, and \\ takes [...] and * behind it. */
static void signs_that_latex_would_join_stay_apart(void **state) {
    (void)state;
    static const pair pairs[] = {{"a-b", "a-b"},     {"a--b", "a-{-}b"}, {"---", "-{-}{-}"},
                                 {"a,,b", "a,{,}b"}, {"''", "'{'}"},     {"[a]*", "{[}a]*"},
                                 {"*[a", "{*}[a"}};
    CHECK_PAIRS(lsq_put_latex, pairs);
}

static void numbers_of_latex_have_minus_signs_and_powers(void **state) {
    (void)state;
    static const pair pairs[] = {{"1.5", "1.5"},
                                 {"-1.5", "$-1.5$"},
                                 {"5.0e-10", "$5.0 \\times 10^{-10}$"},
                                 {"-2e15", "$-2 \\times 10^{15}$"},
                                 {"\xE2\x80\x93", "--"},
                                 {"0.3 !", "0.3 !"},
                                 {"", ""}};
    CHECK_PAIRS(lsq_put_latex_number, pairs);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_of_csv_is_quoted_where_it_must_be),
        cmocka_unit_test(fault_105_what_begins_like_a_spreadsheet_formula_keeps_its_name),
        cmocka_unit_test(a_cell_of_csv_reads_back_as_it_was),
        cmocka_unit_test(every_sign_of_markdown_gets_a_backslash),
        cmocka_unit_test(fault_33_what_is_hidden_is_shown_in_markdown),
        cmocka_unit_test(a_sentence_is_escaped_once),
        cmocka_unit_test(every_sign_of_latex_is_written_by_its_command),
        cmocka_unit_test(signs_that_latex_would_join_stay_apart),
        cmocka_unit_test(numbers_of_latex_have_minus_signs_and_powers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
