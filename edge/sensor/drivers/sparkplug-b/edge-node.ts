/**
 * What a host remembers of one Sparkplug edge node (Sparkplug 3.0, 5 and 6.4.6): births give names to aliases, every
 * message has the next number of 0 to 255, and after a gap nothing is believed until the node was born again.
 */
import type { Metric, Payload } from './payload.ts';

export type Verb = 'NBIRTH' | 'NDATA' | 'NDEATH' | 'DBIRTH' | 'DDATA' | 'DDEATH';

export interface NamedMetric extends Metric {
  readonly name: string;
  /** Empty for a metric of the node itself. */
  readonly sparkplugDevice: string;
}

export type Heard =
  | { readonly kind: 'metrics'; readonly metrics: readonly NamedMetric[]; readonly unknown: number }
  /** Not believed; the node must be born again. */
  | { readonly kind: 'gap'; readonly reason: 'unborn' | 'sequence-gap' | 'too-many-metrics' }
  | { readonly kind: 'death' };

interface Born {
  readonly name: string;
  readonly datatype: number | null;
}

const METRICS_MAX = 20_000;
const NOTHING: Heard = { kind: 'metrics', metrics: [], unknown: 0 };

export interface EdgeNode {
  readonly isBorn: () => boolean;
  /** A connection was lost, and with it perhaps a message. */
  forget(): void;
  hear(verb: Verb, sparkplugDevice: string, payload: Payload): Heard;
}

export function createEdgeNode(): EdgeNode {
  const aliases = new Map<bigint, Born>();
  const types = new Map<string, number | null>();
  let birthSeq: bigint | null = null;
  let nextSeq = 0;
  let isBorn = false;

  function forget(): void {
    isBorn = false;
    aliases.clear();
    types.clear();
  }

  function learn(sparkplugDevice: string, metrics: readonly Metric[]): boolean {
    for (const { name, alias, datatype } of metrics) {
      if (name === null) continue;
      if (types.size >= METRICS_MAX) return false;
      types.set(`${sparkplugDevice}\n${name}`, datatype);
      if (alias !== null) aliases.set(alias, { name, datatype });
    }
    return true;
  }

  function named(sparkplugDevice: string, metrics: readonly Metric[]): Heard {
    const found = metrics.flatMap((metric): NamedMetric[] => {
      const born = metric.alias === null ? undefined : aliases.get(metric.alias);
      const name = metric.name ?? born?.name;
      if (name === undefined) return [];
      const datatype = metric.datatype ?? born?.datatype ?? types.get(`${sparkplugDevice}\n${name}`) ?? null;
      return [{ ...metric, name, datatype, sparkplugDevice }];
    });
    return { kind: 'metrics', metrics: found, unknown: metrics.length - found.length };
  }

  function die(payload: Payload): Heard {
    // A death that belongs to an earlier birth comes late and means nothing.
    if (isBorn && birthSeq !== null && birthSeqOf(payload) !== birthSeq) return NOTHING;
    forget();
    return { kind: 'death' };
  }

  return {
    isBorn: () => isBorn,
    forget,
    hear: (verb, sparkplugDevice, payload) => {
      if (verb === 'NDEATH') return die(payload);
      if (verb === 'NBIRTH') {
        forget();
        isBorn = true;
        birthSeq = birthSeqOf(payload);
        nextSeq = payload.seq ?? 0;
      }
      if (!isBorn) return { kind: 'gap', reason: 'unborn' };
      if (payload.seq !== nextSeq && verb !== 'NBIRTH') {
        forget();
        return { kind: 'gap', reason: 'sequence-gap' };
      }
      nextSeq = (nextSeq + 1) % 256;
      if (verb === 'DDEATH') return NOTHING;
      if ((verb === 'NBIRTH' || verb === 'DBIRTH') && !learn(sparkplugDevice, payload.metrics)) {
        forget();
        return { kind: 'gap', reason: 'too-many-metrics' };
      }
      return named(sparkplugDevice, payload.metrics);
    },
  };
}

function birthSeqOf({ metrics }: Payload): bigint | null {
  const raw = metrics.find(({ name }) => name === 'bdSeq')?.raw;
  return typeof raw === 'bigint' ? raw : null;
}
