package io.penstock.embedded.postgres;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Postgres' own programs, with what is not at the reach of their caller's environment.
 *
 * @param programs directory with {@code bin}
 * @param log takes what they and the server say
 */
record PostgresCommands(Path programs, Path log) {
  private static final int PATIENCE_SECONDS = 180;
  private static final int PORT_LINE = 3;
  private static final Path OURSELVES = Path.of("/proc/self");

  /** Where a server writes its number. */
  static Path pidFile(Path data) {
    return data.resolve("postmaster.pid");
  }

  /** What a server has written behind its number: its directory, when it began, and its port. */
  static int port(Path pidFile) throws IOException {
    List<String> lines = Files.readAllLines(pidFile);
    return lines.size() > PORT_LINE ? Integer.parseInt(lines.get(PORT_LINE).strip()) : 0;
  }

  /** Makes a cluster, which sorts alike on every machine. */
  void initialise(Path data) throws IOException, InterruptedException {
    run(
        "initdb",
        List.of(
            "-D", data.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"));
  }

  /** Starts a server in a session of its own, which Ctrl-C does not reach; it is up on return. */
  ProcessHandle start(Path data, String host, int port) throws IOException, InterruptedException {
    // No socket file, no lock file of it that outlives a kill.
    String options =
        "-p %d -c listen_addresses=%s -c unix_socket_directories=".formatted(port, host);
    run(
        "pg_ctl",
        List.of(
            "-D",
            data.toString(),
            "-l",
            log.toString(),
            "-o",
            options,
            "-t",
            Integer.toString(PATIENCE_SECONDS),
            "-w",
            "start"));
    String pid = Files.readAllLines(pidFile(data)).getFirst().strip();
    return ProcessHandle.of(Long.parseLong(pid))
        .orElseThrow(() -> new IOException("the server ended at once"));
  }

  private void run(String program, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(asAPlainUser());
    command.add(programs.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    Process process = builder.start();
    try {
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(program + " failed with " + code);
      }
    } finally {
      process.destroy();
    }
  }

  /** Postgres refuses to run as root: where we do, it gets a user namespace without one. */
  private static List<String> asAPlainUser() throws IOException {
    boolean root =
        Files.exists(OURSELVES)
            && Integer.valueOf(0).equals(Files.getAttribute(OURSELVES, "unix:uid"));
    return root ? List.of("unshare", "-U") : List.of();
  }
}
