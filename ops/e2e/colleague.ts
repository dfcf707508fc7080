/** A colleague at another desk, without a screen: signs in over HTTP and acknowledges. */
import { randomBytes } from 'node:crypto';
import { type FactBody, type FactRequest, LIVE_TIMELINE } from '@chengyun/contracts';
import type { Browser } from 'playwright-core';
import type { Installation } from './installation.ts';

export interface Colleague {
  /** Resolves when the fact is in the log; throws with the server's words when it is refused. */
  state(body: FactBody): Promise<void>;
}

export async function callColleague(
  browser: Browser,
  city: Installation,
  timeline: string = LIVE_TIMELINE,
): Promise<Colleague> {
  const { request } = await browser.newContext();
  const data = { account: 'operator', password: city.password('operator') };
  const { csrf } = (await (await request.post(`${city.consoleUrl}/api/login`, { data })).json()) as { csrf: string };
  const epoch = randomBytes(8).toString('hex');
  let seq = 0;
  return {
    async state(body) {
      const fact: FactRequest = { timeline, epoch, seq: ++seq, at: Date.now(), body };
      const answer = await request.post(`${city.consoleUrl}/api/facts`, {
        ...{ data: fact, headers: { 'x-csrf-token': csrf } },
      });
      if (!answer.ok()) throw new Error(`the fact ${body.kind} was refused: ${await answer.text()}`);
    },
  };
}
