/** What was done to one's own account, when and by whom, and what to do if that is news. */
import { ACCOUNT_CHANGE_WORDS, type AccountChange, changedBy, IF_NOT_YOU } from '../state/account-changes.ts';
import { language, sayText } from '../ui/say.ts';
import type { WhoAmI } from '../ui/server-api.ts';
import { l } from './words.ts';

export interface ChangeLinesProps {
  readonly changes: readonly AccountChange[];
  /** The account that reads it. */
  readonly own: string;
}

export function ChangeLines({ changes, own }: ChangeLinesProps) {
  const locale = language.value === 'zh' ? 'zh-CN' : 'en-GB';
  const line = ({ action, at, by }: AccountChange): string => {
    const [what, time, who] = [
      sayText(ACCOUNT_CHANGE_WORDS[action]),
      new Date(at).toLocaleString(locale),
      changedBy(by, own),
    ];
    return sayText({ zh: `${what}，${time}，操作者：${who.zh}`, en: `${what}, ${time}, by ${who.en}` });
  };
  return (
    <>
      <ul>
        {changes.map((change) => (
          <li key={`${change.at} ${change.action}`}>{line(change)}</li>
        ))}
      </ul>
      <p>{sayText(IF_NOT_YOU)}</p>
    </>
  );
}

/** Between signing in and going on, once. */
export function UnseenChanges({ who, onDone }: { readonly who: WhoAmI; readonly onDone: () => void }) {
  return (
    <main class="login account">
      <h1>{l('changesUnseen')}</h1>
      <ChangeLines changes={who.changes ?? []} own={who.account} />
      <button type="button" class="strong" onClick={onDone}>
        {l('goOn')}
      </button>
    </main>
  );
}
