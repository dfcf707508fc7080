/** The audit trail from outside of the running city: is it whole, and a copy of it for whoever must keep one. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { auditPublicKey, readCheckpoints } from '@chengyun/console/server/audit/checkpoints.ts';
import { readAudit } from '@chengyun/console/server/audit/read-audit.ts';
import { verifyAudit } from '@chengyun/console/server/audit/verify-audit.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { dataDirOf, withStore } from '../../installation.ts';
import { type Command, EXIT } from '../command.ts';

const FAULTS = {
  edited: 'was changed after it was written',
  'out-of-chain': 'does not follow the row before it: something was taken out, put in or moved',
  'cut-off': 'is spoken of by a signed checkpoint, and is not there or is another one',
  'forged-checkpoint': 'has a checkpoint that this installation did not sign',
} as const;
const PROGRESS_ROWS = 100_000;
const dataDir = { type: 'string', value: 'folder', summary: 'the installation (./.chengyun)' } as const;

export const auditVerify: Command = {
  name: 'audit verify',
  usage: '',
  summary: 'walk the audit trail: was a row changed, removed, moved or cut off?',
  options: { 'data-dir': dataDir },
  async run({ options, print, json, note }) {
    const folder = dataDirOf(options['data-dir']);
    const beganMs = systemClock.monotonicMs();
    const verdict = await withStore(folder, async (store) =>
      verifyAudit(store, {
        checkpoints: await readCheckpoints(folder),
        publicKey: await auditPublicKey(folder),
        onProgress: (rows) => rows % PROGRESS_ROWS === 0 && rows > 0 && note(`  ${rows} rows`),
      }),
    );
    const seconds = Math.round(systemClock.monotonicMs() - beganMs) / 1_000;
    const { rows, erased, checkpoints, brokenAt, fault } = verdict;
    print(`${rows} rows, ${erased} of them erased, ${checkpoints} signed checkpoints, ${seconds} s`);
    print(fault === null ? 'The trail is whole.' : `Row ${brokenAt} ${FAULTS[fault]}.`);
    json({ ...verdict, seconds });
    return fault === null ? EXIT.ok : EXIT.no;
  },
};

export const auditExport: Command = {
  name: 'audit export',
  usage: '<file>',
  summary: 'write the audit trail as lines of JSON, with hashes, checkpoints and the public key',
  options: { 'data-dir': dataDir },
  async run({ options, args, print, json }) {
    const [file] = args;
    if (!file) throw new AppError('USAGE', 'Where to? npx chengyun audit export <file>');
    const folder = dataDirOf(options['data-dir']);
    const out = createWriteStream(file, { mode: 0o600 });
    const write = async (value: unknown) => {
      if (!out.write(`${JSON.stringify(value)}\n`)) await once(out, 'drain');
    };
    const checkpoints = await readCheckpoints(folder);
    await write({ publicKey: await auditPublicKey(folder), checkpoints });
    let rows = 0;
    await withStore(folder, async (store) => {
      for await (const batch of readAudit(store)) {
        rows += batch.length;
        for (const { n, at, actor, action, subject, body, previous_hash, hash } of batch) {
          const hashes = { previousHash: previous_hash.toString('hex'), hash: hash.toString('hex') };
          await write({ n, at, actor, action, subject, body, ...hashes });
        }
      }
    });
    out.end();
    await once(out, 'finish');
    print(`${rows} rows and ${checkpoints.length} checkpoints are in ${file}.`);
    json({ rows, checkpoints: checkpoints.length, file });
    return EXIT.ok;
  },
};
