package io.penstock.chaos.world;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Penstock as this machine starts it.
 *
 * @param mainClass of its command line
 * @param classPath with it and all it needs
 */
public record Program(String mainClass, String classPath) {
  /** The published key and secret of the stand-in for the PSP. */
  static final String PSP_KEY = "sk_test_penstock_simulator";

  private static final String CLOCK_SHIFT = "penstock.clock.shift.ms";
  private static final String PSP_SECRET = "whsec_penstock_simulator";

  /** A command of Penstock in a process of at most this heap. */
  List<String> penstock(String heap, String... words) {
    return instance(heap, 0, words);
  }

  /**
   * A command of Penstock that takes the machine's clock to be wrong.
   *
   * @param shiftMs milliseconds by which it is ahead
   */
  List<String> instance(String heap, long shiftMs, String... words) {
    // Many processes on few cores that live too short for the second compiler to pay.
    return command(
        List.of(
            "-Xmx" + heap,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xshare:auto",
            "--sun-misc-unsafe-memory-access=allow",
            "-D" + CLOCK_SHIFT + "=" + shiftMs),
        words);
  }

  /**
   * A command of Penstock.
   *
   * @param options of the Java machine
   */
  public List<String> command(List<String> options, String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(List.of(words));
    return command;
  }

  /** The settings of an instance with all roles; it keeps its name, ports and state. */
  Map<String, String> settings(String name, int port, int viewsPort, Path state, int brokers) {
    Map<String, String> settings = new HashMap<>();
    settings.put("PENSTOCK_INSTANCE_ID", name);
    settings.put("PENSTOCK_HTTP_HOST", World.HOST);
    settings.put("PENSTOCK_HTTP_PORT", Integer.toString(port));
    settings.put("PENSTOCK_VIEWS_HOST", World.HOST);
    settings.put("PENSTOCK_VIEWS_PORT", Integer.toString(viewsPort));
    settings.put("PENSTOCK_STATE_DIR", state.toString());
    settings.put("PENSTOCK_STREAMS_THREADS", "1");
    settings.put("PENSTOCK_STANDBY_REPLICAS", "1");
    settings.put("PENSTOCK_REPLICATION_FACTOR", Integer.toString(brokers));
    settings.put("PENSTOCK_COMMIT_INTERVAL_MS", "50");
    settings.put("PENSTOCK_FRAUD_VERDICT_TIMEOUT_MS", "10000");
    // Its few payers and cards pay all the time.
    settings.put("PENSTOCK_FRAUD_RULES", "built-in:local");
    settings.put("PENSTOCK_STRIPE_API_KEY", PSP_KEY);
    settings.put("PENSTOCK_STRIPE_WEBHOOK_SECRET", PSP_SECRET);
    return settings;
  }
}
