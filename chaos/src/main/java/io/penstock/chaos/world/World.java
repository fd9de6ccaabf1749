package io.penstock.chaos.world;

import io.penstock.chaos.checker.Api;
import io.penstock.chaos.checker.Places;
import io.penstock.embedded.Ports;
import io.penstock.embedded.registry.EmbeddedRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All processes of a run, each of them real. */
public final class World implements AutoCloseable {
  /** Everything listens here and nowhere else. */
  public static final String HOST = "127.0.0.1";

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final List<String> NAMES = List.of("a", "b");

  private final Program program;
  private final Path directory;
  private final Api api;
  private final Opened opened;
  private final List<Child> brokers = new ArrayList<>();
  private final List<Child> instances = new ArrayList<>();
  private final List<URI> listeners = new ArrayList<>();
  private final Brokers cluster;
  private final EmbeddedRegistry registry;
  private final PostgresServer database;
  private final Child simulator;
  private final int simulatorPort;

  private World(Program program, Path directory, int brokerCount, Opened opened)
      throws IOException, InterruptedException {
    this.program = program;
    this.directory = directory;
    this.opened = opened;
    this.api = open(new Api(Duration.ofSeconds(10)));
    this.cluster = Brokers.plan(brokerCount);
    for (int node = 1; node <= brokerCount; node++) {
      brokers.add(open(cluster.start(program, directory, node)));
    }
    this.registry = open(EmbeddedRegistry.start(directory.resolve("registry"), HOST, 0));
    this.database = open(PostgresServer.start(directory.resolve("postgres")));
    this.simulatorPort = Ports.choose(HOST, 0);
    List<Integer> ports = List.of(Ports.choose(HOST, 0), Ports.choose(HOST, 0));
    ports.forEach(port -> listeners.add(URI.create("http://" + HOST + ":" + port)));
    this.simulator = open(startSimulator());
    createTopics(brokerCount);
    for (int i = 0; i < NAMES.size(); i++) {
      instances.add(open(startInstance(NAMES.get(i), ports.get(i), 0)));
    }
  }

  /** Starts everything and waits until both instances are ready. */
  public static World start(Program program, Path directory, int brokers)
      throws IOException, InterruptedException {
    Opened opened = new Opened();
    boolean isUp = false;
    try {
      World world = new World(program, directory, brokers, opened);
      world.awaitReady();
      isUp = true;
      return world;
    } finally {
      if (!isUp) {
        opened.close();
      }
    }
  }

  /** Where checker and load find everything. */
  public Places places() {
    return new Places(
        cluster.bootstrapServers(),
        registry.url(),
        database.url(),
        List.copyOf(listeners),
        psp(),
        Program.PSP_KEY);
  }

  /** Both that always run. */
  public List<Child> instances() {
    return instances;
  }

  public List<Child> brokers() {
    return brokers;
  }

  public Restartable database() {
    return database;
  }

  public Restartable simulator() {
    return simulator;
  }

  /** Turns the PSP's knobs: {@code {"outage": true}}. */
  public void turn(String knobs) throws IOException, InterruptedException {
    Api.Answer answer = api.post(psp().resolve("/_simulator/knobs"), knobs);
    if (answer.status() != 200) {
      throw new IOException("the simulator refuses " + knobs + ": " + answer.body());
    }
  }

  /**
   * A third instance that joins for a while.
   *
   * @param shiftMs milliseconds by which its clock is ahead of this machine's
   */
  public AutoCloseable join(String name, long shiftMs) throws IOException {
    return startInstance(name, Ports.choose(HOST, 0), shiftMs);
  }

  /**
   * Starts instances that ended by themselves, as any supervisor does.
   *
   * @return how many had ended
   */
  public int startWhatEnded() throws IOException {
    int ended = 0;
    for (Child instance : instances) {
      if (!instance.isAlive()) {
        instance.startAgain();
        ended++;
      }
    }
    return ended;
  }

  /**
   * Waits until simulator and both instances say that they are ready.
   *
   * @throws IOException if one does not within four minutes
   */
  public void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    awaitReady(psp(), simulator, deadline);
    for (int i = 0; i < instances.size(); i++) {
      awaitReady(listeners.get(i), instances.get(i), deadline);
    }
  }

  private void awaitReady(URI url, Child child, long deadline)
      throws IOException, InterruptedException {
    while (!api.isReady(url)) {
      if (System.nanoTime() > deadline) {
        throw new IOException(child.name() + " is not ready; see " + child.log());
      }
      child.startAgain();
      Thread.sleep(POLL);
    }
  }

  private Child startSimulator() throws IOException {
    return Child.start(
        "simulator",
        program.penstock(
            "128m",
            "simulator",
            "--port",
            Integer.toString(simulatorPort),
            "--data",
            directory.resolve("psp").toString(),
            "--webhooks",
            listeners.getFirst().resolve("/webhook/stripe").toString()),
        Map.of(),
        directory);
  }

  private void createTopics(int replication) throws IOException, InterruptedException {
    Map<String, String> settings =
        Map.of(
            "PENSTOCK_KAFKA_BOOTSTRAP_SERVERS", cluster.bootstrapServers(),
            "PENSTOCK_SCHEMA_REGISTRY_URL", registry.url(),
            "PENSTOCK_REPLICATION_FACTOR", Integer.toString(replication));
    try (Child create =
        Child.start("topics", program.penstock("128m", "topics", "create"), settings, directory)) {
      int code = create.awaitEnd(PATIENCE);
      if (code != 0) {
        throw new IOException("`topics create` ends with " + code + "; see " + create.log());
      }
    }
  }

  private Child startInstance(String name, int port, long shiftMs) throws IOException {
    Map<String, String> settings =
        program.settings(
            name, port, Ports.choose(HOST, 0), directory.resolve("state-" + name), brokers.size());
    settings.put("PENSTOCK_KAFKA_BOOTSTRAP_SERVERS", cluster.bootstrapServers());
    settings.put("PENSTOCK_SCHEMA_REGISTRY_URL", registry.url());
    settings.put("PENSTOCK_POSTGRES_URL", database.url());
    settings.put("PENSTOCK_STRIPE_BASE_URL", psp().toString());
    return Child.start(
        "instance-" + name,
        program.instance(
            "640m", shiftMs, "run", "topologies", "psp", "views", "sinks", "ingest-api"),
        settings,
        directory);
  }

  private URI psp() {
    return URI.create("http://" + HOST + ":" + simulatorPort);
  }

  private <T extends AutoCloseable> T open(T each) {
    return opened.add(each);
  }

  @Override
  public void close() {
    opened.close();
  }
}
