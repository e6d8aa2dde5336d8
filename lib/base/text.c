/* text.c - text that grows, short numbers, escaping, and the nearest name.
 *
 * Nearest names by the restricted edit distance (insert, delete, replace, swap of neighbours;
 * Damerau 1964) in O(length^2) for names of at most 64 bytes.
 *
 * SPDX-License-Identifier: MIT */
#include "text.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

void lsq_text_clear(lsq_text *text) {
    free(text->bytes);
    memset(text, 0, sizeof *text);
}

void lsq_text_add(lsq_text *text, const char *bytes, size_t length) {
    if (text->failed)
        return;
    int64_t needed = (int64_t)(text->length + length + 1);
    if (lsq_grow(&text->bytes, &text->capacity, needed, 1, NULL)) {
        text->failed = 1;
        return;
    }
    if (length)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void lsq_text_put(lsq_text *text, const char *string) {
    lsq_text_add(text, string, strlen(string));
}

void lsq_text_format(lsq_text *text, const char *format, ...) {
    char small[512];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n < 0) {
        text->failed = 1;
    } else if ((size_t)n < sizeof small) {
        lsq_text_add(text, small, (size_t)n);
    } else {
        char *large = malloc((size_t)n + 1);
        if (large) {
            vsnprintf(large, (size_t)n + 1, format, again);
            lsq_text_add(text, large, (size_t)n);
            free(large);
        } else {
            text->failed = 1;
        }
    }
    va_end(again);
}

lsq_status lsq_text_take(lsq_text *text, char **string, lsq_error *error) {
    *string = NULL;
    lsq_text_add(text, "", 0);
    if (text->failed) {
        lsq_text_clear(text);
        return lsq_fail(error, LSQ_ENOMEM, "out of memory while composing text");
    }
    *string = text->bytes;
    memset(text, 0, sizeof *text);
    return LSQ_OK;
}

/* ---- short numbers ---- */

enum { MOST_FIGURES = 17, PLAIN_FIGURES = 3, PLAIN_ZEROS = 3 };

/* figures = the digits of value > 0 without zeros at the end, *exponent = that of the first one;
 * returns how many there are.  The C library rounds correctly; of what it writes only the ASCII
 * digits are taken, as the mark between them is the locale's. */
static int take_figures(char figures[MOST_FIGURES + 1], int *exponent, double value, int digits) {
    char text[64];
    int count = 0;
    snprintf(text, sizeof text, "%.*e", digits - 1, value);
    const char *e = strrchr(text, 'e');
    for (const char *at = text; at < e; at++)
        if (*at >= '0' && *at <= '9')
            figures[count++] = *at;
    while (count > 1 && figures[count - 1] == '0')
        count--;
    figures[count] = '\0';
    *exponent = (int)strtol(e + 1, NULL, 10);
    return count;
}

lsq_number lsq_number_digits(double value, int digits) {
    lsq_number number;
    char figures[MOST_FIGURES + 1], *out = number.text;
    const size_t size = sizeof number.text;
    const char *sign = value < 0 ? "-" : "";
    int exponent, count, plain = digits > PLAIN_FIGURES ? digits : PLAIN_FIGURES;
    assert(digits >= 1 && digits <= MOST_FIGURES);
    if (!isfinite(value)) {
        snprintf(out, size, "%s%s", sign, isnan(value) ? "NaN" : "infinity");
        return number;
    }
    count = take_figures(figures, &exponent, fabs(value), digits);
    if (exponent < -PLAIN_ZEROS || exponent >= plain)
        snprintf(out, size, "%s%c%s%se%d", sign, figures[0], count > 1 ? "." : "", figures + 1,
                 exponent);
    else if (exponent < 0)
        snprintf(out, size, "%s0.%.*s%s", sign, -exponent - 1, "00", figures);
    else if (count > exponent + 1)
        snprintf(out, size, "%s%.*s.%s", sign, exponent + 1, figures, figures + exponent + 1);
    else
        snprintf(out, size, "%s%s%.*s", sign, figures, exponent + 1 - count, "0000000000000000");
    return number;
}

lsq_number lsq_short_number(double value) {
    return lsq_number_digits(value, 2);
}

/* 1 if so many digits read back as the value; both by the mark of the same locale. */
static int suffices(double value, int digits) {
    char text[64];
    snprintf(text, sizeof text, "%.*e", digits - 1, value);
    return strtod(text, NULL) == value;
}

/* Where DBL_DIG digits do not suffice fewer do not, since DBL_DIG digits survive in a double. */
lsq_number lsq_full_number(double value) {
    int digits = suffices(value, DBL_DIG) ? 1 : DBL_DIG + 1;
    while (digits < MOST_FIGURES && !suffices(value, digits))
        digits++;
    return lsq_number_digits(value, digits);
}

/* ---- escaping ---- */

/* Length of the UTF-8 character at s and its code point; 0 if the bytes are not well-formed (RFC
 * 3629). */
static size_t utf8_next(const unsigned char *s, size_t left, uint32_t *code) {
    if (left && s[0] < 0x80) {
        *code = s[0];
        return 1;
    }
    size_t n = !left                         ? 0
               : s[0] >= 0xF0 && s[0] < 0xF5 ? 4
               : s[0] >= 0xE0                ? 3
               : s[0] >= 0xC2                ? 2
                                             : 0;
    if (n < 2 || n > left || s[0] >= 0xF5)
        return 0;
    uint32_t c = s[0] & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3Fu);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (c < least[n] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        return 0;
    *code = c;
    return n;
}

int lsq_is_utf8(const char *bytes, size_t length) {
    uint32_t code;
    for (size_t i = 0, n; i < length; i += n)
        if (!(n = utf8_next((const unsigned char *)bytes + i, length - i, &code)))
            return 0;
    return 1;
}

size_t lsq_from_windows_1252(char *out, const char *bytes, size_t length) {
    /* bytes 0x80 to 0x9F; five of them stand for themselves, as in HTML */
    static const uint16_t codes[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char b = (unsigned char)bytes[i];
        unsigned c = b >= 0x80 && b < 0xA0 ? codes[b - 0x80] : b;
        if (c < 0x80) {
            out[n++] = (char)c;
        } else if (c < 0x800) {
            out[n++] = (char)(0xC0 | c >> 6);
            out[n++] = (char)(0x80 | (c & 0x3F));
        } else {
            out[n++] = (char)(0xE0 | c >> 12);
            out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
            out[n++] = (char)(0x80 | (c & 0x3F));
        }
    }
    return n;
}

/* Control characters, bidirectional marks and isolates, invisible format characters, line
 * separators. */
static int is_hidden(uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
           (c >= 0xE0000 && c <= 0xE007F);
}

/* Write one character or one stray byte at s, escaped, into piece; return how many bytes of s it
 * took. */
static size_t escape_one(char piece[16], const char *s, size_t left) {
    uint32_t c = 0;
    size_t n = utf8_next((const unsigned char *)s, left, &c);
    if (!n) {
        snprintf(piece, 16, "\\x%02X", (unsigned)(unsigned char)*s);
        return 1;
    }
    if (c == '\n' || c == '\t' || c == '\r' || c == '\\')
        snprintf(piece, 16, "\\%c", c == '\n' ? 'n' : c == '\t' ? 't' : c == '\r' ? 'r' : '\\');
    else if (is_hidden(c) && c < 0x80)
        snprintf(piece, 16, "\\x%02X", (unsigned)c);
    else if (is_hidden(c))
        snprintf(piece, 16, "\\u{%X}", (unsigned)c);
    else
        snprintf(piece, 16, "%.*s", (int)n, s);
    return n;
}

void lsq_escape(char *out, size_t size, const char *bytes, size_t length) {
    static const char more[] = "\xE2\x80\xA6"; /* … */
    const size_t shown = 60;
    size_t used = 0, i = 0;
    while (i < length) {
        char piece[16];
        size_t step = escape_one(piece, bytes + i, length - i), n = strlen(piece);
        if (i + step > shown || used + n + sizeof more > size) {
            if (used + sizeof more <= size) {
                memcpy(out + used, more, sizeof more - 1);
                used += sizeof more - 1;
            }
            break;
        }
        memcpy(out + used, piece, n);
        used += n;
        i += step;
    }
    out[used] = '\0';
}

void lsq_text_add_escaped(lsq_text *text, const char *bytes, size_t length) {
    for (size_t i = 0; i < length;) {
        char piece[16];
        i += escape_one(piece, bytes + i, length - i);
        lsq_text_put(text, piece);
    }
}

void lsq_text_add_json(lsq_text *text, const char *string) {
    size_t length = strlen(string);
    lsq_text_put(text, "\"");
    for (size_t i = 0; i < length;) {
        uint32_t c = 0;
        size_t n = utf8_next((const unsigned char *)string + i, length - i, &c);
        if (!n)
            lsq_text_put(text, "\\ufffd");
        else if (c == '"' || c == '\\')
            lsq_text_format(text, "\\%c", (int)c);
        else if (is_hidden(c) && c < 0x10000)
            lsq_text_format(text, "\\u%04x", (unsigned)c);
        else if (is_hidden(c))
            lsq_text_format(text, "\\u%04x\\u%04x", (unsigned)(0xD7C0 + (c >> 10)),
                            (unsigned)(0xDC00 + (c & 0x3FF)));
        else
            lsq_text_add(text, string + i, n);
        i += n ? n : 1;
    }
    lsq_text_put(text, "\"");
}

int64_t lsq_text_width(const char *string) {
    int64_t width = 0;
    size_t length = strlen(string);
    for (size_t i = 0; i < length;) {
        uint32_t c = 0;
        size_t n = utf8_next((const unsigned char *)string + i, length - i, &c);
        int combining = (c >= 0x300 && c < 0x370) || (c >= 0x1AB0 && c < 0x1B00) ||
                        (c >= 0x20D0 && c < 0x2100) || (c >= 0xFE20 && c < 0xFE30);
        int wide = (c >= 0x1100 && c < 0x1160) || (c >= 0x2E80 && c < 0xA4D0) ||
                   (c >= 0xAC00 && c < 0xD7A4) || (c >= 0xF900 && c < 0xFB00) ||
                   (c >= 0xFF00 && c < 0xFF61) || (c >= 0x1F300 && c < 0x1FA00);
        width += n && combining ? 0 : n && wide ? 2 : 1;
        i += n ? n : 1;
    }
    return width;
}

static int lower(char c) {
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

enum { LONGEST = 64 };

/* Restricted edit distance of two strings of at most LONGEST bytes. */
static int distance(const char *a, int n, const char *b, int m) {
    int row[3][LONGEST + 1];
    int *two_back = row[0], *back = row[1], *now = row[2];
    for (int j = 0; j <= m; j++)
        back[j] = j;
    for (int i = 1; i <= n; i++) {
        now[0] = i;
        for (int j = 1; j <= m; j++) {
            int d = back[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
            if (back[j] + 1 < d)
                d = back[j] + 1;
            if (now[j - 1] + 1 < d)
                d = now[j - 1] + 1;
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]) && two_back[j - 2] + 1 < d)
                d = two_back[j - 2] + 1;
            now[j] = d;
        }
        int *spare = two_back;
        two_back = back;
        back = now;
        now = spare;
    }
    return back[m];
}

int64_t lsq_nearest_name(const char *wanted, const char *const *names, int64_t count) {
    int64_t best = -1;
    int best_distance = LONGEST + 1;
    size_t n = strlen(wanted);
    for (int64_t i = 0; n <= LONGEST && i < count; i++) {
        size_t m = strlen(names[i]);
        if (m > LONGEST)
            continue;
        int longer = (int)(n > m ? n : m), shorter = (int)(n < m ? n : m);
        int d = distance(wanted, (int)n, names[i], (int)m);
        if (d < best_distance && d <= (longer + 2) / 3 && d < shorter) {
            best = i;
            best_distance = d;
        }
    }
    return best;
}

const char *lsq_suggest(const char *wanted, const char *const *names, int64_t count) {
    int64_t nearest = lsq_nearest_name(wanted, names, count);
    return nearest < 0 ? NULL : names[nearest];
}
