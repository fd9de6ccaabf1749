package io.penstock.ingest.requests;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The members of a body, or of an object within one: what else is there is refused, and the
 * document shows the form as a schema of this name.
 */
public final class Form {
  static final String COMPONENTS = "#/components/schemas/";

  private final String name;
  private final String description;
  private final List<Member<?>> members;
  private final boolean atLeastOne;
  private final Set<String> names;

  private Form(String name, String description, List<Member<?>> members, boolean atLeastOne) {
    this.name = name;
    this.description = description;
    this.members = members;
    this.atLeastOne = atLeastOne;
    names = members.stream().map(Member::name).collect(toUnmodifiableSet());
  }

  /** A form of a part of a body. */
  public static Form of(String name, Member<?>... members) {
    return new Form(name, "", List.of(members), false);
  }

  /** The form of a whole body, which may have the idempotency key, too. */
  public static Form ofBody(String name, Member<?>... members) {
    return new Form(
        name,
        "",
        Stream.concat(Stream.of(members), Stream.of(IdempotencyKey.MEMBER)).toList(),
        false);
  }

  public Form describedAs(String text) {
    return new Form(name, text, members, atLeastOne);
  }

  /** Which of its members does not matter. */
  public Form withAtLeastOne() {
    return new Form(name, description, members, true);
  }

  public String name() {
    return name;
  }

  /** What its members are called. */
  public Set<String> names() {
    return names;
  }

  String reference() {
    return "{\"$ref\": \"" + COMPONENTS + name + "\"}";
  }

  /** Adds its schema, and those that its members refer to. */
  public void addTo(ObjectNode schemas) {
    schemas.set(name, schema());
    for (Member<?> member : members) {
      Kind<?> kind = member.kind();
      if (kind.component() != null) {
        schemas.set(kind.component(), kind.schema());
      }
      if (kind.part() != null) {
        kind.part().addTo(schemas);
      }
    }
  }

  private ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
    if (atLeastOne) {
      schema.put("minProperties", 1);
    }
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = JsonNodeFactory.instance.arrayNode();
    for (Member<?> member : members) {
      properties.set(member.name(), member.schema());
      if (member.required()) {
        required.add(member.name());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema.put("additionalProperties", false);
  }
}
