package io.penstock.ingest.requests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Problems;
import org.jspecify.annotations.Nullable;

/**
 * The members of one JSON object, read as its form says. What does not fit is a 400 that names the
 * member by its path, such as {@code credits[1].amount}. A null counts as missing.
 */
public final class Fields {
  private final Form form;
  private final ObjectNode json;
  private final String path;

  Fields(Form form, ObjectNode json, String path) {
    this.form = form;
    this.json = json;
    this.path = path;
  }

  /** The members of a whole body. */
  public static Fields of(Form form, ObjectNode body) {
    return new Fields(form, body, "");
  }

  /**
   * @throws ProblemException unknown_field where there is a member that its form does not have
   */
  public Fields known() {
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!form.names().contains(name)) {
                throw Problems.malformed("unknown_field", path + name, "There is no such field.");
              }
            });
    return this;
  }

  public boolean has(Member<?> member) {
    return json.hasNonNull(member.name());
  }

  /**
   * @throws ProblemException field_required where it is missing
   */
  public <T> T get(Member<T> member) {
    T value = find(member);
    if (value == null) {
      throw Problems.malformed("field_required", path(member), "It is required.");
    }
    return value;
  }

  /** Null where it is missing. */
  public <T> @Nullable T find(Member<T> member) {
    return has(member) ? member.kind().reader().read(json.get(member.name()), path(member)) : null;
  }

  public <T> T find(Member<T> member, T fallback) {
    T value = find(member);
    return value == null ? fallback : value;
  }

  /** The member's place in the whole body. */
  public String path(Member<?> member) {
    return path + member.name();
  }
}
