/* fuzz_unpack.c - any bytes as a file that may be packed, and any text packed by us.
 *
 * The first byte chooses.  Bytes as they are: text, failure and its sentence do not depend on the
 * pieces in which bytes come and go.  A text that we pack, in one member or two: it comes out as it
 * went in; with one byte changed or cut off behind it, it comes out or fails, except zstd's without
 * checksum.  Of a bomb one megabyte is looked at.
 *
 * SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "data/packers.h"

enum { MOST = 1 << 20 };

static outcome look(bytes file, size_t step, size_t ask) {
    outcome out = unpack_from((giver){file.at, file.length, step, 0}, ask, MOST);
    NEED(out.status == LSQ_OK || out.error.message[0]);
    return out;
}

static int same_text(const outcome *out, bytes text) {
    return same_bytes(out->text.at, out->text.length, text.at, text.length);
}

/* In one piece, which is returned, and in others. */
static outcome unpack_twice(bytes file, size_t step, size_t ask) {
    outcome a = look(file, MOST, MOST), b = look(file, step, ask);
    NEED(a.status == b.status && same_text(&b, a.text));
    NEED(!a.status || strcmp(a.error.message, b.error.message) == 0);
    NEED(!a.status || a.error.byte == b.error.byte);
    free(b.text.at);
    return a;
}

/* Does the text itself look packed?  Then it is refused as packed twice. */
static int is_packed(bytes text) {
    lsq_source *source = NULL, *before;
    NEED(!lsq_source_memory(&source, text.at, text.length, NULL, NULL));
    before = source;
    int packed = lsq_source_unpack(&source, NULL) != LSQ_OK || source != before;
    lsq_source_free(source);
    return packed;
}

static void check_packed(int kind, bytes text, size_t first) {
    static const size_t marks[PACKERS] = {3, 4, 6, 10};
    bytes file = packers[kind](text.at, first);
    bytes rest = packers[kind](text.at + first, text.length - first);
    NEED((file.at = realloc(file.at, file.length + rest.length)));
    memcpy(file.at + file.length, rest.at, rest.length);
    file.length += rest.length;
    free(rest.at);
    outcome out = unpack_twice(file, 5, 77);
    NEED(!out.status && same_text(&out, text));
    free(out.text.at);
    size_t place = marks[kind] + (first * 31 + text.length) % (file.length - marks[kind]);
    file.at[place] ^= (char)(1 << first % 8);
    out = unpack_twice(file, 3, 1000);
    NEED(out.status || kind == 1 || same_text(&out, text));
    free(out.text.at);
    file.length = place; /* the changed byte is off again */
    out = unpack_twice(file, 1, 1);
    NEED(out.status || same_bytes(out.text.at, out.text.length, text.at, first));
    free(out.text.at);
    free(file.at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const size_t steps[][2] = {{1, 1}, {1, MOST}, {MOST, 1}, {7, 300}};
    if (size < 2)
        return 0;
    bytes rest = {(char *)data + 2, size - 2};
    if (data[0] & 4) {
        const size_t *step = steps[data[0] & 3];
        outcome out = unpack_twice(rest, step[0], step[1]);
        free(out.text.at);
    } else if (!is_packed(rest)) {
        check_packed(data[0] & 3, rest, rest.length * data[1] / 255);
    }
    return 0;
}
