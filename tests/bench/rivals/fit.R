# fit.R: lm() as a user writes it, and with a rank tolerance below its default of 1e-7.  See run.
args <- commandArgs(TRUE)
if (length(args) == 0) {
    cat(sprintf("R %s.%s (%s)\n", R.version$major, R.version$minor, basename(extSoftVersion()[["BLAS"]])))
    quit()
}
d <- read.csv(args[1])
degree <- as.integer(args[2])
right <- "."
if (degree > 1) right <- paste(c("x", sprintf("I(x^%d)", 2:degree)), collapse = " + ")
if (degree == 10) right <- "poly(x, 10, raw = TRUE)"
model <- as.formula(paste("y ~", right, if (args[3] == "0") "- 1"))

rows <- function(program, fit) {
    # summary() leaves out aliased terms, coef() has them as NA.
    estimate <- coef(fit)
    se <- rep(NA_real_, length(estimate))
    se[!is.na(estimate)] <- suppressWarnings(summary(fit))$coefficients[, "Std. Error"] # of an essentially perfect fit
    cat(sprintf("%s\t%.17g\t%.17g\n", program, estimate, se), sep = "")
}
rows("R lm", lm(model, d))
rows("R lm, tol = 1e-12", lm(model, d, tol = 1e-12))
