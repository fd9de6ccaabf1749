package io.penstock.app.roles;

import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.psp.PspService;
import io.penstock.psp.PspSettings;
import io.penstock.psp.stripe.StripeSettings;

/** Carries payments' requests out at the PSP and brings its settlement lines. */
final class PspRole implements Role {
  private final PspService service;

  PspRole(RoleContext context) {
    service =
        new PspService(settings(context.config()), context.meters(), context.clock()::milliseconds);
  }

  /** Without a secret every webhook is refused, without a key every call. */
  static PspSettings settings(PenstockConfig config) {
    StripeSettings stripe =
        StripeSettings.of(
            config.find(Setting.STRIPE_API_KEY).orElse(""),
            config.get(Setting.STRIPE_BASE_URL),
            config.find(Setting.STRIPE_WEBHOOK_SECRET).orElse(""));
    PspSettings settings =
        PspSettings.of(
            config.get(Setting.KAFKA_BOOTSTRAP_SERVERS),
            config.get(Setting.SCHEMA_REGISTRY_URL),
            stripe,
            config.find(Setting.INSTANCE_ID).orElse(null));
    return settings.withSettlement(
        config.millis(Setting.PSP_SETTLEMENT_INTERVAL_MS), settings.settlementLookBack());
  }

  @Override
  public void start() {
    service.start();
  }

  @Override
  public boolean isReady() {
    return service.isReady();
  }

  @Override
  public void close() {
    service.close();
  }
}
