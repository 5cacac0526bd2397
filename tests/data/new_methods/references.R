# References of repeated measures, power and Bayes factors. R 4.2.2 with afex, pwr, BayesFactor,
# jsonlite of Debian 12. Reads scores.csv beside this file, writes references.json.
suppressMessages({library(afex); library(pwr); library(BayesFactor); library(jsonlite)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
wide <- read.csv(file.path(here, "scores.csv"))
measures <- function(columns) {
  long <- reshape(wide, direction = "long", varying = columns, v.names = "v", timevar = "w",
                  times = columns, idvar = "id")
  long$w <- factor(long$w); long$group <- factor(long$group)
  one <- suppressMessages(aov_ez("id", "v", long, within = "w"))
  two <- suppressMessages(aov_ez("id", "v", long, within = "w", between = "group", type = 3))
  a <- suppressWarnings(summary(one)); b <- suppressWarnings(summary(two))
  f <- friedman.test(as.matrix(wide[, columns]))
  pick <- function(s, row, ges) list(
    f = s$univariate.tests[row, "F value"], df1 = s$univariate.tests[row, "num Df"],
    df2 = s$univariate.tests[row, "den Df"], p = s$univariate.tests[row, "Pr(>F)"],
    epsilon = s$pval.adjustments[row, "GG eps"], p_gg = s$pval.adjustments[row, "Pr(>F[GG])"],
    eta2_generalised = ges)
  list(repeated = pick(a, "w", one$anova_table["w", "ges"]),
       group = pick(b, "group:w", two$anova_table["group:w", "ges"]),
       friedman = list(f = unname(f$statistic), df1 = unname(f$parameter), p = f$p.value))
}
needs <- list()
for (d in c(0.1, 0.2, 0.35, 0.5, 0.8)) for (power in c(0.8, 0.9, 0.95)) for (alpha in c(0.05, 0.01)) {
  needs[[length(needs) + 1]] <- list(question = "change", effect = d, power = power, alpha = alpha,
    n = pwr.t.test(d = d, power = power, sig.level = alpha, type = "paired")$n)
  needs[[length(needs) + 1]] <- list(question = "difference", effect = d, power = power, alpha = alpha,
    n = pwr.t.test(d = d, power = power, sig.level = alpha)$n)
  needs[[length(needs) + 1]] <- list(question = "correlation", effect = d, power = power, alpha = alpha,
    n = pwr.r.test(r = d, power = power, sig.level = alpha)$n)
}
factors <- list()
for (t in c(0, 0.5, 1.8, 2.5, 5, -3.2)) for (n in c(12, 50, 400)) {
  factors[[length(factors) + 1]] <- list(t = t, n = n, bf10 = exp(ttest.tstat(t, n, rscale = 0.707)$bf))
  factors[[length(factors) + 1]] <- list(t = t, n = n, m = n + 7,
    bf10 = exp(ttest.tstat(t, n, n + 7, rscale = 0.707)$bf))
}
# Ly et al.'s uniform prior: the likelihood of r (Hotelling 1953) over rho, integrated
likelihood <- function(rho, r, n) {
  f <- function(x) (1 - x^2)^((n - 1) / 2) * (1 - x * r)^(1.5 - n) *
    hypergeo::hypergeo(0.5, 0.5, n - 0.5, (1 + x * r) / 2)
  Re(f(rho)) / Re(hypergeo::hypergeo(0.5, 0.5, n - 0.5, 0.5))
}
correlations <- list()
for (r in c(0, 0.1, 0.3, -0.5, 0.8)) for (n in c(10, 50, 200)) {
  bf <- integrate(function(x) sapply(x, likelihood, r = r, n = n) / 2, -1, 1, rel.tol = 1e-10)$value
  correlations[[length(correlations) + 1]] <- list(r = r, n = n, bf10 = bf)
}
write(toJSON(list(
  software = c(R.version.string, sapply(c("afex", "pwr", "BayesFactor"), function(p)
    paste(p, packageVersion(p)))),
  three = measures(c("w1", "w2", "w3")), four = measures(c("w1", "w2", "w3", "w4")),
  needed = needs, t = factors, r = correlations), digits = NA, auto_unbox = TRUE, pretty = TRUE),
  file.path(here, "references.json"))
