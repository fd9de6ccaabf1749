package io.penstock.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The names of a compose file, each with an address of its own on this machine. It is known to
 * programs on Java that are started with {@link #javaOption()}.
 *
 * @param addresses of the services
 * @param hosts the names in the format of /etc/hosts
 */
record ComposeNetwork(Map<String, String> addresses, Path hosts) {

  static ComposeNetwork of(List<String> names, Path dir) throws IOException {
    // No two runs at a time on one machine have the same addresses.
    long pid = ProcessHandle.current().pid();
    String prefix = "127.%d.%d.".formatted(1 + pid / 254 % 254, pid % 254);
    Map<String, String> addresses = new LinkedHashMap<>();
    names.forEach(name -> addresses.put(name, prefix + (addresses.size() + 1)));
    String lines =
        addresses.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey() + "\n")
            .collect(Collectors.joining());
    Path hosts = Files.writeString(dir.resolve("hosts"), lines + "127.0.0.1 localhost\n");
    return new ComposeNetwork(addresses, hosts);
  }

  String address(String name) {
    return addresses.getOrDefault(name, name);
  }

  /** Makes Java look up names there and nowhere else. */
  String javaOption() {
    return "-Djdk.net.hosts.file=" + hosts;
  }
}
