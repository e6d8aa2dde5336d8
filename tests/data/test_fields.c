/* Fields to integers: each twin against a reader that takes a byte at a time.
 *
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/chunks.h"
#include "data/fields.h"

#include "slow_field.h"
#include "support/check.h"
#include "support/random.h"

enum { MOST = 4096, ROOM = MOST + 64 };

/* Fields side by side in a buffer, the bytes between them and around them chosen by the test. */
typedef struct packed {
    char *bytes; /* the first */
    uint32_t before[ROOM], ends[ROOM];
    int64_t count;
    uint32_t used;
} packed;

/* One byte in front, then the field. */
static void pack(packed *p, char in_front, const char *field, size_t length) {
    assert_true(p->count < MOST);
    p->bytes[p->used] = in_front;
    p->before[p->count] = p->used;
    memcpy(p->bytes + p->used + 1, field, length);
    p->used += 1 + (uint32_t)length;
    p->ends[p->count++] = p->used;
}

/* Room for `size` bytes with margins, the margins full of `around`. */
static char *new_bytes(size_t size, char around) {
    char *bytes = malloc(LSQ_FRONT + size + LSQ_SLACK);
    assert_non_null(bytes);
    memset(bytes, around, LSQ_FRONT + size + LSQ_SLACK);
    return bytes + LSQ_FRONT;
}

static void free_bytes(char *bytes) {
    free(bytes - LSQ_FRONT);
}

/* What a twin makes of fields is what the slow reader does, in bounds. */
static void check_fields(lsq_simd simd, const lsq_fields *f) {
    static int64_t value[ROOM];
    static int32_t exp10[ROOM];
    static uint64_t unusual[ROOM / 64 + 1];
    int64_t words = (f->count + 63) / 64;
    memset(value, 0x55, sizeof value);
    memset(exp10, 0x55, sizeof exp10);
    memset(unusual, 0x55, sizeof unusual);
    lsq_fields_convert(simd, f, value, exp10, unusual);
    for (int64_t i = 0; i < 64 * words; i++) {
        int told = (int)(unusual[i / 64] >> i % 64 & 1), usual = 0;
        int64_t want = 0;
        int32_t want_exp10 = 0;
        if (i < f->count) {
            uint32_t begin = f->before[i * f->before_stride] + 1, end = f->ends[i * f->ends_stride];
            const char *text = f->bytes + begin;
            usual = slow_field(text, end - begin, f->mark, &want, &want_exp10);
            if (told == usual || (usual && (value[i] != want || exp10[i] != want_exp10)))
                fail_msg("level %d, field %d of %d: '%.*s' became %lld e%d, unusual %d", (int)simd,
                         (int)i, (int)f->count, (int)(end - begin), text, (long long)value[i],
                         (int)exp10[i], told);
        } else {
            assert_false(told);
        }
    }
    assert_true(unusual[words] == 0x5555555555555555);
    assert_true(value[64 * words] == 0x5555555555555555);
    assert_true(exp10[64 * words] == 0x55555555);
}

static void check_all_levels(const lsq_fields *f) {
    for (int level = LSQ_SIMD_PORTABLE; f->count && level <= (int)lsq_simd_here(); level++)
        check_fields((lsq_simd)level, f);
}

static void check_packed(const packed *p, char mark) {
    lsq_fields f = {p->bytes, p->before, p->ends, 1, 1, p->count, mark};
    check_all_levels(&f);
}

/* Pack a field; the full buffer is checked and emptied. */
static void pack_and_check(packed *p, char in_front, const char *field, size_t length, char mark) {
    pack(p, in_front, field, length);
    if (p->count == MOST) {
        check_packed(p, mark);
        p->count = p->used = 0;
    }
}

static void every_short_text_is_judged_rightly(void **state) {
    (void)state;
    static const char alphabet[] = "-+.,059 e\"\xAE";
    static const char around[] = "-.5";
    const size_t letters = sizeof alphabet - 1;
    packed p = {.bytes = new_bytes((size_t)MOST * 8, '7')};
    char text[8];
    size_t total = 1;
    for (size_t length = 0; length <= 5; length++, total *= letters) {
        for (size_t index = 0; index < total; index++) {
            size_t rest = index;
            for (size_t i = 0; i < length; i++, rest /= letters)
                text[i] = alphabet[rest % letters];
            pack_and_check(&p, around[index % 3], text, length, '.');
        }
    }
    check_packed(&p, '.');
    free_bytes(p.bytes);
}

/* [-]digits with a mark somewhere, first or last, or none; one in sixteen bytes is wrong in one
 * text of eight. */
static size_t random_field(uint64_t *seed, char *text, size_t longest, char mark) {
    size_t digits = 1 + random_word(seed) % longest, length = 0;
    size_t zeros = random_word(seed) % 2 ? random_word(seed) % (digits + 1) : 0;
    uint64_t place = random_word(seed) % (2 * digits);
    if (random_word(seed) % 2)
        text[length++] = '-';
    for (size_t i = 0; i <= digits; i++) {
        if (i == place)
            text[length++] = mark;
        if (i < digits)
            text[length++] = (char)('0' + (i < zeros ? 0 : random_word(seed) % 10));
    }
    if (random_word(seed) % 8 == 0)
        for (size_t i = 0; i < length; i++)
            if (random_word(seed) % 16 == 0)
                text[i] = (char)random_word(seed);
    return length;
}

static void numbers_of_every_length_between_hostile_neighbours_are_right(void **state) {
    (void)state;
    static const char hostile[] = "0123456789.,-+e\" \0\xFF";
    static const size_t longest[] = {3, 8, 14, 17, 20, 34};
    uint64_t seed = 3;
    char text[64];
    packed p = {.bytes = new_bytes((size_t)MOST * 40, '.')};
    for (int round = 0; round < 48; round++) {
        char mark = round % 2 ? ',' : '.';
        for (int i = 0; i < MOST; i++) {
            size_t length = random_field(&seed, text, longest[round % 6], mark);
            char in_front = hostile[random_word(&seed) % (sizeof hostile - 1)];
            pack_and_check(&p, in_front, text, length, mark);
        }
    }
    free_bytes(p.bytes);
}

static void check_single(const char *text, int64_t value, int32_t exp10, int usual) {
    packed p = {.bytes = new_bytes(64, '1')};
    int64_t got[LSQ_FIELDS_STEP];
    int32_t got_exp10[LSQ_FIELDS_STEP];
    uint64_t unusual;
    pack(&p, ',', text, strlen(text));
    lsq_fields f = {p.bytes, p.before, p.ends, 1, 1, 1, '.'};
    for (int level = LSQ_SIMD_PORTABLE; level <= (int)lsq_simd_here(); level++) {
        lsq_fields_convert((lsq_simd)level, &f, got, got_exp10, &unusual);
        assert_int_equal(unusual, !usual);
        if (usual) {
            assert_true(got[0] == value);
            assert_int_equal(got_exp10[0], exp10);
        }
    }
    free_bytes(p.bytes);
}

static void values_known_by_hand_come_out(void **state) {
    (void)state;
    check_single("0", 0, 0, 1);
    check_single("-0", 0, 0, 1);
    check_single("007", 7, 0, 1);
    check_single("0.00", 0, -2, 1);
    check_single("1.", 1, 0, 1);
    check_single("-.5", -5, -1, 1);
    check_single("1.50", 150, -2, 1);
    check_single("-1250", -1250, 0, 1);
    check_single("12345678.12345678", 1234567812345678, -8, 1);
    check_single("-123456789012345678", -123456789012345678, 0, 1);
    check_single("4609999999999999999", 4609999999999999999, 0, 1);
    check_single("-460999999999999999.9", -4609999999999999999, -1, 1);
    check_single("4610000000000000000", 0, 0, 0);
    check_single("-4.610000000000000000", 0, 0, 0);
    check_single("-9223372036854775808", 0, 0, 0);
    check_single("1000000000000000000000000", 0, 0, 0); /* the 1 in front of three words */
    check_single("-0.00000000001234567890123456789", -1234567890123456789, -29, 1);
    check_single("-0.000000000001234567890123456789", 0, 0, 0); /* 33 bytes */
    check_single("10000000000000000000000000000000", 0, 0, 0);
    check_single("", 0, 0, 0);
    check_single("-", 0, 0, 0);
    check_single(".", 0, 0, 0);
    check_single("-.", 0, 0, 0);
    check_single("1.2.", 0, 0, 0);
    check_single("1-2", 0, 0, 0);
    check_single("--1", 0, 0, 0);
    check_single("1/", 0, 0, 0);
    check_single(":1", 0, 0, 0);
}

/* The first `count` of every stride-th field, in two arrays and in one; these hold no index more
 * than is told of, so that the sanitizer sees any read behind them. */
static void check_strided(const packed *p, int64_t stride, int64_t count) {
    int64_t fields = count ? (count - 1) * stride + 1 : 0;
    uint32_t *before = malloc((size_t)fields * sizeof *before + 1);
    uint32_t *ends = malloc((size_t)fields * 2 * sizeof *ends + 1);
    uint32_t *both = malloc((size_t)(fields + 1) * sizeof *both);
    assert_true(before && ends && both);
    both[0] = p->before[0];
    for (int64_t i = 0; i < fields; i++) {
        before[i] = p->before[i];
        ends[2 * i] = both[i + 1] = p->ends[i];
    }
    check_all_levels(&(lsq_fields){p->bytes, before, ends, stride, 2 * stride, count, '.'});
    check_all_levels(&(lsq_fields){p->bytes, both, both + 1, stride, stride, count, '.'});
    free(before);
    free(ends);
    free(both);
}

static void any_count_and_stride_reads_its_own_fields(void **state) {
    (void)state;
    uint64_t seed = 9;
    char text[64];
    packed p = {.bytes = new_bytes((size_t)MOST * 40, '9')};
    for (int i = 0; i < MOST; i++)
        pack(&p, ',', text, random_field(&seed, text, i % 512 < 256 ? 8 : 24, '.'));
    for (int64_t stride = 1; stride <= 31; stride += stride < 4 ? 1 : 9)
        for (int64_t count = 0; count <= 130; count++)
            check_strided(&p, stride, count);
    free_bytes(p.bytes);
}

static void nothing_beyond_the_margins_is_read(void **state) {
    (void)state;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(pages != MAP_FAILED);
    assert_int_equal(mprotect(pages + page, page, PROT_READ | PROT_WRITE), 0);
    char *lowest = pages + page + LSQ_FRONT, *highest = pages + 2 * page - LSQ_SLACK;
    memset(pages + page, '3', page);
    for (uint32_t length = 0; length <= 40; length++) {
        const uint32_t none = UINT32_MAX; /* the byte in front of the first */
        lsq_fields first = {lowest, &none, &length, 1, 1, 1, '.'};
        lsq_fields last = {highest - length, &none, &length, 1, 1, 1, '.'};
        check_all_levels(&first);
        check_all_levels(&last);
    }
    munmap(pages, 3 * page);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_known_by_hand_come_out),
        cmocka_unit_test(every_short_text_is_judged_rightly),
        cmocka_unit_test(numbers_of_every_length_between_hostile_neighbours_are_right),
        cmocka_unit_test(any_count_and_stride_reads_its_own_fields),
        cmocka_unit_test(nothing_beyond_the_margins_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
