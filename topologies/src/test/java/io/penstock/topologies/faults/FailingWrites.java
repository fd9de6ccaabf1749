package io.penstock.topologies.faults;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes the n-th write for a record fail, where the record's header {@value #FAIL_AT} says n.
 * Writes are what a processor puts into its stores and what it forwards.
 */
public final class FailingWrites implements ProcessorWrapper {
  static final String FAIL_AT = "fail-at";
  private static final Set<String> WRITES =
      Set.of("put", "putIfAbsent", "putAll", "delete", "forward");

  @Override
  public <KI, VI, KO, VO> WrappedProcessorSupplier<KI, VI, KO, VO> wrapProcessorSupplier(
      String name, ProcessorSupplier<KI, VI, KO, VO> supplier) {
    return ProcessorWrapper.asWrapped(
        FaultyTopology.PROCESSORS.contains(name) ? failing(supplier) : supplier);
  }

  @Override
  public <KI, VI, VO> WrappedFixedKeyProcessorSupplier<KI, VI, VO> wrapFixedKeyProcessorSupplier(
      String name, FixedKeyProcessorSupplier<KI, VI, VO> supplier) {
    return ProcessorWrapper.asWrappedFixedKey(supplier);
  }

  private static <KI, VI, KO, VO> ProcessorSupplier<KI, VI, KO, VO> failing(
      ProcessorSupplier<KI, VI, KO, VO> supplier) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<KI, VI, KO, VO> get() {
        return new Failing<>(supplier.get());
      }

      @Override
      public @Nullable Set<StoreBuilder<?>> stores() {
        return supplier.stores();
      }
    };
  }

  private static final class Failing<KI, VI, KO, VO> implements Processor<KI, VI, KO, VO> {
    private final Processor<KI, VI, KO, VO> processor;
    private int writesUntilFailure;

    Failing(Processor<KI, VI, KO, VO> processor) {
      this.processor = processor;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void init(ProcessorContext<KO, VO> context) {
      processor.init((ProcessorContext<KO, VO>) watch(context));
    }

    @Override
    public void process(Record<KI, VI> record) {
      Header failAt = record.headers().lastHeader(FAIL_AT);
      writesUntilFailure =
          failAt == null
              ? 0
              : Integer.parseInt(new String(failAt.value(), StandardCharsets.US_ASCII));
      try {
        processor.process(record);
      } finally {
        writesUntilFailure = 0;
      }
    }

    private Object watch(Object watched) {
      return Proxy.newProxyInstance(
          FailingWrites.class.getClassLoader(),
          interfaces(watched.getClass()).toArray(Class<?>[]::new),
          (proxy, method, arguments) -> call(watched, method, arguments));
    }

    private @Nullable Object call(Object watched, Method method, Object @Nullable [] arguments)
        throws Throwable {
      if (WRITES.contains(method.getName())
          && writesUntilFailure > 0
          && --writesUntilFailure == 0) {
        throw new IllegalStateException("made to fail at a write");
      }
      try {
        Object answer = method.invoke(watched, arguments);
        return answer instanceof StateStore ? watch(answer) : answer;
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    private static Set<Class<?>> interfaces(@Nullable Class<?> type) {
      Set<Class<?>> found = new LinkedHashSet<>();
      for (Class<?> each = type; each != null; each = each.getSuperclass()) {
        for (Class<?> one : each.getInterfaces()) {
          if (Modifier.isPublic(one.getModifiers())) {
            found.add(one);
          }
        }
      }
      return found;
    }

    @Override
    public void close() {
      processor.close();
    }
  }
}
