import { expect, test } from 'vitest';
import { createCameraHealth } from './camera-health.ts';

const WIDTH = 64;
const HEIGHT = 36;

/** A grey picture, with noise from the number when it is not 0. */
function picture(grey: number, noise = 0) {
  const rgb = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, index) =>
    noise === 0 ? grey : grey + ((index * 31 + noise * 17) % 5),
  );
  return { rgb, width: WIDTH, height: HEIGHT };
}

test('nothing is claimed before the first frame, and no frame at all is offline', () => {
  const health = createCameraHealth(1000);
  expect(health.state(5000)).toBeNull();
  expect(health.state(11_000)).toBe('offline');
});

test('a camera that goes silent is offline and comes back', () => {
  const health = createCameraHealth(0);
  health.see(picture(100, 1), 100);
  expect(health.state(9000)).toBe('ok');
  expect(health.state(10_100)).toBe('offline');
  health.see(picture(100, 1), 60_000);
  expect(health.state(60_100)).toBe('ok');
});

test('a picture without any change is frozen, a quiet one with noise is not', () => {
  const stuck = createCameraHealth(0);
  const quiet = createCameraHealth(0);
  for (let ms = 0; ms <= 20_000; ms += 500) {
    stuck.see(picture(100, 1), ms);
    quiet.see(picture(100, 1 + ((ms / 500) % 4)), ms);
  }
  expect(stuck.state(20_000)).toBe('frozen');
  expect(quiet.state(20_000)).toBe('ok');
  stuck.see(picture(101, 2), 20_500);
  expect(stuck.state(20_500)).toBe('ok');
});

test('darkness counts after a while and ends only when it is clearly brighter', () => {
  const health = createCameraHealth(0);
  const look = (grey: number, ms: number) => {
    health.see(picture(grey, 1 + (ms % 3)), ms);
    return health.state(ms);
  };
  expect(look(80, 0)).toBe('ok');
  expect(look(8, 1000)).toBe('ok');
  expect(look(8, 4900)).toBe('ok');
  expect(look(8, 6000)).toBe('dark');
  expect(look(27, 7000)).toBe('dark');
  expect(look(60, 8000)).toBe('ok');
});

test('a street at night with lamps is not dark', () => {
  const health = createCameraHealth(0);
  for (let ms = 0; ms <= 20_000; ms += 500) {
    const night = picture(6, 1 + ((ms / 500) % 4));
    for (let y = 0; y < HEIGHT; y += 1) night.rgb.fill(150, y * WIDTH * 3, y * WIDTH * 3 + 12 * 3);
    health.see(night, ms);
  }
  expect(health.state(20_000)).toBe('ok');
});
