import { expect, test } from 'vitest';
import { findFfmpeg } from './find-ffmpeg.ts';

const find = (env: Record<string, string>, files: readonly string[], packaged: string | null = null) =>
  findFfmpeg({ env, isExecutable: (path) => files.includes(path), staticPath: () => packaged });

test('FFMPEG_BIN comes first, then the package, then PATH', () => {
  const files = ['/a/ffmpeg', '/pkg/ffmpeg', '/usr/bin/ffmpeg'];
  const env = { PATH: '/bin:/usr/bin' };
  expect(find({ ...env, FFMPEG_BIN: '/a/ffmpeg' }, files, '/pkg/ffmpeg')).toBe('/a/ffmpeg');
  expect(find(env, files, '/pkg/ffmpeg')).toBe('/pkg/ffmpeg');
  expect(find(env, files)).toBe('/usr/bin/ffmpeg');
});

test('a package whose download failed is passed over', () => {
  expect(find({ PATH: '/usr/bin' }, ['/usr/bin/ffmpeg'], '/pkg/ffmpeg')).toBe('/usr/bin/ffmpeg');
});

test('without any ffmpeg one sentence says what to do', () => {
  expect(() => find({ PATH: '/usr/bin' }, [])).toThrow(
    'The cameras need ffmpeg and none was found: install it with the package manager or set FFMPEG_BIN to its path.',
  );
});

test('a wrong FFMPEG_BIN is named and nothing else is tried', () => {
  expect(() => find({ FFMPEG_BIN: '/x', PATH: '/usr/bin' }, ['/usr/bin/ffmpeg'])).toThrow(
    'FFMPEG_BIN names /x, which is not an executable file.',
  );
});
