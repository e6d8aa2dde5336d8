/* split.h - one record of a CSV text into its fields; the only reading of quotes and line ends.
 *
 * A pure function of the bytes: no buffer, no input, no messages.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_SPLIT_H
#define LSQ_DATA_SPLIT_H

#include <lsq.h>

/* A field as it lies in the text: without the quotes around it, doubled quotes still doubled. */
typedef struct lsq_field {
    const char *text;
    uint32_t length;
    unsigned char quoted;
    unsigned char
        doubled; /* 1: the text has doubled quotes, lsq_field_undouble makes them single */
} lsq_field;

typedef enum lsq_split_result {
    LSQ_SPLIT_RECORD,
    LSQ_SPLIT_BLANK,       /* a blank line */
    LSQ_SPLIT_COMMENT,     /* a line that begins with the comment character */
    LSQ_SPLIT_MORE,        /* the text ends within the record */
    LSQ_SPLIT_QUOTE,       /* a quote inside an unquoted field */
    LSQ_SPLIT_AFTER_QUOTE, /* text after a closing quote */
    LSQ_SPLIT_UNCLOSED,    /* the input ends within quotes */
    LSQ_SPLIT_FIELD_LIMIT, /* longer than LSQ_MAX_FIELD */
    LSQ_SPLIT_LINE_LIMIT,  /* longer than LSQ_MAX_LINE */
    LSQ_SPLIT_COLUMNS,     /* more than LSQ_MAX_COLUMNS fields */
    LSQ_SPLIT_MEMORY       /* no memory for the fields */
} lsq_split_result;

/* A splitter and its last record. */
typedef struct lsq_split {
    char delimiter;
    char comment;               /* 0: none */
    unsigned char special[256]; /* 1 for delimiter, quote, CR and LF */
    lsq_field *fields;          /* the first min(count, keep) of the record */
    int64_t capacity;
    int64_t count;    /* of fields */
    int64_t keep;     /* how many are kept, the others only counted */
    int64_t lines;    /* line ends in the record, its own among them */
    const char *next; /* behind the record and its line end */
    const char *at;   /* the start of the field that is wrong */
} lsq_split;

/* Set the delimiter and the comment character, 0 for none; keep all fields of a record; the
 * splitter must be zeroed or initialised before. */
void lsq_split_init(lsq_split *split, char delimiter, char comment);
void lsq_split_clear(lsq_split *split);

/* Split the record, blank line or comment that starts at p < end.  final: nothing follows end.
 * Costs one look at each byte and 16 bytes for each field kept. */
lsq_split_result lsq_split_record(lsq_split *split, const char *p, const char *end, int final);

/* Copy the field to out, which holds field->length bytes, with doubled quotes made single;
 * return the length. */
size_t lsq_field_undouble(char *out, const lsq_field *field);

/* Cut blanks off both ends of the text. */
void lsq_trim_blanks(const char **text, size_t *length);

#endif
