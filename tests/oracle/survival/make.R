# make.R -- tables of this folder whose name begins with mixed: Rscript make.R in this folder.
# Synthetic cases with ties, late entries, whole weights and three causes; R is given the cases
# copied weight times, so that its answers do not depend on what it takes a weight to be.
# SPDX-License-Identifier: GPL-3.0-or-later
suppressMessages({ library(survival); library(cmprsk) })
set.seed(20260331)
n <- 150
d <- data.frame(time = pmin(1 + floor(rweibull(n, 1.3, 14)), 40))
d$entry <- ifelse(runif(n) < 0.4, pmin(floor(runif(n, 0, 12)), d$time - 1), 0)
d$event <- sample(0:3, n, TRUE, c(0.3, 0.35, 0.25, 0.1))
d$weight <- sample(1:3, n, TRUE)
d$group <- sample(0:2, n, TRUE)
d$stratum <- sample(0:1, n, TRUE)
d <- d[, c("entry", "time", "event", "weight", "group", "stratum")]
e <- d[rep(seq_len(n), d$weight), ]
e$any <- as.integer(e$event > 0)
e$id <- seq_len(nrow(e))

write_table <- function(name, call, x) {
    out <- file(name, "w")
    writeLines(c(paste("# call:", call), "# R 4.2.2; survival 3.5.3; cmprsk 2.2.11"), out)
    x[] <- lapply(x, function(v) if (is.double(v)) formatC(v, digits = 17, format = "g") else v)
    x[] <- lapply(x, function(v) { v <- trimws(as.character(v)); v[v == "NaN"] <- "NA"; v })
    write.table(x, out, sep = ",", quote = FALSE, row.names = FALSE)
    close(out)
}
write_table("mixed.csv", "see make.R", data.frame(lapply(d, as.integer)))

kinds <- c("plain", "log", "log-log", "logit", "arcsin")
km <- do.call(rbind, lapply(0:2, function(g) {
    x <- e[e$group == g, ]
    f <- survfit(Surv(entry, time, any) ~ 1, data = x)
    h <- survfit(Surv(entry, time, any) ~ 1, data = x, ctype = 2)
    r <- data.frame(group = g, time = f$time, at_risk = f$n.risk, events = f$n.event,
                    censored = f$n.censor, survival = f$surv, std_error = f$surv * f$std.err,
                    hazard = f$cumhaz, hazard_error = f$std.chaz, fh = h$cumhaz,
                    fh_error = h$std.chaz)
    for (k in kinds) {
        l <- survfit(Surv(entry, time, any) ~ 1, data = x, conf.type = k, conf.int = 0.9)
        r[[paste0(k, "_low")]] <- l$lower
        r[[paste0(k, "_high")]] <- l$upper
    }
    r
}))
write_table("mixed_km.csv",
            "survfit(Surv(entry,time,event>0)~1) by group, copied rows, conf.int=0.9; fh: ctype=2", km)

aj <- do.call(rbind, lapply(0:2, function(g) {
    x <- e[e$group == g, ]
    f <- survfit(Surv(entry, time, factor(event, 0:3)) ~ 1, data = x, id = id)
    x0 <- survfit(Surv(time, factor(event, 0:3)) ~ 1, data = x)
    a <- data.frame(group = g, late = 1, time = f$time, f$pstate, f$std.err)
    b <- data.frame(group = g, late = 0, time = x0$time, x0$pstate, x0$std.err)
    names(b) <- names(a) <- c("group", "late", "time", "p0", "p1", "p2", "p3", "se0", "se1", "se2",
                              "se3")
    rbind(a, b)
}))
write_table("mixed_aj.csv",
            "survfit(Surv(entry,time,factor(event))~1) by group, copied rows; se: jackknife", aj)

test <- function(name, chisq, df) data.frame(test = name, statistic = chisq, df = df)
row <- function(name, f) test(name, f$chisq, length(f$n) - 1)
s <- function(formula, rho) survdiff(formula, data = e, rho = rho)
tests <- rbind(
    row("rho 0", s(Surv(time, any) ~ group, 0)), row("rho 0.5", s(Surv(time, any) ~ group, 0.5)),
    row("rho 1", s(Surv(time, any) ~ group, 1)),
    test("stratified rho 0", s(Surv(time, any) ~ group + strata(stratum), 0)$chisq, 2),
    test("stratified rho 1", s(Surv(time, any) ~ group + strata(stratum), 1)$chisq, 2))
write_table("mixed_tests.csv",
            "survdiff(Surv(time,event>0)~group, rho=), copied rows without late entries", tests)

taus <- c(10, 25, 40)
means <- do.call(rbind, lapply(0:2, function(g) do.call(rbind, lapply(taus, function(tau) {
    f <- survfit(Surv(time, any) ~ 1, data = e[e$group == g, ], conf.type = "log-log")
    m <- summary(f, rmean = tau)$table
    q <- quantile(f, tau / 50)
    data.frame(group = g, tau = tau, mean = m[["rmean"]], std_error = m[["se(rmean)"]],
               quantile = q$quantile, low = q$lower, high = q$upper)
}))))
write_table("mixed_means.csv",
            "summary(survfit(),rmean=tau)$table, quantile(,tau/50); no late entries, log-log", means)

# The copied rows have ties of up to 15 cases; strata enter Gray's test only.
gray <- do.call(rbind, lapply(c(0, 0.5, 1, 2), function(rho) do.call(rbind, lapply(1:2, function(s) {
    strata <- if (s == 1) rep(0, nrow(e)) else e$stratum
    f <- cuminc(e$time, e$event, e$group, strata, rho = rho)$Tests
    data.frame(rho = rho, n_strata = s, cause = 1:3, statistic = f[, "stat"], p = f[, "pv"],
               df = as.integer(f[, "df"]))
}))))
write_table("mixed_gray.csv", "cuminc(time,event,group,strata,rho)$Tests, copied rows", gray)

at <- c(2, 5, 9, 14, 20, 30)
aalen <- do.call(rbind, lapply(0:2, function(g) {
    f <- timepoints(with(e[e$group == g, ], cuminc(time, event)), at)
    data.frame(group = g, cause = rep(1:3, length(at)), time = rep(at, each = 3),
               incidence = as.vector(f$est), variance = as.vector(f$var))
}))
write_table("mixed_aalen.csv", "timepoints(cuminc(time,event),t) by group, copied rows", aalen)
