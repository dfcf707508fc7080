/**
 * WS-Discovery 1.1 as ONVIF uses it: a probe to 239.255.255.250:3702, and the answers. A camera keeps its endpoint
 * name when its address changes.
 */
import { createSocket } from 'node:dgram';
import type { Chance } from '../../../agent/chance.ts';
import { elementsNamed, parseXml, textAt } from '../../line/xml.ts';
import { messageOf, sourceError } from '../../source-state.ts';

export interface Discovered {
  /** For instance `urn:uuid:...`. */
  readonly endpoint: string;
  /** Addresses of the device service. */
  readonly urls: readonly string[];
  readonly scopes: readonly string[];
}

export const PROBE_HOST = '239.255.255.250';
export const PROBE_PORT = 3702;
const FOUND_MAX = 1000;
const DATAGRAM_BYTES_MAX = 64 * 1024;

export function probeMessage(chance: Chance): string {
  const id = chance.hex64() + chance.hex64();
  const uuid = id.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
  return (
    '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" ' +
    'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery">' +
    `<s:Header><a:MessageID>urn:uuid:${uuid}</a:MessageID>` +
    '<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>' +
    '<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action></s:Header>' +
    '<s:Body><d:Probe><d:Types xmlns:dn="http://www.onvif.org/ver10/network/wsdl">dn:NetworkVideoTransmitter</d:Types>' +
    '</d:Probe></s:Body></s:Envelope>'
  );
}

/** Empty for a datagram that is no answer to a probe. */
export function discoveredFrom(text: string): readonly Discovered[] {
  const root = text.length > DATAGRAM_BYTES_MAX ? null : parseXml(text);
  return elementsNamed(root, 'ProbeMatch').flatMap((match) => {
    const endpoint = textAt(match, 'EndpointReference', 'Address');
    const urls = words(textAt(match, 'XAddrs')).filter((url) => /^https?:/.test(url) && URL.canParse(url));
    if (!endpoint || urls.length === 0) return [];
    return [{ endpoint, urls, scopes: words(textAt(match, 'Scopes')) }];
  });
}

const words = (text: string | null) => (text ?? '').split(/\s+/).filter((word) => word !== '');

export interface ProbeConfig {
  readonly host: string;
  readonly port: number;
  readonly waitMs: number;
}

/** Resolves early when `until` is true for one that was found. */
export function probe(
  { host, port, waitMs }: ProbeConfig,
  chance: Chance,
  stopping: AbortSignal,
  until: (found: Discovered) => boolean = () => false,
): Promise<readonly Discovered[]> {
  const found = new Map<string, Discovered>();
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  const { promise, resolve, reject } = Promise.withResolvers<readonly Discovered[]>();
  const done = () => resolve([...found.values()]);
  const timer = setTimeout(done, waitMs);
  stopping.addEventListener('abort', done, { once: true });
  socket.on('error', (error) => reject(sourceError(`The probe to ${host}:${port} failed: ${messageOf(error)}.`)));
  socket.on('message', (bytes) => {
    for (const one of discoveredFrom(bytes.toString('utf8'))) {
      if (found.size < FOUND_MAX) found.set(one.endpoint, one);
      if (until(one)) done();
    }
  });
  socket.send(probeMessage(chance), port, host, (error) => {
    if (error) reject(sourceError(`The probe to ${host}:${port} failed: ${messageOf(error)}.`));
  });
  return promise.finally(() => {
    clearTimeout(timer);
    stopping.removeEventListener('abort', done);
    socket.close();
  });
}
