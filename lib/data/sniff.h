/* sniff.h - what kind of text a source begins with.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_SNIFF_H
#define LSQ_DATA_SNIFF_H

#include <lsq.h>

enum { LSQ_SNIFF_BYTES = 64 << 10, LSQ_SNIFF_RECORDS = 100 };

/* Refuse archives and UTF-16/32 by name; otherwise *mark = length of a UTF-8 mark, 0 or 3. */
lsq_status lsq_sniff_encoding(size_t *mark, const char *bytes, size_t length, const char *name,
                              lsq_error *error);

/* The delimiter among , ; tab | that header and first records agree on, ',' if none does.  Looks
 * at the first LSQ_SNIFF_BYTES and LSQ_SNIFF_RECORDS; final: nothing follows them.  decimal ','
 * is no candidate; lines that begin with `comment` are passed over (0: none). */
char lsq_sniff_delimiter(const char *bytes, size_t length, int final, char decimal, char comment);

/* The delimiter that cuts each of the first records into the same number > 1 of fields, *fields
 * of them, although `delimiter` leaves them whole or finds quotes where none may be; 0 if there is
 * none. */
char lsq_sniff_denser(int64_t *fields, const char *bytes, size_t length, int final, char delimiter,
                      char decimal, char comment);

/* How blanks, the character ' ', cut the records of a table of one column. */
typedef enum lsq_blanks {
    LSQ_BLANKS_NONE,   /* not into the same number > 1 of fields */
    LSQ_BLANKS_SINGLE, /* one between two fields */
    LSQ_BLANKS_RUNS,   /* one or more between two fields */
    LSQ_BLANKS_ALIGNED /* some also in front of the first field or behind the last */
} lsq_blanks;

/* How blanks cut the first records, two of them at least, into *fields each, although `delimiter`
 * leaves them whole. */
lsq_blanks lsq_sniff_blanks(int64_t *fields, const char *bytes, size_t length, int final,
                            char delimiter, char comment);

/* How messages show a delimiter on a command line: ',' as ,  and tab as $'\t'. */
const char *lsq_delimiter_text(char delimiter);

#endif
