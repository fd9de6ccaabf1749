package io.penstock.ingest.commands;

import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.schemas.Ids;

/** The door's own refusals; those of the ledger come from its outcomes. */
public final class Problems {
  private static final String NOT_TAKEN = "The command was not taken; it can be sent again.";
  private static final String MAYBE_TAKEN =
      "The command may have been taken. Repeat it with the same idempotency key to learn its"
          + " outcome; it will not be carried out twice.";

  static final Problem KAFKA_UNAVAILABLE =
      Problem.of(503, "kafka_unavailable", "Kafka does not answer. " + NOT_TAKEN);
  static final Problem REGISTRY_UNAVAILABLE =
      Problem.of(
          503,
          "schema_registry_unavailable",
          "The schema registry does not answer or lacks the command's schema. " + NOT_TAKEN);
  public static final Problem VIEWS_UNAVAILABLE =
      Problem.of(503, "views_unavailable", "The views do not answer. " + NOT_TAKEN);
  public static final Problem OLDER_UNAVAILABLE =
      Problem.of(
          503,
          "postgres_unavailable",
          "The transfer may be older than what the views know, and Postgres does not answer. "
              + NOT_TAKEN);
  public static final Problem NOT_ACKNOWLEDGED =
      Problem.of(504, "kafka_timeout", "Kafka did not acknowledge the command. " + MAYBE_TAKEN);
  public static final Problem OUTCOME_UNKNOWN =
      Problem.of(504, "outcome_unknown", "The outcome could not be read. " + MAYBE_TAKEN);

  private Problems() {}

  /** A request that is malformed at one place. */
  public static ProblemException malformed(String code, String field, String detail) {
    return new ProblemException(Problem.ofField(400, code, field, detail));
  }

  /**
   * An id that a command names.
   *
   * @throws ProblemException id_malformed, or id_reserved for what only flows may name
   */
  public static String requireId(String field, String id) {
    if (!Ids.isValid(id)) {
      throw malformed("id_malformed", field, "An id is " + Ids.RULE + '.');
    }
    if (Ids.isReserved(id)) {
      throw malformed(Ids.RESERVED_CODE, field, Ids.RESERVED + '.');
    }
    return id;
  }

  public static ProblemException refused(int status, String code, String detail) {
    return new ProblemException(Problem.of(status, code, detail));
  }
}
