package io.penstock.chaos.world;

import io.penstock.embedded.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The brokers of a cluster and where they listen.
 *
 * @param ports of the listeners for clients, one a broker
 * @param controllers ports on which they agree with each other, one a broker
 */
record Brokers(List<Integer> ports, List<Integer> controllers) {
  /** Several share the machine with everything else. */
  private static final String HEAP_ALONE = "512m";

  private static final String HEAP_OF_MANY = "320m";

  static Brokers plan(int count) {
    return new Brokers(choose(count), choose(count));
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
        program.penstock(
            ports.size() == 1 ? HEAP_ALONE : HEAP_OF_MANY,
            "broker",
            "--id=" + node,
            "--voters=" + voters(),
            "--host=" + World.HOST,
            "--port=" + ports.get(node - 1),
            "--data=" + directory.resolve("broker-" + node)),
        Map.of(),
        directory);
  }

  private String voters() {
    return IntStream.range(0, controllers.size())
        .mapToObj(node -> (node + 1) + "@" + World.HOST + ":" + controllers.get(node))
        .collect(Collectors.joining(","));
  }

  private static List<Integer> choose(int count) {
    List<Integer> ports = new ArrayList<>();
    while (ports.size() < count) {
      int port = Ports.choose(World.HOST, 0);
      if (!ports.contains(port)) {
        ports.add(port);
      }
    }
    return List.copyOf(ports);
  }
}
