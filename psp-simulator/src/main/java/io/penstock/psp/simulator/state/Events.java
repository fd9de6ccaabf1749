package io.penstock.psp.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stripe.Stripe;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What happened, as webhooks tell it. To be used within {@link StateFile#change} only. */
public final class Events {
  private final Documents documents;
  private final List<String> fresh = new ArrayList<>();

  public Events(Documents documents) {
    this.documents = documents;
  }

  /** Notes that this happened to the object, which is told as it is now. */
  public void emit(String type, ObjectNode object) {
    ObjectNode event = documents.create(ObjectType.EVENT);
    event.put("api_version", Stripe.API_VERSION).put("type", type);
    event.putObject("data").set("object", Json.visible(object));
    documents.put(event);
    String id = Json.id(event);
    documents.link(Json.id(object), id);
    if (object.hasNonNull("payment_intent")) {
      documents.link(Json.text(object, "payment_intent"), id);
    }
    fresh.add(id);
  }

  /** The events since this was last asked, oldest first. */
  public List<String> takeFresh() {
    List<String> taken = List.copyOf(fresh);
    fresh.clear();
    return taken;
  }

  /** Those of some types, or all, newest first. */
  public Stream<ObjectNode> newestFirst(Params params, @Nullable String after) {
    String type = params.find("type");
    List<String> types = type == null ? params.list("types") : List.of(type);
    return documents
        .newestFirst(ObjectType.EVENT, after)
        .filter(each -> types.isEmpty() || types.contains(Json.text(each, "type")));
  }

  /** Every event of an object, and of what belongs to it, oldest first. */
  public List<String> of(String objectId) {
    return documents.linked(objectId, ObjectType.EVENT);
  }
}
