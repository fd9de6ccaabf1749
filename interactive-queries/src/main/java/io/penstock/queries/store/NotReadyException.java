package io.penstock.queries.store;

import io.penstock.http.Problem;

/** The views cannot answer now, but will soon: the caller may come again. */
public final class NotReadyException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Problem problem;

  private NotReadyException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  private static NotReadyException of(String code, String detail) {
    return new NotReadyException(Problem.of(503, code, detail));
  }

  /** No instance serves the partition: one has stopped, or still restores its stores. */
  public static NotReadyException moving() {
    return of(
        "views_not_ready",
        "The views are being moved or restored. Nothing was changed; ask again.");
  }

  /** A consistency token asks for more than has arrived. */
  public static NotReadyException behind() {
    return of(
        "views_behind",
        "The views have not yet seen the write that the Consistency-Token names; ask again.");
  }

  static NotReadyException noRegistry() {
    return of("schema_registry_unavailable", "The schema registry does not answer.");
  }

  /** What the views have forgotten cannot be read now. */
  public static NotReadyException noPostgres() {
    return of(
        "postgres_unavailable",
        "Postgres, which keeps what is older, does not answer. Nothing was changed; ask again.");
  }

  /** These views have no database. */
  public static NotReadyException noLists() {
    return of(
        "postgres_unavailable",
        "Lists of accounts and transfers are read from Postgres, and PENSTOCK_POSTGRES_URL is not"
            + " set here.");
  }

  public Problem problem() {
    return problem;
  }
}
