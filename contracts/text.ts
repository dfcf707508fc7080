import Type, { type Static } from 'typebox';

/** A text for people, in both languages of the product. */
export const BilingualSchema = Type.Object({ zh: Type.String(), en: Type.String() }, { additionalProperties: false });
export type Bilingual = Static<typeof BilingualSchema>;
