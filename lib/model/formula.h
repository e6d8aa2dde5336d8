/* formula.h - the text of a formula as a tree.
 *
 *   formula  = response "~" sum
 *   response = item | "cbind" "(" item { "," item } ")"
 *   item     = name | "I" "(" expr ")"
 *   sum      = [sign] product { sign product }            sign = "+" | "-", several in a row nest
 *   product  = colon { "*" colon }
 *   colon    = atom { ":" atom }
 *   atom     = item | "." | "1" | "0" | "(" sum ")" | "powers" "(" name "," whole ")"
 *            | "poly" "(" name "," whole "," "raw" "=" ("TRUE" | "T") ")"
 *   expr     = factor { sign factor }                     the polynomial inside I()
 *   factor   = unary { "*" unary }
 *   unary    = sign unary | base [ "^" whole ]
 *   base     = name | number | "(" expr ")"
 *   name     = letters, digits, "." and "_", a letter or "." first; every byte above 127 is a
 *              letter; or any bytes in backquotes, a backquote inside being doubled
 *   number   = decimal digits with at most one "." and an exponent, no sign
 *   whole    = digits
 *
 * Between them stand any blanks, tabs and line ends.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_MODEL_FORMULA_H
#define LSQ_MODEL_FORMULA_H

#include <lsq.h>

#include "../base/error.h"
#include "../base/text.h"
#include "../exact/flint.h"

enum { LSQ_MAX_NESTING = 200 };

typedef enum lsq_node_kind {
    LSQ_NODE_NAME,     /* a column */
    LSQ_NODE_NUMBER,   /* >= 0 */
    LSQ_NODE_DOT,      /* all columns that are not in the response */
    LSQ_NODE_SUM,      /* children with signs */
    LSQ_NODE_PRODUCT,  /* children; outside I() crossing: a * b is a + b + a:b */
    LSQ_NODE_COLON,    /* children; interaction */
    LSQ_NODE_IDENTITY, /* I(child) */
    LSQ_NODE_POWERS,   /* child, I(child^2), ..., I(child^power) */
    LSQ_NODE_POWER,    /* child ^ power */
    LSQ_NODE_PLUS,     /* + child */
    LSQ_NODE_MINUS,    /* - child */
    LSQ_NODE_PAREN,    /* (child), in I() only */
    LSQ_NODE_LIST      /* children: the responses */
} lsq_node_kind;

typedef struct lsq_node {
    lsq_node_kind kind;
    int sign;            /* as a child of a sum: '+' or '-' */
    int64_t child, next; /* node indices, -1 for none */
    int64_t at;          /* byte of the formula, 0-based */
    int64_t length;      /* of a number's text, which starts at `at` */
    int64_t name;        /* offset into tree.names */
    int64_t power;       /* <= LSQ_MAX_DEGREE */
    int64_t column;      /* of a name in the table, for the tree's user; -1 */
} lsq_node;

typedef struct lsq_tree {
    const char *text; /* the formula, not owned */
    lsq_node *nodes;  /* n_nodes */
    lsq_text names;   /* NUL-terminated, one after the other */
    int64_t n_nodes, capacity;
    int64_t responses; /* the node of the left side, a list */
    int64_t terms;     /* the node of the right side */
} lsq_tree;

/* Parse the formula, which must outlive the tree.  O(length); recursion no deeper than
 * LSQ_MAX_NESTING.  LSQ_EFORMULA with line 1 and the column of the first byte that cannot be; the
 * tree is then empty. */
lsq_status lsq_formula_parse(lsq_tree *tree, const char *formula, lsq_error *error);
void lsq_tree_clear(lsq_tree *tree);

/* The name of a node, NUL-terminated. */
const char *lsq_tree_name(const lsq_tree *tree, int64_t node);

/* value * 10^exp10 = the number of a node. */
void lsq_tree_number(const lsq_tree *tree, int64_t node, fmpz_t value, int64_t *exp10);

/* Where a byte of the formula stands. */
lsq_position lsq_formula_position(int64_t at);

#endif
