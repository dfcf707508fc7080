/**
 * The text of a rule in CodeMirror: YAML colours in ink, completion from the schema, problems where the server's own
 * checker finds them. It lives in a shadow root, because only there its styles need no inline style element, which the
 * content security policy refuses.
 */
import { autocompletion, type CompletionContext, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, linter, lintGutter } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'preact/hooks';
import { placeAt, type SchemaNode, suggestionsAt } from './rule-completion.ts';

export interface RuleProblem {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface RuleEditorProps {
  readonly text: string;
  readonly schema: SchemaNode | null;
  readonly readOnly: boolean;
  readonly label: string;
  readonly onText: (text: string) => void;
  readonly check: (text: string) => Promise<readonly RuleProblem[]>;
  readonly onRunCases: () => void;
}

const CHECK_AFTER_MS = 350;

export function RuleEditor({ text, schema, readOnly, label, onText, check, onRunCases }: RuleEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ schema, onText, check, onRunCases });
  latest.current = { schema, onText, check, onRunCases };
  const editable = useRef(new Compartment());
  useEffect(() => {
    if (!host.current) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const frame = document.createElement('div');
    frame.part.add('frame');
    root.replaceChildren(frame);
    const made = new EditorView({
      root,
      parent: frame,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          EditorView.lineWrapping,
          history(),
          closeBrackets(),
          yaml(),
          syntaxHighlighting(INK),
          LOOK,
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          EditorView.updateListener.of(
            (update) => update.docChanged && latest.current.onText(update.state.doc.toString()),
          ),
          autocompletion({ override: [(context) => complete(context, latest.current.schema)] }),
          linter((open) => diagnose(open, latest.current.check), { delay: CHECK_AFTER_MS }),
          lintGutter(),
          editable.current.of(stateOf(readOnly)),
          keymap.of([
            { key: 'Mod-Enter', run: () => runCases(latest.current.onRunCases) },
            ...completionKeymap,
            ...historyKeymap,
            // Tab leads out of the editor, as out of every field; Ctrl+] and Ctrl+[ indent.
            ...defaultKeymap,
          ]),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    const open = view.current;
    if (open && open.state.doc.toString() !== text) {
      open.dispatch({ changes: { from: 0, to: open.state.doc.length, insert: text } });
    }
  }, [text]);
  useEffect(() => {
    view.current?.dispatch({ effects: editable.current.reconfigure(stateOf(readOnly)) });
  }, [readOnly]);
  return <div class="rule-editor" ref={host} />;
}

const stateOf = (readOnly: boolean) => [EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly)];

function runCases(run: () => void): boolean {
  run();
  return true;
}

function complete(context: CompletionContext, schema: SchemaNode | null) {
  const word = context.matchBefore(/[\w.-]*/);
  if (!schema || (word?.from === word?.to && !context.explicit)) return null;
  const found = suggestionsAt(schema, placeAt(context.state.doc.toString(), word?.from ?? context.pos));
  return {
    from: word?.from ?? context.pos,
    options: found.map(({ label, detail, kind }) => ({
      ...{ label, info: detail, type: kind === 'key' ? 'property' : 'constant' },
      apply: kind === 'key' ? `${label}: ` : label,
    })),
  };
}

async function diagnose(view: EditorView, check: RuleEditorProps['check']): Promise<readonly Diagnostic[]> {
  const { doc } = view.state;
  const problems = await check(doc.toString());
  return problems.map(({ line, column, message }) => {
    const at = doc.line(Math.min(doc.lines, Math.max(1, line)));
    const from = Math.min(at.to, at.from + column - 1);
    return { from, to: Math.max(from, at.to), severity: 'error', message };
  });
}

/** No hue but the levels exists: keys are bright, values middle, comments low. */
const INK = HighlightStyle.define([
  {
    tag: [tags.propertyName, tags.definition(tags.propertyName), tags.atom],
    color: 'var(--text-high)',
    fontWeight: '700',
  },
  { tag: [tags.string, tags.content, tags.number, tags.bool], color: 'var(--text-high)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--text-low)' },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: 'var(--text-mid)' },
]);

const LOOK = EditorView.theme({
  '&': { height: '100%', color: 'var(--text-high)', backgroundColor: 'var(--surface)', fontSize: '14px' },
  '.cm-scroller': {
    fontFamily: '"B612 Mono", "Noto Sans SC Variable", monospace',
    lineHeight: '1.5',
    overflow: 'auto',
  },
  '.cm-content': { caretColor: 'var(--text-high)', padding: '10px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text-high)', borderLeftWidth: '2px' },
  '&.cm-focused, .cm-content:focus-visible': { outline: '3px solid var(--focus)', outlineOffset: '-3px' },
  '.cm-gutters': { backgroundColor: 'var(--ground)', color: 'var(--text-mid)', border: 'none', minWidth: '52px' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground, ::selection': { backgroundColor: 'var(--line)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'var(--text-high)',
    border: '1px solid var(--text-low)',
    borderRadius: '0',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--line)', color: 'var(--text-high)' },
  '.cm-completionInfo': { maxWidth: '340px', padding: '6px 10px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--text-high)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--text-high)',
    textUnderlineOffset: '3px',
  },
  '.cm-lint-marker-error': { content: '"▲"' },
});
