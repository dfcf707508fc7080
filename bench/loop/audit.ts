/** How long it takes to walk an audit trail of a million rows; each is made as the console makes it. */
import { chainHash, digestOf, GENESIS } from '@chengyun/console/server/audit/audit.ts';
import { verifyAudit } from '@chengyun/console/server/audit/verify-audit.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { BenchContext } from '../benchmark.ts';
import { openInstallation } from '../installation.ts';
import type { Samples } from '../report/samples.ts';
import type { Scratch } from '../scratch.ts';

const ROWS = 1_000_000;
const BATCH = 10_000;
const BEGAN_MS = Date.UTC(2026, 0, 1);

export async function measureAudit(context: BenchContext, samples: Samples, scratch: Scratch): Promise<void> {
  const { runs, basePort, note, signal } = context;
  const city = await openInstallation({ basePort, dataDir: scratch.dataDir('audit') });
  try {
    await writeTrail(city.store, signal);
    for (let run = 0; run < runs; run++) {
      const beganMs = performance.now();
      const { rows, brokenAt } = await verifyAudit(city.store);
      const seconds = (performance.now() - beganMs) / 1000;
      if (rows !== ROWS || brokenAt !== null) throw new AppError('AUDIT', `Of ${ROWS} rows ${rows} were whole.`);
      samples.add('audit_verify_1m_s', seconds);
      note(`  audit ${run + 1} of ${runs}: ${rows} rows in ${seconds.toFixed(1)} s`);
    }
  } finally {
    await city.close();
  }
}

async function writeTrail(store: Store, signal: AbortSignal): Promise<void> {
  let previous: Buffer = GENESIS;
  for (let from = 0; from < ROWS; from += BATCH) {
    signal.throwIfAborted();
    const rows = Array.from({ length: BATCH }, (_, i) => {
      const n = from + i;
      const [actor, action, subject] = ['operator', 'fact.ack', `operator/0123456789abcdef/${n}`];
      const details = { kind: 'ack', alarm: n.toString(16).padStart(16, '0') };
      const salt = n.toString(16).padStart(32, '0');
      const body = { action, subject, salt, digest: digestOf(salt, actor, details), at: BEGAN_MS + n };
      const before = previous;
      previous = chainHash(before, body);
      return {
        at: body.at,
        actor,
        action,
        subject,
        body: JSON.stringify({ ...body, details }),
        before,
        hash: previous,
      };
    });
    await store.query(
      `INSERT INTO audit (at, actor, action, subject, body, previous_hash, hash)
       SELECT to_timestamp(at / 1000), actor, action, subject, body, before, hash
       FROM unnest($1::float8[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::bytea[], $7::bytea[])
         AS row (at, actor, action, subject, body, before, hash)`,
      [
        ...[rows.map(({ at }) => at), rows.map(({ actor }) => actor), rows.map(({ action }) => action)],
        ...[rows.map(({ subject }) => subject), rows.map(({ body }) => body)],
        ...[rows.map(({ before }) => before), rows.map(({ hash }) => hash)],
      ],
    );
  }
}
