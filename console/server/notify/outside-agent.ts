/**
 * Connections to addresses that a phone named (the endpoint of its push service): they lead out of the installation or
 * nowhere. The name is looked at when it is taken, and what it resolves to when it is connected to, so that no name of
 * the outside can lead inside.
 */
import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { Agent } from 'node:https';
import { BlockList, isIP } from 'node:net';

const inside = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  inside.addSubnet(net, bits, 'ipv4');
}
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  inside.addSubnet(net, bits, 'ipv6');
}

/** An IPv4 address in the clothes of IPv6 counts as what it is. */
export function isOutside(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  const family = isIP(mapped);
  return family !== 0 && !inside.check(mapped, family === 4 ? 'ipv4' : 'ipv6');
}

/** Whether a push may be sent there: HTTPS, no user in it, and a name or an address of the outside, or one of `hosts`. */
export function isOutsideUrl(text: string, hosts: readonly string[] = []): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (protocol !== 'https:' || username !== '' || password !== '') return false;
  const host = hostname.replace(/^\[|\]$/g, '');
  if (hosts.includes(host)) return true;
  if (isIP(host) !== 0) return isOutside(host);
  return host.includes('.') && !/\.(localhost|local|internal|home\.arpa)\.?$/i.test(host);
}

type Found = (error: NodeJS.ErrnoException | null, found?: string | LookupAddress[], family?: number) => void;

/** Looks names up without what lies inside; an error when nothing is left. Names in `hosts` may lead anywhere. */
export function createOutsideAgent(hosts: readonly string[] = []): Agent {
  const outsideLookup = (host: string, options: LookupOptions, done: Found): void =>
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error);
      const left = hosts.includes(host) ? found : found.filter(({ address }) => isOutside(address));
      const [first] = left;
      if (!first) return done(Object.assign(new Error(`${host} leads inside.`), { code: 'EACCES' }));
      if (options.all) done(null, left);
      else done(null, first.address, first.family);
    });
  return new Agent({ lookup: outsideLookup as never });
}
