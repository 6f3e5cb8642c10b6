/**
 * Requests and answers of HTTP as bytes: RFC 9292, with known lengths, without informational answers and trailers.
 *
 *     request  = 0 ‖ text method ‖ text scheme ‖ text authority ‖ text path ‖ fields ‖ body ‖ trailer fields ‖ zeros
 *     answer   = 1 ‖ varint status ‖ fields ‖ body ‖ trailer fields ‖ zeros
 *
 * A text, the fields and the body each have a varint of their length before them (RFC 9000, section 16). What is empty at the end may be left out. The zeros hide the length.
 */
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ensure } from "../errors/index.js";

/** Names in lower case. */
export type Fields = readonly (readonly [name: string, value: string])[];

export interface BinaryRequest {
  readonly method: string;
  /** `https` or `http`. */
  readonly scheme: string;
  readonly authority: string;
  /** With the query. */
  readonly path: string;
  readonly fields: Fields;
  readonly body: Uint8Array;
}

export interface BinaryAnswer {
  /** 200 to 599. */
  readonly status: number;
  readonly fields: Fields;
  readonly body: Uint8Array;
}

/** Messages are filled up with zeros to a multiple of this. */
const PADDED = 4096;
const MOST_FIELDS = 16_384;

/** A varint in its shortest form. */
function varint(value: number): Uint8Array {
  if (value < 64) return Uint8Array.of(value);
  const [bytes, tag] = value < 16_384 ? [2, 0x40] : value < 2 ** 30 ? [4, 0x80] : [8, 0xc0];
  const out = new Uint8Array(bytes);
  const view = new DataView(out.buffer);
  if (bytes === 2) view.setUint16(0, value);
  else if (bytes === 4) view.setUint32(0, value);
  else view.setBigUint64(0, BigInt(value));
  out[0]! |= tag;
  return out;
}

const text = (value: string): Uint8Array => sized(utf8ToBytes(value));
const sized = (bytes: Uint8Array): Uint8Array => concatBytes(varint(bytes.length), bytes);
const section = (fields: Fields): Uint8Array =>
  sized(concatBytes(...fields.flatMap(([name, value]) => [text(name), text(value)])));

/** Fills up with zeros. @param multiple 1 for none */
function padded(message: Uint8Array, multiple: number): Uint8Array {
  const out = new Uint8Array(Math.ceil(message.length / multiple) * multiple);
  out.set(message);
  return out;
}

/** @param multiple the length is filled up to one of these; 4096 if left out, 1 for none */
export const encodeRequest = (request: BinaryRequest, multiple = PADDED): Uint8Array =>
  padded(
    concatBytes(
      varint(0),
      ...[request.method, request.scheme, request.authority, request.path].map(text),
      section(request.fields),
      sized(request.body),
      varint(0),
    ),
    multiple,
  );

/** @param multiple as for `encodeRequest` */
export const encodeAnswer = ({ status, fields, body }: BinaryAnswer, multiple = PADDED): Uint8Array =>
  padded(concatBytes(varint(1), varint(status), section(fields), sized(body), varint(0)), multiple);

const malformed = (rule: string): string => `the message of binary HTTP is malformed: ${rule}`;

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(length: number): Uint8Array {
    ensure(length <= this.left, "oblivious/http", malformed("it is cut off"));
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  varint(): number {
    const first = this.take(1)[0]!;
    const rest = this.take(2 ** (first >> 6) - 1);
    let value = first & 0x3f;
    for (const byte of rest) value = value * 256 + byte;
    ensure(Number.isSafeInteger(value), "oblivious/http", malformed("a length is too large"));
    return value;
  }

  /** What has its length before it; empty if the message has ended. */
  sized(): Uint8Array {
    return this.left === 0 ? new Uint8Array() : this.take(this.varint());
  }

  text(): string {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.take(this.varint()));
    } catch (error) {
      ensure(!(error instanceof TypeError), "oblivious/http", malformed("a text is not UTF-8"));
      throw error;
    }
  }

  fields(): Fields {
    const bytes = this.sized();
    ensure(bytes.length <= MOST_FIELDS, "oblivious/http", malformed("its fields are too long"));
    const inner = new Reader(bytes);
    const fields: [string, string][] = [];
    while (inner.left > 0) {
      const [name, value] = [inner.text(), inner.text()];
      ensure(/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(name), "oblivious/http", malformed("a field's name"));
      ensure(/^[\t\x20-\x7e]*$/.test(value), "oblivious/http", malformed("a field's value"));
      fields.push([name, value]);
    }
    return fields;
  }

  end(): void {
    this.fields(); // trailers, which nobody here uses
    ensure(
      this.take(this.left).every((byte) => byte === 0),
      "oblivious/http",
      malformed("more follows"),
    );
  }
}

/** @throws PsephosError `oblivious/http` */
export function decodeRequest(bytes: Uint8Array): BinaryRequest {
  const reader = new Reader(bytes);
  ensure(reader.varint() === 0, "oblivious/http", malformed("it is not a request of known length"));
  const [method, scheme, authority, path] = [reader.text(), reader.text(), reader.text(), reader.text()];
  ensure(/^[A-Z]{1,16}$/.test(method), "oblivious/http", malformed("its method"));
  ensure(/^\/[\x21-\x7e]{0,2000}$/.test(path), "oblivious/http", malformed("its path"));
  const request = { method, scheme, authority, path, fields: reader.fields(), body: reader.sized() };
  reader.end();
  return request;
}

/** @throws PsephosError `oblivious/http` */
export function decodeAnswer(bytes: Uint8Array): BinaryAnswer {
  const reader = new Reader(bytes);
  ensure(reader.varint() === 1, "oblivious/http", malformed("it is not an answer of known length"));
  const status = reader.varint();
  ensure(status >= 200 && status <= 599, "oblivious/http", malformed("its status"));
  const answer = { status, fields: reader.fields(), body: reader.sized() };
  reader.end();
  return answer;
}
