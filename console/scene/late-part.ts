/**
 * A part of the scene whose code is fetched when it is first needed, so that a wall shows its city before it knows how
 * to draw what nobody has asked for yet. Where the code cannot be fetched the scene stands without the part, and the
 * next wish asks again. What an alarm may bring at any moment is no late part: its shaders must be linked before it comes.
 */
export interface LatePart<T> {
  /** Null until it is there. */
  readonly now: T | null;
  readonly get: () => Promise<T | null>;
  /** Does this with it, at once or when it is there, unless something else was wished meanwhile. */
  readonly latest: (act: (part: T) => void) => void;
  readonly dispose: () => void;
}

export function createLatePart<T extends { readonly dispose: () => void }>(make: () => Promise<T>): LatePart<T> {
  let part: T | null = null;
  let asked: Promise<T | null> | null = null;
  let wish: ((made: T) => void) | null = null;
  let disposed = false;

  const fetchIt = async (): Promise<T | null> => {
    try {
      const made = await make();
      if (disposed) made.dispose();
      else part = made;
      return part;
    } catch {
      asked = null;
      return null;
    }
  };
  const get = (): Promise<T | null> => {
    asked ??= fetchIt();
    return asked;
  };
  return {
    get now() {
      return part;
    },
    get,
    latest(act) {
      wish = act;
      if (part) act(part);
      else void get().then((made) => made && wish === act && act(made));
    },
    dispose() {
      disposed = true;
      part?.dispose();
    },
  };
}
