/** The left pane: tabs, filters, the list. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { browserClock } from '../ui/clock.ts';
import { createPointerHold } from '../ui/pointer-hold.ts';
import { language, say, sayDomain } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { DESK_TABS, type DeskModel } from './desk-model.ts';
import { DeskRow } from './desk-row.tsx';
import { GroupRow } from './group-row.tsx';
import { RowsAbove } from './rows-above.tsx';
import { VirtualList } from './virtual-list.tsx';
import { sayDesk } from './words/say-desk.ts';

const ROW_PX = 40;

export function DeskList({ surface, model }: { readonly surface: Surface; readonly model: DeskModel }) {
  const hold = useMemo(
    () => createPointerHold({ begin: model.hold, end: model.release, monotonicMs: browserClock.monotonicMs }),
    [model],
  );
  useEffect(() => {
    addEventListener('keydown', hold.release);
    return () => {
      removeEventListener('keydown', hold.release);
      hold.release();
    };
  }, [hold]);
  const rows = model.rows.value;
  const [above, setAbove] = useState(0);
  const domain = model.domain.value;
  const narrowed = model.depth.value < 4 || model.query.value !== '' || domain !== '';
  const said = [
    ...(domain === '' ? [] : [sayDesk('list.domain', { domain: sayDomain(domain)[language.value] })]),
    ...(model.depth.value < 4 ? [say(`verb.level${model.depth.value as 1 | 2 | 3}`)] : []),
    ...(model.query.value === '' ? [] : [`“${model.query.value}”`]),
  ];
  return (
    <section class="desk-list" aria-label={say('list.alarms')}>
      <div class="desk-tabs" role="tablist" aria-label={say('list.alarms')}>
        {DESK_TABS.map((tab) => (
          <button
            type="button"
            role="tab"
            key={tab}
            aria-selected={model.tab.value === tab}
            onClick={() => {
              model.tab.value = tab;
              model.choose(null);
            }}
          >
            {say(`desk.tab.${tab}`)} <span class="number">{model.counts.value[tab]}</span>
          </button>
        ))}
      </div>
      <div class="desk-columns-place">
        <p class="desk-columns low" aria-hidden="true">
          <span class="desk-column-what">{say('column.title')}</span>
          <span class="desk-right">{say('column.age')}</span>
          <span class="desk-right">{say('column.timeLeft')}</span>
          <span>{say('desk.ownerState')}</span>
        </p>
        <RowsAbove rows={rows.slice(0, above)} surface={surface} onOpen={model.chooseFirst} />
      </div>
      {narrowed && (
        <p class="desk-narrowed">
          <span class="clip">{said.join(' · ')}</span>
          <button
            type="button"
            onClick={() => {
              model.depth.value = 4;
              model.query.value = '';
              model.domain.value = '';
            }}
          >
            {say('desk.showAll')}
          </button>
        </p>
      )}
      {rows.length === 0 ? (
        <p class="desk-empty mid">{emptyWord(narrowed, model)}</p>
      ) : (
        <VirtualList
          items={rows}
          rowPx={ROW_PX}
          idOf={(row) => row.id}
          chosenId={model.chosenId.value}
          label={say('list.alarms')}
          onAbove={setAbove}
          onPointerMove={hold.onPointerMove}
          onPointerLeave={hold.release}
          renderRow={(row, topPx) => {
            const place = { surface, chosen: row.id === model.chosenId.value, topPx, onChoose: model.choose };
            return row.kind === 'group' ? (
              <GroupRow key={row.id} group={row} onOpen={model.setOpen} {...place} />
            ) : (
              <DeskRow key={row.id} alarm={row.alarm} isMember={row.isMember} {...place} />
            );
          }}
        />
      )}
    </section>
  );
}

/** An empty tab is not a calm city: what waits in another tab is said. */
function emptyWord(narrowed: boolean, { tab, counts }: DeskModel): string {
  if (narrowed) return say('list.noneFound');
  const { cleared } = counts.value;
  return tab.value === 'active' && cleared > 0 ? sayDesk('list.onlyCleared', { n: cleared }) : say('list.none');
}
