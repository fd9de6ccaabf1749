package io.penstock.app;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** What every command ends with, told by its help. */
final class ExitCodes {

  private ExitCodes() {}

  static void addTo(CommandLine command) {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "done");
    codes.put("1", "failed; stderr says what, where and what to do");
    codes.put("2", "wrong usage or configuration");
    command
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("Exit codes:%n")
        .exitCodeList(codes);
    command.getSubcommands().values().forEach(ExitCodes::addTo);
  }
}
