/* A user's program: fits the same line from a CSV text, from doubles and from moments, and checks a
 * gradient; compiles as C and as C++.
 *
 * SPDX-License-Identifier: MIT */
#include <lsq.h>

#include <stdio.h>
#include <string.h>

/* y = 1, 2, 4 at x = 0, 1, 2: intercept 5/6, slope 3/2, RSS 1/6 (by hand). */
static int show(lsq_fit *fit, const char *how) {
    char slope[64], rss[64];
    lsq_error error;
    lsq_status status = lsq_fit_text(fit, LSQ_ESTIMATE, 0, 1, 20, slope, sizeof slope, &error);
    if (!status)
        status = lsq_fit_text(fit, LSQ_RSS, 0, 0, 5, rss, sizeof rss, &error);
    if (status)
        fprintf(stderr, "%s\n", error.message);
    else
        printf("%s: %s, slope %s, intercept %.17g, rss %s\n", how, lsq_fit_formula(fit), slope,
               lsq_fit_value(fit, LSQ_ESTIMATE, 0, 0), rss);
    lsq_fit_free(fit);
    return status != LSQ_OK;
}

/* x^2 y and its gradient (2xy, x^2), or half of it. */
static int value(void *context, const double *x, double *f) {
    (void)context;
    *f = x[0] * x[0] * x[1];
    return 0;
}

static int gradient(void *context, const double *x, double *g) {
    double factor = *(const double *)context;
    g[0] = factor * 2 * x[0] * x[1];
    g[1] = factor * x[0] * x[0];
    return 0;
}

static int verdict_on(double factor, lsq_error *error) {
    static const double x[] = {3, -2};
    lsq_check *check = NULL;
    if (lsq_check_gradient(&check, value, gradient, &factor, x, 2, NULL, error))
        return -1;
    int verdict = lsq_check_about(check)->verdict;
    lsq_check_free(check);
    return verdict;
}

int main(void) {
    static const char csv[] = "x,y\n0,1\n1,2\n2,4\n";
    static const double table[] = {0, 1, 1, 2, 2, 4};
    lsq_error error;
    lsq_fit *fit = NULL;
    lsq_fit_options options;
    lsq_doubles X = {table, 3, 1, 2, 1}, Y = {table + 1, 3, 1, 2, 1}, Z = {table, 3, 2, 2, 1};
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;

    if (lsq_fit_buffer(&fit, csv, strlen(csv), &options, &error) || show(fit, "csv"))
        goto failed;
    if (lsq_fit_doubles(&fit, X, Y, NULL, &error) || show(fit, "doubles"))
        goto failed;

    {
        static const char *const names[] = {"x", "y"};
        lsq_moments *moments = NULL;
        lsq_status status = lsq_moments_new(&moments, 2, &error);
        if (!status)
            status = lsq_moments_add(moments, Z, &error);
        if (!status)
            status = lsq_fit_moments(&fit, moments, names, NULL, &error);
        lsq_moments_free(moments);
        if (status || show(fit, "moments"))
            goto failed;
    }
    printf("gradient: %d, half of it: %d\n", verdict_on(1, &error) == LSQ_AGREES,
           verdict_on(0.5, &error) == LSQ_DIFFERS);
    options.formula = "y ~ wrong";
    if (lsq_fit_buffer(&fit, csv, strlen(csv), &options, &error) != LSQ_EFORMULA || fit)
        goto failed;
    return 0;
failed:
    fprintf(stderr, "example: %s\n", error.message);
    return 1;
}
