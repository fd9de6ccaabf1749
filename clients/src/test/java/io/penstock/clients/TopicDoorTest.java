package io.penstock.clients;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The second door, topics, as clients that share no code with ours see it. */
@ExtendWith(ForeignTools.class)
class TopicDoorTest {
  private static RunningProgram program;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    program = RunningProgram.start(directory);
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  @TestFactory
  Stream<DynamicTest> commandsAreTakenFromKafkajs() throws Exception {
    return NodeScript.tests("kafkajs.mjs", program.addresses());
  }

  @TestFactory
  Stream<DynamicTest> commandsAreTakenFromKcat() throws Exception {
    return NodeScript.tests("kcat.mjs", program.addresses());
  }
}
