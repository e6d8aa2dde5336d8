/* parser.h - where a parse of a formula stands: the next token, the tree so far, the depth.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_MODEL_PARSER_H
#define LSQ_MODEL_PARSER_H

#include <lsq.h>

#include "formula.h"
#include "tokens.h"

typedef struct lsq_parser {
    lsq_tree *tree;
    lsq_token token; /* the next one */
    int depth;       /* of parentheses, I() and signs in a row */
    int in_identity; /* 1: inside I() */
    lsq_error *error;
} lsq_parser;

/* Read the token behind the next one. */
lsq_status lsq_parser_advance(lsq_parser *p);

/* LSQ_EFORMULA "expected ..., found ..." at the next token. */
lsq_status lsq_parser_expected(lsq_parser *p, const char *expected);

/* Go over a sign, which must be the next token. */
lsq_status lsq_parser_skip(lsq_parser *p, char sign, const char *expected);

/* *index = a new node at the next token, without children. */
lsq_status lsq_parser_node(lsq_parser *p, lsq_node_kind kind, int64_t *index);

/* One level down; the caller counts p->depth back.  LSQ_EFORMULA beyond LSQ_MAX_NESTING. */
lsq_status lsq_parser_deeper(lsq_parser *p);

/* A name, bare or quoted, as a node. */
lsq_status lsq_parser_name(lsq_parser *p, int64_t *index);

/* A whole number from `least` to LSQ_MAX_DEGREE. */
lsq_status lsq_parser_power(lsq_parser *p, int least, int64_t *power);

/* 1 if the token is this bare name. */
int lsq_parser_is_word(const lsq_parser *p, lsq_token token, const char *word);

#endif
