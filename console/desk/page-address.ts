/** The open page stands in the address (`#station/gauge-1`), so that a page can be kept, sent and gone back to. */
import { effect } from '@preact/signals';
import { DESK_PAGES, type DeskModel, type DeskPage } from './desk-model.ts';

export interface PageAddress {
  readonly page: DeskPage;
  readonly stationId: string | null;
}

export function pageFromHash(hash: string): PageAddress {
  const [name = '', id = ''] = hash.replace(/^#/, '').split('/');
  const page = DESK_PAGES.find((each) => each === name) ?? 'map';
  return { page, stationId: page === 'station' && id !== '' ? decodeURIComponent(id) : null };
}

export function hashFromPage({ page, stationId }: PageAddress): string {
  if (page === 'map') return '';
  return page === 'station' && stationId !== null ? `#station/${encodeURIComponent(stationId)}` : `#${page}`;
}

/** Keeps address and model equal in both directions; returns how to end it. */
export function followAddress(model: Pick<DeskModel, 'page' | 'stationId'>): () => void {
  const read = (): void => {
    const { page, stationId } = pageFromHash(location.hash);
    model.page.value = page;
    model.stationId.value = stationId;
  };
  read();
  addEventListener('hashchange', read);
  const stop = effect(() => {
    const hash = hashFromPage({ page: model.page.value, stationId: model.stationId.value });
    if (hash !== location.hash) history.pushState(null, '', hash === '' ? location.pathname + location.search : hash);
  });
  addEventListener('popstate', read);
  return () => {
    stop();
    removeEventListener('hashchange', read);
    removeEventListener('popstate', read);
  };
}
