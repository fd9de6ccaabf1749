package io.penstock.app;

import io.penstock.schemas.TransferCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Transfers between random pairs, as careless clients send them. */
final class RandomTraffic {

  private RandomTraffic() {}

  /** Every twentieth command comes twice; neighbours within fifty change places. */
  static List<TransferCommand> transfers(int number, int accounts, Random random) {
    List<TransferCommand> commands = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      int debit = random.nextInt(accounts);
      int credit = (debit + 1 + random.nextInt(accounts - 1)) % accounts;
      TransferCommand command =
          TopicClient.transfer(
              "t-" + i, account(debit), account(credit), 1 + random.nextInt(5_000));
      commands.add(command);
      if (random.nextInt(20) == 0) {
        commands.add(command);
      }
    }
    for (int i = 0; i < commands.size(); i++) {
      int other = Math.min(commands.size() - 1, i + random.nextInt(50));
      TransferCommand moved = commands.get(i);
      commands.set(i, commands.get(other));
      commands.set(other, moved);
    }
    return commands;
  }

  static String account(int number) {
    return "account-" + number;
  }
}
