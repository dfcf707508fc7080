export { createScene } from './create-scene.ts';
export { glyphPaths, glyphSvg, shapes } from './glyph.ts';
export { deskHome, wallHome } from './home-views.ts';
export { type Ink, inks, type Level, numerals, severity, type Theme } from './ink.ts';
export { createPlanInset, type PlanInset, type PlanInsetConfig, type PlanMarks } from './plan-inset.ts';
export type * from './types.ts';
