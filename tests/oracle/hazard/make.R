# make.R -- reference values of hazard models: data by a seeded draw, fits by R's survival.
# SPDX-License-Identifier: GPL-3.0-or-later
# Rscript make.R, in this folder.
suppressMessages(library(survival))
set.seed(20260331)
n <- 150
d <- data.frame(x1 = round(rnorm(n), 3), x2 = rbinom(n, 1, 0.4), x3 = sample(0:6, n, TRUE))
t <- rweibull(n, 1.4, 30 * exp(-0.5 * d$x1 + 0.4 * d$x2 - 0.1 * d$x3))
c <- runif(n, 5, 60)
d$time <- ceiling(pmin(t, c)); d$event <- as.integer(t <= c)
d$entry <- pmax(0, d$time - sample(c(3, 8, 20, 100), n, TRUE))
d$weight <- sample(c(0.5, 1, 1.25, 2, 3), n, TRUE); d$stratum <- sample(1:3, n, TRUE)
head <- function(file, call) {
  cat("# call: ", call, "\n# R ", paste(R.version$major, R.version$minor, sep = "."), "; survival ",
      as.character(packageVersion("survival")), "\n", sep = "", file = file)
}
out <- function(x, file) {
  suppressWarnings(write.table(format(x, digits = 17, scientific = TRUE, trim = TRUE), file, append = TRUE,
    sep = ",", quote = FALSE, row.names = FALSE))
}
head("sample.csv", "make.R, set.seed(20260331)"); out(d, "sample.csv")

tight <- coxph.control(eps = 1e-15, toler.chol = 1e-15, iter.max = 60)
forms <- list(Surv(time, event) ~ x1 + x2 + x3, Surv(entry, time, event) ~ x1 + x2 + x3,
  Surv(time, event) ~ x1 + x2 + x3 + strata(stratum),
  Surv(entry, time, event) ~ x1 + x2 + x3 + strata(stratum))
rows <- NULL
for (f in 1:4) for (w in 0:1) for (ties in c("efron", "breslow")) {
  d$w <- if (w) d$weight else rep(1, n)
  fit <- coxph(forms[[f]], d, weights = w, ties = ties, control = tight, robust = FALSE)
  again <- coxph(forms[[f]], d, weights = w, ties = ties, control = tight, robust = FALSE, init = coef(fit))
  v <- again$var; b <- coef(again)
  rows <- rbind(rows, data.frame(entry = as.integer(f %in% c(2, 4)), strata = as.integer(f > 2),
    weights = w, efron = as.integer(ties == "efron"), b1 = b[1], b2 = b[2], b3 = b[3],
    v11 = v[1, 1], v12 = v[1, 2], v13 = v[1, 3], v22 = v[2, 2], v23 = v[2, 3], v33 = v[3, 3],
    loglik0 = fit$loglik[1], loglik = again$loglik[2], score = fit$score,
    wald = drop(b %*% solve(v, b))))
}
head("cox.csv", "coxph(Surv([entry,] time, event) ~ x1 + x2 + x3 [+ strata(stratum)], weights, ties, robust = FALSE, eps = 1e-15)")
out(rows, "cox.csv")

set.seed(7)
kind <- sample(1:4, n, TRUE)
d$low <- ifelse(kind == 1, d$time, ifelse(kind == 2, floor(d$time / 12) * 12, ifelse(kind == 3, d$time, 0)))
d$high <- ifelse(kind == 1, d$time, ifelse(kind == 2, d$low + 12, ifelse(kind == 3, Inf, d$time)))
head("intervals.csv", "make.R, set.seed(7)"); out(d[c("low", "high", "x1", "x2", "weight")], "intervals.csv")
rows <- NULL
for (which in 0:1) for (w in 0:1) for (p in c(0, 2)) {
  d$w <- if (w) d$weight else rep(1, n)
  left <- if (which) ifelse(d$low == 0, NA, d$low) else d$time
  right <- if (which) ifelse(is.infinite(d$high), NA, d$high) else ifelse(d$event == 1, d$time, NA)
  d$s <- Surv(left, right, type = "interval2")
  form <- if (p) s ~ x1 + x2 else s ~ 1
  ctl <- survreg.control(maxiter = 200, rel.tolerance = 1e-15, toler.chol = 1e-15)
  fit <- survreg(form, d, weights = w, dist = "weibull", control = ctl)
  fit <- survreg(form, d, weights = w, dist = "weibull", control = ctl, init = c(coef(fit), log(fit$scale)))
  b <- c(coef(fit), rep(NA, 2 - p)); v <- vcov(fit); k <- nrow(v)
  se <- c(sqrt(diag(v))[1:(k - 1)], rep(NA, 2 - p))
  rows <- rbind(rows, data.frame(intervals = which, weights = w, b0 = b[1], b1 = b[2], b2 = b[3],
    log_scale = log(fit$scale), se0 = se[1], se1 = se[2], se2 = se[3], se_log_scale = sqrt(v[k, k]),
    v0_scale = v[1, k], loglik = fit$loglik[2]))
}
head("weibull.csv", "survreg(Surv(low, high, type = 'interval2') ~ [x1 + x2], weights, dist = 'weibull', rel.tolerance = 1e-15)")
out(rows, "weibull.csv")

g <- expand.grid(events = c(0, 1, 2, 5, 17, 100, 12345, 1e6, 1e9), level = c(0.5, 0.9, 0.95, 0.999999))
g$low <- ifelse(g$events == 0, 0, qgamma((1 - g$level) / 2, g$events))
g$high <- qgamma((1 - g$level) / 2, g$events + 1, lower.tail = FALSE)
head("poisson.csv", "qgamma((1 - level) / 2, events), qgamma((1 - level) / 2, events + 1, lower.tail = FALSE)")
out(g, "poisson.csv")
