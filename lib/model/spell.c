/* spell.c - names, numbers and expressions of a formula as R writes them.
 *
 * R deparses the contents of I() with blanks around + - * and none around ^, and numbers with 15
 * digits; here they keep all their digits, so that two terms have one name only if they are one.  A
 * backquote in a name is doubled where R writes a backslash before it.  Recursion is bounded by the
 * depth of the tree.
 *
 * SPDX-License-Identifier: MIT */
#include "spell.h"

#include <stdlib.h>
#include <string.h>

int lsq_is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || (unsigned char)c > 127;
}

int lsq_is_syntactic(const char *name) {
    static const char *const reserved[] = {
        "if",    "else",        "repeat", "while", "function", "for",         "in",
        "next",  "TRUE",        "FALSE",  "NULL",  "Inf",      "NaN",         "NA",
        "break", "NA_integer_", ".",      "",      "NA_real_", "NA_complex_", "NA_character_"};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (!strcmp(name, reserved[i]))
            return 0;
    const char *first = name + (*name == '.');
    if ((*first >= '0' && *first <= '9') || *name == '_')
        return 0;
    for (const char *s = name; *s; s++)
        if (!lsq_is_name_byte(*s))
            return 0;
    return 1;
}

void lsq_spell_name(lsq_text *text, const char *name) {
    if (lsq_is_syntactic(name))
        lsq_text_put(text, name);
    else
        lsq_spell_quoted(text, name);
}

void lsq_spell_quoted(lsq_text *text, const char *name) {
    lsq_text_put(text, "`");
    for (const char *s = name; *s;) {
        size_t n = strcspn(s, "`");
        lsq_text_add(text, s, n);
        s += n;
        if (*s == '`') {
            lsq_text_put(text, "``");
            s++;
        }
    }
    lsq_text_put(text, "`");
}

static void put_zeros(lsq_text *text, int64_t count) {
    for (int64_t i = 0; i < count; i++)
        lsq_text_put(text, "0");
}

/* 0.ddd, ddd.ddd or ddd000 of n digits, the first of which stands for 10^e */
static void put_plain(lsq_text *text, const char *digits, int64_t n, int64_t e) {
    int64_t whole = e < 0 ? 0 : e + 1 < n ? e + 1 : n;
    if (e < 0)
        lsq_text_put(text, "0");
    lsq_text_add(text, digits, (size_t)whole);
    put_zeros(text, e + 1 - n);
    if (whole == n)
        return;
    lsq_text_put(text, ".");
    put_zeros(text, -e - 1);
    lsq_text_add(text, digits + whole, (size_t)(n - whole));
}

void lsq_spell_number(lsq_text *text, const fmpz_t value, int64_t exp10) {
    char *digits = fmpz_get_str(NULL, 10, value);
    const char *first = digits + (*digits == '-');
    int64_t all = (int64_t)strlen(first), n = all;
    while (n > 1 && first[n - 1] == '0')
        n--;
    int64_t e = *first == '0' ? 0 : exp10 + all - 1;
    int64_t point = n > 1, far = e <= -100 || e >= 100;
    int64_t scientific = n + point + 4 + far;
    int64_t plain = e < 0 ? n - e + 1 : e + 1 >= n ? e + 1 : n + 1;
    if (plain <= scientific) {
        put_plain(text, first, n, e);
    } else {
        lsq_text_add(text, first, 1);
        lsq_text_put(text, point ? "." : "");
        lsq_text_add(text, first + 1, (size_t)(n - 1));
        lsq_text_format(text, "e%c%02lld", e < 0 ? '-' : '+', (long long)(e < 0 ? -e : e));
    }
    flint_free(digits);
}

/* The children of a sum or product with the operators between them. */
static void spell_chain(lsq_text *text, const lsq_tree *tree, const lsq_node *node) {
    for (int64_t i = node->child, first = 1; i >= 0; i = tree->nodes[i].next, first = 0) {
        if (!first)
            lsq_text_put(text, node->kind == LSQ_NODE_PRODUCT ? " * "
                               : tree->nodes[i].sign == '-'   ? " - "
                                                              : " + ");
        lsq_spell_expression(text, tree, i);
    }
}

void lsq_spell_expression(lsq_text *text, const lsq_tree *tree, int64_t index) {
    const lsq_node *node = &tree->nodes[index];
    fmpz_t value;
    int64_t exp10;
    switch (node->kind) {
    case LSQ_NODE_NAME:
        lsq_spell_name(text, lsq_tree_name(tree, index));
        break;
    case LSQ_NODE_NUMBER:
        fmpz_init(value);
        lsq_tree_number(tree, index, value, &exp10);
        lsq_spell_number(text, value, exp10);
        fmpz_clear(value);
        break;
    case LSQ_NODE_POWER:
        lsq_spell_expression(text, tree, node->child);
        lsq_text_format(text, "^%lld", (long long)node->power);
        break;
    case LSQ_NODE_PLUS:
    case LSQ_NODE_MINUS:
        lsq_text_put(text, node->kind == LSQ_NODE_PLUS ? "+" : "-");
        lsq_spell_expression(text, tree, node->child);
        break;
    case LSQ_NODE_PAREN:
        lsq_text_put(text, "(");
        lsq_spell_expression(text, tree, node->child);
        lsq_text_put(text, ")");
        break;
    default:
        spell_chain(text, tree, node);
        break;
    }
}
