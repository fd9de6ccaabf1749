package io.penstock.topologies.flows;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.penstock.domain.flows.Flow;
import io.penstock.domain.flows.FlowDecision;
import io.penstock.streams.DueWork;
import io.penstock.streams.Guard;
import io.penstock.streams.stores.Store;
import io.penstock.topologies.ClockCheck;
import io.penstock.topologies.Rules;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Open, decide, store, send: the one processor of every flow. Nothing is written before the flow
 * has decided, since a failing record does not undo its writes.
 *
 * @param <S> the state of one flow
 * @param <I> what a flow can be told
 */
public final class FlowProcessor<S extends SpecificRecord, I>
    implements Processor<String, SpecificRecord, String, SpecificRecord> {
  /** Each look at the clock costs a transaction, also when nothing is due. */
  private static final Duration CLOCK_INTERVAL = Duration.ofSeconds(1);

  /** When a flow that could not be told the time is told again. */
  private static final Duration PUT_OFF = Duration.ofHours(1);

  private final Wiring<S, I> wiring;
  private @Nullable ProcessorContext<String, SpecificRecord> context;
  private @Nullable EndingStates<S> states;
  private @Nullable FlowTimers timers;
  private @Nullable Inbox<I> inbox;
  private @Nullable ClockCheck clock;
  private @Nullable DueWork dueWork;

  private FlowProcessor(Wiring<S, I> wiring) {
    this.wiring = wiring;
  }

  /**
   * What makes a processor that of one kind of flow.
   *
   * @param states where each flow is kept as it stands, by its key
   * @param timers which flow to wake up by time
   * @param wakeAtMs when a flow in that state is to be woken up, milliseconds since 1970; null:
   *     never
   * @param inbox opens inputs, given the context of a task
   * @param memories the stores that the inbox has besides
   * @param timeCame what a flow is told when its time has come
   * @param outbox addresses outputs
   * @param disregarded what was not meant for the flow that it named; a transaction that is
   *     repeated counts again
   */
  public record Wiring<S extends SpecificRecord, I>(
      Flow<S, I> flow,
      EndingStates.Stores<S> states,
      Store<String> timers,
      Function<ProcessorContext<?, ?>, Inbox<I>> inbox,
      List<StoreBuilder<?>> memories,
      WakeUp<S> wakeAtMs,
      I timeCame,
      Outbox outbox,
      Counter disregarded) {}

  /** When a flow is to be woken up. */
  @FunctionalInterface
  public interface WakeUp<S> {
    @Nullable Long atMs(S state);
  }

  /** Makes processors that share the stores of their task. */
  public static <S extends SpecificRecord, I>
      ProcessorSupplier<String, SpecificRecord, String, SpecificRecord> of(Wiring<S, I> wiring) {
    return Guard.of(unguarded(wiring));
  }

  private static <S extends SpecificRecord, I>
      ProcessorSupplier<String, SpecificRecord, String, SpecificRecord> unguarded(
          Wiring<S, I> wiring) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<String, SpecificRecord, String, SpecificRecord> get() {
        return new FlowProcessor<>(wiring);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        Set<StoreBuilder<?>> builders = new LinkedHashSet<>(wiring.states().builders());
        builders.add(wiring.timers().builder());
        builders.addAll(wiring.memories());
        return builders;
      }
    };
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context) {
    this.context = context;
    this.states = wiring.states().open(context);
    this.timers = new FlowTimers(context.getStateStore(wiring.timers().name()));
    this.clock = ClockCheck.of(context.appConfigs());
    this.dueWork = new DueWork(context.appConfigs());
    this.inbox = wiring.inbox().apply(context);
    context.schedule(CLOCK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::onClock);
  }

  @Override
  public void process(Record<String, SpecificRecord> record) {
    int partition = context().taskId().partition();
    switch (Rules.ask(() -> requireNonNull(inbox).open(record, partition))) {
      case Inbox.Tell<I>(String key, I input) -> carryOut(Rules.ask(() -> decide(key, input)));
      case Inbox.SendOn<I>(var topic, var headers) ->
          context().forward(record.withHeaders(headers), topic.sinkName());
      case Inbox.Reply<I>(var outputs) -> outputs.forEach(this::send);
      case Inbox.Ignore<I> _ -> {}
    }
  }

  private void onClock(long wallClockMs) {
    if (!requireNonNull(clock).isTrusted()) {
      return;
    }
    for (FlowTimers.Due due : timers().due(wallClockMs)) {
      requireNonNull(dueWork)
          .attempt(
              "flow " + due.flow() + " at " + due.dueMs(),
              () -> timeCame(due),
              decided -> carryOut(due, decided),
              () -> timers().putOff(due, wallClockMs + PUT_OFF.toMillis()));
    }
  }

  /** Nothing where nobody waits for it any more: a flow that moves its time leaves none behind. */
  private Optional<Decided<S>> timeCame(FlowTimers.Due due) {
    Long wakeAtMs = wakeAtMs(states().get(due.flow(), nowMs()));
    return wakeAtMs != null && wakeAtMs == due.dueMs()
        ? Optional.of(decide(due.flow(), wiring.timeCame()))
        : Optional.empty();
  }

  private void carryOut(FlowTimers.Due due, Optional<Decided<S>> decided) {
    decided.ifPresent(this::carryOut);
    timers().done(due, wakeAtMs(states().get(due.flow(), nowMs())));
  }

  private @Nullable Long wakeAtMs(@Nullable S state) {
    return state == null ? null : wiring.wakeAtMs().atMs(state);
  }

  private Decided<S> decide(String key, I input) {
    long nowMs = nowMs();
    S before = states().get(key, nowMs);
    return new Decided<>(key, before, wiring.flow().decide(before, input, nowMs));
  }

  private void carryOut(Decided<S> decided) {
    String key = decided.key();
    S before = decided.before();
    if (decided.decision().isDisregarded()) {
      wiring.disregarded().increment();
    }
    S after = decided.decision().state();
    if (after != null && !after.equals(before)) {
      states().put(key, after, nowMs());
      timers().move(key, wakeAtMs(before), wakeAtMs(after));
    }
    for (SpecificRecord output : decided.decision().outputs()) {
      requireNonNull(inbox).said(output);
      send(output);
    }
  }

  /** What a flow said, and how it stood before. */
  private record Decided<S extends SpecificRecord>(
      String key, @Nullable S before, FlowDecision<S> decision) {}

  private void send(SpecificRecord output) {
    Outbox.Address to = wiring.outbox().addressOf(output);
    context().forward(new Record<>(to.key(), output, nowMs()), to.topic().sinkName());
  }

  private long nowMs() {
    return context().currentSystemTimeMs();
  }

  private EndingStates<S> states() {
    return requireNonNull(states);
  }

  private FlowTimers timers() {
    return requireNonNull(timers);
  }

  private ProcessorContext<String, SpecificRecord> context() {
    return requireNonNull(context);
  }
}
