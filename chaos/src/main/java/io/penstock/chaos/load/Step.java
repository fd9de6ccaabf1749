package io.penstock.chaos.load;

/**
 * One thing a client does.
 *
 * @param operation what is asked for
 * @param overHttp or as Avro on a topic
 * @param instance which of two is asked first
 * @param heldBackMs milliseconds for which it is kept, so that later ones overtake it
 * @param onAnyPartition whether the client's partitioner is not Kafka's own
 */
record Step(
    Operation operation, boolean overHttp, int instance, long heldBackMs, boolean onAnyPartition) {}
