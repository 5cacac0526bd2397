# Writes reference/*.csv: what R computes of waves. LC_ALL=C.UTF-8 Rscript tests/data/waves/reference.R
# R 4.2.2, lavaan 0.6-14, psych 2.2.9; see README.md

options(warn = 1)
suppressMessages({library(lavaan); library(psych)})
stopifnot(packageVersion("lavaan") == "0.6.14", packageVersion("psych") == "2.2.9")
here <- "tests/data/waves"

told <- list()
put <- function(.set, .room, .thing, ...) {  # dots, so that no number's name is taken for theirs
  numbers <- lapply(list(...), as.numeric)
  stopifnot(lengths(numbers) == 1)
  told[[.room]][[length(told[[.room]]) + 1]] <<- c(list(.set, .thing), numbers)
}

# the sets: items by dimension, those asked the other way round, the ends of the scale, rows by wave

read <- function(file) read.csv(file, check.names = FALSE, na.strings = c("", "NA"))
numbered <- function(prefix, n) paste0(prefix, 1:n)

insurance <- list(
  dims = c(
    list("Trust" = numbered("TR", 5), "Commitment" = numbered("CM", 5), "Interaction" = numbered("IN", 5),
         "Communication" = numbered("TE", 5), "Quality of service" = numbered("QU", 5)),
    list("Focus on major customers" = numbered("FO", 5), "Organising customer relations" = numbered("OR", 5),
         "Customer knowledge management" = numbered("KN", 5), "Technology-based relations" = numbered("TC", 4))),
  constructs = list("Interactive marketing" = 1:5, "Customer relationship management" = 6:9),
  turned = character(), low = 1, high = 5, group = "gender", linked = TRUE,
  waves = list("2023" = read("sample_data/insurance_study.csv"), "2024" = read("sample_data/insurance_2024.csv"),
               "2025" = read("sample_data/insurance_2025.csv")))
names(insurance$waves[["2024"]])[names(insurance$waves[["2024"]]) == "sex"] <- "gender"

of_set <- function(name, dims, turned, low, high, by, group) {
  all <- read(file.path("tests/data/sets", name, "data.csv"))
  which <- if (is.null(by)) c("first", "second", "third")[ceiling(3 * seq_len(nrow(all)) / nrow(all))] else all[[by]]
  kept <- sort(unique(which[!is.na(which)]))
  waves <- lapply(setNames(kept, kept), function(own) all[!is.na(which) & which == own, ])
  list(dims = dims, constructs = list("the others" = seq_along(dims)), turned = turned, low = low, high = high,
       group = group, linked = FALSE, waves = waves)
}
simulated <- function(n) {
  all <- read(file.path(here, sprintf("simulated_%d.csv", n)))
  list(dims = list(a = numbered("a", 5), b = numbered("b", 4)), constructs = list(both = 1:2), turned = "b2",
       low = 1, high = 5, group = "group", linked = TRUE, waves = split(all, all$wave))
}
sets <- list(  "insurance over time" = insurance,
  "bfi" = of_set("bfi", list(agree = numbered("A", 5), conscientious = numbered("C", 5),
    extraversion = numbered("E", 5), neuroticism = numbered("N", 5), openness = numbered("O", 5)),
    c("A1", "C4", "C5", "E1", "E2", "O2", "O5"), 1, 6, "gender", "education"),
  "efc_cope" = of_set("efc_cope", list(
    negative_impact = c("c83cop2", "c84cop3", "c85cop4", "c86cop5", "c87cop6", "c88cop7"),
    positive_value = c("c82cop1", "c89cop8", "c90cop9")), character(), 1, 4, "c161sex", "c172code"),
  "lq2002" = of_set("lq2002", list(LEAD = sprintf("LEAD%02d", 1:11), TSIG = sprintf("TSIG%02d", 1:3)),
    character(), 1, 5, NULL, NULL),
  "simulated 40" = simulated(40), "simulated 250" = simulated(250), "simulated 1200" = simulated(1200))

answers <- function(set, wave) {
  items <- unlist(set$dims, use.names = FALSE)
  found <- set$waves[[wave]][items]
  for (item in set$turned) found[[item]] <- set$low + set$high - found[[item]]
  found
}
scores <- function(set, wave) {  # a mean needs every item
  items <- answers(set, wave)
  dims <- as.data.frame(lapply(set$dims, function(own) rowMeans(items[own])), check.names = FALSE)
  constructs <- as.data.frame(lapply(set$constructs, function(own) rowMeans(dims[own])), check.names = FALSE)
  cbind(dims, constructs[lengths(set$constructs) > 1])
}

# differences

noncentral <- function(t, df, p) {  # the noncentrality that leaves p above t; pt is good to about 1e-12
  found <- function(ncp) suppressWarnings(pt(t, df, ncp, lower.tail = FALSE)) - p
  uniroot(found, c(t - 12, t + 12), tol = 1e-13, maxiter = 2000)$root
}
welch <- function(y, x) {  # later - earlier
  found <- t.test(y, x)
  n <- c(length(x), length(y)); df <- sum(n) - 2
  pooled <- sqrt(((n[1] - 1) * var(x) + (n[2] - 1) * var(y)) / df)
  d <- (mean(y) - mean(x)) / pooled
  j <- exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)
  ends <- c(NA, NA)
  if (abs(d) < 3) ends <- sapply(c(.025, .975), function(p) noncentral(d / sqrt(sum(1 / n)), df, p))
  ends <- ends * sqrt(sum(1 / n)) * j
  list("n earlier" = n[1], "n later" = n[2], "mean earlier" = mean(x), "mean later" = mean(y),
       difference = mean(y) - mean(x), SE = found$stderr, t = found$statistic, df = found$parameter,
       p = found$p.value, low = found$conf.int[1], high = found$conf.int[2],
       "g" = d * j, "g low" = ends[1], "g high" = ends[2])
}
paired <- function(y, x) {
  found <- t.test(y, x, paired = TRUE)
  n <- length(x); moved <- y - x
  ends <- sapply(c(.025, .975), function(p) noncentral(found$statistic, n - 1, p)) / sqrt(n)
  list(n = n, "mean earlier" = mean(x), "mean later" = mean(y), difference = found$estimate, SE = found$stderr,
       t = found$statistic, df = found$parameter, p = found$p.value, low = found$conf.int[1], high = found$conf.int[2],
       "d_z" = mean(moved) / sd(moved), "d_z low" = ends[1], "d_z high" = ends[2],
       "d_av" = mean(moved) / sqrt((var(x) + var(y)) / 2), r = cor(x, y))
}
families <- function(set, room, found, pair) {  # Holm over the scores, and apart over the items
  for (family in found) {
    adjusted <- p.adjust(sapply(family, `[[`, "p"), "holm")
    for (name in names(family))
      do.call(put, c(list(set, room, paste0(name, ", ", pair)), family[[name]], list("p (Holm)" = adjusted[[name]])))
  }
}
known <- function(x) x[!is.na(x)]

# Kitagawa: mix and real of groups, and their standard errors by the whole covariance of shares and means

kitagawa <- function(set, name, score, pair, groups, values) {
  named <- lapply(groups, function(g) ifelse(is.na(g), "(unsaid)", as.character(g)))
  both <- sort(unique(unlist(lapply(1:2, function(w) named[[w]][!is.na(values[[w]])]))))
  share <- mean <- error <- list(); n <- numeric()
  for (w in 1:2) {
    own <- factor(named[[w]][!is.na(values[[w]])], both); x <- known(values[[w]])
    n[w] <- length(x)
    share[[w]] <- as.numeric(table(own)) / n[w]
    mean[[w]] <- as.numeric(tapply(x, own, base::mean)); error[[w]] <- as.numeric(tapply(x, own, var)) / as.numeric(table(own))
  }
  for (w in 1:2) mean[[w]] <- ifelse(is.na(mean[[w]]), mean[[3 - w]], mean[[w]])
  at <- c(share[[1]], share[[2]], mean[[1]], mean[[2]]); k <- length(both)
  parts <- function(at) {
    s1 <- at[1:k]; s2 <- at[k + 1:k]; m1 <- at[2 * k + 1:k]; m2 <- at[3 * k + 1:k]
    middle <- (sum(share[[1]] * mean[[1]]) + sum(share[[2]] * mean[[2]])) / 2
    rbind(mix = (s2 - s1) * ((m1 + m2) / 2 - middle), real = (m2 - m1) * (s1 + s2) / 2)
  }
  found <- parts(at); total <- rowSums(found)
  thing <- paste0(score, " by ", set$group, ", ", pair)
  everywhere <- all(sapply(1:2, function(w) all(share[[w]] > 0)))
  alone <- any(is.na(unlist(error)))
  if (everywhere && !alone) {
    many <- function(s, n) (diag(s) - outer(s, s)) / n
    cov <- matrix(0, 4 * k, 4 * k)
    cov[1:k, 1:k] <- many(share[[1]], n[1]); cov[k + 1:k, k + 1:k] <- many(share[[2]], n[2])
    cov[2 * k + 1:(2 * k), 2 * k + 1:(2 * k)] <- diag(c(error[[1]], error[[2]]))
    # of second degree, so that central differences are the gradient but for rounding
    slope <- sapply(seq_along(at), function(i) {
      step <- replace(numeric(4 * k), i, 0.5)
      rowSums(parts(at + step)) - rowSums(parts(at - step))
    })
    se <- sqrt(diag(slope %*% cov %*% t(slope)))
    put(name, "mix", thing, difference = sum(share[[2]] * mean[[2]]) - sum(share[[1]] * mean[[1]]),
        mix = total[["mix"]], real = total[["real"]], "SE of mix" = se[[1]], "SE of real" = se[[2]])
  } else put(name, "mix", thing, difference = sum(share[[2]] * mean[[2]]) - sum(share[[1]] * mean[[1]]),
             mix = total[["mix"]], real = total[["real"]])
  for (i in seq_along(both))
    put(name, "mix parts", paste0(thing, ": ", both[i]), mix = found["mix", i], real = found["real", i],
        "share earlier" = share[[1]][i], "share later" = share[[2]][i])
}

# whether one group changed more than another: four means, each with its variance

contrast <- function(set, name, score, pair, groups, values) {
  cells <- lapply(1:2, function(w) split(values[[w]], groups[[w]], drop = TRUE))
  both <- sort(intersect(names(cells[[1]]), names(cells[[2]])))
  for (two in combn(both, 2, simplify = FALSE)) {
    own <- lapply(list(cells[[2]][[two[1]]], cells[[1]][[two[1]]], cells[[2]][[two[2]]], cells[[1]][[two[2]]]), known)
    if (any(lengths(own) < 2)) next
    error <- sapply(own, function(x) var(x) / length(x)); mean <- sapply(own, base::mean)
    gap <- sum(mean * c(1, -1, -1, 1)); df <- sum(error)^2 / sum(error^2 / (lengths(own) - 1))
    t <- gap / sqrt(sum(error))
    put(name, "contrasts", paste0(score, ": ", two[1], " - ", two[2], ", ", pair), difference = gap,
        SE = sqrt(sum(error)), t = t, df = df, p = 2 * pt(-abs(t), df))
  }
}

# reliability, items, loadings

alpha <- function(x) { c <- cov(x); k <- ncol(x); k / (k - 1) * (1 - sum(diag(c)) / sum(c)) }
equal_alpha <- function(one, two) {  # each (1 - alpha)/(1 - its estimate) is an F of n - 1 and (n - 1)(k - 1)
  above <- function(w, n, m, k) {  # P(F1/F2 > w), over the density of F2
    own <- c(n - 1, (n - 1) * (k - 1)); other <- c(m - 1, (m - 1) * (k - 1))
    ends <- c(qf(1e-17, other[1], other[2]), qf(1e-17, other[1], other[2], lower.tail = FALSE))
    inside <- function(x) df(x, other[1], other[2]) * pf(w * x, own[1], own[2], lower.tail = FALSE)
    integrate(inside, ends[1], ends[2], rel.tol = 1e-11, subdivisions = 5000)$value
  }
  k <- ncol(one); left <- c(1 - alpha(one), 1 - alpha(two)); n <- c(nrow(one), nrow(two))
  # under equality left[1]/left[2] is F2/F1
  min(1, 2 * min(above(left[1] / left[2], n[2], n[1], k), above(left[2] / left[1], n[1], n[2], k)))
}
fitted_closely <- function(...) {  # nlminb as far as it goes without losing its way
  for (tol in 10^-(15:9)) {
    search <- list(rel.tol = tol, abs.tol = 1e-18, x.tol = 1e-13, iter.max = 20000, eval.max = 40000)
    fit <- suppressWarnings(cfa(..., std.lv = TRUE, se = "none", control = search))
    if (lavInspect(fit, "converged")) return(fit)
  }
  message("not converged"); NULL
}
factor_of <- function(items) paste("f =~", paste(items, collapse = " + "))
one_factor <- function(x) {
  fit <- fitted_closely(factor_of(names(x)), x)
  if (is.null(fit)) return(NULL)
  loadings <- as.numeric(lavInspect(fit, "std")$lambda)
  matrix(loadings * sign(sum(loadings)), dimnames = list(names(x), "f"))
}
rest <- function(x, item) cor(x[[item]], rowSums(x[setdiff(names(x), item)]))
measured <- function(name, scale, pair, one, two) {
  one <- one[complete.cases(one), ]; two <- two[complete.cases(two), ]
  a <- one_factor(one); b <- one_factor(two)
  put(name, "scales", paste0(scale, ", ", pair), "α earlier" = alpha(one), "α later" = alpha(two),
      "p of equal α" = equal_alpha(one, two),
      "Tucker's φ" = if (is.null(a) || is.null(b)) NA else factor.congruence(a, b, digits = 15)[1, 1])
  for (item in names(one)) {
    r <- c(rest(one, item), rest(two, item))
    test <- r.test(n = nrow(one), r12 = r[1], r34 = r[2], n2 = nrow(two))
    put(name, "items", paste0(item, ", ", pair), "r earlier" = r[1], "r later" = r[2],
        q = fisherz(r[2]) - fisherz(r[1]), p = 2 * pnorm(-abs(test$z)))
  }
}
invariant <- function(name, scale, pair, one, two) {
  both <- rbind(cbind(one[complete.cases(one), ], .wave = "1"), cbind(two[complete.cases(two), ], .wave = "2"))
  fits <- lapply(list(configural = "none", metric = "loadings", scalar = c("loadings", "intercepts")), function(equal)
    fitted_closely(factor_of(names(one)), both, group = ".wave", group.equal = equal, meanstructure = TRUE))
  if (any(sapply(fits, is.null))) return(message(name, " ", scale))
  before <- NULL
  for (model in names(fits)) {
    m <- as.list(fitMeasures(fits[[model]], c("chisq", "df", "pvalue", "cfi", "rmsea")))
    given <- list("χ²" = m$chisq, df = m$df, CFI = m$cfi)
    if (m$df > 0) given <- c(given, p = m$pvalue, RMSEA = m$rmsea)
    if (!is.null(before)) {
      more <- m$chisq - before$chisq; df <- m$df - before$df
      given <- c(given, "Δχ²" = more, "Δdf" = df, "Δp" = pchisq(more, df, lower.tail = FALSE), "ΔCFI" = before$cfi - m$cfi)
    }
    do.call(put, c(list(name, "models", paste0(scale, ", ", model, ", ", pair)), given))
    before <- m
  }
  level <- lavInspect(fits$scalar, "est")[[2]]$alpha
  put(name, "levels", paste0(scale, ", ", pair), "level of the later wave" = abs(level))
}

for (name in names(sets)) {
  set <- sets[[name]]; waves <- names(set$waves); count <- length(waves)
  pairs <- lapply(seq_len(count - 1), function(i) waves[c(i, i + 1)])
  if (count > 2) pairs <- c(pairs, list(waves[c(1, count)]))
  for (two in pairs) {
    pair <- paste(two, collapse = " – ")
    items <- lapply(two, answers, set = set); made <- lapply(two, scores, set = set)
    each <- function(test, frames, chosen)
      lapply(setNames(chosen, chosen), function(score) test(frames[[2]][[score]], frames[[1]][[score]]))
    of <- function(y, x) welch(known(y), known(x))
    families(name, "changes", list(each(of, made, names(made[[1]])), each(of, items, names(items[[1]]))), pair)
    if (set$linked) {
      ids <- lapply(two, function(wave) set$waves[[wave]]$id)
      own <- lapply(ids, function(id) known(id)[!known(id) %in% known(id)[duplicated(known(id))]])
      same <- intersect(own[[1]], own[[2]])
      gone <- setdiff(own[[1]], ids[[2]]); joined <- setdiff(own[[2]], ids[[1]])
      put(name, "people", pair, stayed = length(same), left = length(gone), joined = length(joined))
      rows <- lapply(1:2, function(w) match(same, ids[[w]]))
      of <- function(y, x) { there <- !is.na(x) & !is.na(y); paired(y[there], x[there]) }
      linked <- function(frames) lapply(1:2, function(w) frames[[w]][rows[[w]], ])
      families(name, "linked", list(each(of, linked(made), names(made[[1]])), each(of, linked(items), names(items[[1]]))), pair)
      stay <- made[[1]][match(same, ids[[1]]), ]; leave <- made[[1]][match(gone, ids[[1]]), ]
      of <- function(y, x) welch(known(y), known(x))
      families(name, "attrition", list(each(of, list(stay, leave), names(stay))), pair)
    }
    if (!is.null(set$group)) for (score in names(made[[1]])) {
      groups <- lapply(two, function(wave) set$waves[[wave]][[set$group]])
      values <- lapply(made, `[[`, score)
      kitagawa(set, name, score, pair, groups, values)
      contrast(set, name, score, pair, groups, values)
    }
    for (scale in names(set$dims)) {
      own <- lapply(items, `[`, set$dims[[scale]])
      measured(name, scale, pair, own[[1]], own[[2]])
      invariant(name, scale, pair, own[[1]], own[[2]])
    }
  }
}
quoted <- function(words) paste0('"', words, '"')
for (room in names(told)) {
  numbers <- unique(unlist(lapply(told[[room]], function(line) names(line)[-(1:2)])))
  rows <- sapply(told[[room]], function(line) {
    values <- sapply(numbers, function(n) if (is.null(line[[n]]) || is.na(line[[n]])) "" else sprintf("%.15g", line[[n]]))
    paste(c(quoted(c(line[[1]], line[[2]])), values), collapse = ",")
  })
  header <- paste(c("set", "thing", quoted(numbers)), collapse = ",")
  writeLines(c(header, rows), file.path(here, "reference", paste0(sub(" ", "_", room), ".csv")), useBytes = TRUE)
}
