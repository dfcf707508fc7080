/** What the commands about models share: where weights lie, and on what they run. */
import { modelIds } from '@chengyun/models/runtime/manifest.ts';
import { builtProviders } from '@chengyun/models/runtime/providers.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { CommandContext } from '../command.ts';

type Options = CommandContext['options'];

export const MODEL_OPTIONS = {
  weights: {
    type: 'string',
    value: 'folder|file',
    summary: 'weights that do not lie beside their manifest (CHENGYUN_MODELS_DIR)',
  },
  provider: {
    type: 'string',
    value: 'a,b',
    summary: `execution providers in the order in which they are tried (cpu); here: ${builtProviders().join(', ')}`,
  },
} as const;

export const weightsDirOf = ({ weights }: Options): string | undefined =>
  typeof weights === 'string' ? weights : process.env.CHENGYUN_MODELS_DIR;

export const providersOf = ({ provider }: Options): readonly string[] =>
  typeof provider === 'string' ? provider.split(',').map((name) => name.trim()) : ['cpu'];

export function modelOf(args: readonly string[], verb: string): string {
  const [name] = args;
  if (name !== undefined && args.length === 1) return name;
  throw new AppError('USAGE', `Which model? chengyun models ${verb} <model>; there are ${modelIds().join(', ')}.`);
}
