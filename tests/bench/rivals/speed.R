# speed.R FILE HOW THREADS: the coefficients of y on all other columns, from a CSV by data.table's fread.
#
#   lm         lm(y ~ ., d), whose result has everything
#   lm.fit     .lm.fit, the QR under lm without the rest: coefficients
#   crossprod  the normal equations: coefficients
#
# The threads are those of fread; BLAS has OPENBLAS_NUM_THREADS.
args <- commandArgs(TRUE)
suppressMessages(library(data.table))
if (length(args) == 0) {
    cat(sprintf("R %s.%s, data.table %s", R.version$major, R.version$minor, packageVersion("data.table")))
    quit()
}
setDTthreads(as.integer(args[3]))
d <- fread(args[1])
design <- function() cbind(1, as.matrix(d[, -"y"]))
if (args[2] == "lm") {
    b <- coef(lm(y ~ ., d))
} else if (args[2] == "lm.fit") {
    b <- .lm.fit(design(), d$y)$coefficients
} else {
    X <- design()
    b <- solve(crossprod(X), crossprod(X, d$y))
}
cat(sprintf("%.17g\n", b), sep = "")
