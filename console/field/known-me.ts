/** Who holds this phone: asked from the server, remembered for the times when there is none. */
import { type WhoAmI, whoAmI } from '../ui/server-api.ts';

const KEY = 'chengyun.me';

/** Null when nobody is signed in: the server said so, or this browser has never known anyone. */
export async function knownMe(storage: Storage): Promise<WhoAmI | null> {
  try {
    const me = await whoAmI();
    if (me?.role !== 'officer') return null;
    storage.setItem(KEY, JSON.stringify(me));
    return me;
  } catch {
    const kept = storage.getItem(KEY);
    return kept === null ? null : (JSON.parse(kept) as WhoAmI);
  }
}

export function forgetMe(storage: Storage): void {
  storage.removeItem(KEY);
}
