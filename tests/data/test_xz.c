/* test_xz.c - xz data.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "data/packed.h"

/* xz -0 */
static const unsigned char xz_file[] = {
    0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0x00, 0x04, 0xE6, 0xD6, 0xB4, 0x46, 0x02, 0x00, 0x21, 0x01,
    0x0C, 0x00, 0x00, 0x00, 0x8F, 0x98, 0x41, 0x9C, 0xE0, 0x01, 0x8A, 0x00, 0x93, 0x5D, 0x00, 0x3C,
    0x0B, 0x0B, 0x20, 0xA6, 0x74, 0xD2, 0xAA, 0xD7, 0x87, 0xE4, 0xAE, 0x02, 0x49, 0x0F, 0xD2, 0x62,
    0x6F, 0x80, 0x18, 0x7F, 0x75, 0xDF, 0x47, 0x05, 0xCE, 0x56, 0x8E, 0x93, 0x90, 0xE0, 0x59, 0xDC,
    0x15, 0xE5, 0x2F, 0x71, 0xBD, 0x46, 0xD5, 0x70, 0x65, 0x8E, 0x85, 0x17, 0xCA, 0x84, 0xCD, 0x70,
    0xBF, 0x27, 0xE1, 0xBD, 0xD8, 0x08, 0x8C, 0x27, 0xF5, 0x1B, 0xBD, 0x6C, 0x58, 0x32, 0x47, 0x2F,
    0x4A, 0xD0, 0xDD, 0x42, 0x6C, 0xF0, 0x38, 0xF8, 0x4E, 0x95, 0x66, 0x4C, 0x98, 0xF1, 0x44, 0xB6,
    0x95, 0xD8, 0x29, 0xD2, 0x48, 0x9A, 0x24, 0x24, 0x91, 0x28, 0x4C, 0x89, 0xDC, 0xFC, 0x00, 0x2E,
    0x26, 0x96, 0x16, 0xA7, 0x48, 0xCB, 0x33, 0x4A, 0x8A, 0xAE, 0x00, 0x70, 0x05, 0x7D, 0xF9, 0x52,
    0xBF, 0x55, 0x81, 0xB1, 0xF6, 0xA2, 0xBD, 0xFE, 0xB8, 0xA3, 0xBB, 0xF0, 0xF5, 0x7D, 0x71, 0xB8,
    0x13, 0x81, 0xF1, 0x65, 0x30, 0x51, 0x12, 0x6A, 0x9D, 0xFA, 0xF5, 0xE1, 0x59, 0x69, 0x84, 0xAC,
    0x2B, 0x48, 0x00, 0x00, 0xB8, 0x17, 0x10, 0x53, 0x5E, 0x41, 0x52, 0x71, 0x00, 0x01, 0xAF, 0x01,
    0x8B, 0x03, 0x00, 0x00, 0x35, 0xD1, 0x61, 0x2E, 0xB1, 0xC4, 0x67, 0xFB, 0x02, 0x00, 0x00, 0x00,
    0x00, 0x04, 0x59, 0x5A,
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
        fails(packed, LSQ_EDATA, "the xz data end at byte 212, and something else follows",
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
    char zeros[64] = {0}, words[64];
    bytes text = rows(), twice = join(rows(), rows());
    for (size_t n = 0; n <= sizeof zeros; n++) {
        bytes one = join(kept(), copy(zeros, n)), two = join(copy(one.at, one.length), kept());
        snprintf(words, sizeof words, "end at byte %zu, and something else follows",
                 sizeof xz_file + n / 4 * 4);
        if (n % 4 == 0) {
            holds(one, text);
            holds(two, twice);
        } else {
            fails(one, LSQ_EDATA, words, (int64_t)text.length);
            fails(two, LSQ_EDATA, words, (int64_t)text.length);
        }
        free(one.at);
        free(two.at);
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
