import { findFfmpeg, systemFindDeps } from '@chengyun/edge/camera/source/find-ffmpeg.ts';
import type { Env } from '@chengyun/platform/service/config.ts';

/** The city runs without ffmpeg, too; its cameras then stay dark. */
export function findFfmpegOrNull(env: Env): string | null {
  try {
    return findFfmpeg(systemFindDeps(env));
  } catch {
    return null;
  }
}
