/* lsq.h - least squares with proven digits.
 *
 * The library reads a table once, keeps the moment matrix M = [X Y]'[X Y] exactly, and answers
 * every question of a linear regression from M in ball arithmetic: each number it gives is the
 * correctly rounded value of the exact result for the numbers in the file.  Beside it stand the
 * classical methods in doubles, which it can judge.
 *
 * Map
 *   1. status and error   lsq_status, lsq_error, lsq_exit_code
 *   2. everyday           lsq_fit_csv, lsq_fit_files, lsq_fit_buffer, lsq_fit_doubles, lsq_report
 *   3. results            lsq_fit_value, lsq_fit_text, lsq_fit_fixed and what surrounds the numbers
 *   4. moments            lsq_moments_*: add, merge, subtract; lsq_fit_moments fits them later
 *   5. classical solvers  lsq_solver_*: QR, Cholesky, SVD, descent in doubles; lsq_pseudoinverse
 *   6. comparison         lsq_compare_*: every solver on the same data, judged by the exact one
 *   7. descent            lsq_descend_*: one descent from step to step, beside the exact solution
 *   8. gradient check     lsq_check_*: a derivative of yours against differences; lsq_gradcheck_*:
 *                         that of least squares on data; lsq_identities: those of matrix calculus
 *
 * Laws
 *   - Whatever can fail returns lsq_status and takes an lsq_error, which may be NULL.  A failed
 *     call changes nothing; an output handle is then NULL.
 *   - A handle has one _free function; freeing NULL is fine.  Texts and names returned as
 *     const char * live as long as their handle.
 *   - Options structs are zeroed, then struct_size is set; a zero field means its default.
 *   - Indices are 0-based int64_t; an index out of range is LSQ_EUSAGE, NAN, NULL or 0.
 *   - Different handles may be used by different threads; one handle by one thread at a time.  A
 *     thread of your own that ends calls lsq_thread_end last.
 *   - The library never prints, exits, changes the locale or installs signal handlers.  FLINT and
 *     GMP, which hold the exact numbers, abort the process when malloc fails inside them, unless
 *     the program says otherwise by lsq_on_exhausted.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_H
#define LSQ_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LSQ_VERSION "0.1.0"

#if defined(__GNUC__)
#define LSQ_API __attribute__((visibility("default")))
#else
#define LSQ_API
#endif

/* ---- 1. status and error --------------------------------------------------------------------- */

/* One table: name, exit code of the program, meaning. */
#define LSQ_STATUS_TABLE(X)                                                                 \
    X(LSQ_OK, 0, "success")                                                                 \
    X(LSQ_EUSAGE, 2, "invalid argument, option or name")                                    \
    X(LSQ_EFORMULA, 2, "the formula cannot be understood or names an unknown column")       \
    X(LSQ_EDATA, 3, "the data break a rule of the format")                                  \
    X(LSQ_ENUMERIC, 4, "what was asked has no numerical answer, or --strict met a finding") \
    X(LSQ_EIO, 5, "reading or writing failed")                                              \
    X(LSQ_ENOMEM, 6, "out of memory")                                                       \
    X(LSQ_ELIMIT, 6, "a stated limit is exceeded")                                          \
    X(LSQ_EINTERNAL, 70, "a fault in lsq itself")

typedef enum lsq_status {
#define LSQ_STATUS_NAME(name, exit_code, text) name,
    LSQ_STATUS_TABLE(LSQ_STATUS_NAME)
#undef LSQ_STATUS_NAME
} lsq_status;

/* What went wrong, and where.  `line` is a 1-based line of the input, `column` a 1-based byte
 * within it, `byte` a 0-based offset in the input; 0, 0 and -1 where there is none.  Where the
 * formula or a list of the options is at fault, `within` is that very string, and `column` counts
 * in it; else it is NULL.  `message` is one sentence, file:line:column in front where known, every
 * foreign byte escaped. */
typedef struct lsq_error {
    lsq_status status;
    int64_t line, column, byte;
    const char *within;
    char message[1024];
} lsq_error;

LSQ_API const char *lsq_status_text(lsq_status status); /* the table's meaning */
LSQ_API const char *lsq_status_name(lsq_status status); /* "LSQ_EDATA" */
LSQ_API int lsq_exit_code(lsq_status status);
LSQ_API const char *lsq_version(void);

/* Free what FLINT keeps for the calling thread, about 160 KB: the last call of a thread that ends,
 * when the handles made in it are freed.  The main thread need not. */
LSQ_API void lsq_thread_end(void);

/* For programs, at their start: what to do when malloc fails inside FLINT or GMP, which would abort
 * the process.  The handler gets the bytes that were wanted and must not return.  This is state of
 * the process, so a library that uses lsq leaves it alone. */
LSQ_API void lsq_on_exhausted(void (*handler)(size_t bytes));

/* For programs that show such errors to people. */

/* The name nearest to `wanted` by edit distance without regard to case, NULL if none is near. */
LSQ_API const char *lsq_suggest(const char *wanted, const char *const *names, int64_t count);

/* Foreign bytes for a terminal or a message: control and bidirectional characters and what is not
 * UTF-8 become \n, \xHH or \u{H}.  At most 60 bytes are shown, then an ellipsis; size >= 256 holds
 * any result. */
LSQ_API void lsq_escape(char *out, size_t size, const char *bytes, size_t length);

/* Two lines without a last newline: the part of `text` (a formula or list) around its 1-based byte
 * `column`, escaped and at most 76 terminal columns wide, and below it a caret at that place.  ""
 * if there is no such place; size >= 1024. */
LSQ_API void lsq_caret(char *out, size_t size, const char *text, int64_t column);

/* ---- 2. everyday ----------------------------------------------------------------------------- */

typedef struct lsq_fit lsq_fit;
typedef struct lsq_solver_options lsq_solver_options; /* section 5 */

/* How far the reading has come. */
typedef struct lsq_progress {
    int64_t file, files; /* the file being read, from 0, and how many there are */
    int64_t bytes,
        total;      /* read so far, as they lie on disk, and in all files; total -1: unknown */
    int64_t rows;   /* read so far */
    double seconds; /* since the reading began */
} lsq_progress;

typedef struct lsq_fit_options {
    size_t struct_size;        /* sizeof(lsq_fit_options) */
    const char *formula;       /* "y ~ x1 + I(x2^2)"; NULL: from response and predictors */
    const char *response;      /* "y" or "y1,y2"; NULL: the column y, else the last one */
    const char *predictors;    /* "x1,x2"; NULL: all other columns */
    const char *exact_columns; /* "year,dose": not rounded in print (input digits) */
    double level;              /* of the confidence intervals, 0 < level < 1; 0: 0.95 */
    int min_norm;              /* 1: the minimum-norm solution pinv(X) Y, no aliased columns */
    /* CSV only */
    char delimiter;         /* 0: detected among , ; tab | */
    char decimal;           /* the decimal mark, '.' or ','; 0: '.' */
    const char *missing;    /* "NA,-,.": texts of a missing value; NULL: empty and NA */
    int no_header;          /* 1: the first record is data; the columns are col1, col2, ... */
    const char *input_name; /* the name for messages instead of the path */
    /* "exact", the default, or a method of section 5, which then gives coefficients, (X'X)^-1 and
     * RSS in doubles; everything that follows from these, and the data, stays exact */
    const char *solver;
    const lsq_solver_options *solver_options; /* NULL: the defaults */
    /* CSV only */
    int64_t skip;   /* lines in front of the header that are passed over, in each file */
    char comment;   /* lines that begin with it are passed over; 0: none do */
    char thousands; /* between groups of three digits, such as ',' or ' ' (any space); 0: none */
    int missing_is_error; /* 1: a used column without a value is LSQ_EDATA, not a dropped row */
    int threads; /* most that read and add; 0: one for each processor.  A classical solver gets the
                    rows in order, from one */
    int64_t chunk; /* bytes a thread takes at a time; 0: 256 KiB.  Of no effect on any result */
    /* Called a few times a second while files are read, from any one thread at a time; NULL: not */
    void (*progress)(void *context, const lsq_progress *progress);
    void *progress_context;
    int timings; /* 1: lsq_fit_timings will tell where the time went */
} lsq_fit_options;

/* A matrix of doubles somewhere in memory: element (i, j) is data[i * row_stride + j *
 * column_stride]. */
typedef struct lsq_doubles {
    const double *data;
    int64_t rows, columns, row_stride, column_stride;
} lsq_doubles;

/* Fit a CSV file, "-" being standard input, in one pass and memory independent of its length; gzip,
 * zstd, xz and bzip2 are known by their content.  options may be NULL. */
LSQ_API lsq_status lsq_fit_csv(lsq_fit **fit, const char *path, const lsq_fit_options *options,
                               lsq_error *error);

/* The same for count >= 1 files as if they were one.  Each has its own header; columns go by name,
 * and the names must be those of the first file, in any order. */
LSQ_API lsq_status lsq_fit_files(lsq_fit **fit, const char *const *paths, int64_t count,
                                 const lsq_fit_options *options, lsq_error *error);

/* The same for `size` bytes of CSV in memory. */
LSQ_API lsq_status lsq_fit_buffer(lsq_fit **fit, const void *bytes, size_t size,
                                  const lsq_fit_options *options, lsq_error *error);

/* Fit doubles: X n-by-p with columns x1 ... xp, Y n-by-q with columns y (q = 1) or y1 ... yq.
 * Without a formula all of X and an intercept.  A double is taken as the exact binary number it is;
 * NaN and Inf are LSQ_EDATA.  In a program that has told the processor to take subnormal numbers as
 * 0 (DAZ, by -ffast-math), they are. */
LSQ_API lsq_status lsq_fit_doubles(lsq_fit **fit, lsq_doubles X, lsq_doubles Y,
                                   const lsq_fit_options *options, lsq_error *error);

LSQ_API void lsq_fit_free(lsq_fit *fit);

typedef enum lsq_format {
    LSQ_FORMAT_TEXT,
    LSQ_FORMAT_JSON,
    LSQ_FORMAT_CSV, /* a row for each response and term */
    LSQ_FORMAT_MARKDOWN,
    LSQ_FORMAT_LATEX /* of fits only */
} lsq_format;

typedef struct lsq_report_options {
    size_t struct_size;
    lsq_format format;
    int digits; /* significant digits, 1 to 1000, with a classical solver to 17, in Markdown and
                   LaTeX to 15; 0: the format's own choice */
    int color;  /* 1: ANSI colours in the text */
    int quiet;  /* 1: the text ends after the numbers, without warnings and explanations */
    int glance; /* 1: CSV with a row for each response and the numbers of the whole fit */
} lsq_report_options;

/* Write the whole result as text.  *text is NUL-terminated and belongs to the caller:
 * lsq_text_free. */
LSQ_API lsq_status lsq_report(lsq_fit *fit, const lsq_report_options *options, char **text,
                              lsq_error *error);
LSQ_API void lsq_text_free(char *text);

/* ---- 3. results ------------------------------------------------------------------------------ */

/* With a classical solver its doubles for B, (X'X)^-1 and RSS take the place of the exact ones, and
 * "exact" below means: exact for these. */

typedef enum lsq_quantity {
    /* one for each response and term */
    LSQ_ESTIMATE,
    LSQ_STD_ERROR,
    LSQ_T,
    LSQ_P, /* two-sided */
    LSQ_CI_LOWER,
    LSQ_CI_UPPER,
    /* one for each response; term is ignored */
    LSQ_RSS,
    LSQ_SIGMA,
    LSQ_R_SQUARED, /* centred if the model has an intercept, else uncentred */
    LSQ_ADJ_R_SQUARED,
    LSQ_F,
    LSQ_F_P,
    LSQ_LOG_LIKELIHOOD,
    LSQ_AIC, /* rank + 1 parameters, as R counts them */
    LSQ_BIC
} lsq_quantity;

/* 1 if the quantity has a value: an aliased term has none, and with no residual degrees of freedom
 * or a residual sum of squares of 0 some others have none; nor has F where a classical solver's RSS
 * is above the total. */
LSQ_API int lsq_fit_has(const lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term);

/* The double nearest to the exact value; infinite or 0 where it is out of a double's range; NAN
 * where there is no value, and where it cannot be had: lsq_fit_text then tells why. */
LSQ_API double lsq_fit_value(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term);

/* The exact value rounded to `digits` significant digits, ties to even, as -d.ddde-xx or plain
 * decimals; digits = 0 gives the shortest text that reads back as the nearest double (17 digits
 * where it is out of a double's range). LSQ_EUSAGE if there is no such quantity or the text does
 * not fit: digits + 32 bytes suffice. */
LSQ_API lsq_status lsq_fit_text(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term,
                                int digits, char *text, size_t size, lsq_error *error);

/* The exact value rounded to `decimals` digits after the point, ties to even; decimals may be
 * negative (rounding to tens, hundreds, ...).  Never an exponent, so the size depends on the value:
 * LSQ_EUSAGE if it does not fit. */
LSQ_API lsq_status lsq_fit_fixed(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term,
                                 int decimals, char *text, size_t size, lsq_error *error);

/* Decimal digits of the estimate that survive the rounding of the input's own last printed decimals
 * (first order, independent uniform errors of half a unit); NAN where no column was rounded, where
 * rounding moves no coefficient, as in x ~ I(x - 5), or there is no standard error. */
LSQ_API double lsq_fit_input_digits(lsq_fit *fit, int64_t response, int64_t term);

LSQ_API const char *lsq_fit_formula(const lsq_fit *fit); /* response ~ terms, in full */
LSQ_API int64_t lsq_fit_terms(const lsq_fit *fit);
LSQ_API const char *lsq_fit_term(const lsq_fit *fit,
                                 int64_t term); /* "(Intercept)", "x1", "I(x^2)" */
LSQ_API int64_t lsq_fit_responses(const lsq_fit *fit);
LSQ_API const char *lsq_fit_response(const lsq_fit *fit, int64_t response);
LSQ_API int lsq_fit_has_intercept(const lsq_fit *fit);
/* 1: the minimum-norm solution was asked for, or given by svd or descent for want of full rank */
LSQ_API int lsq_fit_min_norm(const lsq_fit *fit);
LSQ_API double lsq_fit_level(const lsq_fit *fit);
LSQ_API const char *lsq_fit_solver(const lsq_fit *fit); /* "exact", "qr", ... */
LSQ_API int64_t lsq_fit_rank(const lsq_fit *fit);
LSQ_API int64_t lsq_fit_df_residual(const lsq_fit *fit); /* n - rank */
LSQ_API int64_t lsq_fit_f_df1(const lsq_fit *fit); /* the numerator's; df_residual is the other */

/* The exact relation of a term to earlier ones, "2*x1 - 1/3*x2", "3*(Intercept)" or "0", in
 * decimals of six digits with a classical solver; NULL if it is independent. */
LSQ_API const char *lsq_fit_relation(const lsq_fit *fit, int64_t term);

/* Where something was found first: file as messages call it, 1-based line, name of the column or
 * NULL.  line 0: nowhere. */
typedef struct lsq_place {
    const char *file;
    int64_t line;
    const char *column;
} lsq_place;

/* What became of the lines: each row read was used or dropped for one reason; other lines are no
 * rows. */
typedef struct lsq_accounts {
    int64_t files;
    int64_t read, used;               /* rows; read = used + missing */
    int64_t missing;                  /* dropped: a used column has no value */
    int64_t blank, comments, skipped; /* lines; blank ones that end a file do not count */
    lsq_place first_missing, first_blank;
} lsq_accounts;

LSQ_API const lsq_accounts *lsq_fit_accounts(const lsq_fit *fit); /* NULL if fit is */

/* Where the time of a fit went.  The parts are seconds of all threads together, so that their sum
 * is at most threads times wall; what is missing there was spent between them, or waiting for the
 * last thread.  Numbers are evaluated when they are asked for, after the fit. */
typedef struct lsq_timings {
    int threads;    /* that read the rows */
    double wall;    /* seconds from the call to the fit */
    double read;    /* bytes from their source, unpacked, cut into chunks; header, model, checks */
    double scan;    /* where fields and records end */
    double convert; /* text to integers */
    double slice;   /* one scale a column, products of columns, slices */
    double product; /* products of slices, and their sums */
    double solve;   /* from the moments to the fit; with a classical solver its rows, too */
} lsq_timings;

LSQ_API const lsq_timings *lsq_fit_timings(const lsq_fit *fit); /* NULL unless asked for,
                                                                      and for fits of moments */

/* Findings, in the order of their importance.  The codes are stable. */
LSQ_API int64_t lsq_fit_warnings(const lsq_fit *fit);
LSQ_API const char *lsq_fit_warning_code(const lsq_fit *fit, int64_t i); /* "W21" */
LSQ_API const char *lsq_fit_warning_term(const lsq_fit *fit,
                                         int64_t i); /* NULL if about no single term */
LSQ_API const char *lsq_fit_warning_message(const lsq_fit *fit,
                                            int64_t i); /* one sentence with the remedy */

/* SHA-256, in hex, of n, the names and the exact moments: equal for equal data, however printed,
 * split or ordered. */
LSQ_API const char *lsq_fit_fingerprint(const lsq_fit *fit);

/* ---- 4. moments ------------------------------------------------------------------------------ */

/* M = [1 Z]'[1 Z] of rows seen so far, exact.  Merging and subtracting are exact too, so that rows,
 * files, days and machines may be added in any order and taken out again. */
typedef struct lsq_moments lsq_moments;

LSQ_API lsq_status lsq_moments_new(lsq_moments **moments, int64_t columns, lsq_error *error);
LSQ_API void lsq_moments_free(lsq_moments *moments);
LSQ_API lsq_status lsq_moments_clone(lsq_moments **clone, const lsq_moments *moments,
                                     lsq_error *error);
LSQ_API void lsq_moments_reset(lsq_moments *moments);

/* Add the rows of Z, m-by-k for the k columns of the moments.  LSQ_EDATA for NaN and Inf. */
LSQ_API lsq_status lsq_moments_add(lsq_moments *moments, lsq_doubles Z, lsq_error *error);

/* into += from, into -= from; both have the same number of columns and may be the same object.
 * Subtract only rows that were added: a fit of anything else is refused as far as it can be seen,
 * and more rows than there are at once, with LSQ_EUSAGE.  Beyond 2^63 rows LSQ_ELIMIT. */
LSQ_API lsq_status lsq_moments_merge(lsq_moments *into, const lsq_moments *from, lsq_error *error);
LSQ_API lsq_status lsq_moments_subtract(lsq_moments *into, const lsq_moments *from,
                                        lsq_error *error);

LSQ_API int64_t lsq_moments_rows(const lsq_moments *moments);
LSQ_API int64_t lsq_moments_columns(const lsq_moments *moments);
LSQ_API int lsq_moments_equal(const lsq_moments *a, const lsq_moments *b); /* as numbers */

/* Fit any of the columns on any others, without the data.  names has one name a column; NULL: x1
 * ... xk.  Terms must be columns: a product such as I(x1^2) needs the rows and is LSQ_EFORMULA. */
LSQ_API lsq_status lsq_fit_moments(lsq_fit **fit, const lsq_moments *moments,
                                   const char *const *names, const lsq_fit_options *options,
                                   lsq_error *error);

/* ---- 5. classical solvers -------------------------------------------------------------------- */

/* Least squares min |Y - X B| in double precision, by the methods that other programs use, for
 * comparison, for teaching and for models too wide for the exact solver.  They run on BLAS and
 * LAPACK, loaded when the first solver is made; who loads OpenBLAS pins it to one thread, and a
 * program that has it already keeps its setting.
 *
 *   cholesky    X'X = R'R of scaled columns; streams; relative error about cond(X)^2 u
 *   qr          X = QR, Householder, all rows kept; one to five steps of refinement with residuals
 *               in twice the working precision
 *   pivoted-qr  XP = QR of scaled columns; rank by tolerance, dependent columns left out; streams
 *   svd         X = USV' of scaled columns; rank by tolerance, minimum norm pinv(X) Y; streams
 *   tsqr        X = QR, block by block (Demmel et al. 2012); streams
 *   gd          b <- b - t g, g = 2X'(Xb - y), with a fixed step t, from b = 0; streams
 *   line        the same with the step that minimises along g; streams
 *   heavy-ball  gd with momentum (Polyak 1964), t and momentum from L and mu, or from L and the
 *               level of rounding if that hides mu; streams
 *   nesterov    the gradient ahead of the momentum, t = 1/L, momentum from L and mu (Nesterov
 *               2004), or a growing one if rounding hides mu (Nesterov 1983); streams
 *   bb          steps from the last two gradients (Barzilai and Borwein 1988); streams
 *   cg          conjugate gradients (Hestenes and Stiefel 1952); streams
 *   sgd         stochastic descent: a gradient from `batch` rows at a time, in random order
 *
 * What streams keeps a matrix of (p + q)^2 numbers and a copy of it, which undoes an addition that
 * fails, whatever the number of rows; qr and sgd keep the rows, and so do the other descents with
 * `on_rows`.  The same additions give the same bits on the same BLAS kernels. */

LSQ_API int64_t lsq_methods(void);                 /* how many there are */
LSQ_API const char *lsq_method_name(int64_t i);    /* in the order above; NULL out of range */
LSQ_API const char *lsq_method_summary(int64_t i); /* a few words for a table */

/* 1 if method i has a use for that option of lsq_solver_options: "tolerance", "step", ... */
LSQ_API int lsq_method_takes(int64_t i, const char *option);

typedef struct lsq_answer lsq_answer;

/* Where a descent stands. */
typedef struct lsq_descent_state {
    int64_t step;    /* steps taken; 0: the beginning */
    const double *B; /* p-by-q, column-major without gaps */
    double gradient; /* |g| / |g at 0|; of sgd, as it was at the end of the last epoch */
    double t;        /* step size that led here; NAN at 0, and where the responses have their own */
    const lsq_answer *theory; /* of the answer to come: n, p, q, rank, rcond, L, mu, t, momentum,
                                 rate, contraction and predicted; nothing else is there yet */
} lsq_descent_state;

struct lsq_solver_options {
    size_t struct_size;
    /* pivoted-qr, svd: a column counts as dependent on others, a singular value as 0, below
     * tolerance times the largest, all columns scaled to length 1; descent: stop at |g| <=
     * tolerance |g at 0|, which is convergence only where it bounds the error of B.  0: max(n, 4 p)
     * 2^-52, and 1e-10 */
    double tolerance;
    /* of descent; 0: 100,000, of sgd those of 100 epochs or fewer, which read 3e8 numbers at most
     * but for the first epoch */
    int64_t most_steps;
    /* of gd: "1/L", the default, "2/(L+mu)", a multiple such as "1.5/L", or a number; L and mu are
     * twice the largest and the smallest positive eigenvalue of X'X */
    const char *step;
    int on_rows; /* 1: descent evaluates g = 2X'(Xb - y) on the rows, not as 2(X'Xb - X'y) */
    /* descent: p penalties lambda_j >= 0, copied; f(B) = |XB - Y|^2 + sum_j lambda_j |row j of
     * B|^2, and everything that is said of X'X is then said of X'X + diag(lambda).  NULL: none.
     * Not for lsq_fit_* and lsq_compare_*, whose statistics are those of least squares */
    const double *ridge;
    int64_t batch; /* of sgd: rows a step; 0: 1 */
    uint64_t seed; /* of sgd: of the order of the rows; 0: 1 */
    /* descent: called at the beginning and after each step; another result than 0 ends it with
     * LSQ_EIO; NULL: not */
    int (*watch)(void *context, const lsq_descent_state *state);
    void *watch_context;
};

typedef struct lsq_solver lsq_solver;

/* A solver for p >= 0 columns and q >= 1 responses, without rows.  LSQ_EUSAGE for an unknown method
 * and for options that it has no use for (a tolerance and most_steps are then of no effect);
 * LSQ_ELIMIT for p + q beyond 2^31 - 1; LSQ_EIO if LAPACK cannot be loaded. */
LSQ_API lsq_status lsq_solver_new(lsq_solver **solver, const char *method, int64_t p, int64_t q,
                                  const lsq_solver_options *options, lsq_error *error);
LSQ_API void lsq_solver_free(lsq_solver *solver);
LSQ_API void lsq_solver_reset(lsq_solver *solver); /* no rows */

/* Add rows: X m-by-p, Y m-by-q, which are copied or reduced.  LSQ_EDATA for NaN and Inf. */
LSQ_API lsq_status lsq_solver_add(lsq_solver *solver, lsq_doubles X, lsq_doubles Y,
                                  lsq_error *error);

/* What a method answers.  Matrices are column-major without gaps. */
struct lsq_answer {
    int64_t n, p, q, rank;
    const double *B;   /* p-by-q; 0 where aliased, unless minimum_norm */
    const double *C;   /* p-by-p, (X'X)^-1 with zeros where aliased; NULL: there is none, as for a
                          minimum norm and with a ridge */
    const double *rss; /* q, >= 0: |XB - Y|^2 of each response, without any penalty */
    /* p: 1 for a column that depends on others, as pivoted-qr and svd find them, the later ones as
     * a rule; descent knows a rank, but not which */
    const unsigned char *aliased;
    /* p-by-p: aliased column j = sum_i relations(i, j) column i over the others; a share that the
     * tolerance could have made is 0 */
    const double *relations;
    int minimum_norm; /* 1: X has not full rank, as far as doubles tell, and B is pinv(X) Y; C is
                         NULL.  Descent only sees X'X of scaled columns, rcond^2 <= (p + sqrt(n))
                         2^-53, and cannot tell nearly dependent columns from dependent ones */
    double rcond;     /* reciprocal condition number, 2-norm, of X with columns scaled to length 1,
                         without the aliased ones; an estimate, in practice within a few per cent */
    /* descent; else steps is -1 */
    int64_t steps;
    int converged;      /* 0: most_steps or rounding ended it before the tolerance, but where X'Y is
                           rounding alone, or the error that |g| / mu and rounding allow is as long
                           as B; the note tells */
    double gradient;    /* |g| / |g at 0|, over all responses */
    double predicted;   /* steps to the tolerance by theory: exact for gd, infinite from 2/L on and
                           for mu = 0; from the momentum's polynomial for heavy-ball and nesterov; a
                           bound for line and, in exact arithmetic, for cg; from the worst rate alone,
                           which others are far from, for bb; NAN for sgd */
    double t, momentum; /* the fixed step, of sgd the first, and its momentum; NAN where none */
    double rate; /* theory: sqrt(f - f*) contracts by this a step in the long run, or better; of sgd
                    in the mean, while the rows agree (f* = 0); NAN where mu is 0, unless t is above
                    2/L, and for rank 0 */
    double contraction; /* 1 - rate, without cancellation */
    double bound; /* theory: sqrt(f - f*) at the last step is at most this times the first, but for
                     rounding; NAN where theory has no such constant, as for bb, sgd and rank 0, and
                     for heavy-ball and nesterov where mu is 0 */
    double L, mu; /* mu is 0 where X is deficient and rounding hides the smallest eigenvalue */
    double error_bound; /* of descent: |error of B| / |B| is at most this, by |g| / mu and rounding;
                           NAN where nothing is known, and for other methods */
    int64_t bytes;      /* the most that its matrices held at a time, rows kept included */
    const char *note;   /* one sentence: what decided the accuracy */
};

/* Solve for the rows added so far; more may be added and solved again.  *answer lives until the
 * next call on this solver.  LSQ_EDATA without rows.  LSQ_ENUMERIC where the method has no answer:
 * for qr, tsqr and cholesky X has fewer rows than columns or is deficient (rcond below p 2^-50; for
 * cholesky below the root of p 2^-53); the descent diverges; something over- or underflows.  A
 * descent that does not reach its tolerance is an answer with `converged` 0. */
LSQ_API lsq_status lsq_solver_solve(lsq_solver *solver, const lsq_answer **answer,
                                    lsq_error *error);

/* P = pinv(X), p-by-n, column-major without gaps, for X n-by-p of any shape, by the singular value
 * decomposition: sigma <= tolerance max(sigma) counts as 0; tolerance 0: max(n, p) 2^-52.  rank may
 * be NULL.  LSQ_ENUMERIC if P is beyond the range of doubles. */
LSQ_API lsq_status lsq_pseudoinverse(double *P, int64_t *rank, lsq_doubles X, double tolerance,
                                     lsq_error *error);

/* Which BLAS runs here: name, kernels, threads, and what to set if its kernels are older than the
 * processor.  size >= 256. */
LSQ_API lsq_status lsq_blas(char *text, size_t size, lsq_error *error);

/* What lsq_fit has from its solver; NULL if that is "exact". */
LSQ_API const lsq_answer *lsq_fit_answer(const lsq_fit *fit);

/* ---- 6. comparison --------------------------------------------------------------------------- */

/* A solver from outside, to be compared with ours: coefficients B, p-by-q, and C = (X'X)^-1,
 * p-by-p, of X n-by-p and Y n-by-q, all column-major without gaps; X and Y may be destroyed.
 * *bytes, if known, is what it allocated.  A failure is reported, not fatal: LSQ_ENUMERIC as
 * "refused", LSQ_EIO as "not installed", others as "failed". */
typedef struct lsq_outside {
    const char *name;
    lsq_status (*solve)(void *context, int64_t n, int64_t p, int64_t q, double *X, double *Y,
                        double *B, double *C, int64_t *bytes, lsq_error *error);
    void *context;
    const char *note; /* one sentence about its accuracy; NULL: from the digits it gets */
} lsq_outside;

typedef struct lsq_compared {
    const char *name;
    const char *status; /* "ok", "not converged", "refused", "not installed" or "failed" */
    /* right decimal digits of the worst coefficient and of the worst standard error, -log10 of the
     * relative error (of the absolute one where the exact value is 0), 0 to 17; 17 for "exact"; NAN
     * where there are none */
    double digits_coefficients, digits_std_errors;
    double seconds;   /* from rows in memory to coefficients and (X'X)^-1; of "exact", from the
                         integers of the columns; NAN without an answer */
    int64_t steps;    /* -1: does not iterate */
    int64_t bytes;    /* of its matrices at their most, -1 unknown */
    const char *note; /* one sentence: why */
} lsq_compared;

typedef struct lsq_comparison lsq_comparison;

/* Run every method on the same rows: first "exact", then those of section 5, then `outside`, which
 * has `count` of them.  options->solver must be NULL or "exact"; of options->solver_options a
 * method gets what it has a use for, the tolerance only descent.  The rows are kept as doubles in
 * memory, n (p + q) of them, and given to the methods as lsq_fit_files does: the bits are the same.
 */
LSQ_API lsq_status lsq_compare_files(lsq_comparison **comparison, const char *const *paths,
                                     int64_t files, const lsq_fit_options *options,
                                     const lsq_outside *outside, int64_t count, lsq_error *error);
LSQ_API lsq_status lsq_compare_doubles(lsq_comparison **comparison, lsq_doubles X, lsq_doubles Y,
                                       const lsq_fit_options *options, const lsq_outside *outside,
                                       int64_t count, lsq_error *error);
LSQ_API void lsq_comparison_free(lsq_comparison *comparison);

LSQ_API int64_t lsq_comparison_count(const lsq_comparison *comparison);
LSQ_API const lsq_compared *lsq_comparison_at(const lsq_comparison *comparison, int64_t i);
LSQ_API const lsq_fit *lsq_comparison_fit(const lsq_comparison *comparison); /* the exact one */
/* 2-norm condition number of X, with its columns scaled to length 1; NAN without full rank. */
LSQ_API double lsq_comparison_condition(const lsq_comparison *comparison);
/* What rounding X and Y to doubles leaves before any solver begins: the right digits, as in
 * lsq_compared, of the worst coefficient in the exact solution for the rounded numbers; 17 where
 * nothing is lost.  A solver that starts from doubles has more by luck only.  NAN without full
 * rank, and for n (p + q)^2 above 4e9, where finding it would take long. */
LSQ_API double lsq_comparison_rounded(const lsq_comparison *comparison);

/* Write the comparison in any format but LaTeX; digits is of no effect, quiet leaves out notes and
 * warnings of text and Markdown.  JSON and CSV are always whole. */
LSQ_API lsq_status lsq_comparison_report(const lsq_comparison *comparison,
                                         const lsq_report_options *options, char **text,
                                         lsq_error *error);

/* ---- 7. descent ------------------------------------------------------------------------------ */

/* A descent, watched from step to step beside the exact solution of the same problem: f(B) is the
 * (weighted) sum of squares with its penalty, B* its exact minimiser, the one of least norm where
 * there are several, and f* = f(B*).  The file is read once; unless the method needs the rows, a
 * step costs O(p^2) whatever their number, on products that are exact but for one rounding. */

typedef struct lsq_descent_row {
    int64_t step;
    double f, excess; /* f and f - f*, the latter without cancellation */
    double gradient;  /* |g| / |g at 0| */
    double t;      /* step size that led here; NAN at 0, and where the responses have their own */
    double digits; /* right ones of the worst coefficient, as in section 6 */
} lsq_descent_row;

typedef struct lsq_descend_options {
    size_t struct_size;
    const char *method; /* a descent of section 5; NULL: "gd" */
    /* tolerance, most_steps, step, on_rows, batch and seed; its ridge and watch must be NULL */
    const lsq_solver_options *solver_options;
    /* lambda >= 0, as its shortest decimal: the penalty of all coefficients but the intercept's, in
     * the columns that are descended */
    double ridge;
    /* 1: the columns of X are first brought to mean 0, if there is an intercept, and to mean square
     * 1, with the weights if there are any; a column without spread becomes 0 */
    int standardize;
    const char *weights; /* a column of the files with weights >= 0, which is no predictor unless
                            the formula names it; NULL: all 1 */
    int64_t rows;        /* most rows kept of the course of the descent, evenly thinned, at least 2;
                            0: 21 */
    /* Called for every step, kept or not; another result than 0 ends the descent with LSQ_EIO;
     * NULL: not. */
    int (*trace)(void *context, const lsq_descent_row *row);
    void *trace_context;
} lsq_descend_options;

/* What is known of a descent before and after.  kappa is the condition number of X (with weights,
 * penalty and scaling), sqrt(L / mu). */
typedef struct lsq_descent_summary {
    const char *method;
    int on_rows, standardize;
    double ridge, tolerance;
    int64_t batch; /* of sgd, else 0 */
    uint64_t seed;
    const char *weights;  /* NULL: none */
    int64_t zero_weights; /* rows with weight 0, which count as dropped */
    /* before */
    double L, mu, kappa;
    double kappa_standardized;           /* what it is with standardize; NAN where unknown */
    double safe;                         /* 2/L: a fixed step below it converges */
    double t, momentum;                  /* as in lsq_answer */
    double rate, contraction, predicted; /* as in lsq_answer; NAN where doubles do not see mu */
    /* after */
    const char *status; /* "ok", "not converged" or "diverged" */
    int64_t steps;
    double gradient; /* |g| / |g at 0| at the end */
    /* contraction of sqrt(f - f*) a step, from the first step to one of the last that rounding has
     * hardly a part in, NAN if there is none; and what theory allows for it, constants and rounding
     * included, NAN where unknown, as rate is */
    double measured, measured_bound;
    double digits;    /* of the worst coefficient at the end */
    double f_star;    /* f* */
    const char *note; /* one sentence: how it ended and why */
} lsq_descent_summary;

typedef struct lsq_descent lsq_descent;

/* options->solver must be NULL or "exact", min_norm 0.  A descent that diverges or stops short is a
 * result too.  Failures are those of lsq_fit_files and lsq_solver_new; LSQ_ENUMERIC where something
 * is beyond the range of doubles before the first step. */
LSQ_API lsq_status lsq_descend_files(lsq_descent **descent, const char *const *paths, int64_t count,
                                     const lsq_fit_options *options,
                                     const lsq_descend_options *descend_options, lsq_error *error);
LSQ_API lsq_status lsq_descend_doubles(lsq_descent **descent, lsq_doubles X, lsq_doubles Y,
                                       const lsq_fit_options *options,
                                       const lsq_descend_options *descend_options,
                                       lsq_error *error);
LSQ_API void lsq_descent_free(lsq_descent *descent);

LSQ_API const lsq_descent_summary *lsq_descent_about(const lsq_descent *descent);
LSQ_API int64_t lsq_descent_rows(const lsq_descent *descent);
LSQ_API const lsq_descent_row *lsq_descent_row_at(const lsq_descent *descent, int64_t i);

/* The row as a line of CSV, line end included, as the report writes it; row NULL: the header.
 * size >= 256 holds any. */
LSQ_API lsq_status lsq_descent_row_text(const lsq_descent_row *row, char *text, size_t size,
                                        lsq_error *error);

/* Coefficients in the units of the data, standardized or not: where the descent ended, and the
 * double nearest to the exact one; 0 out of range. */
LSQ_API int lsq_descent_coefficient(const lsq_descent *descent, int64_t response, int64_t term,
                                    double *reached, double *exact, double *digits);

/* Formula, names, accounts and warnings of the data; without weights and penalty also the exact
 * fit. */
LSQ_API const lsq_fit *lsq_descent_fit(const lsq_descent *descent);

/* Write it in any format but LaTeX; CSV is the rows kept. */
LSQ_API lsq_status lsq_descent_report(const lsq_descent *descent, const lsq_report_options *options,
                                      char **text, lsq_error *error);

/* ---- 8. gradient check ----------------------------------------------------------------------- */

/* Derivatives by hand are often wrong, and differences are never exact.  The check compares both
 * at 25 steps for each variable, from its size down to 1e-12 of it, and finds of each element the
 * best difference and a bound of its error, truncation and rounding, that comes from f alone.  So
 * it neither cries wolf, at an optimum, far from the origin, in bad units, nor is blind.
 *
 *   differs    an element is off by more than its bound + 2 threshold |best|
 *   agrees     none is, and each bound is so small, 4 thresholds of the gradient of its value, that
 *              an error of 10 thresholds of it would have shown.  Where that gradient is 0 as far
 *              as can be told, as at an optimum, what it is within the variable's size stands for
 *              it
 *   undecided  a bound is larger: f is rounded too coarsely, noisy, not smooth at x, has no values
 *              near it, or does not change; or large and small steps contradict each other.  Of
 *              large values that differ little, tell their `difference`
 *
 * What the check sees of f is its values at these steps and no more.  It needs f to be smooth over
 * 1e-4 of the variables' sizes; what is less smooth is undecided where steps contradict each other.
 * Where they do not, no sample tells: waves and stairs of a height near that of rounding look like
 * it, and sin x + 1e-8 sin(1e8 x) like sin x.  A kink that noise hides at smaller steps may be
 * taken for none.
 *
 * What is known as the criterion,
 *
 *   sqrt(sum (dh - df)^2 / sum (dh + df)^2) < threshold = 1e-6
 *
 * of central differences dh at one h = 1e-4 and derivatives df, is told beside it and agrees with
 * it where neither truncation nor rounding spoils dh. */

typedef enum lsq_verdict {
    LSQ_AGREES,
    LSQ_DIFFERS,
    LSQ_UNDECIDED /* errors above 10 thresholds could hide */
} lsq_verdict;

/* A function of n variables with m values, and its derivative.  All return 0, or another number
 * where there is no value; NAN and infinity are no values either. */
typedef struct lsq_function {
    int64_t n, m;
    int (*value)(void *context, const double *x, double *f);
    /* The Jacobian, m-by-n, column-major: element (i, j) is that of f_i by x_j.  For m = 1 these
     * are the n elements of the gradient. */
    int (*derivative)(void *context, const double *x, double *J);
    /* f(x) - f(y) where it is known better than from two values, such as (r - s)'(r + s) for |r|^2
     * - |s|^2; NULL: value(x) - value(y) */
    int (*difference)(void *context, const double *x, const double *y, double *d);
    void *context;
} lsq_function;

typedef struct lsq_check_options {
    size_t struct_size;
    double h;         /* of the criterion, from 1e-12 to below 1; 0: 1e-4 */
    double threshold; /* between 0 and 1; 0: 1e-6 */
    /* n sizes > 0 that count as large for the variables: x_j is moved by h max(|x_j|, typical_j);
     * NULL: all 1, or |x_j| where that shows more */
    const double *typical;
    /* m n numbers >= 0: what rounding may do to each element of a right derivative, by an analysis
     * of how it is computed and not from its values; NULL: a guess from the curvatures of f */
    const double *rounding;
} lsq_check_options;

typedef struct lsq_check_summary {
    int64_t n, m;
    lsq_verdict verdict;
    double criterion; /* of central differences at h; NAN where f has no value at some x +- h */
    double forward_criterion; /* of forward differences at h */
    double h, threshold;
    double best_h, best_criterion; /* where central differences are best, and their criterion */
    int64_t worst_value, worst_variable; /* the element that is worst beside what is allowed; -1
                                            without any */
    const char *note; /* one sentence: what decided; variables are x[0], x[1], ... */
} lsq_check_summary;

/* One element of the derivative. */
typedef struct lsq_check_row {
    int64_t value, variable;
    double derivative;       /* as given */
    double forward, central; /* differences at h */
    double best;  /* the most trustworthy difference, extrapolated over all h tried; NAN: none */
    double bound; /* of |best - derivative| if it is right: truncation and rounding */
    lsq_verdict verdict;
} lsq_check_row;

/* The criterion as a function of h. */
typedef struct lsq_check_point {
    double h, forward, central;
} lsq_check_point;

typedef struct lsq_check lsq_check;

/* Check f's derivative at x: 50 values of f a variable, or 75 differences; up to three times as
 * many of one below 1 that has no typical size.  O(m n) memory.
 * LSQ_EUSAGE for NULL, shapes and x that is not finite; LSQ_ENUMERIC where f or its derivative has
 * no finite value at x, or f has none to either side of it. */
LSQ_API lsq_status lsq_check_derivative(lsq_check **check, const lsq_function *f, const double *x,
                                        const lsq_check_options *options, lsq_error *error);

/* The same for one value and its gradient. */
LSQ_API lsq_status lsq_check_gradient(lsq_check **check,
                                      int (*f)(void *context, const double *x, double *value),
                                      int (*gradient)(void *context, const double *x, double *g),
                                      void *context, const double *x, int64_t n,
                                      const lsq_check_options *options, lsq_error *error);
LSQ_API void lsq_check_free(lsq_check *check);

LSQ_API const lsq_check_summary *lsq_check_about(const lsq_check *check);
LSQ_API int64_t lsq_check_rows(const lsq_check *check); /* m n, values of one variable together */
LSQ_API const lsq_check_row *lsq_check_row_at(const lsq_check *check, int64_t i);
LSQ_API int64_t lsq_check_points(const lsq_check *check); /* of the curve, h descending */
LSQ_API const lsq_check_point *lsq_check_point_at(const lsq_check *check, int64_t i);

/* ---- on data ---- */

typedef struct lsq_gradcheck_options {
    size_t struct_size;
    /* Where to look: p q coefficients, response by response, and how many they are; NULL: a random
     * point of the size of the solution, or of 1 in the units of the columns where y is 0 */
    const double *point;
    int64_t point_count;
    uint64_t seed;   /* of the random point; 0: 1 */
    int at_solution; /* 1: at the least-squares solution, as far as doubles can be there */
    /* p q numbers: your own gradient, to be checked instead of 2X'(XB - Y), at the point given or
     * the solution */
    const double *gradient;
    int64_t gradient_count;
    double h, threshold; /* as in lsq_check_options */
} lsq_gradcheck_options;

typedef struct lsq_gradcheck_summary {
    const char *point; /* "random", "solution" or "given" */
    uint64_t seed;     /* of a random point, else 0 */
    int own;           /* 1: the gradient was yours, 0: 2X'(XB - Y) in doubles */
    const char *note;  /* one sentence: what decided; names are escaped */
    const char *hint;  /* where it differs: one sentence on what the error looks like; NULL: none */
} lsq_gradcheck_summary;

typedef struct lsq_gradcheck lsq_gradcheck;

/* Check the gradient 2X'(XB - Y) of |XB - Y|^2 on the rows, which are kept as doubles.  Each row of
 * the check has in its bound what rounding may do to a gradient that is computed in doubles, so
 * that at the solution a right one agrees.  options->solver must be NULL or "exact".  LSQ_EUSAGE
 * for counts other than p q; LSQ_ENUMERIC where f is beyond the range of doubles. */
LSQ_API lsq_status lsq_gradcheck_files(lsq_gradcheck **gradcheck, const char *const *paths,
                                       int64_t count, const lsq_fit_options *options,
                                       const lsq_gradcheck_options *check_options,
                                       lsq_error *error);
LSQ_API lsq_status lsq_gradcheck_doubles(lsq_gradcheck **gradcheck, lsq_doubles X, lsq_doubles Y,
                                         const lsq_fit_options *options,
                                         const lsq_gradcheck_options *check_options,
                                         lsq_error *error);
LSQ_API void lsq_gradcheck_free(lsq_gradcheck *gradcheck);

/* The check itself: one value, p q variables, response by response. */
LSQ_API const lsq_check *lsq_gradcheck_check(const lsq_gradcheck *gradcheck);
LSQ_API const lsq_gradcheck_summary *lsq_gradcheck_about(const lsq_gradcheck *gradcheck);
LSQ_API const lsq_fit *lsq_gradcheck_fit(const lsq_gradcheck *gradcheck); /* the exact one */
LSQ_API const double *lsq_gradcheck_point(const lsq_gradcheck *gradcheck);

/* Write it in any format but LaTeX, a row a coefficient; with `curve` the criterion against h as
 * well, drawn in text and Markdown, and in CSV instead of the coefficients.  JSON is always
 * whole. */
LSQ_API lsq_status lsq_gradcheck_report(const lsq_gradcheck *gradcheck, int curve,
                                        const lsq_report_options *options, char **text,
                                        lsq_error *error);

/* ---- identities ---- */

/* The layout of a derivative: of the shape of what one differentiates by, or its transpose. */
typedef enum lsq_layout { LSQ_DENOMINATOR, LSQ_NUMERATOR } lsq_layout;

/* One identity of matrix calculus, checked. */
typedef struct lsq_identity_result {
    const char *name;    /* "quadratic form" */
    const char *group;   /* "scalars by vectors" */
    const char *formula; /* in the layout asked for, "∇ xᵀBx = (B + Bᵀ)x" */
    const char *shapes;  /* "x 3, B 3×3, ∇ 3" */
    int erratum;         /* 1: printed somewhere, and wrong */
    /* The largest difference of an element, relative to the largest element: of the derivative and
     * differences, or of two sides.  Infinite where the shapes differ. */
    double error;
    lsq_verdict verdict; /* LSQ_AGREES up to 1e-6; an erratum should differ */
} lsq_identity_result;

typedef struct lsq_identities lsq_identities;

/* Check all of them on random matrices of m, n and k rows and columns, 1 to 40 each (0 or NULL: 4,
 * 3, 2; an identity that says nothing of one number takes 2 for 1); seed 0: 1.  LSQ_EIO where
 * LAPACK cannot be loaded. */
LSQ_API lsq_status lsq_identities_new(lsq_identities **identities, lsq_layout layout,
                                      const int64_t sizes[3], uint64_t seed, lsq_error *error);
LSQ_API void lsq_identities_free(lsq_identities *identities);
LSQ_API lsq_layout lsq_identities_layout(const lsq_identities *identities);
LSQ_API int64_t lsq_identities_count(const lsq_identities *identities);
LSQ_API const lsq_identity_result *lsq_identities_at(const lsq_identities *identities, int64_t i);
/* Write them in any format but LaTeX, those of a group together. */
LSQ_API lsq_status lsq_identities_report(const lsq_identities *identities,
                                         const lsq_report_options *options, char **text,
                                         lsq_error *error);

#ifdef __cplusplus
}
#endif

#endif
