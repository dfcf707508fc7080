/**
 * E leads to what there is to see of the chosen alarm: what teams handed in, else the field in which a picture of a
 * camera is asked for. Both stand in the panel of reasons, marked `data-evidence`.
 */
const LOOK_EVERY_MS = 50;

/** True once the keyboard stands there; false when nothing came within `waitMs`, as the list of cameras is asked for. */
export async function leadToEvidence(root: ParentNode, waitMs: number): Promise<boolean> {
  for (let leftMs = waitMs; ; leftMs -= LOOK_EVERY_MS) {
    const place = root.querySelector<HTMLElement>('[data-evidence]');
    if (place) {
      place.scrollIntoView({ block: 'nearest' });
      (place.querySelector<HTMLElement>('button:enabled, input[type="text"]') ?? place).focus();
      return true;
    }
    if (leftMs <= 0) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
