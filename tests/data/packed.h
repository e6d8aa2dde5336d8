/* packed.h - packed files in memory, and what must come of them.  Include after cmocka.h.
 *
 * The kept files hold the text of `rows`, 395 bytes, and were made by the programs gzip 1.12, zstd
 * 1.5.4, xz 5.4.1 and bzip2 1.0.8.
 *
 * SPDX-License-Identifier: MIT */
#ifndef TESTS_DATA_PACKED_H
#define TESTS_DATA_PACKED_H

#include <stdio.h>

#include "data/unpacked.h"
#include "support/check.h"

/* "x,y\n1,1003.5\n2,1006.5\n" ... up to "40,1120.5\n" */
static inline bytes rows(void) {
    bytes text = {malloc(1024), 0};
    NEED(text.at);
    text.length = (size_t)sprintf(text.at, "x,y\n");
    for (int i = 1; i <= 40; i++)
        text.length += (size_t)sprintf(text.at + text.length, "%d,%d.5\n", i, 1000 + 3 * i);
    return text;
}

/* The first bytes and then the others; frees both. */
static inline bytes join(bytes a, bytes b) {
    bytes both = {malloc(a.length + b.length + 1), a.length + b.length};
    NEED(both.at);
    memcpy(both.at, a.at, a.length);
    memcpy(both.at + a.length, b.at, b.length);
    free(a.at);
    free(b.at);
    return both;
}

static inline bytes copy(const void *from, size_t length) {
    bytes b = {malloc(length + 1), length};
    NEED(b.at);
    memcpy(b.at, from, length);
    return b;
}

static inline outcome unpack(bytes packed, size_t step, size_t ask) {
    return unpack_from((giver){packed.at, packed.length, step, 0}, ask, SIZE_MAX);
}

/* The same in other pieces must be the same. */
static inline outcome unpack_in_any_pieces(bytes packed) {
    static const size_t steps[][2] = {{1, 1}, {1, 1 << 19}, {7, 13}};
    outcome whole = unpack(packed, 1 << 20, 4096);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        outcome other = unpack(packed, steps[i][0], steps[i][1]);
        assert_int_equal(other.status, whole.status);
        assert_int_equal(other.error.byte, whole.error.byte);
        check_text(other.error.message, whole.error.message);
        assert_true(same_bytes(other.text.at, other.text.length, whole.text.at, whole.text.length));
        free(other.text.at);
    }
    return whole;
}

/* The packed bytes hold this text. */
static inline void holds(bytes packed, bytes text) {
    outcome out = unpack_in_any_pieces(packed);
    check_status(out.status, LSQ_OK, &out.error);
    assert_true(same_bytes(out.text.at, out.text.length, text.at, text.length));
    assert_int_equal(out.consumed, packed.length);
    free(out.text.at);
}

/* They fail with this status and part of a message, after `good` bytes of text if that is >= 0. */
static inline void fails(bytes packed, lsq_status status, const char *part, int64_t good) {
    outcome out = unpack_in_any_pieces(packed);
    check_status(out.status, status, &out.error);
    check_contains(out.error.message, part);
    check_contains(out.error.message, "t.csv: ");
    if (good >= 0)
        assert_int_equal(out.text.length, good);
    free(out.text.at);
}

/* Cut anywhere behind the `mark` bytes by which it is known, the file tells that it is cut and
 * where; what text there is, is right. */
static inline void tells_every_cut(bytes packed, bytes text, size_t mark) {
    for (size_t n = 0; n < packed.length; n++) {
        outcome out = unpack_in_any_pieces((bytes){packed.at, n});
        if (n < mark) {
            check_status(out.status, LSQ_OK, &out.error);
            assert_true(same_bytes(out.text.at, out.text.length, packed.at, n));
        } else {
            char place[64];
            snprintf(place, sizeof place, "data end in the middle, at byte %zu: ", n);
            check_status(out.status, LSQ_EDATA, &out.error);
            check_contains(out.error.message, place);
            assert_int_equal(out.error.byte, n);
            assert_true(out.text.length <= text.length);
            assert_memory_equal(out.text.at, text.at, out.text.length);
        }
        free(out.text.at);
    }
}

/* With any bit flipped the file gives its text or a failure, never another text.  In the first
 * `mark` bytes a flip may make it one that is not known as packed and stays as it is. */
static inline void tells_every_flip(bytes packed, bytes text, size_t mark) {
    size_t harmless = 0;
    for (size_t bit = 0; bit < 8 * packed.length; bit++) {
        packed.at[bit / 8] ^= (char)(1 << bit % 8);
        outcome out = unpack(packed, 1 << 20, 4096);
        outcome slow = unpack(packed, 1, 11);
        int same = same_bytes(out.text.at, out.text.length, text.at, text.length);
        int unknown =
            bit / 8 < mark && same_bytes(out.text.at, out.text.length, packed.at, packed.length);
        assert_true(out.status ? out.error.message[0] != '\0' : same || unknown);
        assert_int_equal(out.status, slow.status);
        check_text(out.error.message, slow.error.message);
        assert_true(same_bytes(out.text.at, out.text.length, slow.text.at, slow.text.length));
        harmless += !out.status && same;
        free(out.text.at);
        free(slow.text.at);
        packed.at[bit / 8] ^= (char)(1 << bit % 8);
    }
    assert_true(harmless < 8 * packed.length / 4); /* flips did reach the data */
}

/* ---- what holds for every format ---- */

/* A format: a file of rows(), one without text, how many first bytes make it known, and the start
 * of a file that is none yet. */
typedef struct format {
    const char *name;
    const unsigned char *file, *empty;
    size_t file_size, empty_size, known;
    const char *begun;
    int pads; /* 1: zeros may follow */
} format;

static inline bytes file_of(const format *f) {
    return copy(f->file, f->file_size);
}

static inline void a_file_gives_its_text(void **state) {
    bytes packed = file_of(*state), text = rows();
    holds(packed, text);
    free(packed.at);
    free(text.at);
}

static inline void fault_52_a_cut_at_any_length_is_told(void **state) {
    const format *f = *state;
    bytes packed = file_of(f), text = rows();
    tells_every_cut(packed, text, f->known);
    free(packed.at);
    free(text.at);
}

static inline void fault_53_no_flipped_bit_gives_another_text(void **state) {
    const format *f = *state;
    bytes packed = file_of(f), text = rows();
    tells_every_flip(packed, text, f->known);
    free(packed.at);
    free(text.at);
}

static inline void fault_54_what_follows_is_refused(void **state) {
    const format *f = *state;
    const char *const tails[] = {"1,2\n", f->begun, "\n"};
    char words[96];
    bytes text = rows();
    snprintf(words, sizeof words, "the %s data end at byte %zu, and something else follows",
             f->name, f->file_size);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        bytes packed = join(file_of(f), copy(tails[i], strlen(tails[i])));
        fails(packed, LSQ_EDATA, words, (int64_t)text.length);
        free(packed.at);
    }
    for (size_t n = 1; n < 6 && !f->pads; n++) {
        bytes packed = join(file_of(f), copy("\0\0\0\0\0", n));
        fails(packed, LSQ_EDATA, words, (int64_t)text.length);
        free(packed.at);
    }
    free(text.at);
}

static inline void fault_55_all_members_count(void **state) {
    const format *f = *state;
    bytes packed = join(file_of(f), join(copy(f->empty, f->empty_size), file_of(f)));
    bytes text = join(rows(), rows());
    holds(packed, text);
    free(packed.at);
    free(text.at);
}

static inline void an_empty_file_gives_no_text(void **state) {
    const format *f = *state;
    bytes packed = copy(f->empty, f->empty_size);
    holds(packed, (bytes){"", 0});
    tells_every_cut(packed, (bytes){"", 0}, f->known);
    free(packed.at);
}

#define COMMON_TESTS(f)                                                           \
    cmocka_unit_test_prestate(a_file_gives_its_text, f),                          \
        cmocka_unit_test_prestate(fault_52_a_cut_at_any_length_is_told, f),       \
        cmocka_unit_test_prestate(fault_53_no_flipped_bit_gives_another_text, f), \
        cmocka_unit_test_prestate(fault_54_what_follows_is_refused, f),           \
        cmocka_unit_test_prestate(fault_55_all_members_count, f),                 \
        cmocka_unit_test_prestate(an_empty_file_gives_no_text, f)

#endif
