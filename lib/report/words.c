/* words.c - text set to the width of a terminal: elided names and sums, wrapped sentences.
 *
 * Cost: linear in the text.  Failure to allocate is left in the `failed` flag of the output.
 *
 * SPDX-License-Identifier: MIT */
#include "words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MORE "\xE2\x80\xA6" /* … */

const lsq_style *lsq_style_of(int color) {
    static const lsq_style plain = {"", "", "", ""};
    static const lsq_style ansi = {"\033[1m", "\033[2m", "\033[33m", "\033[0m"};
    return color ? &ansi : &plain;
}

void lsq_put_spaces(lsq_text *out, int64_t count) {
    for (; count > 0; count--)
        lsq_text_put(out, " ");
}

/* Bytes of the character at s, which is valid UTF-8 as escaping leaves it. */
static size_t step(const char *s) {
    size_t n = 1;
    while (((unsigned char)s[n] & 0xC0) == 0x80)
        n++;
    return n;
}

static int64_t char_width(const char *s, size_t n) {
    char one[8] = "";
    memcpy(one, s, n < sizeof one ? n : sizeof one - 1);
    return lsq_text_width(one);
}

/* Bytes of the longest beginning of s that takes at most `width` columns. */
static size_t head_bytes(const char *s, int64_t width) {
    size_t used = 0;
    while (s[used]) {
        size_t n = step(s + used);
        width -= char_width(s + used, n);
        if (width < 0)
            break;
        used += n;
    }
    return used;
}

/* Bytes of the longest end of s that takes at most `width` columns. */
static size_t tail_bytes(const char *s, int64_t width) {
    size_t length = strlen(s), start = length;
    while (start) {
        size_t back = start - 1;
        while (back && ((unsigned char)s[back] & 0xC0) == 0x80)
            back--;
        width -= char_width(s + back, start - back);
        if (width < 0)
            break;
        start = back;
    }
    return length - start;
}

void lsq_put_elided(lsq_text *out, const char *name, int64_t width) {
    lsq_text safe = {0};
    lsq_text_add_escaped(&safe, name, strlen(name));
    if (safe.failed)
        out->failed = 1;
    else if (safe.bytes && lsq_text_width(safe.bytes) <= width) {
        lsq_text_add(out, safe.bytes, safe.length);
    } else if (safe.bytes) {
        int64_t front = (width - 1) * 2 / 3;
        size_t tail = tail_bytes(safe.bytes, width - 1 - front);
        lsq_text_add(out, safe.bytes, head_bytes(safe.bytes, front));
        lsq_text_put(out, MORE);
        lsq_text_add(out, safe.bytes + safe.length - tail, tail);
    }
    lsq_text_clear(&safe);
}

void lsq_put_right(lsq_text *out, const char *text, int64_t width) {
    lsq_put_spaces(out, width - lsq_text_width(text));
    lsq_text_put(out, text);
}

void lsq_put_name(lsq_text *out, const char *name, int64_t width) {
    lsq_text shown = {0};
    lsq_put_elided(&shown, name, width);
    lsq_text_add(out, shown.bytes ? shown.bytes : "", shown.length);
    lsq_put_spaces(out, width - (shown.bytes ? lsq_text_width(shown.bytes) : 0));
    out->failed |= shown.failed;
    lsq_text_clear(&shown);
}

/* Where the last " + " within s[0 .. length) starts, 0 if there is none. */
static size_t last_summand(const char *s, size_t length) {
    for (size_t i = length; i-- > 1;)
        if (!strncmp(s + i, " + ", 3))
            return i;
    return 0;
}

void lsq_put_sum(lsq_text *out, const char *sum, int64_t width, int64_t count) {
    lsq_text safe = {0}, end = {0};
    lsq_text_add_escaped(&safe, sum, strlen(sum));
    lsq_text_format(&end, "%s (%" PRId64 " terms)", MORE, count);
    if (safe.failed || end.failed)
        out->failed = 1;
    else if (safe.bytes && lsq_text_width(safe.bytes) <= width) {
        lsq_text_add(out, safe.bytes, safe.length);
    } else if (safe.bytes) {
        size_t room = head_bytes(safe.bytes, width - 3 - lsq_text_width(end.bytes));
        size_t whole = last_summand(safe.bytes, room + 1);
        lsq_text_add(out, safe.bytes, whole ? whole : room);
        lsq_text_put(out, whole ? " + " : "");
        lsq_text_add(out, end.bytes, end.length);
    }
    lsq_text_clear(&end);
    lsq_text_clear(&safe);
}

void lsq_put_escaped_once(lsq_text *out, const char *text, size_t length) {
    while (length) {
        const char *slash = memchr(text, '\\', length);
        size_t n = slash ? (size_t)(slash - text) : length;
        lsq_text_add_escaped(out, text, n);
        lsq_text_put(out, slash ? "\\" : "");
        n += slash != NULL;
        text += n;
        length -= n;
    }
}

void lsq_put_wrapped(lsq_text *out, const char *sentence, int64_t indent, int64_t width) {
    int64_t column = indent;
    int first = 1;
    while (*sentence) {
        lsq_text word = {0};
        size_t n = strcspn(sentence, " ");
        lsq_put_escaped_once(&word, sentence, n);
        lsq_text_put(&word, "");
        int64_t wide = word.bytes ? lsq_text_width(word.bytes) : 0;
        if (!first && column + 1 + wide > width) {
            lsq_text_put(out, "\n");
            lsq_put_spaces(out, indent);
            column = indent;
            first = 1;
        }
        lsq_text_put(out, first ? "" : " ");
        lsq_text_add(out, word.bytes, word.length);
        out->failed |= word.failed;
        column += wide + !first;
        first = 0;
        sentence += n + strspn(sentence + n, " ");
        lsq_text_clear(&word);
    }
}

char *lsq_take_line(char **rest) {
    char *line = *rest, *end = line ? strchr(line, '\n') : NULL;
    if (end)
        *end = '\0';
    *rest = end && end[1] ? end + 1 : NULL;
    return line;
}
