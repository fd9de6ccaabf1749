package io.penstock.app.roles;

import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.sinks.LedgerSink;
import io.penstock.sinks.SinkSettings;

/** Brings the ledger's facts to Postgres. */
final class SinksRole implements Role {
  private final LedgerSink sink;

  SinksRole(RoleContext context) {
    PenstockConfig config = context.config();
    sink =
        new LedgerSink(
            SinkSettings.of(
                config.get(Setting.KAFKA_BOOTSTRAP_SERVERS),
                config.get(Setting.SCHEMA_REGISTRY_URL),
                config.get(Setting.POSTGRES_URL),
                config.find(Setting.INSTANCE_ID).orElse(null)));
    sink.metrics().bindTo(context.meters());
  }

  @Override
  public void start() {
    sink.start();
  }

  @Override
  public boolean isReady() {
    return sink.isReady();
  }

  @Override
  public void close() {
    sink.close();
  }
}
