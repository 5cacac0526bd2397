# HTMT of absolute Pearson correlations, from its definition: the mean |r| between the items of two
# scales over the geometric mean of the mean |r| within each; listwise rows; a single item is its
# scale. Writes htmt_absolute.json beside this file. R 4.2.2, jsonlite.
library(jsonlite)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
sets <- list.dirs(here, full.names = FALSE, recursive = FALSE)
one <- function(name) {
  meta <- fromJSON(file.path(here, name, "meta.json"), simplifyVector = FALSE)
  items <- unlist(meta$dimensions)
  data <- read.csv(file.path(here, name, "data.csv"), check.names = FALSE)[items]
  for (code in unlist(meta$missing_codes)) data[data == as.numeric(code)] <- NA
  r <- abs(cor(data[complete.cases(data), ]))
  within <- sapply(meta$dimensions, function(d) {
    own <- r[unlist(d), unlist(d), drop = FALSE]
    if (nrow(own) == 1) 1 else mean(own[upper.tri(own)])
  })
  pairs <- combn(names(meta$dimensions), 2, simplify = FALSE)
  lapply(pairs, function(p) {
    a <- unlist(meta$dimensions[[p[1]]]); b <- unlist(meta$dimensions[[p[2]]])
    list(scale_a = p[1], scale_b = p[2], htmt = mean(r[a, b]) / sqrt(within[[p[1]]] * within[[p[2]]]))
  })
}
known <- Filter(function(s) length(fromJSON(file.path(here, s, "meta.json"), FALSE)$dimensions) > 1, sets)
result <- setNames(lapply(known, one), known)
write(toJSON(list(software = R.version.string, sets = result), digits = NA, auto_unbox = TRUE, pretty = TRUE),
      file.path(here, "htmt_absolute.json"))
