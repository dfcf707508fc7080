import type { Landmark, LandmarkShape } from '@chengyun/basemap/data.ts';
import { axis, crown, opener, pagoda, pearl, type Site, twist } from './famous-towers.ts';
import { addLoft, addSphere, type Clay, ellipse, octagon, rectangle } from './loft.ts';

const plain = ({ clay, x, y, w, d, h }: Site): void => {
  addLoft(
    clay,
    [
      { zM: 0, outline: rectangle(x, y, w, d) },
      { zM: h, outline: rectangle(x, y, w, d) },
    ],
    true,
  );
};

const chamfer = ({ clay, x, y, w, d, h }: Site): void => {
  const cut = Math.min(w, d) * 0.2;
  addLoft(
    clay,
    [
      { zM: 0, outline: octagon(x, y, w, d, cut) },
      { zM: h * 0.86, outline: octagon(x, y, w, d, cut) },
      { zM: h, outline: octagon(x, y, w * 0.72, d * 0.72, cut * 0.7) },
    ],
    true,
    0.1,
  );
};

const step = ({ clay, x, y, w, d, h }: Site): void => {
  for (const [from, to, size] of [
    [0, 0.74, 1],
    [0.74, 0.9, 0.78],
    [0.9, 1, 0.5],
  ] as const) {
    addLoft(
      clay,
      [
        { zM: h * from, outline: rectangle(x, y, w * size, d * size) },
        { zM: h * to, outline: rectangle(x, y, w * size, d * size) },
      ],
      true,
    );
  }
};

const disc = ({ clay, x, y, w, d, h }: Site): void => {
  addLoft(
    clay,
    [
      { zM: 0, outline: ellipse(x, y, w * 0.4, d * 0.4, 22) },
      { zM: h * 0.7, outline: ellipse(x, y, w * 0.5, d * 0.5, 22) },
      { zM: h * 0.9, outline: ellipse(x, y, w * 0.42, d * 0.42, 22) },
      { zM: h, outline: ellipse(x, y, w * 0.16, d * 0.16, 22) },
    ],
    false,
    0.3,
  );
};

const globes = (site: Site): void => {
  plain({ ...site, h: site.h * 0.7 });
  addSphere(site.clay, site.x - site.w * 0.5, site.y - 8, site.h * 0.5, site.h * 0.5, 0.6);
  addSphere(site.clay, site.x + site.w * 0.5, site.y - 8, site.h * 0.35, site.h * 0.35, 0.6);
};

const gate = (site: Site): void => {
  const { clay, x, y, w, d, h } = site;
  for (const side of [-1, 1]) plain({ ...site, x: x + side * w * 0.34, w: w * 0.32, h: h * 0.99 });
  addLoft(
    clay,
    [
      { zM: h * 0.62, outline: rectangle(x, y, w, d) },
      { zM: h, outline: rectangle(x, y, w, d) },
    ],
    true,
  );
};

const stack = ({ clay, x, y, w, h }: Site): void => {
  addLoft(
    clay,
    [
      { zM: 0, outline: ellipse(x, y, w, w, 10) },
      { zM: h, outline: ellipse(x, y, w * 0.55, w * 0.55, 10) },
    ],
    false,
  );
};

const makers: Readonly<Record<LandmarkShape, (site: Site) => void>> = {
  tower: plain,
  low: plain,
  chamfer,
  step,
  twist,
  opener,
  pagoda,
  pearl,
  disc,
  globes,
  gate,
  crown,
  stack,
  axis,
};

/** Shapes one landmark at x, y metres. */
export function addLandmark(clay: Clay, landmark: Landmark, xM: number, yM: number): void {
  makers[landmark.shape]({ clay, x: xM, y: yM, w: landmark.widthM, d: landmark.depthM, h: landmark.heightM });
}
