package io.penstock.app.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** What every command ends with, told by its help. */
public final class ExitCodes {

  private ExitCodes() {}

  public static void addTo(CommandLine command) {
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
