/**
 * What the main thread of each page did, by the processor time that it took itself: a machine that also runs the city, its
 * database and the drawing of three pages on two cores lets a script wait, which is none of the script's work.
 */
import type { Browser, CDPSession, Page } from 'playwright-core';

/** One task of a main thread; milliseconds of its processor time. */
export interface Task {
  /** What the page asked for: script, style, layout, paint; not the browser's own housekeeping, nor drawing the city. */
  readonly ms: number;
  /** Of these, in script. */
  readonly scriptMs: number;
  /** What the script was called by, such as `TimerFire`, and its name where it has one. */
  readonly invoker: string;
}

export interface ThreadTrace {
  /** Ends it. Tasks in their order, by page; `draws` names the frame callbacks of a page that drew the city. */
  stop(draws: ReadonlyMap<Page, ReadonlySet<number>>): Promise<ReadonlyMap<Page, readonly Task[]>>;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds; `tdur` of the thread's own clock. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly data?: { readonly id?: number; readonly functionName?: string; readonly type?: string } };
}

/** `RunTask`; callbacks and microtasks; calls into script; the marks by which a page is known. */
const CATEGORIES = ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'v8', 'blink.user_timing'];
const SCRIPT = new Set(['v8.callFunction', 'v8.run', 'FunctionCall', 'EvaluateScript', 'RunMicrotasks']);
const RENDERING = new Set(['UpdateLayoutTree', 'Layout', 'PrePaint', 'Paint', 'Layerize', 'Commit', 'ParseHTML']);
const BUFFER_KB = 1_000_000;
const MARK = 'main-thread-of-page-';

export async function traceThreads(browser: Browser, pages: readonly Page[]): Promise<ThreadTrace> {
  const client = await browser.newBrowserCDPSession();
  await client.send('Tracing.start', {
    transferMode: 'ReturnAsStream',
    traceConfig: { recordMode: 'recordUntilFull', traceBufferSizeInKb: BUFFER_KB, includedCategories: CATEGORIES },
  });
  for (const [i, page] of pages.entries()) await page.evaluate((name) => performance.mark(name), `${MARK}${i}`);
  return {
    async stop(draws) {
      const events = await eventsOf(client);
      const found = new Map<Page, readonly Task[]>();
      for (const [i, page] of pages.entries()) {
        const mark = events.find(({ name }) => name === `${MARK}${i}`);
        if (mark === undefined) throw new Error(`the trace does not know page ${i}`);
        const own = events.filter(({ pid, tid, dur }) => pid === mark.pid && tid === mark.tid && dur !== undefined);
        found.set(page, tasksOf(own, draws.get(page) ?? new Set()));
      }
      return found;
    },
  };
}

async function eventsOf(client: CDPSession): Promise<readonly TraceEvent[]> {
  const complete = new Promise<{ stream?: string; dataLossOccurred: boolean }>((resolve) => {
    client.once('Tracing.tracingComplete', resolve);
  });
  await client.send('Tracing.end');
  const { stream: handle, dataLossOccurred } = await complete;
  if (handle === undefined || dataLossOccurred) throw new Error('the trace was not kept whole');
  const parts: Buffer[] = [];
  for (let eof = false; !eof; ) {
    const chunk = await client.send('IO.read', { handle });
    parts.push(Buffer.from(chunk.data, chunk.base64Encoded ? 'base64' : 'utf8'));
    eof = chunk.eof;
  }
  await client.send('IO.close', { handle });
  await client.detach();
  return (JSON.parse(Buffer.concat(parts).toString('utf8')) as { traceEvents: readonly TraceEvent[] }).traceEvents;
}

const MICROSECONDS = 1_000;

/** Events of one thread lie side by side or in one another: what begins before the last one ended is in it. */
function tasksOf(events: readonly TraceEvent[], draws: ReadonlySet<number>): readonly Task[] {
  const tasks: { ms: number; scriptMs: number; invoker: string }[] = [];
  let [taskEnd, workEnd, caller] = [0, 0, ''];
  for (const { name, ts, dur = 0, tdur = 0, args } of [...events].sort((a, b) => a.ts - b.ts)) {
    const task = tasks.at(-1);
    if (name === 'RunTask' && ts >= taskEnd) {
      [taskEnd, caller] = [ts + dur, ''];
      tasks.push({ ms: 0, scriptMs: 0, invoker: '' });
    } else if (task === undefined || ts >= taskEnd) {
      // Between two tasks.
    } else if (ts < workEnd) {
      // Counted already, in what it lies in; the function that was called names itself only here.
      if (task.invoker.endsWith(' ')) task.invoker += args.data?.functionName ?? '';
    } else if (name === 'FireAnimationFrame' && draws.has(args.data?.id ?? Number.NaN)) {
      workEnd = ts + dur;
    } else if (SCRIPT.has(name) || RENDERING.has(name)) {
      workEnd = ts + dur;
      task.ms += tdur / MICROSECONDS;
      if (!SCRIPT.has(name)) continue;
      task.scriptMs += tdur / MICROSECONDS;
      task.invoker ||= `${caller} ${args.data?.functionName ?? ''}`;
    } else {
      caller = args.data?.type ?? name;
    }
  }
  return tasks;
}
