package io.penstock.sinks;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A database for a test class, its tables made and empty. */
final class FreshDatabase implements BeforeAllCallback {
  private @Nullable Sql sql;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    String url = Infrastructure.of(context).emptyDatabase();
    try (Database database = new Database(url)) {
      database.migrate();
    }
    sql = new Sql(url);
  }

  Sql sql() {
    if (sql == null) {
      throw new IllegalStateException("not started");
    }
    return sql;
  }
}
