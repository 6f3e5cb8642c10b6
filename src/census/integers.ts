/** Unsigned integers in bytes, big-endian. */

/** The integer of `length` bytes from `offset`. */
export function readInteger(source: Uint8Array, offset: number, length: number): bigint {
  const view = new DataView(source.buffer, source.byteOffset + offset, length);
  let value = 0n;
  let at = 0;
  for (; at + 8 <= length; at += 8) value = (value << 64n) | view.getBigUint64(at);
  for (; at < length; at++) value = (value << 8n) | BigInt(view.getUint8(at));
  return value;
}

/** Writes the low `length` bytes of `value` from `offset`. */
export function writeInteger(target: Uint8Array, offset: number, length: number, value: bigint): void {
  const view = new DataView(target.buffer, target.byteOffset + offset, length);
  let rest = value;
  let at = length;
  for (; at >= 8; at -= 8, rest >>= 64n) view.setBigUint64(at - 8, BigInt.asUintN(64, rest));
  for (; at > 0; rest >>= 8n) view.setUint8(--at, Number(rest & 0xffn));
}
