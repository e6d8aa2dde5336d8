/* fit.h - what an lsq_fit holds.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_FIT_FIT_H
#define LSQ_FIT_FIT_H

#include <lsq.h>

#include "../base/stopwatch.h"
#include "../data/csv.h"
#include "../dense/matrix.h"
#include "../model/model.h"
#include "../moments/moments.h"
#include "../stats/fingerprint.h"
#include "../stats/input_digits.h"
#include "../stats/regression.h"

enum { LSQ_MOST_THREADS = 1024 };

typedef struct lsq_warning {
    char code[4];
    int64_t term; /* -1: about no single term */
    char *message;
} lsq_warning;

/* What the pass over a CSV saw that is worth a warning. */
typedef struct lsq_notes {
    int header_is_numeric; /* the names look like data */
    int64_t header_line;
    int header_is_foreign; /* the names were no UTF-8 */
    char *missing;         /* where values were missing, "b (392), a (1)"; NULL: nowhere */
    int row_numbers;       /* a nameless first column is among the predictors that nobody chose */
    char *repeated;        /* a file that was read twice; NULL: none */
    int64_t thousands;     /* the model's column that may hold thousands points, -1 none */
} lsq_notes;

/* The texts of an lsq_place. */
typedef struct lsq_place_text {
    char *file, *column;
} lsq_place_text;

/* Who else takes the rows of the model, block by block: D = [X Y], rows-by-(p + q), or [X Y w] with
 * weights, the doubles nearest to the terms, which may be overwritten. */
typedef struct lsq_sink {
    lsq_status (*take)(void *context, lsq_view D, lsq_error *error);
    void *context;
    double seconds; /* spent so far on the exact side of the blocks, from columns to moments */
} lsq_sink;

struct lsq_fit {
    lsq_model *model;
    lsq_moments *moments; /* of the model's monomials */
    lsq_printed *printed; /* of each of the model's columns */
    lsq_accounts accounts;
    lsq_place_text places[2]; /* of accounts' first_missing and first_blank */
    lsq_regression g;
    lsq_weights weights; /* of input digits */
    double level;
    char **relations; /* p: text, or NULL for an independent term */
    lsq_warning *warnings;
    int64_t n_warnings, warnings_capacity;
    lsq_notes notes;
    char fingerprint[LSQ_FINGERPRINT_SIZE];
    lsq_solver *solver; /* NULL: exact */
    const char *method; /* its name, that of the table of methods */
    const char **names; /* of the columns of X and Y, for messages, if there is solver or sink */
    const lsq_answer *answer; /* of the solver; g stands on it */
    lsq_sink *sink;           /* of a comparison; NULL: nobody */
    const char *weighed_by;   /* the column of weights, for who reads files; NULL: none */
    int coefficients_only;    /* 1: nobody tells standard errors: no findings about them */
    int64_t weightless;       /* rows dropped for the weight 0, which accounts do not tell */
    lsq_matrix block;         /* D for solver and sink, while the rows are read */
    int timed;                /* 1: the stopwatches run */
    double began;             /* the clock when the fit was made */
    lsq_stopwatch times;      /* of who made it, and at the end of all threads */
    lsq_timings timings;      /* the same as lsq.h tells it */
};

/* *o = *options brought to this library's size, defaults filled in and checked; options may be
 * NULL. */
lsq_status lsq_fit_take_options(lsq_fit_options *o, const lsq_fit_options *options,
                                lsq_error *error);

/* *method = the name of the classical method that o asks for, of static life, NULL for "exact";
 * LSQ_EUSAGE if there is none of that name. */
lsq_status lsq_fit_find_method(const char **method, const lsq_fit_options *o, lsq_error *error);

/* An empty fit, to be filled with model, moments, printed and accounts; sink, weighed_by and
 * coefficients_only may be set.  Weights go into moments and S (normal.h) and nowhere else. */
lsq_status lsq_fit_new(lsq_fit **fit, lsq_error *error);

/* Make the moments of fit's model, and the solver that o asks for. */
lsq_status lsq_fit_begin(lsq_fit *fit, const lsq_fit_options *o, lsq_error *error);

/* Add a block of rows, given as the model's columns x, to the moments, which are those of fit or of
 * one of its threads, and to solver and sink.  Z is scratch for the monomials.  After LSQ_ELIMIT
 * nothing has been added. */
lsq_status lsq_fit_add(lsq_fit *fit, lsq_moments *moments, const lsq_integers *x, int64_t rows,
                       lsq_integers *Z, lsq_error *error);

/* From the moments to the results: solve, relations, fingerprint, warnings. */
lsq_status lsq_fit_finish(lsq_fit *fit, const lsq_fit_options *o, lsq_error *error);

/* Hand a finished fit over, or free it; returns status. */
lsq_status lsq_fit_deliver(lsq_fit **out, lsq_fit *fit, lsq_status status);

/* Read all rows of a source, which is freed, into fit's moments, the model being built from its
 * header. */
lsq_status lsq_fit_read_source(lsq_fit *fit, lsq_source *source, const lsq_fit_options *o,
                               lsq_error *error);

/* The same from count >= 1 files. */
lsq_status lsq_fit_read_files(lsq_fit *fit, const char *const *paths, int64_t count,
                              const lsq_fit_options *o, lsq_error *error);

/* Add all rows of X and Y, after checking them, to fit's moments; the model is built from the
 * names x1 ... xp and y or y1 ... yq. */
lsq_status lsq_fit_read_doubles(lsq_fit *fit, lsq_doubles X, lsq_doubles Y,
                                const lsq_fit_options *o, lsq_error *error);

/* The model that o asks for on columns x1 ... xk of the moments, and its regression, nothing else:
 * for computations that need no more of a fit. */
lsq_status lsq_fit_regress(lsq_fit *fit, const lsq_moments *moments, const lsq_fit_options *o,
                           lsq_error *error);

/* LSQ_ENUMERIC for a descent that saw a smaller rank in X'X of doubles than the exact one: it would
 * tell of freedom that the data do not leave. */
lsq_status lsq_check_descent(const lsq_answer *answer, int64_t rank, lsq_error *error);

/* relations[j] of the aliased terms. */
lsq_status lsq_fit_find_relations(lsq_fit *fit, lsq_error *error);

/* The findings worth a sentence. */
lsq_status lsq_fit_find_warnings(lsq_fit *fit, lsq_error *error);

#endif
