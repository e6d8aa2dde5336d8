/* parser.c - where a parse of a formula stands: the next token, the tree so far, the depth.
 *
 * The steps that the grammar of formula.c is written in, each O(token).  LSQ_EFORMULA at the next
 * token, LSQ_ENOMEM.
 *
 * SPDX-License-Identifier: MIT */
#include "parser.h"

#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "../data/number.h"
#include "model.h"

lsq_position lsq_formula_position(int64_t at) {
    return (lsq_position){NULL, 1, at + 1, -1};
}

lsq_status lsq_parser_advance(lsq_parser *p) {
    return lsq_token_read(&p->token, p->tree->text, p->token.at + p->token.length, p->error);
}

/* "expected ..., found ..." at the next token */
lsq_status lsq_parser_expected(lsq_parser *p, const char *expected) {
    char found[256];
    const lsq_token *token = &p->token;
    lsq_escape(found, sizeof found, p->tree->text + token->at, (size_t)token->length);
    int end = token->kind == LSQ_TOKEN_END;
    return lsq_fail_at(p->error, LSQ_EFORMULA, lsq_formula_position(token->at),
                       "expected %s, found %s%s%s", expected, end ? "the end of the formula" : "'",
                       found, end ? "" : "'");
}

lsq_status lsq_parser_skip(lsq_parser *p, char sign, const char *expected) {
    return p->token.sign == sign ? lsq_parser_advance(p) : lsq_parser_expected(p, expected);
}

/* A new node at the next token, without children. */
lsq_status lsq_parser_node(lsq_parser *p, lsq_node_kind kind, int64_t *index) {
    lsq_tree *tree = p->tree;
    lsq_status status =
        lsq_grow(&tree->nodes, &tree->capacity, tree->n_nodes + 1, sizeof *tree->nodes, p->error);
    if (status)
        return status;
    *index = tree->n_nodes++;
    tree->nodes[*index] = (lsq_node){.kind = kind,
                                     .sign = '+',
                                     .child = -1,
                                     .next = -1,
                                     .at = p->token.at,
                                     .length = p->token.length,
                                     .column = -1};
    return LSQ_OK;
}

lsq_status lsq_parser_deeper(lsq_parser *p) {
    if (++p->depth <= LSQ_MAX_NESTING)
        return LSQ_OK;
    return lsq_fail_at(p->error, LSQ_EFORMULA, lsq_formula_position(p->token.at),
                       "the formula nests deeper than %d levels", LSQ_MAX_NESTING);
}

/* name */
lsq_status lsq_parser_name(lsq_parser *p, int64_t *index) {
    lsq_text *names = &p->tree->names;
    const char *s = p->tree->text + p->token.at, *end = s + p->token.length;
    int quoted = p->token.kind == LSQ_TOKEN_QUOTED;
    if (!quoted && p->token.kind != LSQ_TOKEN_NAME)
        return lsq_parser_expected(p, "a column name");
    lsq_status status = lsq_parser_node(p, LSQ_NODE_NAME, index);
    if (status)
        return status;
    p->tree->nodes[*index].name = (int64_t)names->length;
    for (s += quoted, end -= quoted; s < end; s += (quoted && *s == '`') ? 2 : 1)
        lsq_text_add(names, s, 1);
    lsq_text_add(names, "", 1);
    if (names->failed)
        return lsq_fail_memory(p->error, names->length);
    return lsq_parser_advance(p);
}

/* whole, from least to LSQ_MAX_DEGREE */
lsq_status lsq_parser_power(lsq_parser *p, int least, int64_t *power) {
    const char *s = p->tree->text + p->token.at;
    int64_t value = 0, n = p->token.length;
    if (p->token.kind != LSQ_TOKEN_NUMBER || (int64_t)strspn(s, "0123456789") < n)
        return lsq_parser_expected(p, least ? "a degree as a whole number"
                                            : "a power as a whole number without sign");
    for (int64_t i = 0; i < n && value <= LSQ_MAX_DEGREE; i++)
        value = 10 * value + (s[i] - '0');
    if (value < least || value > LSQ_MAX_DEGREE) {
        char shown[256];
        lsq_escape(shown, sizeof shown, s, (size_t)n);
        return lsq_fail_at(p->error, LSQ_EFORMULA, lsq_formula_position(p->token.at),
                           "the power is %s, it must be from %d to %d", shown, least,
                           LSQ_MAX_DEGREE);
    }
    *power = value;
    return lsq_parser_advance(p);
}

int lsq_parser_is_word(const lsq_parser *p, lsq_token token, const char *word) {
    return token.kind == LSQ_TOKEN_NAME && (size_t)token.length == strlen(word) &&
           !memcmp(p->tree->text + token.at, word, strlen(word));
}

void lsq_tree_clear(lsq_tree *tree) {
    free(tree->nodes);
    lsq_text_clear(&tree->names);
    memset(tree, 0, sizeof *tree);
}

const char *lsq_tree_name(const lsq_tree *tree, int64_t node) {
    return tree->names.bytes + tree->nodes[node].name;
}

void lsq_tree_number(const lsq_tree *tree, int64_t node, fmpz_t value, int64_t *exp10) {
    int32_t exponent = 0;
    const lsq_node *n = &tree->nodes[node];
    lsq_number_parse(value, &exponent, tree->text + n->at, (size_t)n->length, '.', 0);
    *exp10 = exponent;
}
