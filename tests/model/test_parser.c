/* test_parser.c - the steps of a parse: tokens go by, nodes and names are kept, depth is bounded.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "model/model.h"
#include "model/parser.h"

static void start(lsq_parser *p, lsq_tree *tree, lsq_error *error, const char *text) {
    memset(tree, 0, sizeof *tree);
    memset(error, 0, sizeof *error);
    tree->text = text;
    *p = (lsq_parser){.tree = tree, .error = error};
    assert_int_equal(lsq_parser_advance(p), LSQ_OK);
}

static void names_lose_their_backquotes(void **state) {
    (void)state;
    static const char *const wanted[] = {"a", "b c", "d`e", "`"};
    lsq_tree tree;
    lsq_parser p;
    lsq_error error;
    int64_t node = -1;
    start(&p, &tree, &error, "a `b c` `d``e` ````");
    for (int64_t i = 0; i < 4; i++) {
        assert_int_equal(lsq_parser_name(&p, &node), LSQ_OK);
        assert_int_equal(node, i);
        assert_int_equal(tree.nodes[i].kind, LSQ_NODE_NAME);
        assert_int_equal(tree.nodes[i].column, -1);
    }
    for (int64_t i = 0; i < 4; i++)
        assert_string_equal(lsq_tree_name(&tree, i), wanted[i]);
    assert_int_equal(lsq_parser_name(&p, &node), LSQ_EFORMULA);
    assert_string_equal(error.message, "expected a column name, found the end of the formula");
    assert_int_equal(error.column, 20);
    lsq_tree_clear(&tree);
}

static void what_was_found_instead_is_told_escaped(void **state) {
    (void)state;
    lsq_tree tree;
    lsq_parser p;
    lsq_error error;
    start(&p, &tree, &error, "  `a\x1B` (");
    assert_int_equal(lsq_parser_skip(&p, '(', "'('"), LSQ_EFORMULA);
    assert_string_equal(error.message, "expected '(', found '`a\\x1B`'");
    assert_int_equal(error.line, 1);
    assert_int_equal(error.column, 3);
    assert_int_equal(lsq_parser_advance(&p), LSQ_OK);
    assert_int_equal(lsq_parser_skip(&p, '(', "'('"), LSQ_OK);
    assert_int_equal(p.token.kind, LSQ_TOKEN_END);
    lsq_tree_clear(&tree);
}

static void a_power_is_whole_and_in_range(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int least;
        int64_t power; /* -1: refused */
    } cases[] = {{"0", 0, 0},   {"0", 1, -1},  {"1", 1, 1},   {"64", 0, 64},
                 {"65", 0, -1}, {"007", 0, 7}, {"1.", 0, -1}, {"1e1", 0, -1},
                 {"a", 0, -1},  {"", 0, -1},   {"-1", 0, -1}, {"18446744073709551616", 0, -1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lsq_tree tree;
        lsq_parser p;
        lsq_error error;
        int64_t power = -1;
        start(&p, &tree, &error, cases[i].text);
        assert_int_equal(lsq_parser_power(&p, cases[i].least, &power),
                         cases[i].power < 0 ? LSQ_EFORMULA : LSQ_OK);
        assert_int_equal(power, cases[i].power);
    }
}

static void numbers_are_read_from_the_formula(void **state) {
    (void)state;
    lsq_tree tree;
    lsq_parser p;
    lsq_error error;
    int64_t node = -1, exp10 = 0;
    fmpz_t value;
    fmpz_init(value);
    start(&p, &tree, &error, " 12.50e3*");
    assert_int_equal(lsq_parser_node(&p, LSQ_NODE_NUMBER, &node), LSQ_OK);
    lsq_tree_number(&tree, node, value, &exp10);
    assert_int_equal(fmpz_get_si(value), 1250);
    assert_int_equal(exp10, 1);
    fmpz_clear(value);
    lsq_tree_clear(&tree);
}

static void fault_73_the_depth_is_bounded(void **state) {
    (void)state;
    lsq_tree tree;
    lsq_parser p;
    lsq_error error;
    start(&p, &tree, &error, "   x");
    for (int i = 0; i < LSQ_MAX_NESTING; i++)
        assert_int_equal(lsq_parser_deeper(&p), LSQ_OK);
    assert_int_equal(lsq_parser_deeper(&p), LSQ_EFORMULA);
    assert_int_equal(error.column, 4);
}

static void words_are_bare_and_whole(void **state) {
    (void)state;
    lsq_tree tree;
    lsq_parser p;
    lsq_error error;
    start(&p, &tree, &error, "I II `I`");
    assert_true(lsq_parser_is_word(&p, p.token, "I"));
    assert_int_equal(lsq_parser_advance(&p), LSQ_OK);
    assert_false(lsq_parser_is_word(&p, p.token, "I"));
    assert_int_equal(lsq_parser_advance(&p), LSQ_OK);
    assert_false(lsq_parser_is_word(&p, p.token, "I"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_lose_their_backquotes),
        cmocka_unit_test(what_was_found_instead_is_told_escaped),
        cmocka_unit_test(a_power_is_whole_and_in_range),
        cmocka_unit_test(numbers_are_read_from_the_formula),
        cmocka_unit_test(fault_73_the_depth_is_bounded),
        cmocka_unit_test(words_are_bare_and_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
