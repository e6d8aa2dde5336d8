/* test_bzip2.c - bzip2 data.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "data/packed.h"

/* bzip2 -1 */
static const unsigned char bzip2_file[] = {
    0x42, 0x5A, 0x68, 0x31, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0x8D, 0x47, 0x71, 0x58, 0x00, 0x00,
    0xC5, 0x58, 0x80, 0x40, 0x10, 0x00, 0x05, 0x7F, 0xE0, 0x00, 0x60, 0x30, 0x00, 0xC6, 0x61, 0x14,
    0x69, 0xB2, 0x9B, 0xFD, 0x52, 0x80, 0x1A, 0x14, 0xF3, 0xD5, 0x23, 0x7A, 0xA0, 0x0C, 0xD2, 0x93,
    0x7A, 0xA0, 0xD0, 0x27, 0xEB, 0x88, 0x8D, 0xA3, 0x1A, 0x5E, 0x7A, 0xEF, 0xCF, 0x7D, 0x00, 0x00,
    0x00, 0x03, 0xEC, 0xE3, 0x55, 0x2D, 0x6A, 0xEF, 0x93, 0x00, 0x28, 0x70, 0x1D, 0xA5, 0x55, 0x57,
    0x57, 0x89, 0xBC, 0xEF, 0x6C, 0xCC, 0x6C, 0xA8, 0xDA, 0x06, 0xD0, 0x35, 0xE1, 0x8B, 0xCF, 0x38,
    0xCF, 0xA9, 0xD1, 0x34, 0x09, 0xA0, 0x6C, 0x91, 0xC1, 0x21, 0x4D, 0xE4, 0x41, 0x05, 0x08, 0x29,
    0xB6, 0xFD, 0x6A, 0xE6, 0x84, 0x18, 0x30, 0x72, 0xD5, 0xB6, 0xB5, 0x70, 0x30, 0x61, 0x13, 0x20,
    0x37, 0x77, 0x84, 0x7C, 0x92, 0x85, 0x57, 0x7A, 0x6F, 0x59, 0x30, 0x50, 0x27, 0x8E, 0x52, 0x00,
    0x96, 0xEC, 0x82, 0xB0, 0xDE, 0xCC, 0x98, 0x28, 0x16, 0xF6, 0x42, 0x3B, 0xFC, 0x5D, 0xC9, 0x14,
    0xE1, 0x42, 0x42, 0x35, 0x1D, 0xC5, 0x60,
};

/* bzip2 </dev/null */
static const unsigned char empty_file[] = {
    0x42, 0x5A, 0x68, 0x39, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0x00, 0x00, 0x00, 0x00,
};

static bytes kept(void) {
    return copy(bzip2_file, sizeof bzip2_file);
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
    tells_every_cut(packed, text, 10);
    free(packed.at);
    free(text.at);
}

static void fault_53_no_flipped_bit_gives_another_text(void **state) {
    (void)state;
    bytes packed = kept(), text = rows();
    tells_every_flip(packed, text, 10);
    free(packed.at);
    free(text.at);
}

static void fault_54_what_follows_is_refused(void **state) {
    (void)state;
    static const char *const tails[] = {"1,2\n", "BZh91AY&S", "\n"};
    bytes text = rows();
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        bytes packed = join(kept(), copy(tails[i], strlen(tails[i])));
        fails(packed, LSQ_EDATA, "the bzip2 data end at byte 167, and something else follows",
              (int64_t)text.length);
        free(packed.at);
    }
    for (size_t n = 1; n < 6; n++) {
        bytes packed = join(kept(), copy("\0\0\0\0\0", n));
        fails(packed, LSQ_EDATA, "and something else follows", (int64_t)text.length);
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
    tells_every_cut(packed, (bytes){"", 0}, 10);
    free(packed.at);
}

static void the_first_three_letters_are_not_enough(void **state) {
    (void)state;
    static const char *const texts[] = {"BZh", "BZh9,y\n1,2\n", "BZh01AY&SY,y\n1,2\n",
                                        "BZhx1AY&SY,y\n1,2\n", "BZh91AY&SX,y\n1,2\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bytes text = copy(texts[i], strlen(texts[i]));
        holds(text, text);
        free(text.at);
    }
}

static void a_wrong_check_is_told(void **state) {
    (void)state;
    bytes packed = kept(), text = rows();
    packed.at[packed.length - 2] ^= 1;
    fails(packed, LSQ_EDATA,
          "unpacking the bzip2 data failed at byte 167: contents and checks do not fit",
          (int64_t)text.length);
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
        cmocka_unit_test(the_first_three_letters_are_not_enough),
        cmocka_unit_test(a_wrong_check_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
