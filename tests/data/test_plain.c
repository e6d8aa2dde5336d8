/* test_plain.c - the fast road against the strict one.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "data/plain.h"
#include "support/check.h"
#include "support/random.h"
#include "table.h"
#include "strict.h"
#include "slow_number.h"

/* The number at the start of the text and how many bytes it takes, -1 for none. */
static int take(const char *text, char mark, lsq_small *number) {
    char padded[96] = {0};
    assert_true(strlen(text) < 64);
    strcpy(padded, text);
    const char *end = lsq_plain_number(padded, mark, number);
    return end ? (int)(end - padded) : -1;
}

static void check_number(const char *text, int taken, int negative, uint64_t digits, int exp10) {
    lsq_small n = {0, 0, 0};
    assert_int_equal(take(text, '.', &n), taken);
    if (taken < 0)
        return;
    assert_int_equal(n.negative, negative);
    assert_int_equal(n.digits, digits);
    assert_int_equal(n.exp10, exp10);
}

static void small_numbers_are_taken(void **state) {
    (void)state;
    check_number("1,2", 1, 0, 1, 0);
    check_number("-1.50,", 5, 1, 150, -2);
    check_number("0.123456\n", 8, 0, 123456, -6);
    check_number("1234567,", 7, 0, 1234567, 0);
    check_number("12345678,", 8, 0, 12345678, 0);
    check_number("12345678.,", 9, 0, 12345678, 0);
    check_number("1234567.8,", 9, 0, 12345678, -1);
    check_number("123456.78,", 9, 0, 12345678, -2);
    check_number("1234567.89,", 10, 0, 123456789, -2);
    check_number(".5,", 2, 0, 5, -1);
    check_number("5.,", 2, 0, 5, 0);
    check_number("123456789012345678,", 18, 0, 123456789012345678, 0);
    check_number("-0.12345678901234567\r", 20, 1, 12345678901234567, -17);
    check_number("1.5e3,", 5, 0, 15, 2);
    check_number("-12E-07,", 7, 1, 12, -7);
    check_number("5.e+99\n", 6, 0, 5, 99);
}

static void other_texts_are_left_to_the_strict_road(void **state) {
    (void)state;
    static const char *const none[] = {
        "", ",", "-", ".", "-.", "+5", " 5", "x", "1e", "1e+", "1234567890123456789"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        check_number(none[i], -1, 0, 0, 0);
    check_number("1.2.3", 3, 0, 12, -1);
    check_number("12e5.5", 4, 0, 12, 5);
    check_number("12e123", 5, 0, 12, 12);
    check_number("12345678.5.6", 10, 0, 123456785, -1);
}

static void random_numbers_agree_with_a_slow_reading(void **state) {
    (void)state;
    static const char letters[] = "0123456789012345678901234567890123456789..,-e";
    uint64_t seed = 7;
    for (int round = 0; round < 200000; round++) {
        char text[32] = {0}, mark = round & 1 ? '.' : ',';
        int64_t length = random_between(&seed, 1, 24);
        for (int64_t i = 0; i < length; i++)
            text[i] = letters[random_between(&seed, 0, (int64_t)sizeof letters - 2)];
        lsq_small n = {0, 0, 0};
        int taken = take(text, mark, &n);
        if (taken < 0)
            continue;
        slow_number slow;
        slow_parse(&slow, text, (size_t)taken, mark, 0);
        assert_int_equal(slow.result, LSQ_NUMBER_OK);
        fmpz_t value;
        fmpz_init_set_ui(value, n.digits);
        if (n.negative)
            fmpz_neg(value, value);
        assert_true(slow_agrees(&slow, value, n.exp10));
        fmpz_clear(value);
        slow_clear(&slow);
    }
}

static void put_cell(lsq_text *text, uint64_t *seed) {
    static const char *const odd[] = {
        "NA",     "",           " ",   "\"5\"", "\"\"",
        "1e5",    "-2.5E-3",    "+7",  " 8 ",   "\"1\r\n\"",
        "-999",   "-999.0",     "5.",  ".5",    "123456789012345678901",
        "1e-300", "\"-.25e1\"", "\t9", "000",   "0.000000000000000001"};
    char number[64];
    if (random_between(seed, 0, 11) == 0) {
        lsq_text_put(text, odd[random_between(seed, 0, 19)]);
        return;
    }
    random_decimal(seed, number, sizeof number, (int)random_between(seed, 1, 20), 19);
    lsq_text_put(text, number);
}

/* A random table; most are good, some hold a cell that is none. */
static void put_table(lsq_text *text, uint64_t *seed, int64_t columns) {
    static const char *const ends[] = {"\n", "\n", "\n", "\r\n", "\r", "\n\n", " \n"};
    for (int64_t j = 0; j < columns; j++)
        lsq_text_format(text, "%sx%d", j ? "," : "", (int)j);
    lsq_text_put(text, "\n");
    int64_t rows = random_between(seed, 1, 40);
    for (int64_t i = 0; i < rows; i++) {
        for (int64_t j = 0; j < columns; j++) {
            lsq_text_put(text, j ? "," : "");
            put_cell(text, seed);
        }
        lsq_text_put(text, ends[random_between(seed, 0, 6)]);
    }
}

static void both_roads_read_the_same_tables(void **state) {
    (void)state;
    static const char *const lists[] = {NULL, "-999,NA,", "NA"};
    uint64_t seed = 11;
    int good = 0;
    int64_t most_missing = 0;
    for (int round = 0; round < 1000; round++) {
        lsq_text text = {0}, fast = {0}, slow = {0};
        lsq_tally a = {0}, b = {0};
        int64_t missing_a[6] = {0}, missing_b[6] = {0};
        lsq_csv_options o = {.delimiter = ',', .missing = lists[round % 3]};
        put_table(&text, &seed, random_between(&seed, 1, 6));
        lsq_status status =
            read_counting(text.bytes, text.length, 1000, &o, &fast, &a, missing_a, NULL);
        if (!status || status == LSQ_EDATA) {
            lsq_status other = strict_read(text.bytes, text.length, &o, &slow, &b, missing_b);
            if (!status) {
                good++;
                assert_int_equal(other, LSQ_OK);
                check_text(fast.bytes ? fast.bytes : "", slow.bytes ? slow.bytes : "");
                assert_memory_equal(&a, &b, sizeof a);
                assert_memory_equal(missing_a, missing_b, sizeof missing_a);
                most_missing = a.missing > most_missing ? a.missing : most_missing;
            } else if (b.read) {
                assert_int_equal(other, LSQ_EDATA);
            }
        }
        lsq_text_clear(&text);
        lsq_text_clear(&fast);
        lsq_text_clear(&slow);
    }
    assert_true(good > 300 && most_missing > 5);
}

static void the_road_ends_in_front_of_a_record_that_is_not_plain(void **state) {
    (void)state;
    static const char *const odd[] = {"\"3\"\"\",4\n", "\"\",4\n", "x,4\n", "3\n",
                                      "3,4,5\n",       "\n",       "3,\n",  "3,4"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char text[64 + LSQ_SLACK] = {0};
        snprintf(text, sizeof text, "1,2\n-5,6\r\n%s", odd[i]);
        int missing = strcmp(odd[i], "3,\n") == 0;
        lsq_chunk chunk = {.bytes = text, .length = strlen(text)};
        lsq_records r = {0};
        lsq_cells cells;
        lsq_decimals block[2];
        lsq_chosen chosen[] = {{0, 0, 1}, {1, 0, 0}};
        int64_t missing_of[2] = {0};
        lsq_plan plan = {2, chosen, 2, 0};
        lsq_count count = {.missing = missing_of};
        int64_t row = 0;
        lsq_records_set(&r, &chunk, 1);
        assert_int_equal(lsq_cells_init(&cells, '.', 0, NULL, NULL), LSQ_OK);
        lsq_split_init(&r.split, ',', 0);
        for (int j = 0; j < 2; j++)
            assert_int_equal(lsq_decimals_init(&block[j], NULL), LSQ_OK);
        lsq_plain_rows(&r, &plan, &cells, block, &row, &count);
        assert_int_equal(row, 2);
        assert_int_equal(r.begin, missing ? strlen(text) : 10);
        assert_int_equal(r.line, 3 + missing);
        assert_int_equal(count.tally.read, 2 + missing);
        assert_int_equal(count.tally.missing, missing);
        assert_int_equal(count.tally.missing_line, missing ? 3 : 0);
        assert_int_equal(count.tally.missing_column, missing);
        assert_int_equal(missing_of[0], missing); /* of the second column, the first target */
        assert_int_equal(missing_of[1], 0);
        assert_true(fmpz_equal_si(&block[1].value[0], 1) && fmpz_equal_si(&block[0].value[1], 6));
        assert_true(fmpz_equal_si(&block[1].value[1], -5));
        for (int j = 0; j < 2; j++)
            lsq_decimals_clear(&block[j]);
        lsq_cells_clear(&cells);
        lsq_split_clear(&r.split);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_numbers_are_taken),
        cmocka_unit_test(other_texts_are_left_to_the_strict_road),
        cmocka_unit_test(random_numbers_agree_with_a_slow_reading),
        cmocka_unit_test(both_roads_read_the_same_tables),
        cmocka_unit_test(the_road_ends_in_front_of_a_record_that_is_not_plain),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failures;
}
