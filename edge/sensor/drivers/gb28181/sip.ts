/** SIP messages in datagrams (RFC 3261, 7 and 18), as far as registration and MESSAGE need them. */
export interface SipMessage {
  /** Null in an answer. */
  readonly method: string | null;
  readonly uri: string;
  /** 0 in a request. */
  readonly status: number;
  /** Lower-case name → values in their order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
}

export const DATAGRAM_BYTES_MAX = 64 * 1024;
const HEADERS_MAX = 100;
const COMPACT: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  l: 'content-length',
  c: 'content-type',
};

/** Null for a datagram that is no SIP message. */
export function parseSip(datagram: Buffer): SipMessage | null {
  const end = datagram.indexOf('\r\n\r\n');
  if (end === -1 || datagram.length > DATAGRAM_BYTES_MAX) return null;
  const [first = '', ...lines] = datagram.toString('utf8', 0, end).split('\r\n');
  const request = /^([A-Z]{1,20}) (\S{1,512}) SIP\/2\.0$/.exec(first);
  const answer = /^SIP\/2\.0 ([1-6]\d\d)(?: |$)/.exec(first);
  if ((request === null && answer === null) || lines.length > HEADERS_MAX) return null;
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) return null;
    const said = line.slice(0, colon).trim().toLowerCase();
    const name = COMPACT[said] ?? said;
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  const rest = datagram.subarray(end + 4);
  const length = Number(headers.get('content-length')?.[0] ?? rest.length);
  if (!Number.isInteger(length) || length < 0 || length > rest.length) return null;
  return {
    method: request?.[1] ?? null,
    uri: request?.[2] ?? '',
    status: Number(answer?.[1] ?? 0),
    headers,
    body: rest.subarray(0, length),
  };
}

export function headerOf({ headers }: SipMessage, name: string): string {
  return headers.get(name)?.[0] ?? '';
}

/** The user part of the address in From or To: in GB/T 28181 the number of a device. */
export function userOf(address: string): string {
  return /sips?:([^@;>\s]{1,64})@/.exec(address)?.[1] ?? '';
}

export function encodeSip(
  first: string,
  headers: readonly (readonly [string, string])[],
  body: Buffer = Buffer.alloc(0),
): Buffer {
  const lines = [...headers, ['Content-Length', String(body.length)] as const];
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`${first}\r\n${head}\r\n`), body]);
}

/** An answer carries back what the request named itself by (8.2.6.2). */
export function encodeAnswer(
  request: SipMessage,
  status: number,
  reason: string,
  tag: string,
  more: readonly (readonly [string, string])[] = [],
): Buffer {
  const vias = (request.headers.get('via') ?? []).map((via) => ['Via', via] as const);
  const to = headerOf(request, 'to');
  return encodeSip(`SIP/2.0 ${status} ${reason}`, [
    ...vias,
    ['From', headerOf(request, 'from')],
    ['To', /;\s*tag=/.test(to) ? to : `${to};tag=${tag}`],
    ['Call-ID', headerOf(request, 'call-id')],
    ['CSeq', headerOf(request, 'cseq')],
    ...more,
  ]);
}
