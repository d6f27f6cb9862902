const PREFIX = Buffer.from('{"data":');
const SEPARATOR = Buffer.from(',"metadata":');

/**
 * Takes PAGE out of `{"data":PAGE,"metadata":Metadata}` without parsing it; dataset.sql fixes the order of the keys.
 * The last separator is the right one: a quote within a JSON string is escaped, and Metadata has no such key.
 * `undefined` if the bytes are no such envelope. Cost: linear in the length of Metadata.
 */
export function takePage(envelope: Buffer): Buffer | undefined {
  const end = envelope.lastIndexOf(SEPARATOR);
  return end >= PREFIX.length && envelope.subarray(0, PREFIX.length).equals(PREFIX)
    ? envelope.subarray(PREFIX.length, end)
    : undefined;
}
