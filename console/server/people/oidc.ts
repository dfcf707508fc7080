/**
 * Signing in through the identity provider of the city: OpenID Connect, authorization code with PKCE, state and nonce.
 * `oidc.json` in the data folder names the provider and which claim gives which role. Who comes without a role that is
 * named there is refused. The account is named by a digest of the subject; no name and no address of mail is taken over.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bilingual, BilingualSchema, type Role } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import * as client from 'openid-client';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { appendAuditIn } from '../audit/audit.ts';
import { NO_PASSWORD } from '../passwords.ts';
import { PEOPLE_ROLES } from './account-book.ts';
import { recordChange } from './account-changes.ts';
import { announceAccounts } from './account-channel.ts';

const strict = { additionalProperties: false } as const;
const words = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 100 });
const OidcSchema = Type.Object(
  {
    issuer: Type.String({ pattern: '^https?://' }),
    clientId: Type.String({ minLength: 1 }),
    clientSecret: Type.Optional(Type.String({ minLength: 1 })),
    /** On the button. */
    name: BilingualSchema,
    /** The first that fits counts. */
    roles: Type.Array(
      Type.Object(
        {
          claim: Type.String({ minLength: 1 }),
          value: Type.String({ minLength: 1 }),
          role: Type.Unsafe<Role>(Type.Union(PEOPLE_ROLES.map((role) => Type.Literal(role)))),
          districts: Type.Optional(words),
          domains: Type.Optional(words),
        },
        strict,
      ),
      { minItems: 1, maxItems: 50 },
    ),
  },
  strict,
);
export type OidcConfig = Static<typeof OidcSchema>;
export const OIDC_FILE = 'oidc.json';
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/;

/** Null when there is no file. Throws AppError OIDC with one sentence that names the file and the field. */
export async function readOidcConfig(dataDir: string): Promise<OidcConfig | null> {
  const path = join(dataDir, OIDC_FILE);
  const found = await stat(path).catch(() => null);
  if (!found) return null;
  const fail = (why: string) => new AppError('OIDC', `${path} ${why}.`);
  if ((found.mode & 0o077) !== 0) throw fail('holds a secret and may be read by others; run chmod 600 on it');
  let file: unknown;
  try {
    file = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new AppError('OIDC', `${path} is not valid JSON: ${(cause as Error).message}.`, { cause });
  }
  if (!Value.Check(OidcSchema, file)) {
    const [first] = [...Value.Errors(OidcSchema, file)];
    throw fail(`is wrong at ${first?.instancePath || '/'}: ${first?.message ?? ''}`);
  }
  if (file.issuer.startsWith('http:') && !LOOPBACK.test(file.issuer)) throw fail('names an issuer without TLS');
  return file;
}

/** What the browser carries, sealed, from the start to the callback. */
export interface OidcTrip {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly atMs: number;
}

export interface OidcPerson {
  readonly account: string;
  readonly role: Role;
}

export type OidcRefusal = 'unknown-person' | 'failed';

export interface Oidc {
  readonly name: Bilingual;
  begin(callback: string, nowMs: number): Promise<{ readonly url: string; readonly trip: OidcTrip }>;
  /** Ends the trip: the account of who came, or why not. */
  finish(address: URL, trip: OidcTrip): Promise<OidcPerson | OidcRefusal>;
}

export function createOidc(config: OidcConfig, store: Store): Oidc {
  let known: Promise<client.Configuration> | null = null;
  /** Asked at the first sign-in, and again when that failed. */
  const provider = (): Promise<client.Configuration> => {
    const insecure = LOOPBACK.test(config.issuer) ? { execute: [client.allowInsecureRequests] } : {};
    const auth = config.clientSecret ? client.ClientSecretPost(config.clientSecret) : client.None();
    known ??= client.discovery(new URL(config.issuer), config.clientId, undefined, auth, insecure);
    known.catch(() => {
      known = null;
    });
    return known;
  };

  return {
    name: config.name,
    async begin(callback, atMs) {
      const trip: OidcTrip = {
        ...{
          verifier: client.randomPKCECodeVerifier(),
          state: client.randomState(),
          nonce: client.randomNonce(),
          atMs,
        },
      };
      const url = client.buildAuthorizationUrl(await provider(), {
        ...{ redirect_uri: callback, scope: 'openid', state: trip.state, nonce: trip.nonce },
        code_challenge: await client.calculatePKCECodeChallenge(trip.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, trip };
    },
    async finish(address, { verifier, state, nonce }) {
      const found = await provider();
      const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
      let claims: Readonly<Record<string, unknown>> | undefined;
      try {
        const tokens = await client.authorizationCodeGrant(found, address, checks);
        claims = tokens.claims();
      } catch {
        return 'failed';
      }
      const rule = config.roles.find(({ claim, value }) => [claims?.[claim]].flat().includes(value));
      if (!rule || typeof claims?.sub !== 'string') return 'unknown-person';
      const subject = createHash('sha256').update(`${config.issuer}\n${claims.sub}`).digest('hex');
      return keepPerson(store, subject, rule);
    },
  };
}

/** Makes the account or brings its rights up to what the provider says now; a change of rights ends its sessions. */
async function keepPerson(
  store: Store,
  subject: string,
  rule: OidcConfig['roles'][number],
): Promise<OidcPerson | OidcRefusal> {
  const { role, districts = null, domains = null } = rule;
  const account = `oidc-${subject.slice(0, 12)}`;
  return store.tx(async (db) => {
    const { rows } = await db.query<{
      role: Role;
      districts: string[] | null;
      domains: string[] | null;
      disabled_at: Date | null;
    }>('SELECT role, districts, domains, disabled_at FROM accounts WHERE oidc_subject = $1 FOR UPDATE', [subject]);
    const [before] = rows;
    if (before?.disabled_at) return 'unknown-person';
    const rights = { role, districts, domains };
    if (!before) {
      await db.query(
        `INSERT INTO accounts (id, role, name, password_hash, districts, domains, oidc_subject)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [account, role, JSON.stringify({ zh: account, en: account }), NO_PASSWORD, districts, domains, subject],
      );
      await appendAuditIn(db, {
        actor: account,
        action: 'account.add',
        subject: account,
        details: { ...rights, by: 'oidc' },
      });
      await announceAccounts(db);
    } else if (
      JSON.stringify([before.role, before.districts, before.domains]) !== JSON.stringify([role, districts, domains])
    ) {
      await db.query('UPDATE accounts SET role = $2, districts = $3, domains = $4 WHERE id = $1', [
        account,
        role,
        districts,
        domains,
      ]);
      await db.query('DELETE FROM sessions WHERE account = $1', [account]);
      await recordChange(db, {
        actor: account,
        action: 'account.change',
        subject: account,
        details: { ...rights, by: 'oidc' },
      });
    }
    return { account, role };
  });
}
