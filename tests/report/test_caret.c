/* lsq_caret: the caret stands below the place, whatever stands before it.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "support/check.h"

enum { SIZE = 1024 };

static void the_caret_stands_below_its_byte(void **state) {
    (void)state;
    char out[SIZE];
    lsq_caret(out, sizeof out, "y ~ zz + x", 5);
    check_text(out, "  y ~ zz + x\n      ^");
    lsq_caret(out, sizeof out, "y ~ zz + x", 1);
    check_text(out, "  y ~ zz + x\n  ^");
}

static void the_end_of_the_text_is_a_place(void **state) {
    (void)state;
    char out[SIZE];
    lsq_caret(out, sizeof out, "y ~", 4);
    check_text(out, "  y ~\n     ^");
    lsq_caret(out, sizeof out, "", 1);
    check_text(out, "  \n  ^");
}

static void there_is_nothing_outside_the_text(void **state) {
    (void)state;
    char out[SIZE] = "old";
    lsq_caret(out, sizeof out, "y ~", 5);
    check_text(out, "");
    lsq_caret(out, sizeof out, "y ~", 0);
    check_text(out, "");
    lsq_caret(out, sizeof out, "y ~", -7);
    check_text(out, "");
}

static void wide_and_escaped_characters_move_the_caret_by_their_width(void **state) {
    (void)state;
    char out[SIZE];
    /* ö and ß have two bytes and one column, 寸 has three bytes and two columns: 5 + 3 + 2 + 3
     * columns before z. */
    lsq_caret(out, sizeof out, "größe + 寸 + z", 17);
    check_text(out, "  größe + 寸 + z\n               ^");
    /* ESC becomes the four columns \x1B */
    lsq_caret(out, sizeof out, "a\033b", 3);
    check_text(out, "  a\\x1Bb\n       ^");
}

static void a_place_inside_a_character_is_its_beginning(void **state) {
    (void)state;
    char out[SIZE];
    lsq_caret(out, sizeof out, "aöb", 3);
    check_text(out, "  aöb\n   ^");
}

static void a_long_text_is_shown_around_the_place(void **state) {
    (void)state;
    char text[5001], out[SIZE];
    memset(text, 'a', 5000);
    text[5000] = '\0';
    text[2500] = 'Z';
    lsq_caret(out, sizeof out, text, 2501);
    char *line_end = strchr(out, '\n');
    assert_non_null(line_end);
    *line_end = '\0';
    assert_true(strlen(out) <= 76 + 4); /* two ellipses of three bytes and one column */
    assert_memory_equal(out, "  …", 5);
    assert_string_equal(line_end - 3, "…");
    /* the caret's column is that of Z, whose ellipsis has two bytes more than columns */
    const char *place = strchr(out, 'Z'), *caret = strchr(line_end + 1, '^');
    assert_int_equal(place - out - 2, caret - (line_end + 1));
}

static void any_bytes_fit(void **state) {
    (void)state;
    char text[3001], out[SIZE];
    for (int byte = 1; byte < 256; byte++) {
        memset(text, byte, 3000);
        text[3000] = '\0';
        for (int64_t column = 1; column <= 3001; column += 500) {
            lsq_caret(out, sizeof out, text, column);
            assert_true(strlen(out) < SIZE);
            assert_non_null(strchr(out, '^'));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_caret_stands_below_its_byte),
        cmocka_unit_test(the_end_of_the_text_is_a_place),
        cmocka_unit_test(there_is_nothing_outside_the_text),
        cmocka_unit_test(wide_and_escaped_characters_move_the_caret_by_their_width),
        cmocka_unit_test(a_place_inside_a_character_is_its_beginning),
        cmocka_unit_test(a_long_text_is_shown_around_the_place),
        cmocka_unit_test(any_bytes_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
