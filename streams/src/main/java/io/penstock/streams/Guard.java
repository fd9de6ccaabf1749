package io.penstock.streams;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a processor and remembers what made it fail. Such a record's transaction is aborted
 * and it comes again; it is tried once more, with commits before and after it, so that a second
 * failure undoes little else; and failing again it is refused when it comes the third time, before
 * anything is written for it.
 */
public final class Guard<KI, VI, KO, VO> implements Processor<KI, VI, KO, VO> {
  /**
   * Each commit halves the number of records that a thread processes between two looks at whether
   * to commit; from so many records before, it is one when the record comes.
   */
  private static final long APPROACH = 512;

  private final Function<ProcessorContext<KO, VO>, Guarded<KI, VI>> start;
  private @Nullable ProcessorContext<KO, VO> context;
  private @Nullable Guarded<KI, VI> guarded;
  private Attempts attempts = new Attempts();

  private Guard(Function<ProcessorContext<KO, VO>, Guarded<KI, VI>> start) {
    this.start = start;
  }

  /** What processes the records of a task; it is made when the stores of the task are there. */
  @FunctionalInterface
  public interface Guarded<KI, VI> {
    void process(Record<KI, VI> record);

    default void close() {}
  }

  /**
   * Guarded processors.
   *
   * @param start makes what is guarded, given the context of its task
   * @param stores that it has, in a fixed order, so that the topology's description is the same
   */
  public static <KI, VI, KO, VO> ProcessorSupplier<KI, VI, KO, VO> of(
      Function<ProcessorContext<KO, VO>, Guarded<KI, VI>> start,
      Collection<? extends StoreBuilder<?>> stores) {
    Set<StoreBuilder<?>> builders = new LinkedHashSet<>(stores);
    return new ProcessorSupplier<>() {
      @Override
      public Processor<KI, VI, KO, VO> get() {
        return new Guard<>(start);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return builders;
      }
    };
  }

  @Override
  public void init(ProcessorContext<KO, VO> context) {
    this.context = context;
    attempts = Attempts.of(context.appConfigs());
    guarded = start.apply(context);
  }

  @Override
  public void process(Record<KI, VI> record) {
    if (!attempts.isCalm()) {
      beCareful();
    }
    try {
      requireNonNull(guarded).process(record);
    } catch (RefusedRecordException | TaskCorruptedException | TaskMigratedException e) {
      throw e;
    } catch (RuntimeException | AssertionError e) {
      place().ifPresent(place -> attempts.failed(place, e));
      throw e;
    } catch (StackOverflowError e) {
      // A machine with an exhausted stack is not broken once the stack is unwound.
      var failure = new IllegalStateException("the stack was exhausted: " + e);
      place().ifPresent(place -> attempts.failed(place, failure));
      throw failure;
    }
  }

  private void beCareful() {
    Attempts.Place here = place().orElse(null);
    if (here == null) {
      return;
    }
    if (attempts.isGivenUp(here)) {
      throw new RefusedRecordException(
          "it made the stream fail %d times, and is not tried again"
              .formatted(Attempts.MOST_FAILURES));
    }
    Long next = attempts.next(here.partition(), here.offset());
    if (next != null && next - here.offset() <= APPROACH) {
      requireNonNull(context).commit();
    }
  }

  private Optional<Attempts.Place> place() {
    return requireNonNull(context).recordMetadata().filter(m -> m.topic() != null).map(Guard::of);
  }

  private static Attempts.Place of(RecordMetadata metadata) {
    return new Attempts.Place(
        new TopicPartition(metadata.topic(), metadata.partition()), metadata.offset());
  }

  @Override
  public void close() {
    if (guarded != null) {
      guarded.close();
    }
  }
}
