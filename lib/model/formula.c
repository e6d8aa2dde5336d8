/* formula.c - the text of a formula as a tree.
 *
 * Recursive descent over the grammar of formula.h with one token of look-ahead.  Chains a + b + c
 * are one node with many children, so that the depth of the tree is the depth of the parentheses
 * (and of signs in a row), bounded by LSQ_MAX_NESTING; a formula of a megabyte costs milliseconds
 * and some 80 bytes a node.  Fails with LSQ_EFORMULA at the first token that cannot be, or
 * LSQ_ENOMEM.
 *
 * SPDX-License-Identifier: MIT */
#include "formula.h"

#include <string.h>

#include "model.h"
#include "parser.h"

/* Chains from the loosest to the tightest; LEVEL_ATOM is what they are made of. */
enum { LEVEL_SUM, LEVEL_PRODUCT, LEVEL_COLON, LEVEL_ATOM };

static lsq_status parse_chain(lsq_parser *p, int level, int64_t *index);

/* "I" "(" expr ")", the name being read already; `at` is where it stood */
static lsq_status parse_identity(lsq_parser *p, int64_t at, int64_t *index) {
    int64_t child = -1;
    lsq_status status;
    if ((status = lsq_parser_deeper(p)) ||
        (status = lsq_parser_node(p, LSQ_NODE_IDENTITY, index)) || (status = lsq_parser_advance(p)))
        return status;
    p->tree->nodes[*index].at = at;
    p->in_identity = 1;
    if ((status = parse_chain(p, LEVEL_SUM, &child)) ||
        (status = lsq_parser_skip(p, ')', "an operator or ')' in I()")))
        return status;
    p->in_identity = 0;
    p->depth--;
    p->tree->nodes[*index].child = child;
    return LSQ_OK;
}

/* "," "raw" "=" ("TRUE" | "T") ")" of poly() at `at` */
static lsq_status parse_raw(lsq_parser *p, int64_t at) {
    static const char *const words[] = {"raw", "=", "TRUE"};
    int found = p->token.sign == ',';
    lsq_status status = LSQ_OK;
    for (int i = 0; found && i < 3; i++) {
        if ((status = lsq_parser_advance(p)))
            return status;
        const char *s = p->tree->text + p->token.at;
        size_t n = (size_t)p->token.length;
        found =
            (n == strlen(words[i]) && !memcmp(s, words[i], n)) || (i == 2 && n == 1 && *s == 'T');
    }
    if (!found)
        return lsq_fail_at(p->error, LSQ_EFORMULA, lsq_formula_position(at),
                           "poly() without raw = TRUE means orthogonal polynomials, which are not "
                           "available; write poly(x, 2, raw = TRUE) or powers(x, 2)");
    return lsq_parser_advance(p);
}

/* "(" name "," whole ")" of powers() and poly() */
static lsq_status parse_powers(lsq_parser *p, int64_t at, int is_poly, int64_t *index) {
    int64_t child = -1, power = 0;
    lsq_status status;
    if ((status = lsq_parser_node(p, LSQ_NODE_POWERS, index)) || (status = lsq_parser_advance(p)) ||
        (status = lsq_parser_name(p, &child)) ||
        (status = lsq_parser_skip(p, ',', "',' and the degree")) ||
        (status = lsq_parser_power(p, 1, &power)) || (is_poly && (status = parse_raw(p, at))) ||
        (status = lsq_parser_skip(p, ')', "')'")))
        return status;
    lsq_node *node = &p->tree->nodes[*index];
    node->at = at;
    node->child = child;
    node->power = power;
    return LSQ_OK;
}

/* name, or a call if "(" follows; cbind() only as the whole response */
static lsq_status parse_item(lsq_parser *p, int64_t *index) {
    lsq_token name = p->token, next;
    lsq_status status = LSQ_OK;
    if (name.kind == LSQ_TOKEN_NAME)
        status = lsq_token_read(&next, p->tree->text, name.at + name.length, p->error);
    if (status)
        return status;
    if (name.kind != LSQ_TOKEN_NAME || next.sign != '(')
        return lsq_parser_name(p, index);
    p->token = next;
    if (lsq_parser_is_word(p, name, "I") && !p->in_identity)
        return parse_identity(p, name.at, index);
    if (lsq_parser_is_word(p, name, "powers") && !p->in_identity)
        return parse_powers(p, name.at, 0, index);
    if (lsq_parser_is_word(p, name, "poly") && !p->in_identity)
        return parse_powers(p, name.at, 1, index);
    char shown[256];
    lsq_escape(shown, sizeof shown, p->tree->text + name.at, (size_t)name.length);
    lsq_position at = lsq_formula_position(name.at);
    if (p->in_identity)
        return lsq_fail_at(p->error, LSQ_EFORMULA, at,
                           "'%s()' cannot stand inside I(); there are + - * ^ and parentheses",
                           shown);
    if (lsq_parser_is_word(p, name, "cbind"))
        return lsq_fail_at(p->error, LSQ_EFORMULA, at,
                           "cbind() joins responses and stands alone before '~'");
    return lsq_fail_at(p->error, LSQ_EFORMULA, at,
                       "there is no function '%s'; there are I(), powers(x, k), poly(x, k, raw = "
                       "TRUE) and, before '~', cbind()",
                       shown);
}

/* number; outside I() only 1 and 0, the intercept */
static lsq_status parse_number(lsq_parser *p, int64_t *index) {
    lsq_status status = lsq_parser_node(p, LSQ_NODE_NUMBER, index);
    if (status)
        return status;
    const char *s = p->tree->text + p->token.at;
    int is_mark = p->token.length == 1 && (*s == '0' || *s == '1');
    if (!p->in_identity && !is_mark)
        return lsq_fail_at(p->error, LSQ_EFORMULA, lsq_formula_position(p->token.at),
                           "the numbers of a formula are 1 and 0, with and without intercept; "
                           "others stand in I()");
    return lsq_parser_advance(p);
}

/* "(" ... ")", a node of its own only inside I() */
static lsq_status parse_paren(lsq_parser *p, int64_t *index) {
    int64_t paren = -1, child = -1;
    lsq_status status;
    if ((status = lsq_parser_deeper(p)) || (status = lsq_parser_node(p, LSQ_NODE_PAREN, &paren)) ||
        (status = lsq_parser_advance(p)) || (status = parse_chain(p, LEVEL_SUM, &child)) ||
        (status = lsq_parser_skip(p, ')', "an operator or ')'")))
        return status;
    p->tree->nodes[paren].child = child;
    *index = p->in_identity ? paren : child;
    p->depth--;
    return LSQ_OK;
}

/* what chains are made of, with its power */
static lsq_status parse_base(lsq_parser *p, int64_t *index) {
    lsq_status status;
    if (p->token.sign == '(')
        status = parse_paren(p, index);
    else if (p->token.kind == LSQ_TOKEN_NUMBER)
        status = parse_number(p, index);
    else if (p->token.kind == LSQ_TOKEN_DOT && !p->in_identity)
        status =
            (status = lsq_parser_node(p, LSQ_NODE_DOT, index)) ? status : lsq_parser_advance(p);
    else if (p->token.kind == LSQ_TOKEN_NAME || p->token.kind == LSQ_TOKEN_QUOTED)
        status = parse_item(p, index);
    else
        status = lsq_parser_expected(p, p->in_identity ? "a column or a number" : "a term");
    if (status || p->token.sign != '^')
        return status;
    lsq_position caret = lsq_formula_position(p->token.at);
    if (!p->in_identity)
        return lsq_fail_at(p->error, LSQ_EFORMULA, caret,
                           "a power stands in I(), as in I(x^2); interactions are written a*b");
    int64_t power = -1, exponent = 0;
    if ((status = lsq_parser_node(p, LSQ_NODE_POWER, &power)) || (status = lsq_parser_advance(p)) ||
        (status = lsq_parser_power(p, 0, &exponent)))
        return status;
    if (p->token.sign == '^')
        return lsq_fail_at(p->error, LSQ_EFORMULA, lsq_formula_position(p->token.at),
                           "two powers in a row need parentheses, as in (x^2)^3");
    p->tree->nodes[power].child = *index;
    p->tree->nodes[power].power = exponent;
    *index = power;
    return LSQ_OK;
}

static int is_sign(const lsq_parser *p) {
    return p->token.sign == '+' || p->token.sign == '-';
}

/* Inside I(): unary.  Outside, after an operator: a further sign, whose product is a sum of one
 * child. */
static lsq_status parse_signed(lsq_parser *p, int level, int64_t *index) {
    if (!is_sign(p))
        return level == LEVEL_ATOM ? parse_base(p, index) : parse_chain(p, level, index);
    int minus = p->token.sign == '-';
    int64_t child = -1;
    lsq_node_kind kind = level != LEVEL_ATOM ? LSQ_NODE_SUM
                         : minus             ? LSQ_NODE_MINUS
                                             : LSQ_NODE_PLUS;
    lsq_status status;
    if ((status = lsq_parser_deeper(p)) || (status = lsq_parser_node(p, kind, index)) ||
        (status = lsq_parser_advance(p)) || (status = parse_signed(p, level, &child)))
        return status;
    p->tree->nodes[*index].child = child;
    p->tree->nodes[child].sign = minus ? '-' : '+';
    p->depth--;
    return LSQ_OK;
}

/* One child of a chain of this level. */
static lsq_status parse_operand(lsq_parser *p, int level, int64_t *index) {
    if (level == LEVEL_SUM)
        return p->in_identity ? parse_chain(p, LEVEL_PRODUCT, index)
                              : parse_signed(p, LEVEL_PRODUCT, index);
    if (p->in_identity)
        return parse_signed(p, LEVEL_ATOM, index);
    return level == LEVEL_PRODUCT ? parse_chain(p, LEVEL_COLON, index) : parse_base(p, index);
}

static int continues(const lsq_parser *p, int level) {
    return level == LEVEL_SUM       ? is_sign(p)
           : level == LEVEL_PRODUCT ? p->token.sign == '*'
                                    : p->token.sign == ':';
}

/* sum, product, colon or, inside I(), expr and factor; a chain of one child is that child */
static lsq_status parse_chain(lsq_parser *p, int level, int64_t *index) {
    static const lsq_node_kind kinds[] = {LSQ_NODE_SUM, LSQ_NODE_PRODUCT, LSQ_NODE_COLON};
    int64_t chain = -1, last = -1;
    lsq_status status = parse_operand(p, level, index);
    while (!status && continues(p, level)) {
        char sign = p->token.sign;
        int64_t child = -1;
        if (chain < 0 && !(status = lsq_parser_node(p, kinds[level], &chain))) {
            p->tree->nodes[chain].child = *index;
            last = *index;
            *index = chain;
        }
        if (status || (status = lsq_parser_advance(p)) ||
            (status = parse_operand(p, level, &child)))
            break;
        p->tree->nodes[last].next = child;
        p->tree->nodes[child].sign = sign;
        last = child;
    }
    return status;
}

/* response */
static lsq_status parse_response(lsq_parser *p) {
    int64_t list = -1, item = -1, last = -1;
    lsq_token name = p->token, next = {0};
    if (name.sign == '~' || name.kind == LSQ_TOKEN_END)
        return lsq_fail_at(p->error, LSQ_EFORMULA, lsq_formula_position(name.at),
                           "a formula is 'response ~ terms', here the response is missing");
    lsq_status status = lsq_parser_node(p, LSQ_NODE_LIST, &list);
    if (!status && lsq_parser_is_word(p, name, "cbind"))
        status = lsq_token_read(&next, p->tree->text, name.at + name.length, p->error);
    int joined = next.sign == '(';
    if (joined)
        p->token = next;
    while (!status) {
        if ((joined && (status = lsq_parser_advance(p))) || (status = parse_item(p, &item)))
            break;
        const lsq_node *node = &p->tree->nodes[item];
        if (node->kind == LSQ_NODE_POWERS)
            return lsq_fail_at(p->error, LSQ_EFORMULA, lsq_formula_position(node->at),
                               "powers() and poly() are predictors, not responses");
        *(last < 0 ? &p->tree->nodes[list].child : &p->tree->nodes[last].next) = item;
        last = item;
        if (!joined || p->token.sign != ',')
            break;
    }
    if (!status && joined)
        status = lsq_parser_skip(p, ')', "',' or ')' in cbind()");
    p->tree->responses = list;
    return status;
}

static lsq_status parse_all(lsq_parser *p) {
    lsq_status status;
    if ((status = lsq_parser_advance(p)) || (status = parse_response(p)))
        return status;
    if (p->token.kind == LSQ_TOKEN_END)
        return lsq_parser_expected(p, "'~' and the terms (a formula is 'response ~ terms')");
    if (p->token.sign != '~')
        return lsq_parser_expected(p, "'~' after the response (a column, I(...) or cbind(...))");
    if ((status = lsq_parser_advance(p)) || (status = parse_chain(p, LEVEL_SUM, &p->tree->terms)))
        return status;
    if (p->token.kind == LSQ_TOKEN_END)
        return LSQ_OK;
    if (p->token.sign == '~')
        return lsq_fail_at(p->error, LSQ_EFORMULA, lsq_formula_position(p->token.at),
                           "a formula has only one '~', this is the second");
    return lsq_parser_expected(p, p->token.sign
                                      ? "an operator or the end"
                                      : "an operator before the next term (names with blanks "
                                        "stand in backquotes)");
}

lsq_status lsq_formula_parse(lsq_tree *tree, const char *formula, lsq_error *error) {
    memset(tree, 0, sizeof *tree);
    tree->text = formula;
    size_t length = strlen(formula);
    if (length > LSQ_MAX_FORMULA)
        return lsq_fail_at(error, LSQ_EFORMULA, lsq_formula_position(LSQ_MAX_FORMULA),
                           "the formula has %zu bytes, at most %d are read", length,
                           LSQ_MAX_FORMULA);
    lsq_parser p = {.tree = tree, .error = error};
    lsq_status status = parse_all(&p);
    if (status)
        lsq_tree_clear(tree);
    return status;
}
