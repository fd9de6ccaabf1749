package io.penstock.chaos.world;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The brokers of a cluster and where they listen.
 *
 * @param ports of the listeners for clients, one a broker
 */
record Brokers(List<Integer> ports) {

  static Brokers plan(int count) {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ports.add(FreePorts.choose());
    }
    return new Brokers(List.copyOf(ports));
  }

  String bootstrapServers() {
    return ports.stream().map(port -> World.HOST + ":" + port).collect(Collectors.joining(","));
  }

  /**
   * @param node 1 for the first
   */
  Child start(Program program, Path directory, int node) throws IOException {
    return Child.start(
        "broker-" + node,
        program.java(
            "512m",
            BrokerProgram.class.getName(),
            directory.resolve("broker-" + node).toString(),
            World.HOST,
            Integer.toString(ports.get(node - 1))),
        Map.of(),
        directory);
  }
}
