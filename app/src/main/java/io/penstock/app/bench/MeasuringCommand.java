package io.penstock.app.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.cli.JsonOption;
import io.penstock.app.cli.Table;
import io.penstock.app.process.Progress;
import io.penstock.app.process.ScratchDirectory;
import io.penstock.app.settings.ConfigException;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.benchmarks.Workload;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Measures in a directory that is gone afterwards, and shows the result. */
abstract class MeasuringCommand<R> implements Callable<Integer> {
  private static final long SEED = 42;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private JsonOption output = new JsonOption();

  /** Refuses options that cannot be, before anything starts. */
  abstract void requireSound();

  abstract R measure(Path directory, Progress progress) throws Exception;

  abstract void describe(R result, ObjectNode json);

  abstract void describe(R result, Table table);

  @Override
  public final Integer call() throws Exception {
    requireSound();
    Progress progress = new Progress(spec.commandLine().getErr());
    try (ScratchDirectory scratch = ScratchDirectory.create("penstock-bench")) {
      R result = measure(scratch.path(), progress);
      output.show(spec, () -> json(result), out -> table(result).print(out));
    }
    progress.tell("done after " + progress.total().strip());
    return 0;
  }

  /** As the product runs unless it is told otherwise. */
  private static long commitIntervalMs() {
    return PenstockConfig.of(Map.of()).number(Setting.COMMIT_INTERVAL_MS);
  }

  /**
   * @throws ConfigException if that cannot be
   */
  static Workload workload(int transfers, int accounts, int partitions, int threads) {
    try {
      return new Workload(transfers, accounts, partitions, threads, commitIntervalMs(), SEED);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  private JsonNode json(R result) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    describe(result, json);
    return json;
  }

  private Table table(R result) {
    Table table = Table.ofPairs();
    describe(result, table);
    return table;
  }
}
