package io.penstock.topologies;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.GlobalStore;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;

/** Draws a topology: topics, the processors that have state, and their stores. */
final class Mermaid {
  private static final String TOPIC = "topic";

  private final Set<String> inputs = new TreeSet<>();

  /** What is read comes first, so that it is drawn on the left. */
  private final Set<String> lines =
      new TreeSet<>(
          Comparator.<String, Boolean>comparing(line -> !line.startsWith(TOPIC))
              .thenComparing(Comparator.naturalOrder()));

  private Mermaid() {}

  /** A diagram for a Markdown file; the same topology is always drawn alike. */
  static String picture(TopologyDescription topology) {
    Mermaid mermaid = new Mermaid();
    List<Node> nodes = new ArrayList<>();
    topology.subtopologies().forEach(part -> nodes.addAll(part.nodes()));
    nodes.forEach(mermaid::readInputs);
    topology.globalStores().forEach(mermaid::draw);
    nodes.forEach(mermaid::draw);
    return mermaid.lines.stream()
        .collect(Collectors.joining("\n  ", "```mermaid\nflowchart LR\n  ", "\n```\n"));
  }

  private void readInputs(Node node) {
    if (node instanceof Source source) {
      inputs.addAll(source.topicSet());
    }
  }

  private void draw(GlobalStore table) {
    for (String topic : table.source().topicSet()) {
      table.processor().stores().forEach(store -> line(topic(topic), "-->", store(store)));
    }
  }

  private void draw(Node node) {
    switch (node) {
      case Source source -> source.topicSet().forEach(topic -> drawReaders(source, topic(topic)));
      case Processor processor when !processor.stores().isEmpty() -> {
        processor.stores().forEach(store -> line(processor(processor), "---", store(store)));
        drawReaders(processor, processor(processor));
      }
      default -> {}
    }
  }

  /** Filters and merges have no state, and are only passed through. */
  private void drawReaders(Node from, String drawn) {
    for (Node next : from.successors()) {
      switch (next) {
        case Sink sink ->
            line(drawn, inputs.contains(sink.topic()) ? "-.->" : "-->", topic(sink.topic()));
        case Processor processor when !processor.stores().isEmpty() ->
            line(drawn, "-->", processor(processor));
        default -> drawReaders(next, drawn);
      }
    }
  }

  private void line(String from, String arrow, String to) {
    lines.add(from + ' ' + arrow + ' ' + to);
  }

  private static String topic(String name) {
    return id(TOPIC, name) + "([" + name + "])";
  }

  private static String processor(Processor processor) {
    return id("processor", processor.name()) + '[' + processor.name() + ']';
  }

  private static String store(String name) {
    return id("store", name) + "[(" + name + ")]";
  }

  private static String id(String kind, String name) {
    return kind + '_' + name.replaceAll("[^A-Za-z0-9]", "_");
  }
}
