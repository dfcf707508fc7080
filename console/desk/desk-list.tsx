/** The left pane: tabs, filters, the list. */
import { say } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { DESK_TABS, type DeskModel } from './desk-model.ts';
import { DeskRow } from './desk-row.tsx';
import { VirtualList } from './virtual-list.tsx';

const ROW_PX = 40;

export function DeskList({ surface, model }: { readonly surface: Surface; readonly model: DeskModel }) {
  const rows = model.rows.value;
  const narrowed = model.depth.value < 4 || model.query.value !== '';
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
      <p class="desk-columns low" aria-hidden="true">
        <span class="desk-column-what">{say('column.title')}</span>
        <span class="desk-right">{say('column.age')}</span>
        <span class="desk-right">{say('column.timeLeft')}</span>
        <span>{say('desk.ownerState')}</span>
      </p>
      {narrowed && (
        <p class="desk-narrowed">
          {say(`verb.level${model.depth.value as 1 | 2 | 3 | 4}`)}
          {model.query.value !== '' && ` · “${model.query.value}”`}
          <button
            type="button"
            onClick={() => {
              model.depth.value = 4;
              model.query.value = '';
            }}
          >
            {say('desk.showAll')}
          </button>
        </p>
      )}
      {rows.length === 0 ? (
        <p class="desk-empty mid">{say(narrowed ? 'list.noneFound' : 'list.none')}</p>
      ) : (
        <VirtualList
          items={rows}
          rowPx={ROW_PX}
          idOf={(alarm) => alarm.id}
          chosenId={model.chosenId.value}
          label={say('list.alarms')}
          renderRow={(alarm, topPx) => (
            <DeskRow
              key={alarm.id}
              alarm={alarm}
              surface={surface}
              chosen={alarm.id === model.chosenId.value}
              topPx={topPx}
              onChoose={model.choose}
            />
          )}
        />
      )}
    </section>
  );
}
