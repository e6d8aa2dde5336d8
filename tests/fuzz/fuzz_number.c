/* fuzz_number.c - any bytes to the number grammar, to its fast road and to the hints.
 *
 * The first byte chooses decimal mark, delimiter and thousands; the rest is the text.  The result
 * must be that of a slow reading by another road.
 *
 * SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "data/small.h"
#include "data/slow_number.h"

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

static void check_fast_road(const char *text, size_t length, char mark, const slow_number *slow) {
    char padded[128] = {0};
    if (length > 64)
        return;
    memcpy(padded, text, length);
    lsq_small number;
    const char *end = lsq_small_read(padded, mark, &number);
    if (!end || end != padded + length)
        return;
    REQUIRE(slow->result == LSQ_NUMBER_OK);
    fmpz_t value;
    fmpz_init(value);
    fmpz_set_ui(value, number.digits);
    if (number.negative)
        fmpz_neg(value, value);
    REQUIRE(slow_agrees(slow, value, number.exp10));
    fmpz_clear(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size)
        return 0;
    char mark = data[0] & 1 ? ',' : '.';
    char thousands = "\0\0,.'_ \0"[data[0] >> 5];
    thousands = (char)(thousands == mark ? 0 : thousands);
    const char *text = (const char *)data + 1;
    size_t length = size - 1;
    fmpz_t value;
    int32_t exp10 = 4711;
    fmpz_init_set_si(value, 42);
    slow_number slow;
    slow_parse(&slow, text, length, mark, thousands);
    lsq_number_result result = lsq_number_parse(value, &exp10, text, length, mark, thousands);
    REQUIRE(result == slow.result);
    if (result == LSQ_NUMBER_OK)
        REQUIRE(slow_agrees(&slow, value, exp10));
    else
        REQUIRE(fmpz_equal_si(value, 42) && exp10 == 4711);
    check_fast_road(text, length, mark, &slow);
    const char *hint = lsq_number_hint(text, length, mark, thousands, data[0] & 2 ? ',' : ';');
    REQUIRE(!hint || *hint);
    hint = lsq_missing_hint(text, length);
    REQUIRE(!hint || (result == LSQ_NUMBER_NOT && !lsq_is_date(text, length)));
    REQUIRE(result == LSQ_NUMBER_NOT || !lsq_is_date(text, length));
    slow_clear(&slow);
    fmpz_clear(value);
    return 0;
}
