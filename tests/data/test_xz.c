/* test_xz.c - xz data.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "data/packed.h"

/* xz */
static const unsigned char xz_file[] = {
    0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0x00, 0x04, 0xE6, 0xD6, 0xB4, 0x46, 0x02, 0x00, 0x21, 0x01,
    0x16, 0x00, 0x00, 0x00, 0x74, 0x2F, 0xE5, 0xA3, 0xE0, 0x01, 0x8A, 0x00, 0x8F, 0x5D, 0x00, 0x3C,
    0x0B, 0x0B, 0x20, 0xA6, 0x74, 0xD2, 0xAA, 0xD8, 0x8F, 0xB5, 0xAB, 0x90, 0xCB, 0xEC, 0xFF, 0xFC,
    0x6E, 0x26, 0x3C, 0x81, 0x6A, 0xD5, 0x28, 0x2D, 0x11, 0x83, 0xDF, 0xAE, 0x39, 0xAA, 0x9F, 0x3D,
    0x91, 0x41, 0x69, 0x91, 0xCF, 0x57, 0xBF, 0xDB, 0x10, 0x78, 0x98, 0xF6, 0xC0, 0x8E, 0x1F, 0x2E,
    0x9C, 0xC1, 0x83, 0x5F, 0xEF, 0x58, 0xB5, 0x64, 0xCC, 0xF8, 0xD8, 0x2A, 0xDD, 0x0F, 0x37, 0x83,
    0xF6, 0x0B, 0x04, 0x69, 0xD1, 0xDA, 0xFE, 0xB5, 0x6B, 0xD2, 0x2C, 0x44, 0x3F, 0x8D, 0xBA, 0x2C,
    0x80, 0x3F, 0xB2, 0x6A, 0x3C, 0xC4, 0xDF, 0xB1, 0x2E, 0xC6, 0x28, 0xA6, 0x2E, 0xF2, 0x70, 0xE8,
    0x1C, 0xC3, 0xDC, 0x42, 0x47, 0x25, 0x67, 0xC6, 0x71, 0xBB, 0x10, 0x32, 0xBB, 0xA2, 0xFF, 0xB3,
    0x31, 0x8F, 0x19, 0x31, 0xF4, 0xF9, 0xC8, 0x93, 0x60, 0xF0, 0xAA, 0x56, 0xF7, 0x1D, 0xBA, 0xFA,
    0x9B, 0x98, 0xFC, 0xBF, 0x8F, 0xB4, 0x4F, 0xF2, 0xA4, 0xF2, 0x61, 0x2F, 0xB7, 0x12, 0x00, 0x00,
    0xB8, 0x17, 0x10, 0x53, 0x5E, 0x41, 0x52, 0x71, 0x00, 0x01, 0xAB, 0x01, 0x8B, 0x03, 0x00, 0x00,
    0x23, 0x93, 0xF0, 0xB5, 0xB1, 0xC4, 0x67, 0xFB, 0x02, 0x00, 0x00, 0x00, 0x00, 0x04, 0x59, 0x5A,
};

/* xz </dev/null */
static const unsigned char empty_file[] = {
    0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0x00, 0x04, 0xE6, 0xD6, 0xB4, 0x46, 0x00, 0x00, 0x00, 0x00,
    0x1C, 0xDF, 0x44, 0x21, 0x1F, 0xB6, 0xF3, 0x7D, 0x01, 0x00, 0x00, 0x00, 0x00, 0x04, 0x59, 0x5A,
};

static bytes kept(void) {
    return copy(xz_file, sizeof xz_file);
}

static void a_file_gives_its_text(void **state) {
    (void)state;
    bytes packed = kept(), text = rows();
    holds(packed, text);
    free(packed.at);
    free(text.at);
}

static void fault_52_a_cut_at_any_length_is_told(void **state) {
    (void)state;
    bytes packed = kept(), text = rows();
    tells_every_cut(packed, text, 6);
    free(packed.at);
    free(text.at);
}

static void fault_53_no_flipped_bit_gives_another_text(void **state) {
    (void)state;
    bytes packed = kept(), text = rows();
    tells_every_flip(packed, text, 6);
    free(packed.at);
    free(text.at);
}

static void fault_54_what_follows_is_refused(void **state) {
    (void)state;
    static const char *const tails[] = {"1,2\n", "\xFD\x37zXZ", "\n"};
    bytes text = rows();
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        bytes packed = join(kept(), copy(tails[i], strlen(tails[i])));
        fails(packed, LSQ_EDATA, "the xz data end at byte 208, and something else follows",
              (int64_t)text.length);
        free(packed.at);
    }
    free(text.at);
}

static void fault_55_all_members_count(void **state) {
    (void)state;
    bytes packed = join(kept(), join(copy(empty_file, sizeof empty_file), kept()));
    bytes text = join(rows(), rows());
    holds(packed, text);
    free(packed.at);
    free(text.at);
}

static void an_empty_file_gives_no_text(void **state) {
    (void)state;
    bytes packed = copy(empty_file, sizeof empty_file);
    holds(packed, (bytes){"", 0});
    tells_every_cut(packed, (bytes){"", 0}, 6);
    free(packed.at);
}

/* The format has padding: zeros, four at a time. */
static void padding_is_no_text(void **state) {
    (void)state;
    char zeros[64] = {0};
    bytes text = rows(), twice = join(rows(), rows());
    for (size_t n = 0; n <= sizeof zeros; n++) {
        bytes packed = join(kept(), copy(zeros, n));
        if (n % 4 == 0)
            holds(packed, text);
        else
            fails(packed, LSQ_EDATA, "and something else follows", (int64_t)text.length);
        packed = join(packed, kept());
        if (n % 4 == 0)
            holds(packed, twice);
        else
            fails(packed, LSQ_EDATA, "and something else follows", (int64_t)text.length);
        free(packed.at);
    }
    free(text.at);
    free(twice.at);
}

/* The stream flags at bytes 6 and 7 and their CRC-32, put in front of what follows them. */
static bytes with_flags(const char *flags) {
    bytes packed = kept();
    memcpy(packed.at + 6, flags, 6);
    return packed;
}

/* Kind 2 of check is reserved; so is the first byte of the flags. */
static void an_unknown_check_or_option_is_refused(void **state) {
    (void)state;
    bytes packed = with_flags("\x00\x02\xD3\x73\xD7\xAF");
    fails(packed, LSQ_EDATA, "failed at byte 12: their kind of check is unknown to liblzma", 0);
    free(packed.at);
    packed = with_flags("\x01\x04\xA7\xE7\xAF\x5F");
    fails(packed, LSQ_EDATA, "failed at byte 12: they use an option that is unknown to liblzma", 0);
    free(packed.at);
}

/* The dictionary's size, 8 MiB in the kept file, is byte 16: 31 means 192 MiB, 32 means 256 MiB;
 * the padding and CRC-32 of the block header follow. */
static void a_dictionary_beyond_the_limit_is_refused(void **state) {
    (void)state;
    bytes packed = kept(), text = rows();
    memcpy(packed.at + 16, "\x1F\x00\x00\x00\xFE\x60\xED\xDE", 8);
    holds(packed, text);
    memcpy(packed.at + 16, "\x20\x00\x00\x00\x09\x88\xA5\x76", 8);
    fails(packed, LSQ_ELIMIT,
          "the xz data need more than 256 MiB of memory: xz -dc FILE | lsq fit -", 0);
    free(packed.at);
    free(text.at);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_gives_its_text),
        cmocka_unit_test(fault_52_a_cut_at_any_length_is_told),
        cmocka_unit_test(fault_53_no_flipped_bit_gives_another_text),
        cmocka_unit_test(fault_54_what_follows_is_refused),
        cmocka_unit_test(fault_55_all_members_count),
        cmocka_unit_test(an_empty_file_gives_no_text),
        cmocka_unit_test(padding_is_no_text),
        cmocka_unit_test(an_unknown_check_or_option_is_refused),
        cmocka_unit_test(a_dictionary_beyond_the_limit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
