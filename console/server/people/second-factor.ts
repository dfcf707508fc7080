/**
 * An account's second factor: begun with a new secret, in force once a code of it was given, with ten recovery codes
 * that work once each. The secret lies sealed in the store, recovery codes as SHA-256: each has 79 bits of chance.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Queryable, Store } from '@chengyun/platform/store/store.ts';
import { generatePassword } from '../passwords.ts';
import { recordChange } from './account-changes.ts';
import type { SecretBox } from './secret-box.ts';
import { base32, newTotpSecret, otpauthUri, stepOfCode } from './totp.ts';

export interface Enrolment {
  /** Base 32, for typing. */
  readonly secret: string;
  readonly uri: string;
}

export interface SecondFactor {
  /** A new secret, not yet in force; null when one is in force already. */
  begin(account: string): Promise<Enrolment | null>;
  /** Takes the begun secret into force and returns the recovery codes, once; null for a wrong code. */
  confirm(account: string, code: string): Promise<readonly string[] | null>;
  /** Whether the account has one in force. */
  isOn(account: string): Promise<boolean>;
  /** Whether the code, of the app or a recovery code, opens the account. It does not do so again. */
  check(account: string, code: string): Promise<boolean>;
  /** Takes it away; `by` stands in the audit trail. False when there was none. */
  remove(account: string, by: string): Promise<boolean>;
}

export interface SecondFactorDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly box: () => SecretBox;
}

const ISSUER = '城运 Chengyun';
const RECOVERY_CODES = 10;

export function createSecondFactor({ store, clock, box }: SecondFactorDeps): SecondFactor {
  const purpose = (account: string) => `totp ${account}`;
  const hashed = (code: string) => createHash('sha256').update(code.trim().toLowerCase()).digest();

  /** Marks the step as used in the same statement that looks whether it was: of two requests at once one wins. */
  const takeStep = async (client: Queryable, account: string, code: string, isOn: boolean): Promise<boolean> => {
    const { rows } = await client.query<{ totp_secret: Buffer; totp_step: number }>(
      `SELECT totp_secret, totp_step FROM accounts WHERE id = $1 AND totp_secret IS NOT NULL
         AND (totp_confirmed_at IS NOT NULL) = $2`,
      [account, isOn],
    );
    const [row] = rows;
    if (!row) return false;
    const step = stepOfCode(box().open(row.totp_secret, purpose(account)), code.trim(), clock.nowMs(), row.totp_step);
    if (step === null) return false;
    const { rowCount } = await client.query('UPDATE accounts SET totp_step = $2 WHERE id = $1 AND totp_step < $2', [
      account,
      step,
    ]);
    return rowCount === 1;
  };

  return {
    async begin(account) {
      const secret = newTotpSecret();
      const { rowCount } = await store.query(
        'UPDATE accounts SET totp_secret = $2, totp_step = 0 WHERE id = $1 AND totp_confirmed_at IS NULL',
        [account, box().seal(secret, purpose(account))],
      );
      return rowCount ? { secret: base32(secret), uri: otpauthUri(secret, account, ISSUER) } : null;
    },
    async confirm(account, code) {
      return store.tx(async (client) => {
        if (!(await takeStep(client, account, code, false))) return null;
        const codes = Array.from({ length: RECOVERY_CODES }, () => generatePassword());
        await client.query('UPDATE accounts SET totp_confirmed_at = $2 WHERE id = $1', [
          account,
          new Date(clock.nowMs()),
        ]);
        await client.query('DELETE FROM recovery_codes WHERE account = $1', [account]);
        await client.query('INSERT INTO recovery_codes (account, code_sha256) SELECT $1, unnest($2::bytea[])', [
          account,
          codes.map(hashed),
        ]);
        await recordChange(client, { actor: account, action: 'second-factor.on', subject: account, details: {} });
        return codes;
      });
    },
    async isOn(account) {
      const { rows } = await store.query<{ is_on: boolean }>(
        'SELECT totp_confirmed_at IS NOT NULL AS is_on FROM accounts WHERE id = $1',
        [account],
      );
      return rows[0]?.is_on ?? false;
    },
    async check(account, code) {
      if (/^\s*\d{6}\s*$/.test(code)) return takeStep(store, account, code, true);
      const { rowCount } = await store.query(
        'UPDATE recovery_codes SET used_at = $3 WHERE account = $1 AND code_sha256 = $2 AND used_at IS NULL',
        [account, hashed(code), new Date(clock.nowMs())],
      );
      return rowCount === 1;
    },
    async remove(account, by) {
      return store.tx(async (client) => {
        const { rowCount } = await client.query(
          `UPDATE accounts SET totp_secret = NULL, totp_confirmed_at = NULL, totp_step = 0
           WHERE id = $1 AND totp_confirmed_at IS NOT NULL`,
          [account],
        );
        if (!rowCount) return false;
        await client.query('DELETE FROM recovery_codes WHERE account = $1', [account]);
        await recordChange(client, { actor: by, action: 'second-factor.off', subject: account, details: {} });
        return true;
      });
    },
  };
}
