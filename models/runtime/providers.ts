/**
 * Execution providers of ONNX Runtime. The runtime lists those that it was built with; whether one can be used shows
 * only when a session is opened on it, since its libraries (CUDA's, for instance) may be missing.
 */
import * as ort from 'onnxruntime-node';
import { ModelError } from './model-error.ts';

const REASON_CHARS_MAX = 160;

/** Names of the providers that the installed runtime was built with. */
export const builtProviders = (): readonly string[] => ort.listSupportedBackends().map(({ name }) => name);

function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.trim().slice(0, REASON_CHARS_MAX);
}

const openOn = (weightsPath: string, provider: string): Promise<ort.InferenceSession> =>
  ort.InferenceSession.create(weightsPath, {
    executionProviders: [provider],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
  });

/** The session on the first of the providers that works. Throws ModelError when none does. */
export async function openOnFirst(
  model: string,
  weightsPath: string,
  providers: readonly string[],
  note: (sentence: string) => void = () => {},
): Promise<{ readonly session: ort.InferenceSession; readonly provider: string }> {
  const built = builtProviders();
  const refused: string[] = [];
  for (const provider of providers) {
    if (!built.includes(provider)) {
      refused.push(`${provider} (this build of ONNX Runtime has ${built.join(', ')})`);
      continue;
    }
    try {
      const session = await openOn(weightsPath, provider);
      if (refused.length > 0) note(`model ${model} runs on ${provider}, because it cannot on ${refused.join(', ')}`);
      return { session, provider };
    } catch (error) {
      refused.push(`${provider} (${reasonOf(error)})`);
    }
  }
  const tried = refused.length > 0 ? refused.join(', ') : 'no execution provider, since none was named';
  throw new ModelError(`model ${model} cannot be opened on ${tried}`);
}
