import type { BasemapData } from '@chengyun/basemap/data.ts';
import { enuFromLonLat } from '@chengyun/basemap/project.ts';
import { BufferAttribute, BufferGeometry, Group } from 'three';
import { addBridge, type Cable } from './bridges.ts';
import { fixedMesh } from './fixed-mesh.ts';
import { createInkLines } from './ink-lines.ts';
import { solidMaterial } from './ink-solid.ts';
import { createClay } from './loft.ts';
import { makePickable, ranks } from './pickable.ts';
import type { SharedUniforms } from './shared-uniforms.ts';
import { addLandmark } from './towers.ts';
import type { Picked } from './types.ts';

/** The towers one knows the city by, and the bridges: two draw calls. */
export interface Landmarks {
  readonly group: Group;
  readonly dispose: () => void;
}

export function createLandmarks(data: BasemapData, shared: SharedUniforms): Landmarks {
  const clay = createClay();
  const shown: Picked[] = [];
  const numbers: number[] = [];
  /** What was added to the clay since belongs to this thing. */
  const name = (thing: Picked): void => {
    const number = shown.push(thing) - 1;
    while (numbers.length < clay.positions.length / 3) numbers.push(number);
  };
  for (const landmark of data.landmarks) {
    const { xM, yM } = enuFromLonLat(landmark.lonDeg, landmark.latDeg);
    addLandmark(clay, landmark, xM, yM);
    name({ kind: 'landmark', id: landmark.id });
  }
  const cables: Cable[] = [];
  for (const road of data.roads) {
    if (road.kind !== 'bridge') continue;
    cables.push(...addBridge(clay, road));
    name({ kind: 'road', id: road.id });
  }

  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(clay.positions), 3));
  geometry.setAttribute('aNormal', new BufferAttribute(new Float32Array(clay.normals), 3));
  geometry.setAttribute('aFace', new BufferAttribute(new Float32Array(clay.faces), 4));
  geometry.setAttribute('aShade', new BufferAttribute(new Float32Array(clay.shades), 1));
  geometry.setAttribute('aThing', new BufferAttribute(new Float32Array(numbers), 1));
  geometry.setIndex(new BufferAttribute(new Uint32Array(clay.indices), 1));
  const material = solidMaterial(shared);
  const mesh = fixedMesh(geometry, material, 10);
  makePickable(mesh, {
    attribute: 'aThing',
    rank: ranks.landmark,
    count: () => shown.length,
    thing: (i) => shown[i] ?? null,
  });

  const stays = createInkLines(shared, { capacity: cables.length, renderOrder: 30, depthTest: true });
  for (const [i, cable] of cables.entries()) {
    stays.setSegment(i, ...cable);
    stays.setStroke(i, { widthPx: 0.8, tone: 'mid', opacity: 0.7 });
  }
  stays.setCount(cables.length);

  const group = new Group();
  group.add(mesh, stays.mesh);
  return {
    group,
    dispose() {
      geometry.dispose();
      material.dispose();
      stays.dispose();
    },
  };
}
