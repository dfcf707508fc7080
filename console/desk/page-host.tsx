/**
 * The place of a page over map and reasons; the list of alarms stays beside it. Pages are loaded when they are first
 * opened, so that the desk itself stays small.
 */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Surface } from '../ui/surface.ts';
import type { Assessments } from './assessments.ts';
import type { DeskModel, DeskPage } from './desk-model.ts';
import type { DeskServer } from './desk-server.ts';
import type { DeskVerbs } from './desk-verbs.ts';
import { Unanswered } from './use-answer.ts';
import { sayDesk } from './words/say-desk.ts';

export interface PageProps {
  readonly surface: Surface;
  readonly model: DeskModel;
  readonly verbs: DeskVerbs;
  readonly server: DeskServer;
  readonly assessments: Assessments;
}

type Page = ComponentType<PageProps>;

const LOADERS: Readonly<Record<Exclude<DeskPage, 'map'>, () => Promise<Page>>> = {
  station: () => import('./pages/station-page.tsx').then((loaded) => loaded.StationPage),
  alarms: () => import('./pages/alarms-page.tsx').then((loaded) => loaded.AlarmsPage),
  rules: () => import('./pages/rules-page.tsx').then((loaded) => loaded.RulesPage),
  catalogue: () => import('./pages/catalogue-page.tsx').then((loaded) => loaded.CataloguePage),
  devices: () => import('./pages/devices-page.tsx').then((loaded) => loaded.DevicesPage),
  zones: () => import('./pages/zones-page.tsx').then((loaded) => loaded.ZonesPage),
  report: () => import('./pages/report-page.tsx').then((loaded) => loaded.ReportPage),
  citizens: () => import('./pages/citizens-page.tsx').then((loaded) => loaded.CitizensPage),
  shares: () => import('./pages/shares-page.tsx').then((loaded) => loaded.SharesPage),
  handover: () => import('./pages/handover-page.tsx').then((loaded) => loaded.HandoverPage),
};

export function PageHost({ page, ...props }: PageProps & { readonly page: Exclude<DeskPage, 'map'> }) {
  const [loaded, setLoaded] = useState<{ readonly page: DeskPage; readonly Page: Page } | null>(null);
  const [failure, setFailure] = useState('');
  useEffect(() => {
    let wanted = true;
    setFailure('');
    LOADERS[page]().then(
      (made) => wanted && setLoaded({ page, Page: made }),
      (error: Error) => wanted && setFailure(error.message),
    );
    return () => {
      wanted = false;
    };
  }, [page]);
  const unanswered = useSignal(0);
  const shown = loaded?.page === page ? loaded : null;
  return (
    <section
      class="page"
      data-page={page}
      aria-label={sayDesk(`${page}.title`)}
      aria-busy={failure === '' && (!shown || unanswered.value > 0)}
    >
      <header class="page-head">
        <h2>{sayDesk(`${page}.title`)}</h2>
        <button
          type="button"
          onClick={() => {
            props.model.page.value = 'map';
          }}
        >
          <kbd>Esc</kbd> {sayDesk('page.back')}
        </button>
      </header>
      {shown ? (
        <Unanswered.Provider value={unanswered}>
          <shown.Page {...props} />
        </Unanswered.Provider>
      ) : (
        <p class="page-note mid" role="status">
          {failure === '' ? sayDesk('page.loading') : sayDesk('page.failed', { why: failure })}
        </p>
      )}
    </section>
  );
}
