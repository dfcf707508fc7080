/** Something wrong in a rule or case file, with the place a person has to look at. */
export interface Place {
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

export class RuleError extends Error {
  readonly place: Place;
  constructor(place: Place, message: string) {
    super(`${place.file}:${place.line}:${place.column}: ${message}`);
    this.name = 'RuleError';
    this.place = place;
  }
}
