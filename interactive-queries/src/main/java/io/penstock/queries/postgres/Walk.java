package io.penstock.queries.postgres;

/**
 * A walk along an index from the newest row down, of which so many rows are looked at for a page.
 *
 * @param newestFirst the order of the walk
 */
record Walk(Clause rows, String newestFirst, int mostLookedAt) {

  /** The newest of what is wanted, where the walk comes upon it; one more than is shown. */
  Clause found(Clause wanted, int limit) {
    return rows.within("SELECT * FROM ")
        .then(" AS walked WHERE ")
        .then(wanted)
        .then(newestFirst)
        .then(Clause.of(" LIMIT ?", limit + 1));
  }

  /** The last row of a walk that ended before the list did. */
  Clause end() {
    return rows.within("SELECT * FROM ")
        .then(" AS walked" + newestFirst)
        .then(Clause.of(" LIMIT 1 OFFSET ?", mostLookedAt - 1));
  }
}
