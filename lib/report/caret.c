/* caret.c - lsq_caret: the place of an error in a formula, shown with a caret below it.
 *
 * Cost: linear in the text before the place.  Cannot fail; a place outside the text gives the empty
 * string.
 *
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "../base/text.h"

#define MORE "\xE2\x80\xA6" /* … */

enum {
    WINDOW = 72,
    BEFORE = 48,
    INDENT = 2
}; /* terminal columns: shown, of them left of the caret */

static int continues(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* The character at s escaped into piece; returns its bytes and sets its width. */
static size_t escape_char(const char *s, char piece[256], int64_t *width) {
    size_t n = 1;
    while (n < 4 && continues(s[n]))
        n++;
    lsq_escape(piece, 256, s, n);
    *width = lsq_text_width(piece);
    return n;
}

/* The earliest start from which the characters up to `at` take at most BEFORE columns. */
static size_t window_start(const char *text, size_t at) {
    int64_t room = BEFORE;
    size_t start = at;
    while (start) {
        size_t back = start - 1;
        for (int i = 0; i < 3 && back && continues(text[back]); i++)
            back--;
        char piece[256];
        int64_t width;
        escape_char(text + back, piece, &width);
        room -= width;
        if (room < 0)
            break;
        start = back;
    }
    return start;
}

void lsq_caret(char *out, size_t size, const char *text, int64_t column) {
    size_t length = strlen(text), at = column > 0 ? (size_t)column - 1 : 0, used, i;
    *out = '\0';
    if (column < 1 || at > length || size < 2 * (size_t)WINDOW)
        return;
    while (at && at < length && continues(text[at]))
        at--;
    size_t start = window_start(text, at);
    int64_t shown = start ? 1 : 0, caret = shown;
    used = (size_t)snprintf(out, size, "%*s%s", INDENT, "", start ? MORE : "");
    for (i = start; i < length;) {
        char piece[256];
        int64_t width;
        size_t n = escape_char(text + i, piece, &width);
        if (shown + width >= WINDOW || used + strlen(piece) + WINDOW + 16 > size)
            break;
        caret += i < at ? width : 0;
        shown += width;
        used += (size_t)snprintf(out + used, size - used, "%s", piece);
        i += n;
    }
    snprintf(out + used, size - used, "%s\n%*s^", i < length ? MORE : "", (int)caret + INDENT, "");
}
