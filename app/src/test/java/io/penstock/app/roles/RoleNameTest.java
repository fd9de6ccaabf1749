package io.penstock.app.roles;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.app.settings.ConfigException;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoleNameTest {
  @Test
  void namesTheMissingSettingAndWhatToDo() {
    var config = PenstockConfig.of(Map.of(Setting.KAFKA_BOOTSTRAP_SERVERS, "here:1"));

    assertThatThrownBy(() -> RoleName.requireSettings(List.of(RoleName.SINKS), config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("PENSTOCK_SCHEMA_REGISTRY_URL is missing: set it in the environment");
  }
}
