package io.penstock.topologies.flows;

import static java.util.Objects.requireNonNull;

import io.penstock.domain.flows.Flow;
import io.penstock.domain.flows.FlowDecision;
import io.penstock.streams.Guard;
import io.penstock.streams.stores.Store;
import io.penstock.streams.stores.Table;
import io.penstock.topologies.ClockCheck;
import io.penstock.topologies.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Guard, read, decide, put, forward: the one processor of every flow. Nothing is written before the
 * flow has decided, since a failing record does not undo its writes.
 *
 * @param <S> the state of one flow
 * @param <I> what a flow can be told
 */
public final class FlowProcessor<S extends SpecificRecord, I>
    implements Guard.Guarded<String, SpecificRecord> {
  private static final int MOST_DUE_AT_ONCE = 5_000;

  private final Wiring<S, I> wiring;
  private final ProcessorContext<String, SpecificRecord> context;
  private final Table<S> states;
  private final Inbox<S, I> inbox;
  private @Nullable Deadlines deadlines;
  private @Nullable Backlog backlog;

  private FlowProcessor(Wiring<S, I> wiring, ProcessorContext<String, SpecificRecord> context) {
    this.wiring = wiring;
    this.context = context;
    this.states = wiring.states().open(context);
    this.inbox = wiring.inbox().apply(context);
    Alarm<S, I> alarm = wiring.alarm();
    if (alarm != null) {
      this.deadlines = new Deadlines(context, alarm.deadlines(), alarm.row());
      this.backlog = alarm.settles() ? new Backlog(nowMs()) : null;
      ClockCheck.everySecond(context, this::onClock);
    }
  }

  /**
   * What makes a processor that of one kind of flow.
   *
   * @param states where each flow is kept as it stands, by its key
   * @param alarm what the clock tells; null: nothing
   * @param inbox opens inputs, given the context of a task
   * @param memories the stores that the inbox has besides
   * @param outputs where decisions go
   */
  public record Wiring<S extends SpecificRecord, I>(
      Flow<S, I> flow,
      Table.Source<S> states,
      @Nullable Alarm<S, I> alarm,
      Function<ProcessorContext<?, ?>, Inbox<S, I>> inbox,
      List<? extends Table.Source<?>> memories,
      Outputs outputs) {

    /** Decides inputs in a processor of this name, and sends what was decided. */
    public void decide(KStream<String, SpecificRecord> inputs, String name) {
      List<StoreBuilder<?>> stores = new ArrayList<>(states.builders());
      if (alarm != null) {
        stores.add(alarm.deadlines().builder());
      }
      memories.forEach(memory -> stores.addAll(memory.builders()));
      outputs.end(
          inputs.process(
              Guard.of(context -> new FlowProcessor<>(this, context), stores), Named.as(name)));
    }
  }

  /**
   * How the clock wakes flows up.
   *
   * @param deadlines which flow to wake up by time
   * @param row what a deadline's row says of a flow, see {@link Deadlines}
   * @param wakeAtMs when a flow in that state is to be woken up, milliseconds since 1970; null:
   *     never
   * @param timeCame what a flow is told when its time has come
   * @param settles whether time decides something. Then nobody is told the time while records that
   *     came when nobody was here lie unread. A flow that only asks again needs no such wait: what
   *     lies unread is read before the answer
   */
  public record Alarm<S, I>(
      Store<String> deadlines,
      UnaryOperator<String> row,
      Function<S, @Nullable Long> wakeAtMs,
      I timeCame,
      boolean settles) {}

  @Override
  public void process(Record<String, SpecificRecord> record) {
    if (backlog != null) {
      backlog.saw(record.timestamp(), nowMs());
    }
    List<Inbox.Letter<I>> letters = Rules.ask(() -> inbox.open(record));
    List<Runnable> steps = new ArrayList<>(letters.size());
    letters.forEach(letter -> steps.add(step(record, letter)));
    steps.forEach(Runnable::run);
  }

  /** What is to be written for a letter; nothing is written yet. */
  private Runnable step(Record<String, SpecificRecord> record, Inbox.Letter<I> letter) {
    return switch (letter) {
      case Inbox.Tell<I>(String key, I input) -> Rules.ask(() -> decide(key, input));
      case Inbox.SendOn<I>(var topic, var headers) ->
          () -> context.forward(record.withHeaders(headers), topic.sinkName());
      case Inbox.Reply<I>(var outputs) -> () -> outputs.forEach(this::send);
    };
  }

  private void onClock(long wallClockMs) {
    if (backlog == null || backlog.isWorkedOff(wallClockMs)) {
      requireNonNull(deadlines).workOff(wallClockMs, MOST_DUE_AT_ONCE, new WakingUp(wallClockMs));
    }
  }

  private final class WakingUp implements Deadlines.Work {
    private final long wallClockMs;

    private WakingUp(long wallClockMs) {
      this.wallClockMs = wallClockMs;
    }

    /**
     * Nothing where nobody waits for it any more: a flow that moves its time leaves none behind.
     */
    @Override
    public Runnable decide(String key) {
      Long dueMs = dueMs(key);
      return dueMs != null && dueMs <= wallClockMs
          ? FlowProcessor.this.decide(key, requireNonNull(wiring.alarm()).timeCame())
          : () -> {};
    }

    @Override
    public @Nullable Long dueMs(String key) {
      return wakeAtMs(states.get(key, nowMs()));
    }
  }

  /** What a flow says, as what is to be written; nothing is written yet. */
  private Runnable decide(String key, I input) {
    long nowMs = nowMs();
    S before = states.get(key, nowMs);
    FlowDecision<S> decision = wiring.flow().decide(before, input, nowMs);
    return () -> carryOut(key, before, input, decision);
  }

  private void carryOut(String key, @Nullable S before, I input, FlowDecision<S> decision) {
    inbox.decided(input, decision);
    S after = decision.isForgotten() || decision.state() != null ? decision.state() : before;
    if (after == null && before != null) {
      states.delete(key, nowMs());
      move(key, before, null);
    } else if (after != null && !after.equals(before)) {
      states.put(key, after, nowMs());
      move(key, before, after);
    }
    decision.outputs().forEach(this::send);
  }

  private void move(String key, @Nullable S before, @Nullable S after) {
    if (deadlines != null) {
      deadlines.move(key, wakeAtMs(before), wakeAtMs(after));
    }
  }

  private @Nullable Long wakeAtMs(@Nullable S state) {
    return state == null ? null : requireNonNull(wiring.alarm()).wakeAtMs().apply(state);
  }

  private void send(SpecificRecord output) {
    wiring.outputs().forward(context, output, nowMs());
  }

  private long nowMs() {
    return context.currentSystemTimeMs();
  }
}
