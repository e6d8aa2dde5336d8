/* shell.c - words that a message gives to be pasted into a shell.
 *
 * Within single quotes every byte but the single quote stands for itself, in all shells and in
 * bash's history expansion too; that one quote is written outside of them, '\''.  Linear; a failed
 * append shows in the text.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <string.h>

int lsq_is_showable(const char *text) {
    lsq_text shown = {0};
    int showable = 1;
    for (const char *s = text; *s && showable;) {
        size_t n = strcspn(s, "\\"); /* a backslash is escaped too, but hurts nobody */
        lsq_text_clear(&shown);
        lsq_text_add_escaped(&shown, s, n);
        showable = !n || (shown.length == n && memcmp(shown.bytes, s, n) == 0);
        s += n + (s[n] == '\\');
    }
    lsq_text_clear(&shown);
    return showable;
}

static int is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == ',';
}

void lsq_put_shell_word(lsq_text *text, const char *word) {
    size_t plain = 0;
    while (is_plain(word[plain]))
        plain++;
    if (plain && !word[plain]) {
        lsq_text_put(text, word);
        return;
    }
    lsq_text_put(text, "'");
    for (const char *s = word; *s;) {
        size_t n = strcspn(s, "'");
        lsq_text_add(text, s, n);
        s += n;
        if (*s) {
            lsq_text_put(text, "'\\''");
            s++;
        }
    }
    lsq_text_put(text, "'");
}
