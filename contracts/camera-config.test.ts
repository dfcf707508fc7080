import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { CameraConfigSchema, type CameraShapes, type CameraZone, faultOfShapes } from './camera-config.ts';
import { CommandSchema, SealedSchema } from './downlink.ts';
import { EvidenceMessageSchema, STILL_SIDE_PX_MAX } from './evidence.ts';
import type { Ground } from './ground.ts';
import { areaOf, type Corner, faultOfPolygon } from './polygon.ts';
import { IDENTITY_FIELDS } from './rejection.ts';

const square: readonly Corner[] = [
  [0, 0],
  [0.5, 0],
  [0.5, 0.5],
  [0, 0.5],
];
const bowTie: readonly Corner[] = [
  [0, 0],
  [0.5, 0.5],
  [0.5, 0],
  [0, 0.5],
];
const zone = (part: Partial<CameraZone> = {}): CameraZone => ({
  ...{ id: 'lanes', polygon: square, counts: ['vehicles'] },
  ...part,
});
const shapes = (part: Partial<CameraShapes> = {}): CameraShapes => ({ zones: [zone()], masks: [], ...part });
const config = { v: 1, device: 'cam-1', version: 3, ...shapes() };
const still = { jpeg: 'AAAA', width: 64, height: 36, taken_at: 1, expires_at: 2 };
const envelope = { v: 1, device: 'cam-1', sent_at: 1, command: '0'.repeat(32) };

describe('a polygon', () => {
  it('is refused when it crosses itself or covers almost nothing', () => {
    expect(faultOfPolygon(square)).toBeNull();
    expect(areaOf(square)).toBeCloseTo(0.25, 9);
    expect(faultOfPolygon(bowTie)).toBe('crosses-itself');
    expect(faultOfPolygon([...square.slice(0, 2), [0.25, 0.001]])).toBe('covers-nothing');
  });

  it('may be concave', () => {
    expect(faultOfPolygon([...square.slice(0, 3), [0.25, 0.25], [0, 0.5]])).toBeNull();
  });
});

describe('the configuration of a camera', () => {
  const schema = Compile(CameraConfigSchema);

  it('has at least one zone, corners inside of the picture and no field too many', () => {
    expect(schema.Check(config)).toBe(true);
    for (const wrong of [
      { ...config, zones: [] },
      { ...config, version: 0 },
      { ...config, zones: [zone({ polygon: square.slice(0, 2) })] },
      { ...config, zones: [zone({ polygon: [...square.slice(0, 3), [0, 1.01]] })] },
      { ...config, zones: [zone({ kind: 'square' as never })] },
      { ...config, ground: { image: square.slice(0, 3), metres: square } },
      { ...config, zones: [zone({ capacity: 0 })] },
      { ...config, source: 'rtsp://elsewhere' },
    ]) {
      expect(schema.Check(wrong), JSON.stringify(wrong)).toBe(false);
    }
  });

  it('is refused with a sentence for what a schema cannot say', () => {
    expect(faultOfShapes(shapes())).toBeNull();
    expect(faultOfShapes(shapes({ masks: [{ id: 'lanes', polygon: square }] }))).toBe('The id lanes is used twice.');
    expect(faultOfShapes(shapes({ masks: [{ id: 'door', polygon: bowTie }] }))).toBe(
      'The outline of door crosses itself.',
    );
    const both = [zone({ asset: 'road' }), zone({ id: 'kerb', asset: 'road', counts: ['people', 'vehicles'] })];
    expect(faultOfShapes(shapes({ zones: both }))).toBe('lanes and kerb both count vehicles of road.');
    expect(faultOfShapes(shapes({ zones: [zone(), zone({ id: 'kerb', counts: ['people'] })] }))).toBeNull();
    const stop = (id: string, y: number) => ({
      id,
      ends: [
        [0.1, 0.1],
        [0.1, y],
      ] as const,
    });
    expect(faultOfShapes(shapes({ lines: [stop('stop', 0.5)] }))).toBeNull();
    expect(faultOfShapes(shapes({ lines: [stop('lanes', 0.5)] }))).toBe('The id lanes is used twice.');
    expect(faultOfShapes(shapes({ lines: [stop('stop', 0.11)] }))).toBe('The line stop is too short.');
  });
});

describe('zones of a kind', () => {
  /** Ten by twenty metres, drawn as a trapezium. */
  const ground: Ground = {
    image: [
      [0.1, 0.9],
      [0.9, 0.9],
      [0.6, 0.4],
      [0.4, 0.4],
    ],
    metres: [
      [0, 0],
      [10, 0],
      [10, 20],
      [0, 20],
    ],
  };
  const near: readonly Corner[] = [
    [0.3, 0.9],
    [0.7, 0.9],
    [0.55, 0.5],
    [0.45, 0.5],
  ];
  const along: readonly [Corner, Corner] = [
    [0.5, 0.5],
    [0.5, 0.9],
  ];

  it('need not count, but measure something', () => {
    expect(faultOfShapes(shapes({ zones: [zone({ kind: 'fire-lane', counts: [] })] }))).toBeNull();
    expect(faultOfShapes(shapes({ zones: [zone({ counts: [] })] }))).toBe('The zone lanes measures nothing.');
  });

  it('have a direction where there is one', () => {
    const lane = { kind: 'lane' as const, polygon: near };
    expect(faultOfShapes(shapes({ zones: [zone({ ...lane, direction: along })] }))).toBeNull();
    expect(faultOfShapes(shapes({ zones: [zone({ ...lane, direction: [along[0], along[0]] })] }))).toBe(
      'The direction of lanes is too short.',
    );
    expect(faultOfShapes(shapes({ zones: [zone({ direction: along })] }))).toBe(
      'The zone lanes has a direction but is no lane.',
    );
  });

  it('are measured in metres where the ground is known', () => {
    const crowd = zone({ kind: 'crowd', counts: ['people'], polygon: near });
    expect(faultOfShapes(shapes({ zones: [crowd], ground }))).toBeNull();
    expect(faultOfShapes(shapes({ zones: [crowd] }))).toMatch(/unknown without the four ground points/);
    const high = { ...crowd, polygon: [...near.slice(0, 2), [0.5, 0.01] as const] };
    expect(faultOfShapes(shapes({ zones: [high], ground }))).toBe(
      'The zone lanes reaches the horizon of the four ground points.',
    );
    const [a, b, c, d] = ground.image;
    expect(faultOfShapes(shapes({ ground: { ...ground, image: [a, c, b, d] } }))).toMatch(/not in order round/);
  });

  it('are of one kind once for an asset', () => {
    const lanes = [zone({ kind: 'lane', counts: [] }), zone({ id: 'other', kind: 'lane', counts: [] })];
    expect(faultOfShapes(shapes({ zones: lanes }))).toBe('lanes and other both are of the kind lane, for the camera.');
    expect(faultOfShapes(shapes({ zones: [lanes[0]!, { ...lanes[1]!, asset: 'road' }] }))).toBeNull();
  });
});

describe('commands and their answers', () => {
  it('ask for a still alone, with reason, role and an end', () => {
    const command = Compile(CommandSchema);
    const asked = { id: envelope.command, command: 'still', reason: 'zones', role: 'engineer', expires_at: 1 };
    const said = { v: 1, device: 'cam-1', ...asked };
    expect(command.Check(said)).toBe(true);
    expect(command.Check({ ...said, command: 'frame' })).toBe(false);
    expect(command.Check({ ...said, reason: '' })).toBe(false);
    expect(Compile(SealedSchema).Check({ v: 1, text: '{}', seal: 'x' })).toBe(false);
  });

  it('cannot carry more than a mosaic, nor a field that identifies a person', () => {
    const evidence = Compile(EvidenceMessageSchema);
    expect(evidence.Check({ ...envelope, still })).toBe(true);
    expect(evidence.Check({ ...envelope, still, in_force: { version: 0, zones: [zone()], masks: [] } })).toBe(true);
    expect(evidence.Check({ ...envelope, refused: 'no picture' })).toBe(true);
    expect(evidence.Check({ ...envelope, still: { ...still, width: STILL_SIDE_PX_MAX + 1 } })).toBe(false);
    expect(evidence.Check({ ...envelope, still: { ...still, jpeg: 'A'.repeat(32_769) } })).toBe(false);
    for (const field of IDENTITY_FIELDS) {
      expect(evidence.Check({ ...envelope, still, [field]: 'x' }), field).toBe(false);
      expect(evidence.Check({ ...envelope, still: { ...still, [field]: 'x' } }), field).toBe(false);
    }
  });
});
