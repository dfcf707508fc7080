/** The loop: how soon every phone has an alarm, whether a killed console loses anybody's task, how long the audit takes. */
import { inParts } from '../in-parts.ts';
import { measureAudit } from './audit.ts';
import { measurePhones } from './phones.ts';
import { measureRestarts } from './restarts.ts';

export const loop = inParts({ phones: measurePhones, restarts: measureRestarts, audit: measureAudit });
