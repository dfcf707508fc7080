/** Signing out on a phone: what still has to reach others goes first, then everything of the person leaves the phone. */

export interface SignOut {
  /** Done side by side; one that fails or does not end keeps nobody signed in. */
  readonly first: readonly (() => Promise<unknown>)[];
  readonly forget: () => void;
  readonly logout: () => Promise<unknown>;
  /** Resolves when it has taken long enough. */
  readonly limit: () => Promise<unknown>;
}

export async function signOut({ first, forget, logout, limit }: SignOut): Promise<void> {
  const within = (works: readonly (() => Promise<unknown>)[]) =>
    Promise.race([Promise.allSettled(works.map((work) => work())), limit()]);
  await within(first);
  forget();
  await within([logout]);
}
