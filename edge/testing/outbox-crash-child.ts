/**
 * The victim of the crash test: fills and drains an outbox until it is killed. It prints `+ n` once item n is durable,
 * and `- epoch seq n` when item n was delivered. Arguments: folder, first item number, 16 hexadecimal digits. It is killed
 * as often as CHENGYUN_CRASH_KILLS says.
 */
import { writeSync } from 'node:fs';
import { openOutbox } from '../outbox/outbox.ts';

const [folder = '', first = '1', hex64 = ''] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);

const outbox = openOutbox(
  { folder, segmentBytesMax: 2048, syncWithinMs: 1 },
  {
    hex64: () => hex64,
    dropped: (reason, items) => say(`! ${reason} ${items}`),
    warn: (sentence) => say(`! ${sentence}`),
  },
);

async function fill(): Promise<never> {
  for (let n = Number(first); ; n += 8) {
    const burst = Array.from({ length: 8 }, (_, index) => n + index);
    await Promise.all(
      burst.map(async (item) => {
        await outbox.append('observations', `[{"n":${item},"pad":"${'x'.repeat(item % 90)}"}]`, 1);
        say(`+ ${item}`);
      }),
    );
  }
}

/** Delivers slower than the items come, so that a backlog is left behind. */
async function drain(): Promise<never> {
  for (;;) {
    for (const lane of outbox.lanes()) {
      const records = await lane.read(3);
      for (const { seq, items } of records) say(`- ${lane.epoch} ${seq} ${JSON.parse(items)[0].n}`);
      const last = records.at(-1);
      if (last !== undefined) lane.ack(last.seq, records.length);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

say('ready');
await Promise.all([fill(), drain()]);
