/** How the alarms themselves perform, after ISA-18.2 and EEMUA 191; the response level with its evidence; what is quiet and why. */
import type { AlarmView, Level } from '@chengyun/contracts';
import { LEVEL_FACTS, LEVELS } from '@chengyun/contracts/levels.ts';
import { formatDuration, formatNumber } from '../../state/format.ts';
import { LevelGlyph } from '../../ui/level-glyph.tsx';
import { shortTitle } from '../../ui/reading.ts';
import { say, sayText } from '../../ui/say.ts';
import type { PageProps } from '../page-host.tsx';
import { figureTiles, MIX_TARGET } from './alarm-figures.ts';
import { RespondPane } from './respond-pane.tsx';
import { RetroPane } from './retro-pane.tsx';
import { sayPage } from './words/say-page.ts';
import './alarms.css';

export function AlarmsPage(props: PageProps) {
  const { surface, model, assessments } = props;
  const { live } = surface;
  const figures = assessments.figures.value;
  const all = [...live.alarms.value.values()];
  const shadow = assessments.shadow.value?.rules ?? [];
  return (
    <div class="page-body">
      <p class="page-bar mid">
        <span>{sayPage('alarms.standard')}</span>
        {figures && <span>{sayPage('alarms.operators', { n: figures.operators })}</span>}
      </p>
      {figures ? (
        <dl class="tiles">
          {figureTiles(figures).map(({ word, value, target, isOver }) => (
            <div key={word} data-over={isOver}>
              <dt class="mid">{sayPage(word)}</dt>
              <dd>
                <b class="number">{value}</b>
                <span class="low"> {target === null ? '' : sayPage('alarms.target', { target })}</span>
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <p class="page-note mid">{sayPage('alarms.none')}</p>
      )}
      <div class="page-columns">
        <div>
          {figures && <Mix mix={figures.mix} />}
          <section class="pane">
            <h3 class="pane-title">
              <span>{sayPage('alarms.actors')}</span>
            </h3>
            {(figures?.badActors.length ?? 0) === 0 && <p class="mid">{sayPage('alarms.noActors')}</p>}
            <ol class="list-rows actors">
              {figures?.badActors.map(({ rule, asset, calls }) => {
                const place = live.assets.value.get(asset)?.name;
                const most = figures.badActors[0]?.calls ?? 1;
                return (
                  <li key={`${rule}|${asset}`}>
                    <button type="button" class="clip" onClick={() => model.openStation(asset)}>
                      {place ? sayText(place) : asset}
                    </button>
                    <span class="mid clip">{rule}</span>
                    <span class="share" aria-hidden="true">
                      <i style={{ width: `${(calls / most) * 100}%` }} />
                    </span>
                    <span class="number desk-right">{sayPage('alarms.calls', { n: calls })}</span>
                  </li>
                );
              })}
            </ol>
          </section>
          <section class="pane">
            <h3 class="pane-title">
              <span>{sayPage('alarms.shadow')}</span>
            </h3>
            {shadow.length === 0 && <p class="mid">{sayPage('alarms.noShadow')}</p>}
            <ol class="list-rows shadows">
              {shadow.map(({ rule, version, raised, standing }) => (
                <li key={rule}>
                  <span class="clip">{say('panel.rule', { rule, version })}</span>
                  <span class="number mid desk-right">{sayPage('alarms.shadowCounts', { raised, standing })}</span>
                </li>
              ))}
            </ol>
          </section>
          <RetroPane {...props} />
        </div>
        <div>
          <RespondPane {...props} />
          <QuietList
            {...props}
            title={sayPage('alarms.shelved')}
            none={sayPage('alarms.noShelved')}
            alarms={all.filter((alarm) => alarm.state === 'shelved')}
          />
          <QuietList
            {...props}
            title={sayPage('alarms.quiet')}
            none={sayPage('alarms.noQuiet')}
            alarms={all.filter((alarm) => alarm.state === 'suppressed' || alarm.state === 'out-of-service')}
          />
        </div>
      </div>
    </div>
  );
}

/** Standing alarms by level against the mix that a well kept system has. */
function Mix({ mix }: { readonly mix: Readonly<Record<Level, number>> }) {
  const total = LEVELS.reduce((sum, level) => sum + mix[level], 0);
  return (
    <section class="pane">
      <h3 class="pane-title">
        <span>{sayPage('alarms.mix')}</span>
      </h3>
      <ol class="list-rows mix">
        {LEVELS.toReversed().map((level) => {
          const share = total === 0 ? 0 : mix[level] / total;
          return (
            <li key={level}>
              <LevelGlyph level={level} look="filled" pigment={mix[level] > 0 ? 'level' : 'grey'} />
              <span class="numeral mid">{LEVEL_FACTS[level].numeral}</span>
              <span class="mix-bar" data-pigment={level}>
                <i style={{ width: `${share * 100}%` }} />
                <em style={{ left: `${MIX_TARGET[level] * 100}%` }} />
              </span>
              <span class="number desk-right">{mix[level]}</span>
              <span class="number mid desk-right">{formatNumber(share * 100, 0)} %</span>
              <span class="number low desk-right">
                {sayPage('alarms.mixTarget')} {formatNumber(MIX_TARGET[level] * 100, 0)} %
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

interface QuietListProps extends PageProps {
  readonly title: string;
  readonly none: string;
  readonly alarms: readonly AlarmView[];
}

function QuietList({ surface, model, title, none, alarms }: QuietListProps) {
  const { live, nowMs } = surface;
  return (
    <section class="pane">
      <h3 class="pane-title">
        <span>{title}</span>
        <span class="mid number">{alarms.length}</span>
      </h3>
      {alarms.length === 0 && <p class="mid">{none}</p>}
      <ol class="list-rows quiet-list">
        {alarms.map((alarm) => {
          const place = live.assets.value.get(alarm.asset)?.name;
          const cause = alarm.inhibitedBy ? live.alarms.value.get(alarm.inhibitedBy) : undefined;
          const by = cause
            ? `${sayPage('why.quietBy')} ${sayText(cause.title)}`
            : [alarm.by, alarm.reason].filter(Boolean).join(' · ');
          return (
            <li key={alarm.id}>
              <LevelGlyph level={alarm.level} look="outlined" pigment="level" />
              <button type="button" class="clip" onClick={() => model.reveal(alarm.id)}>
                {place ? sayText(place) : alarm.asset} {sayText(shortTitle(alarm.title, place))}
              </button>
              <span class="number desk-right">
                {alarm.shelvedUntil === null
                  ? ''
                  : sayPage('alarms.until', { duration: formatDuration(alarm.shelvedUntil - nowMs.value) })}
              </span>
              <span class="mid clip quiet-why">{by}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
