/**
 * Reads instruments that print text: a regular expression finds the numbers of a line. The line is a serial one, or a
 * TCP converter in front of it. An instrument that must be asked is sent a text at an interval.
 */
import type { Duplex } from 'node:stream';
import { AppError } from '@chengyun/platform/service/service.ts';
import {
  aList,
  aNumber,
  anObject,
  asObject,
  aText,
  oneOf,
  optional,
  type Reader,
  type ShapeOf,
  withDefault,
} from '../../../agent/json-config.ts';
import type { Driver, DriverDeps, DriverKind } from '../../driver.ts';
import { createKeptLine, type Listening } from '../../line/kept-line.ts';
import { openSerialLine, type SerialConfig, serialShape } from '../../line/serial-line.ts';
import { openTcpLine, type TcpAddress } from '../../line/tcp-line.ts';
import { measureShape, observationFrom } from '../../measure.ts';
import { msFromText } from '../file/file-replay.ts';
import { createTextLines } from './text-lines.ts';

const anExpression: Reader<RegExp> = (value, place) => {
  const text = aText(value, place);
  try {
    return new RegExp(text, 'u');
  } catch (cause) {
    const reason = (cause as Error).message.split(': ').at(-1);
    throw new AppError('CONFIG', `${place} "${text}" is no regular expression: ${reason}.`, { cause });
  }
};

const patternShape = {
  /** With named groups, for instance `^LVL (?<level>-?\d+\.\d+)`. */
  match: anExpression,
  /** Group with the time of the reading; left out: the moment it was read. */
  timeGroup: optional(aText),
  readings: aList(anObject({ group: aText, ...measureShape }), 1),
};
const readPattern = anObject(patternShape);
type Pattern = ShapeOf<typeof patternShape>;

const aPattern: Reader<Pattern> = (value, place) => {
  const pattern = readPattern(value, place);
  const wanted = [...pattern.readings.map(({ group }) => group), ...(pattern.timeGroup ? [pattern.timeGroup] : [])];
  const missing = wanted.find((group) => !pattern.match.source.includes(`(?<${group}>`));
  if (missing === undefined) return pattern;
  throw new AppError('CONFIG', `${place}.match has no group (?<${missing}>...), which a reading names.`);
};

type Line = ({ readonly via: 'serial' } & SerialConfig) | ({ readonly via: 'tcp' } & TcpAddress);

const aLine: Reader<Line> = (value, place) => {
  const { via, ...rest } = asObject(value, place);
  if (oneOf('serial', 'tcp')(via, `${place}.via`) === 'serial') {
    return { via: 'serial', ...anObject(serialShape)(rest, place) };
  }
  return { via: 'tcp', ...anObject({ host: aText, port: aNumber(1, 65_535) })(rest, place) };
};

const shape = {
  line: aLine,
  patterns: aList(aPattern, 1),
  encoding: withDefault(oneOf('utf-8', 'gb18030', 'latin1'), 'utf-8'),
  /** Sent at an interval, for an instrument that speaks when asked. */
  ask: optional(anObject({ text: aText, intervalMs: aNumber(20, 86_400_000) })),
  /** A line that says nothing that matches for so long is a state of health. */
  silentMsMax: withDefault(aNumber(100, 86_400_000), 10 * 60_000),
};
type SerialTextConfig = ShapeOf<typeof shape>;

const DIAL_MS_MAX = 10_000;

function createSerialTextDriver(config: SerialTextConfig, deps: DriverDeps): Driver {
  const { line, patterns, encoding, ask, silentMsMax } = config;
  const source = line.via === 'serial' ? `The serial line ${line.path}` : `The text line ${line.host}:${line.port}`;

  function listen(opened: Duplex): Listening {
    const lines = createTextLines(encoding, () => deps.rejected('line-too-long'));
    const timer = ask === undefined ? null : setInterval(() => opened.write(ask.text), ask.intervalMs);
    if (ask !== undefined) opened.write(ask.text);
    return {
      hear: async (bytes) => {
        const found = await Promise.all(lines.add(bytes).map(take));
        return found.includes(true);
      },
      stop: () => {
        if (timer !== null) clearInterval(timer);
      },
    };
  }

  async function take(text: string): Promise<boolean> {
    for (const pattern of patterns) {
      const groups = pattern.match.exec(text)?.groups;
      if (groups === undefined) continue;
      await hand(pattern, groups);
      return true;
    }
    deps.rejected('line');
    return false;
  }

  async function hand({ readings, timeGroup }: Pattern, groups: Readonly<Record<string, string>>): Promise<void> {
    const at = timeGroup === undefined ? deps.clock.nowMs() : msFromText(groups[timeGroup] ?? '');
    if (at === null) return deps.rejected('time');
    await Promise.all(
      readings.map((measure) => {
        const cell = groups[measure.group]?.trim() ?? '';
        const observation = observationFrom(measure, at, cell === '' ? Number.NaN : Number(cell));
        return observation === null ? deps.rejected('value') : deps.observe(observation);
      }),
    );
  }

  const open = (signal: AbortSignal) =>
    line.via === 'serial' ? openSerialLine(line, signal) : openTcpLine(line, DIAL_MS_MAX, signal);
  return createKeptLine({ source, silentMsMax }, deps, open, listen);
}

export const serialTextDriver: DriverKind<SerialTextConfig> = {
  kind: 'serial-text',
  config: anObject(shape),
  intervalAt: ['ask', 'intervalMs'],
  create: createSerialTextDriver,
};
