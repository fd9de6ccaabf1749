package io.penstock.app.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.app.process.Opened;
import io.penstock.app.process.Progress;
import io.penstock.embedded.PortTakenException;
import io.penstock.embedded.Ports;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStartTest {
  @TempDir Path dir;
  private final StringWriter told = new StringWriter();
  private final Opened opened = new Opened();
  private final Opened neighbours = new Opened();
  private final List<Integer> tried = new ArrayList<>();
  private LocalState state = new LocalState(Path.of(""));

  @BeforeEach
  void begin() {
    state = new LocalState(dir);
  }

  @AfterEach
  void stop() {
    neighbours.close();
    opened.close();
  }

  @Test
  void choosesAgainWhenAnotherTookAPortThatNobodyNamed() throws Exception {
    var begun = starting(LocalPorts.Wanted.ANY).run(this::losingTheFirst, opened);

    assertThat(begun.result()).isEqualTo("up");
    assertThat(tried).hasSize(2).doesNotHaveDuplicates().endsWith(begun.ports().http());
    assertThat(told.toString()).contains("another process took a port meanwhile");
  }

  @Test
  void choosesAgainWhenAPortWasTakenForAMoment() throws Exception {
    var begun =
        starting(LocalPorts.Wanted.ANY)
            .run(
                (ports, _) -> {
                  tried.add(ports.kafka());
                  if (tried.size() == 1) {
                    throw new PortTakenException(LocalPorts.HOST, ports.kafka());
                  }
                  return "up";
                },
                opened);

    assertThat(begun.result()).isEqualTo("up");
    assertThat(tried).hasSize(2).endsWith(begun.ports().kafka());
  }

  @Test
  void endsWhenEveryTryLosesItsPort() {
    assertThatThrownBy(
            () -> starting(LocalPorts.Wanted.ANY).run((p, _) -> losing(p.http()), opened))
        .hasMessage("cannot listen");
    assertThat(tried).hasSize(4);
  }

  @Test
  void doesNotLeaveThePortThatWasNamed() {
    int named = Ports.choose(LocalPorts.HOST, 0);

    assertThatThrownBy(
            () ->
                starting(new LocalPorts.Wanted(named, 0, 0, 0, 0))
                    .run((ports, _) -> losing(ports.http()), opened))
        .hasMessage("cannot listen");
    assertThat(tried).containsExactly(named);
  }

  @Test
  void doesNotRepeatWhatFailedForAnotherReason() {
    assertThatThrownBy(
            () ->
                starting(LocalPorts.Wanted.ANY)
                    .run(
                        (ports, _) -> {
                          tried.add(ports.http());
                          throw new IllegalStateException("no disk");
                        },
                        opened))
        .hasMessage("no disk");
    assertThat(tried).hasSize(1);
  }

  private LocalStart starting(LocalPorts.Wanted wanted) {
    return new LocalStart(state, wanted, new Progress(new PrintWriter(told)));
  }

  private String losingTheFirst(LocalPorts ports, Opened resources) throws Exception {
    if (tried.isEmpty()) {
      return losing(ports.http());
    }
    tried.add(ports.http());
    resources.add(new ServerSocket(ports.http(), 1, InetAddress.getLoopbackAddress()));
    return "up";
  }

  private String losing(int port) throws Exception {
    tried.add(port);
    neighbours.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
    throw new IllegalStateException("cannot listen");
  }
}
