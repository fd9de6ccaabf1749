package io.penstock.app.cli.api;

import picocli.CommandLine;

/** Commands about one subject, some or all of them calls of the API. */
public interface ApiCommands {
  /** Adds the calls to the group, in the order in which its help lists them. */
  void addTo(CommandLine group);

  /** The same, of a group that has such calls. */
  static void addCalls(CommandLine group) {
    if (group.getCommand() instanceof ApiCommands commands) {
      commands.addTo(group);
    }
  }
}
