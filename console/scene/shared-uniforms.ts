import { Color, Vector2, Vector3, Vector4 } from 'three';
import { inks, type Theme } from './ink.ts';

/** At most this many alarm areas tint the buildings that stand in them. */
export const zonesMax = 8;

/** One set of uniform objects for every material: the theme and the camera write it once. */
export function createSharedUniforms() {
  return {
    uMist: { value: new Color() },
    uSky: { value: new Color() },
    uMistM: { value: 14_000 },
    uEye: { value: new Vector3() },
    uLow: { value: new Color() },
    uHigh: { value: new Color() },
    uLand: { value: new Color() },
    uWater: { value: new Color() },
    uInkLine: { value: new Color() },
    uPigment: { value: [new Color(), new Color(), new Color(), new Color()] },
    /** 0 ink, 1 paper. */
    uPaper: { value: 0 },
    uResolution: { value: new Vector2(1, 1) },
    uPixel: { value: 1 },
    /** x, y, radius in metres; w = severity 0…3, or −1 for none. */
    uZone: { value: Array.from({ length: zonesMax }, () => new Vector4(0, 0, 0, -1)) },
  };
}

export type SharedUniforms = ReturnType<typeof createSharedUniforms>;

/** Colours go to the shaders as display values: the canvas is written without conversion. */
function set(color: Color, hex: string): void {
  const n = Number.parseInt(hex.slice(1), 16);
  color.setRGB(((n >> 16) & 255) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255);
}

export function applyTheme(uniforms: SharedUniforms, theme: Theme): void {
  const ink = inks[theme];
  set(uniforms.uMist.value, ink.city.mist);
  set(uniforms.uSky.value, ink.ground);
  set(uniforms.uLow.value, ink.city.low);
  set(uniforms.uHigh.value, ink.city.high);
  set(uniforms.uLand.value, ink.city.land);
  set(uniforms.uWater.value, ink.city.water);
  set(uniforms.uInkLine.value, theme === 'ink' ? ink.textMid : ink.textMid);
  const levels = ['red', 'orange', 'yellow', 'blue'] as const;
  for (const [i, level] of levels.entries()) set(uniforms.uPigment.value[i]!, ink.level[level]);
  uniforms.uPaper.value = theme === 'paper' ? 1 : 0;
}
