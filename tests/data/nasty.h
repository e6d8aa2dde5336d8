/* nasty.h - small texts of columns x and y that try what a cut between two chunks may spoil.  With
 * '#' for comments; those that fail say how.
 *
 * SPDX-License-Identifier: MIT */
#ifndef TESTS_DATA_NASTY_H
#define TESTS_DATA_NASTY_H

#include <stddef.h>

typedef struct nasty_text {
    const char *text;
    size_t length;
    const char *fails; /* where and why, NULL: it does not */
} nasty_text;

#define NASTY(text, fails) \
    { text, sizeof(text) - 1, fails }

static const nasty_text nasty_texts[] = {
    NASTY("x,y\n1,2\n2,5\n3,4\n4,11\n", NULL),
    NASTY("x,y\r\n1,2\r\n2,5\r\n3,4\r\n4,11", NULL),
    NASTY("x,y\r1,2\r2,5\r\r\n\n\r3,4\r4,11\r", NULL),
    NASTY("y,x\n\n2,1\n \n\n5,2\nNA,3\n,\n4,\n\t\n11,4\n\n\n", NULL),
    NASTY("x,y\n\"1\",\"2\"\n\"2\",5\n3,\"4\"\r\n\" 4\",\"11\n\"\n", "5:6: '11\\n' is not"),
    NASTY("x,y,z\n1,2,\"\n\"\n2,5,\"\r\n\r\"\n3,4,\"\"\"\n\"\n4,11,\"\"\"\"\"\"\n5,6,\"\n\n\n\n\"",
          NULL),
    NASTY("#a\"\nx,y\n#\"\n1,2\n#\n2,5\n#\"\",\"\r\n#\r3,4\n4,11\n#\"", NULL),
    NASTY("x,y\n1,2\n2,5\n3,4\n\n#\n5,x\n4,11\n", "7:3: 'x' is not a number (column y)"),
    NASTY("x,y\n1,2\n2,5\n3,4,5\n4,x\n4,11\n", "4:5: 3 fields found, 2 expected"),
    NASTY("x,y\n1,2\n2,5\n3\n4,\"11\n", "4:1: 1 field found, 2 expected"),
    NASTY("x,y\n1,2\n2,5\n3,4\n4,11\"\n5,6\n6,\"7\n7,8\n", "5:3: a quote inside a field"),
    NASTY("x,y\n1,2\n\"2\"\"\",5\n3,4\n4,\"11\n", "3:1: '2\"' is not a number"),
    NASTY("x,y\n1,2\n2,\"5\"5\n3,4\n\n\"\n4,\"11\n", "3:3: text after the closing quote"),
    NASTY("x,y\n1,2\n2,5\n\n3,4\n4,\"11\n5,6\n7,8\n", "6:3: the quote opened here is never closed"),
    NASTY("x,y\n1,2\n2,5\n3,\0\n4,x\n", "4:3: byte 14 is NUL"),
    NASTY("x,y\n1,2\n2,5\n3,\"4\n\0\"\n4,x\n", "5:1: byte 17 is NUL"),
    NASTY("x,y\n1,2\n2,5\n3\r\0,4\n4,x\n", "5:1: byte 14 is NUL"),
    NASTY("x,y\n1,2\n2,1e999\n3,4\n4,\"x\"\n", "3:3: '1e999' is out of range"),
    NASTY("x,y,z\n1,2,3\n2,5,NA\n3,4,z\n4,11,\n5,6,7\n6,5,\"8\n", "7:5: the quote opened here"),
    NASTY("x,y\n1,2\n2,5\n3,4\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nNA,3\n4,11\n", NULL),
};

enum { NASTY_TEXTS = sizeof nasty_texts / sizeof *nasty_texts };

#endif
