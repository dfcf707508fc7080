/** Where to sign in, and where to come back to: only a page of our own. */
const PAGES = ['/wall', '/desk', '/field'] as const;
export type PagePath = (typeof PAGES)[number];

export function goToLogin(from: PagePath): void {
  location.assign(`/login?next=${encodeURIComponent(from)}`);
}

/** To one's own account, where what has to be done first is done. */
export function goToAccount(from: PagePath): void {
  location.assign(`/login?account&next=${encodeURIComponent(from)}`);
}

/** The page asked for in `?next=`; the desk when it is none of ours, so that nobody is sent elsewhere. */
export function nextPage(search: string): PagePath {
  const asked = new URLSearchParams(search).get('next');
  return PAGES.find((page) => page === asked) ?? '/desk';
}
