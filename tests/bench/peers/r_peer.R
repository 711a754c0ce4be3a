# r_peer.R -- Kaplan-Meier by survfit and CSV by fread, the bench's questions for R.
# SPDX-License-Identifier: GPL-3.0-or-later
# Rscript r_peer.R ROWS FOLDER THREADS; answers as served.py tells.
suppressMessages({library(data.table); library(survival)})
given <- commandArgs(TRUE)
n <- as.integer(given[1])
folder <- given[2]
setDTthreads(as.integer(given[3]))
day <- function(name) readBin(file.path(folder, paste0(name, ".bin")), "integer", n)
mech <- readBin(file.path(folder, "mech.bin"), "integer", n, size = 1, signed = FALSE)
completed <- day("completed")
event <- !is.na(completed)
wait <- fifelse(event, completed, 20453L) - day("signed")
csv <- file.path(folder, "agr.csv")
peak <- function() {
  line <- grep("VmHWM", readLines("/proc/self/status"), value = TRUE)
  as.integer(gsub("[^0-9]", "", line)) / 1024
}
questions <- list(
  Q7 = list(9 * n, function() survfit(Surv(wait, event) ~ mech, se.fit = FALSE),
            function(r) sprintf("%.6f", sum(summary(r, times = 1825)$surv * 1:8))))
if (file.exists(csv)) {
  questions$Q9_csv <- list(file.size(csv), function() fread(csv, showProgress = FALSE), nrow)
}
cat(sprintf("ready R %s\n", getRversion()))
flush(stdout())
input <- file("stdin", "r")
while (length(name <- readLines(input, 1)) > 0) {
  q <- questions[[name]]
  if (is.null(q)) {
    cat(name, "- not asked of this peer\n")
  } else {
    took <- system.time(result <- q[[2]](), gcFirst = FALSE)
    cat(sprintf("%s %.5f %.5f %.0f %.0f %s\n", name, took[[3]] * 1e3,
                (took[[1]] + took[[2]]) * 1e3, q[[1]], peak(), q[[3]](result)))
    rm(result)
  }
  flush(stdout())
}
