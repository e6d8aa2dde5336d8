/* sniff.c - what kind of text a source begins with.
 *
 * Delimiter: each candidate splits the first records with the one splitter; it counts how many
 * data records have as many fields as the header.  A candidate with more than one field whose
 * records all agree wins, in the order tab ; | and comma last, since a decimal comma can agree
 * by chance with ; but hardly the other way round; else the one most records agree with.  At
 * most LSQ_SNIFF_RECORDS records and LSQ_SNIFF_BYTES bytes are split four times.
 *
 * SPDX-License-Identifier: MIT */
#include "sniff.h"

#include <string.h>

#include "../base/error.h"
#include "split.h"

static const struct {
    const char *bytes;
    size_t length;
    const char *what;
} signatures[] = {
    {"PK\x03\x04", 4, "is a ZIP archive, perhaps a spreadsheet: save it as CSV"},
    {"\xFF\xFE\0\0", 4, "is UTF-32 (little-endian): iconv -f UTF-32 -t UTF-8 FILE converts it"},
    {"\0\0\xFE\xFF", 4, "is UTF-32 (big-endian): iconv -f UTF-32 -t UTF-8 FILE converts it"},
    {"\xFF\xFE", 2, "is UTF-16 (little-endian): iconv -f UTF-16 -t UTF-8 FILE converts it"},
    {"\xFE\xFF", 2, "is UTF-16 (big-endian): iconv -f UTF-16 -t UTF-8 FILE converts it"},
};

lsq_status lsq_sniff_encoding(size_t *mark, const char *bytes, size_t length, const char *name,
                              lsq_error *error) {
    lsq_position at = {name, 0, 0, 0};
    *mark = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        size_t n = signatures[i].length;
        if (length >= n && memcmp(bytes, signatures[i].bytes, n) == 0)
            return lsq_fail_at(error, LSQ_EDATA, at, "%s", signatures[i].what);
    }
    return LSQ_OK;
}

/* Fields of the header, and how many of the records after it have as many. */
typedef struct census {
    int64_t fields, agree, records;
} census;

/* The first bytes of a source, record by record. */
typedef struct look {
    lsq_split split;
    const char *p, *end;
    int final;
    int64_t records; /* seen, the header among them */
} look;

static void look_init(look *l, const char *bytes, size_t length, int final, char delimiter,
                      char comment) {
    memset(l, 0, sizeof *l);
    lsq_split_init(&l->split, delimiter, comment);
    l->p = bytes;
    l->end = bytes + (length < LSQ_SNIFF_BYTES ? length : LSQ_SNIFF_BYTES);
    l->final = final && length <= LSQ_SNIFF_BYTES;
}

/* 1 and the next record in l->split, blank lines passed over; 0: there is none to be seen. */
static int look_next(look *l) {
    while (l->p < l->end && l->records <= LSQ_SNIFF_RECORDS) {
        lsq_split_result result = lsq_split_record(&l->split, l->p, l->end, l->final);
        if (result == LSQ_SPLIT_MORE && !l->records) /* a header too long: what there is of it */
            result = lsq_split_record(&l->split, l->p, l->end, 1);
        if (result != LSQ_SPLIT_RECORD && result != LSQ_SPLIT_BLANK && result != LSQ_SPLIT_COMMENT)
            return 0;
        l->p = l->split.next;
        l->records += result == LSQ_SPLIT_RECORD;
        if (result == LSQ_SPLIT_RECORD)
            return 1;
    }
    return 0;
}

static census take_census(const char *bytes, size_t length, int final, char delimiter,
                          char comment) {
    census c = {0, 0, 0};
    look l;
    look_init(&l, bytes, length, final, delimiter, comment);
    l.split.keep = 0;
    if (look_next(&l))
        c.fields = l.split.count;
    while (look_next(&l)) {
        c.records++;
        c.agree += l.split.count == c.fields;
    }
    lsq_split_clear(&l.split);
    return c;
}

static const char candidates[] = {'\t', ';', '|', ','};

char lsq_sniff_delimiter(const char *bytes, size_t length, int final, char decimal, char comment) {
    char best = decimal == ',' ? ';' : ',';
    census most = {0, -1, 0};
    for (size_t i = 0; i < sizeof candidates; i++) {
        char delimiter = candidates[i];
        if (delimiter == decimal)
            continue;
        census c = take_census(bytes, length, final, delimiter, comment);
        if (c.fields < 2)
            continue;
        if (c.records && c.agree == c.records)
            return delimiter;
        if (c.agree > most.agree || (c.agree == most.agree && c.fields > most.fields)) {
            most = c;
            best = delimiter;
        }
    }
    return best;
}

char lsq_sniff_denser(int64_t *fields, const char *bytes, size_t length, int final, char delimiter,
                      char decimal, char comment) {
    if (take_census(bytes, length, final, delimiter, comment).fields > 1)
        return 0;
    for (size_t i = 0; i < sizeof candidates; i++) {
        if (candidates[i] == delimiter || candidates[i] == decimal)
            continue;
        census c = take_census(bytes, length, final, candidates[i], comment);
        if (c.fields > 1 && c.agree == c.records) {
            *fields = c.fields;
            return candidates[i];
        }
    }
    return 0;
}

/* The words of the last record, split at blanks, and how they are set. */
static int64_t count_words(const lsq_split *split, lsq_blanks *blanks) {
    int64_t words = 0;
    *blanks = LSQ_BLANKS_SINGLE;
    for (int64_t i = 0; i < split->count; i++) {
        const lsq_field *f = &split->fields[i];
        int empty = !f->length && !f->quoted, edge = i == 0 || i + 1 == split->count;
        words += !empty;
        if (empty && *blanks < LSQ_BLANKS_ALIGNED)
            *blanks = edge ? LSQ_BLANKS_ALIGNED : LSQ_BLANKS_RUNS;
    }
    return words;
}

lsq_blanks lsq_sniff_blanks(int64_t *fields, const char *bytes, size_t length, int final,
                            char delimiter, char comment) {
    lsq_blanks all = LSQ_BLANKS_NONE, blanks = LSQ_BLANKS_NONE;
    int even = 1;
    if (delimiter == ' ' || take_census(bytes, length, final, delimiter, comment).fields > 1)
        return LSQ_BLANKS_NONE;
    look l;
    look_init(&l, bytes, length, final, ' ', comment);
    *fields = 0;
    while (even && look_next(&l)) {
        int64_t words = count_words(&l.split, &blanks);
        even = words > 1 && (l.records == 1 || words == *fields);
        *fields = words;
        all = blanks > all ? blanks : all;
    }
    lsq_split_clear(&l.split);
    return even && l.records > 1 ? all : LSQ_BLANKS_NONE;
}

const char *lsq_delimiter_text(char delimiter) {
    switch (delimiter) {
    case '\t':
        return "$'\\t'";
    case ';':
        return "';'";
    case '|':
        return "'|'";
    default:
        return ",";
    }
}
