/* test_formula.c - formulas parse, and what cannot be is told where it stands.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "model/formula.h"
#include "model/model.h"

static void assert_refused(const char *formula, int64_t column, const char *wanted) {
    lsq_tree tree;
    lsq_error error = {0};
    assert_int_equal(lsq_formula_parse(&tree, formula, &error), LSQ_EFORMULA);
    assert_null(tree.nodes);
    assert_null(tree.names.bytes);
    assert_int_equal(error.line, 1);
    if (error.column != column || !strstr(error.message, wanted))
        fail_msg("column %lld, not %lld: %s", (long long)error.column, (long long)column,
                 error.message);
}

/* head, then `count` times middle, then tail; to be freed */
static char *repeat(const char *head, const char *middle, size_t count, const char *tail) {
    size_t a = strlen(head), b = strlen(middle), c = strlen(tail);
    char *text = malloc(a + b * count + c + 1), *s = text;
    assert_non_null(text);
    memcpy(s, head, a);
    for (s += a; count; count--, s += b)
        memcpy(s, middle, b);
    memcpy(s, tail, c + 1);
    return text;
}

static void assert_repeat_refused(const char *head, const char *middle, size_t count,
                                  const char *tail, int64_t column, const char *wanted) {
    char *text = repeat(head, middle, count, tail);
    assert_refused(text, column, wanted);
    free(text);
}

static void a_chain_is_one_node_with_signed_children(void **state) {
    (void)state;
    lsq_tree tree;
    assert_int_equal(lsq_formula_parse(&tree, "y ~ a - `b c` + 0", NULL), LSQ_OK);
    const lsq_node *sum = &tree.nodes[tree.terms];
    assert_int_equal(sum->kind, LSQ_NODE_SUM);
    const lsq_node *a = &tree.nodes[sum->child], *b = &tree.nodes[a->next];
    const lsq_node *zero = &tree.nodes[b->next];
    assert_string_equal(lsq_tree_name(&tree, sum->child), "a");
    assert_string_equal(lsq_tree_name(&tree, a->next), "b c");
    assert_int_equal(a->sign, '+');
    assert_int_equal(b->sign, '-');
    assert_int_equal(b->at, 8);
    assert_int_equal(zero->kind, LSQ_NODE_NUMBER);
    assert_int_equal(zero->next, -1);
    lsq_tree_clear(&tree);
}

static void operators_bind_as_in_r(void **state) {
    (void)state;
    lsq_tree tree;
    assert_int_equal(lsq_formula_parse(&tree, "I(-a^2*b + 1) ~ a:b*c", NULL), LSQ_OK);
    const lsq_node *product = &tree.nodes[tree.terms];
    assert_int_equal(product->kind, LSQ_NODE_PRODUCT);
    assert_int_equal(tree.nodes[product->child].kind, LSQ_NODE_COLON);
    const lsq_node *identity = &tree.nodes[tree.nodes[tree.responses].child];
    const lsq_node *sum = &tree.nodes[identity->child];
    assert_int_equal(sum->kind, LSQ_NODE_SUM);
    const lsq_node *factor = &tree.nodes[sum->child];
    assert_int_equal(factor->kind, LSQ_NODE_PRODUCT);
    const lsq_node *minus = &tree.nodes[factor->child];
    assert_int_equal(minus->kind, LSQ_NODE_MINUS);
    assert_int_equal(tree.nodes[minus->child].kind, LSQ_NODE_POWER);
    assert_int_equal(tree.nodes[minus->child].power, 2);
    lsq_tree_clear(&tree);
}

static void a_broken_formula_names_what_was_expected(void **state) {
    (void)state;
    assert_refused("", 1, "the response is missing");
    assert_refused("~ x", 1, "the response is missing");
    assert_refused("x + y", 3, "'~' after the response");
    assert_refused("y", 2, "expected '~'");
    assert_refused("y ~", 4, "expected a term, found the end");
    assert_refused("y ~ a +", 8, "expected a term, found the end");
    assert_refused("y ~ a ~ b", 7, "only one '~'");
    assert_refused("y ~ (a", 7, "found the end");
    assert_refused("y ~ a)", 6, "found ')'");
    assert_refused("y ~ a b", 7, "backquotes), found 'b'");
    assert_refused("y ~ a * + b", 9, "expected a term, found '+'");
    assert_refused("y ~ I(a:b)", 8, "found ':'");
    assert_refused("y ~ I()", 7, "expected a column or a number");
    assert_refused("y ~ I(.)", 7, "found '.'");
    assert_refused("y ~ 2", 5, "1 and 0");
    assert_refused("y ~ a + 01", 9, "1 and 0");
}

static void functions_that_are_not_there_are_told_with_those_that_are(void **state) {
    (void)state;
    assert_refused("y ~ a + log(x)", 9, "no function 'log'; there are I()");
    assert_refused("log(y) ~ a", 1, "no function 'log'");
    assert_refused("y ~ I(exp(x))", 7, "'exp()' cannot stand inside I()");
    assert_refused("y ~ I(I(x))", 7, "cannot stand inside I()");
    assert_refused("y ~ cbind(a, b)", 5, "alone before '~'");
    assert_refused("powers(y, 2) ~ a", 1, "predictors, not responses");
    assert_refused("cbind(y, poly(y, 2, raw = TRUE)) ~ a", 10, "predictors, not responses");
    assert_refused("y ~ poly(x, 3)", 5, "raw = TRUE");
    assert_refused("y ~ poly(x, 3, raw = FALSE)", 5, "raw = TRUE");
    assert_refused("y ~ poly(x, 3, simple = TRUE)", 5, "raw = TRUE");
    assert_refused("y ~ powers(x + 1, 3)", 14, "',' and the degree");
    assert_refused("y ~ I(powers(a, 2))", 7, "'powers()' cannot stand inside I()");
    assert_refused("y ~ I(poly(a, 2, raw = TRUE))", 7, "'poly()' cannot stand inside I()");
}

static void powers_stand_in_identity_and_are_whole_and_bounded(void **state) {
    (void)state;
    assert_refused("y ~ x^2", 6, "I(x^2)");
    assert_refused("y ~ (a + b)^2", 12, "a*b");
    assert_refused("y^2 ~ x", 2, "'~' after the response");
    assert_refused("y ~ I(x^-1)", 9, "whole number without sign");
    assert_refused("y ~ I(x^1.5)", 9, "whole number");
    assert_refused("y ~ I(x^a)", 9, "whole number");
    assert_refused("y ~ I(x^2^2)", 10, "(x^2)^3");
    assert_refused("y ~ powers(x, 0)", 15, "from 1 to 64");
    assert_refused("y ~ powers(x, 65)", 15, "the power is 65");
}

static void fault_73_a_huge_power_is_refused_at_its_place(void **state) {
    (void)state;
    assert_refused("y ~ I(x^99999)", 9, "the power is 99999, it must be from 0 to 64");
    assert_refused("y ~ I(x^99999999999999999999999)", 9, "from 0 to 64");
    assert_refused("y ~ powers(x, 18446744073709551617)", 15, "from 1 to 64");
}

static void fault_73_deep_nesting_is_refused_at_its_place(void **state) {
    (void)state;
    assert_repeat_refused("y~", "(", 1000000, "", 203, "deeper than 200");
    assert_repeat_refused("y~", "-", 1000000, "x", 203, "deeper than 200");
    assert_repeat_refused("y~I(", "(", 1000000, "", 204, "deeper than 200");
    assert_repeat_refused("y~I(", "- ", 500000, "", 403, "deeper than 200");
    assert_repeat_refused("y~", "(+", 500000, "", 203, "deeper than 200");
    assert_repeat_refused("y~", "I(", 500000, "", 5, "inside I()");
    assert_repeat_refused("", "cbind(", 100000, "", 7, "alone before");
}

static void fault_73_a_formula_above_one_mebibyte_is_refused(void **state) {
    (void)state;
    assert_repeat_refused("y~", "x", LSQ_MAX_FORMULA, "", LSQ_MAX_FORMULA + 1, "at most 1048576");
    char *text = repeat("y~x", "+x", LSQ_MAX_FORMULA / 2 - 2, "");
    lsq_tree tree;
    assert_int_equal(lsq_formula_parse(&tree, text, NULL), LSQ_OK);
    lsq_tree_clear(&tree);
    free(text);
}

static void two_hundred_levels_are_allowed(void **state) {
    (void)state;
    char *open = repeat("y~", "(", 200, "x"), *text = repeat(open, ")", 200, "");
    lsq_tree tree;
    assert_int_equal(lsq_formula_parse(&tree, text, NULL), LSQ_OK);
    lsq_tree_clear(&tree);
    free(open);
    free(text);
}

/* Every prefix of a formula is whole or refused; none reads beyond its end. */
static void every_prefix_is_whole_or_refused(void **state) {
    (void)state;
    static const char formula[] =
        "cbind(`y``1`, I(y^2)) ~ a*(b:. - 1) + poly(x, 3, raw = TRUE):I(-1.5e-3*(a+`b c`)^2) - 1";
    for (size_t n = 0; n < sizeof formula; n++) {
        char *prefix = malloc(n + 1);
        assert_non_null(prefix);
        memcpy(prefix, formula, n);
        prefix[n] = '\0';
        lsq_tree tree;
        lsq_error error = {0};
        lsq_status status = lsq_formula_parse(&tree, prefix, &error);
        assert_true(status == LSQ_OK || (status == LSQ_EFORMULA && error.column >= 1 &&
                                         error.column <= (int64_t)n + 1));
        assert_true(n + 1 < sizeof formula || status == LSQ_OK);
        lsq_tree_clear(&tree);
        free(prefix);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_is_one_node_with_signed_children),
        cmocka_unit_test(operators_bind_as_in_r),
        cmocka_unit_test(a_broken_formula_names_what_was_expected),
        cmocka_unit_test(functions_that_are_not_there_are_told_with_those_that_are),
        cmocka_unit_test(powers_stand_in_identity_and_are_whole_and_bounded),
        cmocka_unit_test(fault_73_a_huge_power_is_refused_at_its_place),
        cmocka_unit_test(fault_73_deep_nesting_is_refused_at_its_place),
        cmocka_unit_test(fault_73_a_formula_above_one_mebibyte_is_refused),
        cmocka_unit_test(two_hundred_levels_are_allowed),
        cmocka_unit_test(every_prefix_is_whole_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
