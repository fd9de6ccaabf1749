// Avro in Confluent's wire format: a zero byte, the schema's id in four bytes, the value.
import avro from 'avsc';

/** Longs as they are: money does not pass through floating point. */
const long = avro.types.LongType.__with({
  fromBuffer: (buffer) => buffer.readBigInt64LE(),
  toBuffer: (n) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(n);
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (n) => typeof n === 'bigint',
  compare: (a, b) => (a === b ? 0 : a < b ? -1 : 1),
});

const parse = (schema) => avro.Type.forSchema(JSON.parse(schema), { registry: { long }, wrapUnions: true });

export class Registry {
  #url;
  #types = new Map();

  constructor(url) {
    this.#url = url;
  }

  async #get(path) {
    const response = await fetch(this.#url + path);
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    }
    return response.json();
  }

  /** What turns a value of this topic into bytes. */
  async writer(topic) {
    const { id, schema } = await this.#get(`/subjects/${topic}-value/versions/latest`);
    const type = parse(schema);
    return (value) => {
      const head = Buffer.alloc(5);
      head.writeInt32BE(id, 1);
      return Buffer.concat([head, type.toBuffer(value)]);
    };
  }

  /** The value in these bytes, by the schema that they name. */
  async read(bytes) {
    if (bytes[0] !== 0) {
      throw new Error(`not Confluent's wire format: ${bytes.toString('hex')}`);
    }
    const id = bytes.readInt32BE(1);
    if (!this.#types.has(id)) {
      this.#types.set(id, parse((await this.#get(`/schemas/ids/${id}`)).schema));
    }
    return this.#types.get(id).fromBuffer(bytes.subarray(5));
  }
}
