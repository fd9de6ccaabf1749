package io.penstock.ingest.transfers;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.transfers.Chains;
import io.penstock.http.Problem;
import io.penstock.ingest.commands.Refusals;
import io.penstock.schemas.RecordSizes;
import io.penstock.schemas.TransferCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * The chains of a batch: items that are tied to the next one, and the one behind them. A chain is
 * sent as one record, if nothing speaks against any of its transfers.
 */
public final class LinkedItems {

  /** What a record's headers and its schema's id need beside the chain. */
  private static final int MOST_BYTES = RecordSizes.MOST_COMMAND_BYTES - 4 * 1024;

  private LinkedItems() {}

  /** The items in their order, each chain by itself; an item in none is a chain of one. */
  static List<List<BatchItem>> chains(List<BatchItem> items) {
    List<List<BatchItem>> chains = new ArrayList<>();
    List<BatchItem> chain = new ArrayList<>();
    for (BatchItem item : items) {
      chain.add(item);
      if (!item.linked()) {
        chains.add(whole(chain));
        chain = new ArrayList<>();
      }
    }
    if (!chain.isEmpty()) {
      chains.add(open(chain));
    }
    return chains;
  }

  /** The one record that a chain is sent as. */
  static TransferCommand command(List<BatchItem> chain) {
    return chain.size() == 1
        ? chain.getFirst().command()
        : Chains.of(chain.stream().map(BatchItem::command).toList());
  }

  private static List<BatchItem> whole(List<BatchItem> chain) {
    if (chain.size() == 1) {
      return chain;
    }
    Optional<BatchItem> refused = chain.stream().filter(BatchItem::isRefused).findFirst();
    if (refused.isPresent()) {
      return failed(chain, refused.get());
    }
    List<TransferCommand> members = chain.stream().map(BatchItem::command).toList();
    Refusal refusal = Chains.malformation(members);
    if (refusal == null && bytes(Chains.of(members)) > MOST_BYTES) {
      refusal =
          RefusalCode.LINKED_CHAIN_TOO_LONG.because("a chain has at most " + MOST_BYTES + " bytes");
    }
    Refusal malformed = refusal;
    return malformed == null
        ? chain
        : chain.stream().map(item -> item.refused(Refusals.malformed(malformed))).toList();
  }

  /** Its last item is tied to one that does not come. */
  private static List<BatchItem> open(List<BatchItem> chain) {
    BatchItem last = chain.getLast();
    Refusal open =
        RefusalCode.LINKED_CHAIN_OPEN.because("the last transfer of a batch is linked to none");
    BatchItem culprit = last.isRefused() ? last : last.refused(Refusals.malformed(open));
    List<BatchItem> closed = new ArrayList<>(chain.subList(0, chain.size() - 1));
    closed.add(culprit);
    return failed(closed, closed.stream().filter(BatchItem::isRefused).findFirst().orElseThrow());
  }

  /** Whatever was not refused for a reason of its own is refused because of another. */
  private static List<BatchItem> failed(List<BatchItem> chain, BatchItem culprit) {
    Refusal others = Chains.failedWith(culprit.command(), culprit.refusal().problem().code());
    Problem problem =
        Problem.of(
            Refusals.status(RefusalCode.LINKED_TRANSFER_FAILED), others.code(), others.detail());
    return chain.stream().map(item -> item.isRefused() ? item : item.refused(problem)).toList();
  }

  private static int bytes(TransferCommand chain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new SpecificDatumWriter<>(TransferCommand.class).write(chain, encoder);
      return out.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
