const POLL_MS = 50;
const WAIT_MS_MAX = 20_000;

/** Asks again and again until `ask` has an answer; the last error or emptiness is in the message when it never has. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  msMax = WAIT_MS_MAX,
): Promise<T> {
  const untilMs = Date.now() + msMax;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > untilMs) throw new Error(`${what}: not within ${msMax} ms`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
