-- How far each partition has been written. Rows and offsets commit together, so this table, and not
-- the consumer group, says where the sink goes on. The conditional update of next_offset is also
-- what shuts out an instance that lost its partitions and does not know it yet.
CREATE TABLE sink_offsets (
  topic       text    NOT NULL,
  partition   integer NOT NULL CHECK (partition >= 0),
  next_offset bigint  NOT NULL CHECK (next_offset >= 0),
  PRIMARY KEY (topic, partition)
)
-- A handful of rows that change with every batch.
WITH (fillfactor = 10);

COMMENT ON TABLE sink_offsets IS
  'How far each partition has been written.';
COMMENT ON COLUMN sink_offsets.topic IS
  'The Kafka topic.';
COMMENT ON COLUMN sink_offsets.partition IS
  'Its partition.';
COMMENT ON COLUMN sink_offsets.next_offset IS
  'Offset of the first record that is not written yet; set it to 0 to write everything again, which changes nothing that is right.';
