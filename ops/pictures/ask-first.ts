/** What citizens and departments asked for before the pages that list it are pictured: made up, in the words of the city. */
import { randomBytes } from 'node:crypto';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { ConsoleClient } from '../rules/console-client.ts';

const DAY_MS = 24 * 3_600_000;

const REPORTS = [
  { kind: 'flood', text: '世纪大道下穿积水约半米，电瓶车过不去。', lonDeg: 121.5231, latDeg: 31.2312 },
  { kind: 'tree', text: '人行道上倒了一棵树。', lonDeg: 121.5531, latDeg: 31.2112 },
] as const;

export async function reportAsCitizens(consoleUrl: string): Promise<void> {
  for (const report of REPORTS) {
    const response = await fetch(`${consoleUrl}/api/public/reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: randomBytes(24).toString('base64url'), ...report }),
    });
    if (!response.ok) throw new AppError('CONSOLE', `A report was answered with ${response.status}.`);
  }
}

/** Two departments ask; the duty engineer grants the first. */
export async function askForShares(operator: ConsoleClient, engineer: ConsoleClient, nowMs: number): Promise<void> {
  const span = { fromMs: nowMs - 7 * DAY_MS, toMs: nowMs, expiresMs: nowMs + 30 * DAY_MS };
  const wishes = [
    {
      department: '区水务局',
      purpose: '汛期泵站调度复盘',
      metrics: ['water.level', 'rain.intensity'],
      districts: null,
    },
    { department: '区应急局', purpose: '下立交封闭演练评估', metrics: ['water.depth'], districts: null },
  ];
  const ids: string[] = [];
  for (const wish of wishes) ids.push((await operator.send<{ id: string }>('/api/shares', { ...wish, ...span })).id);
  await engineer.send(`/api/shares/${ids[0]}/approve`, {});
}
