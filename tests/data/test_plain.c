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
#include "nasty.h"
#include "roads.h"
#include "strict.h"

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

/* All rows, their first column being weights, or not. */
static lsq_status read_weighed(const lsq_text *text, int weighed, lsq_text *out, lsq_tally *tally,
                               lsq_error *error) {
    static const int64_t columns[] = {2, 0}; /* so that places and targets differ */
    lsq_csv_options o = {.delimiter = ','};
    pieces p = {text->bytes, text->length, 1000};
    lsq_csv *csv = NULL;
    lsq_reader *reader = NULL;
    lsq_decimals block[2];
    int64_t rows = 0;
    check_status(open_pieces(&csv, &p, &o, error), LSQ_OK, error);
    check_status(lsq_csv_select(csv, columns, 2, error), LSQ_OK, error);
    lsq_csv_weigh(csv, weighed ? 1 : -1);
    check_status(lsq_reader_new(&reader, csv, NULL, error), LSQ_OK, error);
    for (int j = 0; j < 2; j++)
        check_status(lsq_decimals_init(&block[j], error), LSQ_OK, error);
    lsq_status status;
    while (!(status = lsq_reader_fill(reader, block, &rows, error)) && rows) {
        show_block(out, block, 2, rows);
        rows = 0;
    }
    lsq_reader_free(reader);
    *tally = *lsq_csv_tally(csv);
    for (int j = 0; j < 2; j++)
        lsq_decimals_clear(&block[j]);
    lsq_csv_free(csv);
    return status;
}

/* The lines that do not end with a 0 of any exponent; *others counts those that do. */
static void keep_weighty(lsq_text *kept, const char *lines, int64_t *others) {
    for (const char *line = lines, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        if (strncmp((const char *)memchr(line, ' ', (size_t)(end - line)) + 1, "0e", 2) == 0)
            ++*others;
        else
            lsq_text_add(kept, line, (size_t)(end + 1 - line));
    }
}

static void rows_of_weight_0_are_dropped_on_both_roads(void **state) {
    (void)state;
    static const char *const weights[] = {"0",     "1",   "2.5",    "-0",
                                          "0.00",  "NA",  "\"0\"",  "3 ",
                                          "\"7\"", "0e7", "1e-300", "12345678901234567890123"};
    uint64_t seed = 5;
    int64_t all_dropped = 0;
    for (int round = 0; round < 300; round++) {
        lsq_text text = {0}, all = {0}, want = {0}, got = {0};
        lsq_tally a, b;
        int64_t dropped = 0, few = random_between(&seed, 1, 11);
        lsq_text_put(&text, "w,x,y\n");
        for (int64_t i = random_between(&seed, 1, 400); i > 0; i--)
            lsq_text_format(&text, "%s,%s,%s\n", weights[random_between(&seed, 0, few)],
                            random_between(&seed, 0, 9) ? "a" : "\"a\nb\"", /* the strict road */
                            random_between(&seed, 0, 30) ? "1.5" : "\"\"");
        lsq_error error = {0};
        check_status(read_weighed(&text, 0, &all, &a, &error), LSQ_OK, &error);
        check_status(read_weighed(&text, 1, &got, &b, &error), LSQ_OK, &error);
        keep_weighty(&want, all.bytes ? all.bytes : "", &dropped);
        check_text(got.bytes ? got.bytes : "", want.bytes ? want.bytes : "");
        assert_int_equal(b.weightless, dropped);
        assert_int_equal(b.used, a.used - dropped);
        assert_int_equal(b.missing, a.missing);
        assert_int_equal(b.missing_line, a.missing_line);
        assert_int_equal(b.read, b.used + b.missing + b.weightless);
        all_dropped += dropped;
        lsq_text_clear(&text);
        lsq_text_clear(&all);
        lsq_text_clear(&want);
        lsq_text_clear(&got);
    }
    assert_true(all_dropped > 5000);
}

static void a_negative_weight_is_an_error_at_its_place_on_both_roads(void **state) {
    (void)state;
    static const char *const bad[] = {"-1", "\"-2.5\"", " -1e-300", "-12345678901234567890123"};
    static const char *const shown[] = {"-1", "-2.5", "-1e-300", "-12345678901234567890123"};
    for (int rows = 1; rows < 300; rows += 23)
        for (int i = 0; i < 4; i++) {
            lsq_text text = {0}, out = {0};
            lsq_tally tally;
            lsq_error error = {0};
            char want[160];
            lsq_text_put(&text, "w,x,y\n");
            for (int row = 0; row < rows; row++)
                lsq_text_put(&text, row % 5 ? "1,a,2\n" : "0,a,3\n");
            lsq_text_format(&text, "%s,a,\n-7,a,1\n", bad[i]);
            for (int row = 0; row < 50; row++)
                lsq_text_put(&text, "1,a,2\n");
            check_status(read_weighed(&text, 1, &out, &tally, &error), LSQ_EDATA, &error);
            snprintf(want, sizeof want,
                     "t.csv:%d:1: the weight is %s (column w); weights are 0 or "
                     "more",
                     rows + 2, shown[i]);
            check_contains(error.message, want);
            assert_int_equal(error.line, rows + 2);
            lsq_text_clear(&text);
            lsq_text_clear(&out);
        }
}

/* A text on the fast road alone: where it ends, and the rows. */
static void the_road_ends_in_front_of_a_record_that_is_not_plain(void **state) {
    (void)state;
    enum { STOPS, MISSES, GOES_ON };
    static const struct {
        const char *text;
        int then;
    } odd[] = {
        {"\"3\"\"\",4\n", STOPS}, {"x,4\n", STOPS},       {"3\n", STOPS},
        {"3,4,5\n", STOPS},       {"\n", STOPS},          {"3,4", STOPS},
        {"3,\"4\n\"\n", STOPS},   {"3\"\",4\n", STOPS},   {"#3,4\n", STOPS},
        {"3,\"4\"4\n", STOPS},    {"3,\n", MISSES},       {"3,\"\"\n", MISSES},
        {"3, NA\n", MISSES},      {"3,\"4\"\n", GOES_ON}, {"3, 4e0\t\r", GOES_ON},
        {" 3 ,+4\r\n", GOES_ON},
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        for (int level = 0; level <= (int)lsq_simd_here(); level++) {
            char bytes[LSQ_FRONT + 64 + LSQ_SLACK] = {0}, *text = bytes + LSQ_FRONT;
            snprintf(text, 64, "1,2\n-5,6\r\n%s", odd[i].text);
            int missing = odd[i].then == MISSES, more = odd[i].then != STOPS;
            lsq_chunk chunk = {.bytes = text, .length = strlen(text)};
            lsq_records r = {0};
            lsq_cells cells;
            lsq_decimals block[2];
            lsq_chosen chosen[] = {{0, 1, 0}, {1, 0, 0}};
            int64_t missing_of[2] = {0};
            lsq_plan plan = {2, chosen, 2, 0};
            lsq_plain road;
            lsq_count count = {.missing = missing_of};
            int64_t row = 0;
            lsq_records_set(&r, &chunk, 1);
            assert_int_equal(lsq_cells_init(&cells, '.', 0, NULL, NULL), LSQ_OK);
            lsq_split_init(&r.split, ',', '#');
            for (int j = 0; j < 2; j++)
                assert_int_equal(lsq_decimals_init(&block[j], NULL), LSQ_OK);
            lsq_plain_init(&road, (lsq_simd)level, &plan, &cells, NULL);
            lsq_plain_rows(&road, &r, block, &row, &count);
            assert_int_equal(row, 2 + more - missing);
            assert_int_equal(r.begin, more ? strlen(text) : 10);
            assert_int_equal(r.line, 3 + more);
            assert_int_equal(count.tally.read, 2 + more);
            assert_int_equal(count.tally.missing, missing);
            assert_int_equal(count.tally.missing_line, missing ? 3 : 0);
            assert_int_equal(count.tally.missing_column, missing);
            assert_int_equal(missing_of[0], missing); /* of the second column, the first target */
            assert_int_equal(missing_of[1], 0);
            assert_true(fmpz_equal_si(&block[1].value[0], 1));
            assert_true(fmpz_equal_si(&block[0].value[1], 6));
            assert_true(fmpz_equal_si(&block[1].value[1], -5));
            assert_true(row == 2 || fmpz_equal_si(&block[0].value[2], 4));
            for (int j = 0; j < 2; j++)
                lsq_decimals_clear(&block[j]);
            lsq_plain_clear(&road);
            lsq_cells_clear(&cells);
            lsq_split_clear(&r.split);
        }
}

/* ---- all roads ---- */

/* Return the outcome of the strict road, which is that of the others too. */
static road_outcome same_by_all_roads(const char *text, size_t length, const lsq_csv_options *o) {
    road_outcome want = take_road(text, length, o, -1);
    for (int level = 0; level <= (int)lsq_simd_here(); level++) {
        road_outcome fast = take_road(text, length, o, level);
        const char *what = road_difference(&want, &fast);
        if (what)
            fail_msg("level %d has another %s for\n%.600s\n'%s' '%s'", level, what, text,
                     want.error.message, fast.error.message);
        clear_road(&fast);
    }
    return want;
}

static void all_roads_tell_the_same_of_nasty_texts(void **state) {
    (void)state;
    for (int i = 0; i < NASTY_TEXTS; i++)
        for (int64_t chunk = 0; chunk < 40; chunk++) {
            lsq_csv_options o = {.comment = '#', .delimiter = ',', .chunk = chunk};
            road_outcome out = same_by_all_roads(nasty_texts[i].text, nasty_texts[i].length, &o);
            clear_road(&out);
        }
}

/* With two quotes declared missing: as they are when doubled quotes are single. */
static void doubled_quotes_are_single_where_a_missing_text_is_looked_up(void **state) {
    (void)state;
    static const struct {
        const char *text;
        lsq_status status;
        int64_t missing;
    } cases[] = {
        {"x,y\n1,2\n3,\"\"\"\"\"\"\n", LSQ_OK, 1},
        {"x,y\n1,2\n3,\"\"\"\"\n", LSQ_EDATA, 0},
    };
    for (int i = 0; i < 4; i++) {
        lsq_csv_options o = {.delimiter = ',', .missing = i % 2 ? "\"\"" : "\"\",-9"};
        road_outcome out = same_by_all_roads(cases[i / 2].text, strlen(cases[i / 2].text), &o);
        check_status(out.status, cases[i / 2].status, &out.error);
        assert_int_equal(out.tally.missing, cases[i / 2].missing);
        clear_road(&out);
    }
}

/* A cell of any kind; numbers of more than a word are not rare. */
static void put_any_cell(lsq_text *text, uint64_t *seed, int wild) {
    static const char *const odd[] = {
        "NA",
        "",
        "\"NA\"",
        "\"\"",
        "\"-1.5\"",
        "1e5",
        "\" 7 \"",
        "1'234.5",
        "-999",
        "-999.0",
        "123456789012345678901234567890",
        "-99999999999999999999.5",
        "x",
        "\"a,\"\"b\"\"\"",
        "\"1\n\"",
        "1\"",
        "\"1\"2",
        "#",
        "",
        " ",
    };
    char number[64];
    if (random_between(seed, 0, 9) < wild) {
        lsq_text_put(text, odd[random_between(seed, 0, wild > 3 ? 19 : 11)]);
        return;
    }
    random_decimal(seed, number, sizeof number, (int)random_between(seed, 1, 19), 9);
    lsq_text_put(text, number);
}

/* Long enough for several stretches and blocks; wild 0: only numbers, 10: anything. */
static void put_long_table(lsq_text *text, uint64_t *seed, int64_t columns, int64_t rows,
                           int wild) {
    static const char *const ends[] = {"\n", "\r\n", "\r", "\n\n", "\n#,\"\n", "\n"};
    int64_t kinds = random_between(seed, 0, 2) ? 0 : 5;
    int rare = (const int[]){400, 8, 0}[random_between(seed, 0, 2)];
    for (int64_t j = 0; j < columns; j++)
        lsq_text_format(text, "%sx%d", j ? "," : "", (int)j);
    lsq_text_put(text, "\n");
    for (int64_t i = 0; i < rows; i++) {
        int how = random_between(seed, 0, rare) ? 0 : wild;
        for (int64_t j = 0; j < columns; j++) {
            lsq_text_put(text, j ? "," : "");
            put_any_cell(text, seed, how);
        }
        lsq_text_put(text, ends[random_between(seed, 0, kinds)]);
    }
}

static void all_roads_tell_the_same_of_long_tables(void **state) {
    (void)state;
    static const char *const lists[] = {NULL, "-999,NA,"};
    uint64_t seed = 21;
    int good = 0, bad = 0;
    for (int round = 0; round < 60; round++) {
        lsq_text text = {0};
        lsq_csv_options o = {.delimiter = ',',
                             .comment = '#',
                             .missing = lists[round % 5 == 0],
                             .thousands = round % 3 ? 0 : '\'',
                             .missing_is_error = round % 7 == 6};
        int64_t columns = round % 10 == 9 ? 9000 : random_between(&seed, 1, 6);
        put_long_table(&text, &seed, columns, columns > 10 ? 20 : 5000, round % 4 ? 3 : 9);
        road_outcome out = same_by_all_roads(text.bytes, text.length, &o);
        good += out.status == LSQ_OK;
        bad += out.status == LSQ_EDATA;
        clear_road(&out);
        lsq_text_clear(&text);
    }
    assert_true(good > 10 && bad > 5);
}

/* The places of line ends and quotes in the stretches of an index move by one byte at a time. */
static void all_roads_tell_the_same_wherever_a_stretch_ends(void **state) {
    (void)state;
    static const char *const ends[] = {"\n", "\r\n", "\r", ",\"a,b\"\r\n"};
    for (int shift = 0; shift < 140; shift++) {
        lsq_text text = {0};
        lsq_csv_options o = {.delimiter = ',', .no_header = 1};
        const char *end = ends[shift % 4];
        for (int i = 0; i < shift; i++)
            lsq_text_put(&text, "0");
        for (int i = 0; i < (LSQ_STRETCH + 4 * 64) / 8; i++)
            lsq_text_format(&text, "%d,%d%s", 10 + i % 90, i % 7, end);
        int level = shift % ((int)lsq_simd_here() + 1);
        road_outcome want = take_road(text.bytes, text.length, &o, -1),
                     out = take_road(text.bytes, text.length, &o, level);
        const char *what = road_difference(&want, &out);
        if (what)
            fail_msg("level %d, shift %d: another %s", level, shift, what);
        clear_road(&out);
        clear_road(&want);
        lsq_text_clear(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_roads_read_the_same_tables),
        cmocka_unit_test(rows_of_weight_0_are_dropped_on_both_roads),
        cmocka_unit_test(a_negative_weight_is_an_error_at_its_place_on_both_roads),
        cmocka_unit_test(the_road_ends_in_front_of_a_record_that_is_not_plain),
        cmocka_unit_test(all_roads_tell_the_same_of_nasty_texts),
        cmocka_unit_test(doubled_quotes_are_single_where_a_missing_text_is_looked_up),
        cmocka_unit_test(all_roads_tell_the_same_of_long_tables),
        cmocka_unit_test(all_roads_tell_the_same_wherever_a_stretch_ends),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failures;
}
