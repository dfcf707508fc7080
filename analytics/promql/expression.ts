/** PromQL as far as rules need it: what the grammar's tree is turned into before it is translated. */
export interface Matcher {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** Keep only these labels, or all but these. */
export interface LabelChoice {
  readonly keep: 'by' | 'without';
  readonly labels: readonly string[];
}

export interface SelectorExpression {
  readonly of: 'selector';
  /** null when the name is left to the matchers. */
  readonly name: string | null;
  readonly matchers: readonly Matcher[];
  /** null for the newest sample. */
  readonly rangeMs: number | null;
  readonly offsetMs: number;
}

export interface CallExpression {
  readonly of: 'call';
  readonly name: string;
  readonly args: readonly PromExpression[];
}

export interface AggregateExpression {
  readonly of: 'aggregate';
  readonly op: string;
  readonly inner: PromExpression;
  readonly parameter: PromExpression | null;
  readonly choice: LabelChoice;
}

export interface BinaryExpression {
  readonly of: 'binary';
  readonly op: string;
  readonly left: PromExpression;
  readonly right: PromExpression;
  readonly isBool: boolean;
  /** null: all labels must be equal. */
  readonly match: LabelChoice | null;
  /** The side of which several may match one of the other. */
  readonly many: 'left' | 'right' | null;
  /** Labels that group_left and group_right take over from the other side. */
  readonly added: readonly string[];
}

export type PromExpression =
  | { readonly of: 'number'; readonly value: number }
  | { readonly of: 'string'; readonly value: string }
  | { readonly of: 'unsupported'; readonly what: string }
  | { readonly of: 'negative'; readonly inner: PromExpression }
  | SelectorExpression
  | CallExpression
  | AggregateExpression
  | BinaryExpression;

/** Something in a rule that the rule language cannot say with the same meaning; `reason` is what is counted. */
export class CannotState extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.name = 'CannotState';
    this.reason = reason;
  }
}
