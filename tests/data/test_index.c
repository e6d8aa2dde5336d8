/* test_index.c - the index of each level against a walk byte by byte.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/index.h"
#include "support/check.h"
#include "support/random.h"

enum { MOST = 1 << 12 };

/* What an index should be. */
typedef struct truth {
    uint32_t ends[MOST], lines[MOST];
    int64_t count, fields;
    int irregular;
} truth;

static int ends_line(char c) {
    return c == '\n' || c == '\r';
}

/* Where the field that starts at p ends; -1: not within the text, -2: it is not regular. */
static int64_t field_end(const char *text, int64_t p, int64_t length, char delimiter) {
    if (p < length && text[p] == '"') {
        for (p++; p < length; p++) {
            if (ends_line(text[p]))
                return -2;
            if (text[p] == '"' && (p + 1 == length || text[p + 1] != '"'))
                break;
            p += text[p] == '"';
        }
        if (p + 1 >= length)
            return -1;
        return text[p + 1] == delimiter || ends_line(text[p + 1]) ? p + 1 : -2;
    }
    for (; p < length && text[p] != delimiter && !ends_line(text[p]); p++)
        if (text[p] == '"')
            return -2;
    return p < length ? p : -1;
}

static void walk_slowly(truth *t, const char *text, int64_t length, char delimiter, char comment) {
    int64_t p = 0, fields = 0;
    t->count = t->fields = t->irregular = 0;
    while (p < length) {
        if (comment && text[p] == comment) {
            t->irregular = 1;
            return;
        }
        int64_t end = p - 1;
        do {
            end = field_end(text, end + 1, length, delimiter);
            if (end < 0) {
                t->irregular = end == -2;
                return;
            }
            t->ends[fields++] = (uint32_t)end;
        } while (!ends_line(text[end]));
        t->lines[t->count++] = (uint32_t)fields - 1;
        t->fields = fields;
        p = end + (text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1);
    }
}

static void check_index(lsq_index *x, const char *text, int64_t length, char delimiter,
                        char comment) {
    static truth t;
    walk_slowly(&t, text, length, delimiter, comment);
    for (int level = 0; level <= (int)lsq_simd_here(); level++) {
        lsq_index_lines((lsq_simd)level, x, text, length, delimiter, comment);
        assert_int_equal(x->count, t.count);
        assert_int_equal(x->irregular, t.irregular);
        assert_memory_equal(x->lines, t.lines, (size_t)t.count * sizeof *t.lines);
        assert_memory_equal(x->ends, t.ends, (size_t)t.fields * sizeof *t.ends);
        assert_int_equal(x->ends[-1], UINT32_MAX);
        assert_int_equal(x->lines[-1], UINT32_MAX);
        int64_t start = 0;
        for (int64_t k = 0; k < x->count; k++) {
            assert_int_equal(lsq_index_start(x, k), start);
            start = x->ends[x->lines[k]] + 1;
            if (text[start - 1] == '\r') {
                assert_true(x->returns);
                start += text[start] == '\n';
            }
        }
        assert_int_equal(lsq_index_start(x, x->count), start);
    }
}

static void a_text_has_the_fields_and_lines_one_sees(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t count, irregular, lines[4], ends[8];
    } cases[] = {
        {"1,2\n3,4\n", 2, 0, {1, 3}, {1, 3, 5, 7}},
        {"1,2\r\n,\r\r\nx", 3, 0, {1, 3, 4}, {1, 3, 5, 6, 7}},
        {"\"a,\"\"\",\"\"\n\"x\n\"\n", 1, 1, {1}, {6, 9}},
        {"1\n2\"\n", 1, 1, {0}, {1}},
        {"1\n\"2\"2\n", 1, 1, {0}, {1}},
        {"1\n#\"\n2\n", 1, 1, {0}, {1}},
        {"1#\n2\n", 2, 0, {0, 1}, {2, 4}},
        {"#\n2\n", 0, 1, {0}, {0}},
        {"1,2", 0, 0, {0}, {0}},
        {"", 0, 0, {0}, {0}},
    };
    lsq_index x = {0};
    char text[128] = {0};
    assert_true(lsq_index_reserve(&x, 64));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int level = 0; level <= (int)lsq_simd_here(); level++) {
            strcpy(text, cases[i].text);
            lsq_index_lines((lsq_simd)level, &x, text, (int64_t)strlen(text), ',', '#');
            assert_int_equal(x.count, cases[i].count);
            assert_int_equal(x.irregular, cases[i].irregular);
            for (int64_t k = 0; k < x.count; k++)
                assert_int_equal(x.lines[k], cases[i].lines[k]);
            for (int64_t k = 0; x.count && k <= x.lines[x.count - 1]; k++)
                assert_int_equal(x.ends[k], cases[i].ends[k]);
        }
    lsq_index_clear(&x);
}

#define COMMAS ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,," /* 50 */

/* A text of pieces that agree with one another more often than bytes would, up to 153 bytes
 * longer. */
static void put_text(char *text, uint64_t *seed, int64_t least) {
    static const char *const pieces[] = {
        ",",         ",",
        ",",         "1",
        "12.5",      "-7",
        "\n",        "\n",
        "\n",        "\r\n",
        "\r\n",      "\r",
        "\"x\"",     "\"\"",
        "\"a,b\"",   "\"" COMMAS COMMAS COMMAS "\"",
        "#",         "\"1\"",
        "\"",        "\"\"\"",
        "\"a\"\"\"", "\"" COMMAS COMMAS COMMAS "\n\"",
        "\"\n\"",
    };
    int64_t length = 0, usual = random_between(seed, 0, 2) ? 15 : 22;
    while (length < least) {
        const char *piece = pieces[random_between(seed, 0, usual)];
        memcpy(text + length, piece, strlen(piece));
        length += (int64_t)strlen(piece);
    }
}

static void each_level_sees_what_a_slow_walk_sees(void **state) {
    (void)state;
    static char bytes[MOST + 512];
    lsq_index x = {0};
    uint64_t seed = 5;
    assert_true(lsq_index_reserve(&x, MOST));
    for (int round = 0; round < 20000; round++) {
        int64_t most = random_between(&seed, 0, round % 100 ? 300 : MOST);
        char *text = bytes + random_between(&seed, 0, 63);
        put_text(text, &seed, most + 64);
        check_index(&x, text, most, ',', round & 1 ? '#' : 0);
    }
    lsq_index_clear(&x);
}

/* Each thing that is looked for, at each place of a block and across its borders. */
static void nothing_depends_on_where_blocks_begin(void **state) {
    (void)state;
    static const char *const things[] = {
        "1,2\n",    "1\r\n2",   "1\r2\r",    "\"a\",\"b\"\r\n", "\"a\"\"b\"\n", "\"\"\"\"\n",
        "1\n#\"\n", "1\r\n#\n", "1,#\n",     "\"a\"b\n",        "a\"\n",        "\"a\nb\"\n",
        "\"\r\"\n", "\"a,\r\n", "\"\",\"\"", "\n\n\r\n\r\r\n",  "\"#\"\n#",     "\"x\"\n\"",
    };
    char text[512];
    lsq_index x = {0};
    assert_true(lsq_index_reserve(&x, 300));
    for (size_t i = 0; i < sizeof things / sizeof *things; i++)
        for (int at = 0; at < 130; at++)
            for (int tail = 0; tail < 70; tail += 1 + tail / 2) {
                memset(text, '7', sizeof text);
                if (at > 3)
                    text[at / 2] = '\n';
                if (at)
                    text[at - 1] = at % 3 ? ',' : '\n';
                size_t length = strlen(things[i]);
                memcpy(text + at, things[i], length);
                check_index(&x, text, at + (int64_t)length + tail, ',', '#');
                for (size_t cut = 0; cut < length; cut++)
                    check_index(&x, text, at + (int64_t)cut, ',', '#');
            }
    lsq_index_clear(&x);
}

/* Nothing but separators is the longest index a text can have. */
static void a_text_of_nothing_but_ends_fits(void **state) {
    (void)state;
    static const char *const all[] = {"\n", ",", "\r", ",\n", "\r\n"};
    static char text[MOST + 64];
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (int64_t length = 1; length < 400; length += length < 140 ? 1 : 37) {
            lsq_index x = {0};
            for (size_t k = 0; k < sizeof text; k++)
                text[k] = all[i][k % strlen(all[i])];
            assert_true(lsq_index_reserve(&x, length));
            check_index(&x, text, length, ',', 0);
            lsq_index_clear(&x);
        }
}

/* The last byte that may be read is the last one in front of a page that cannot. */
static void no_more_than_64_bytes_behind_are_read(void **state) {
    (void)state;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    int zeros = open("/dev/zero", O_RDWR);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE, zeros, 0);
    assert_true(pages != MAP_FAILED);
    close(zeros);
    assert_int_equal(mprotect(pages + page, page, PROT_NONE), 0);
    lsq_index x = {0};
    uint64_t seed = 6;
    assert_true(lsq_index_reserve(&x, 300));
    for (int64_t length = 0; length < 300; length++) {
        char *text = pages + page - 64 - length, bytes[512];
        put_text(bytes, &seed, 300);
        memcpy(text, bytes, (size_t)length);
        check_index(&x, text, length, ',', '#');
    }
    lsq_index_clear(&x);
    munmap(pages, 2 * page);
}

static void room_grows_and_is_kept(void **state) {
    (void)state;
    lsq_index x = {0};
    assert_true(lsq_index_reserve(&x, 10));
    uint32_t *memory = x.memory;
    x.count = 3;
    assert_true(lsq_index_reserve(&x, 5));
    assert_ptr_equal(x.memory, memory);
    assert_int_equal(x.room, 10);
    assert_int_equal(x.count, 0);
    assert_true(lsq_index_reserve(&x, 100));
    assert_int_equal(x.room, 100);
    lsq_index_clear(&x);
    assert_null(x.memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_has_the_fields_and_lines_one_sees),
        cmocka_unit_test(each_level_sees_what_a_slow_walk_sees),
        cmocka_unit_test(nothing_depends_on_where_blocks_begin),
        cmocka_unit_test(a_text_of_nothing_but_ends_fits),
        cmocka_unit_test(no_more_than_64_bytes_behind_are_read),
        cmocka_unit_test(room_grows_and_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
